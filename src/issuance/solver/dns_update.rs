//! DNS records by dynamic updates (RFC 2136), signed with a shared key (RFC 8945).

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::base::iana::Rcode;

use super::dns::{self, Change, DnsName, PORT, Resolver, TsigKey, exchange_by_tcp, system_servers};
use super::{Presentation, Solver, SolverContext};
use crate::error::{Error, Kind, Result};
use crate::protocol::{check_caller_text, clean};
use crate::transport::look_up;

/// The most records in one update, so that it stays far below the longest message.
const MOST_RECORDS: usize = 200;

/// Puts TXT records in place by dynamic updates, many records of a zone in one.
///
/// Where `_acme-challenge` of a name is an alias (CNAME), the record goes to where that leads. The zone is found by asking
/// the server; its answers must be signed with the key that signed the update.
pub struct DnsUpdate {
    server: String,
    key: Option<TsigKey>,
    zone: Option<DnsName>,
    resolvers: Option<Vec<SocketAddr>>,
    follow_aliases: bool,
    /// What was put in place, by challenge URL, and where.
    placed: Mutex<HashMap<String, Placed>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Placed {
    zone: DnsName,
    name: DnsName,
    value: String,
}

impl DnsUpdate {
    /// A solver for the server that takes updates, by name or address, with a port unless that is 53.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when the server is empty or holds control characters.
    pub fn new(server: &str) -> Result<Self> {
        check_caller_text("server", server)?;
        Ok(Self {
            server: server.to_owned(),
            key: None,
            zone: None,
            resolvers: None,
            follow_aliases: true,
            placed: Mutex::default(),
        })
    }

    /// The same solver, its updates signed.
    #[must_use]
    pub fn with_key(mut self, key: TsigKey) -> Self {
        self.key = Some(key);
        self
    }

    /// The same solver, which asks nobody for the zone.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when it is no domain name.
    pub fn with_zone(mut self, zone: &str) -> Result<Self> {
        self.zone = Some(dns::name(zone)?);
        Ok(self)
    }

    /// The same solver, which asks these servers for aliases instead of the system's.
    #[must_use]
    pub fn with_resolvers(mut self, resolvers: Vec<SocketAddr>) -> Self {
        self.resolvers = Some(resolvers);
        self
    }

    /// The same solver, which puts records where the challenge says and follows no alias.
    #[must_use]
    pub fn without_aliases(mut self) -> Self {
        self.follow_aliases = false;
        self
    }

    fn placed(&self) -> MutexGuard<'_, HashMap<String, Placed>> {
        self.placed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The addresses of the server.
    fn servers(&self, context: &SolverContext) -> Result<Vec<SocketAddr>> {
        let (host, port) = host_and_port(&self.server);
        look_up(host, port, context.deadline, &context.cancel).map_err(|error| {
            context
                .check()
                .err()
                .filter(|_| error.kind() != Kind::NameNotFound)
                .unwrap_or_else(|| self.trouble(&error))
        })
    }

    fn trouble(&self, reason: &dyn fmt::Display) -> Error {
        Error::new(Kind::SolverFailed, format!("the DNS server {}: {reason}", clean(&self.server)))
    }

    /// Finds out where the record of a presentation goes.
    fn place(
        &self,
        presentation: &Presentation,
        servers: &[SocketAddr],
        context: &SolverContext,
    ) -> Result<Placed> {
        presentation.proof()?;
        let record = presentation.dns_record();
        let record =
            record.ok_or_else(|| presentation.failed(Kind::SolverFailed, "is not proved by a DNS record"))?;
        let explain = |error: Error| presentation.failed(error.kind(), error);
        let name =
            dns::name(&record.name).and_then(|name| self.target(name, servers, context)).map_err(explain)?;
        let zone = match &self.zone {
            Some(zone) => zone.clone(),
            None => Resolver::authoritative(servers, context).zone(&name).map_err(explain)?,
        };
        Ok(Placed { zone, name, value: record.value })
    }

    /// Where the aliases of a name lead. The server that takes updates is asked when no resolver can be.
    fn target(&self, name: DnsName, servers: &[SocketAddr], context: &SolverContext) -> Result<DnsName> {
        if !self.follow_aliases {
            return Ok(name);
        }
        let resolvers = self.resolvers.clone().unwrap_or_else(system_servers);
        let found = Resolver::recursive(&resolvers, context).canonical_name(&name);
        found.or_else(|error| {
            context.check()?;
            Resolver::authoritative(servers, context).canonical_name(&name).map_err(|_| error)
        })
    }

    fn update(
        &self,
        change: Change,
        places: &[Placed],
        servers: &[SocketAddr],
        context: &SolverContext,
    ) -> Result<()> {
        let mut zones: Vec<&DnsName> = Vec::new();
        for place in places {
            if !zones.contains(&&place.zone) {
                zones.push(&place.zone);
            }
        }
        let mut outcome = Ok(());
        for zone in zones {
            let records = places.iter().filter(|place| place.zone == *zone);
            let records: Vec<_> = records.map(|place| (place.name.clone(), place.value.clone())).collect();
            for share in records.chunks(MOST_RECORDS) {
                outcome = outcome.and(self.send(zone, change, share, servers, context));
            }
        }
        outcome
    }

    fn send(
        &self,
        zone: &DnsName,
        change: Change,
        records: &[(DnsName, String)],
        servers: &[SocketAddr],
        context: &SolverContext,
    ) -> Result<()> {
        let message = dns::update(zone, change, records)?;
        let mut trouble = self.trouble(&"it has no address");
        for server in servers {
            match self.send_to(*server, &message, context) {
                Ok(Rcode::NOERROR) => return Ok(()),
                Ok(rcode) => return Err(self.trouble(&format!("refuses to update the zone {zone}: {rcode}"))),
                Err(error) if error.kind() != Kind::SolverFailed => return Err(error),
                Err(error) => trouble = self.trouble(&error),
            }
        }
        Err(trouble)
    }

    fn send_to(&self, server: SocketAddr, message: &[u8], context: &SolverContext) -> Result<Rcode> {
        let Some(key) = &self.key else {
            return Ok(exchange_by_tcp(server, message, context)?.rcode());
        };
        let signed = key.sign(message)?;
        let answer = exchange_by_tcp(server, &signed.bytes, context)?;
        signed.check(&answer)?;
        Ok(answer.rcode())
    }
}

/// A server's name or address, and its port.
fn host_and_port(server: &str) -> (&str, u16) {
    let is_address = server.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let parts = server.rsplit_once(':').filter(|_| !is_address);
    let parts = parts.and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let (host, port) = parts.unwrap_or((server, PORT));
    (host.trim_matches(['[', ']']), port)
}

impl fmt::Debug for DnsUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DnsUpdate")
            .field("server", &self.server)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl Solver for DnsUpdate {
    fn types(&self) -> Vec<String> {
        ["dns-01", "dns-account-01"].map(str::to_owned).to_vec()
    }

    fn present(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        let servers = self.servers(context)?;
        let places = batch.iter().map(|presentation| self.place(presentation, &servers, context));
        let places: Vec<_> = places.collect::<Result<_>>()?;
        let urls = batch.iter().map(|presentation| presentation.challenge.url.clone());
        self.placed().extend(urls.zip(places.iter().cloned()));
        self.update(Change::Add, &places, &servers, context)
    }

    fn clean_up(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        let servers = self.servers(context)?;
        let mut outcome = Ok(());
        let mut places = Vec::new();
        for presentation in batch {
            let known = self.placed().remove(&presentation.challenge.url);
            // An earlier process may have put it there.
            match known.map_or_else(|| self.place(presentation, &servers, context), Ok) {
                Ok(place) => places.push(place),
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
        outcome.and(self.update(Change::Remove, &places, &servers, context))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_a_name_or_an_address_with_a_port_or_without() {
        for (server, host, port) in [
            ("ns.example", "ns.example", 53),
            ("ns.example:5353", "ns.example", 5353),
            ("ns.example:", "ns.example:", 53),
            ("192.0.2.1", "192.0.2.1", 53),
            ("192.0.2.1:54", "192.0.2.1", 54),
            ("2001:db8::1", "2001:db8::1", 53),
            ("[2001:db8::1]", "2001:db8::1", 53),
            ("[2001:db8::1]:54", "2001:db8::1", 54),
        ] {
            assert_eq!(host_and_port(server), (host, port), "{server}");
        }
    }
}
