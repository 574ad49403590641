//! What is found out by asking: aliases, zones, their servers, and TXT records.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use domain::base::Rtype;
use domain::base::ToName;
use domain::base::iana::Rcode;

use super::exchange::exchange;
use super::message::{Answer, question};
use super::{DnsName, PORT, failed};
use crate::error::{Error, Kind, Result};
use crate::issuance::solver::SolverContext;

/// How many aliases are followed.
const MOST_ALIASES: usize = 8;
const RESOLVER_CONFIGURATION: &str = "/etc/resolv.conf";

/// The servers of the system's resolver configuration; where there are none, the one on this machine.
pub(in super::super) fn system_servers() -> Vec<SocketAddr> {
    let text = fs::read_to_string(RESOLVER_CONFIGURATION).unwrap_or_default();
    let servers = configured(&text);
    if servers.is_empty() { vec![(Ipv4Addr::LOCALHOST, PORT).into()] } else { servers }
}

fn configured(text: &str) -> Vec<SocketAddr> {
    let addresses = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        (words.next() == Some("nameserver")).then(|| words.next()?.parse::<IpAddr>().ok()).flatten()
    });
    addresses.map(|address| SocketAddr::new(address, PORT)).collect()
}

/// Asks servers one after another until one knows.
pub(in super::super) struct Resolver<'a> {
    servers: &'a [SocketAddr],
    recursive: bool,
    context: &'a SolverContext,
}

impl<'a> Resolver<'a> {
    /// Asks servers that find out what they do not know.
    pub(in super::super) fn recursive(servers: &'a [SocketAddr], context: &'a SolverContext) -> Self {
        Self { servers, recursive: true, context }
    }

    /// Asks servers for what they know themselves.
    pub(in super::super) fn authoritative(servers: &'a [SocketAddr], context: &'a SolverContext) -> Self {
        Self { servers, recursive: false, context }
    }

    /// The first answer that is one: records, or that there are none.
    fn ask(&self, name: &DnsName, kind: Rtype) -> Result<Answer> {
        let asked = question(name, kind, self.recursive)?;
        let mut trouble = failed("there is no DNS server to ask");
        for server in self.servers {
            match exchange(*server, &asked, self.context) {
                Ok(answer) if matches!(answer.rcode(), Rcode::NOERROR | Rcode::NXDOMAIN) => {
                    return Ok(answer);
                }
                Ok(answer) => trouble = failed(format!("the DNS server {server} answers {}", answer.rcode())),
                Err(error) if is_final(&error) => return Err(error),
                Err(error) => trouble = error,
            }
        }
        Err(Error::new(trouble.kind(), format!("{name}: {trouble}")))
    }

    /// Where the aliases lead that begin at a name: to itself when it has none.
    pub(in super::super) fn canonical_name(&self, name: &DnsName) -> Result<DnsName> {
        let mut current = name.clone();
        for _ in 0..MOST_ALIASES {
            let answer = self.ask(&current, Rtype::CNAME)?;
            match answer.alias().filter(|target| !target.name_eq(&current)) {
                Some(target) => current = target,
                None => return Ok(current),
            }
        }
        Err(failed(format!("{name}: leads to more than {MOST_ALIASES} aliases")))
    }

    /// The zone that a name is in.
    pub(in super::super) fn zone(&self, name: &DnsName) -> Result<DnsName> {
        let mut trouble = failed(format!("{name}: no zone was found"));
        for suffix in name.iter_suffixes() {
            if suffix.is_root() {
                break;
            }
            match self.ask(&suffix.to_name(), Rtype::SOA) {
                Ok(answer) => {
                    if let Some(zone) = answer.zone().filter(|zone| name.ends_with(zone) && !zone.is_root()) {
                        return Ok(zone);
                    }
                }
                Err(error) if is_final(&error) => return Err(error),
                Err(error) => trouble = error,
            }
        }
        Err(trouble)
    }

    /// The addresses of the servers of a zone, server by server.
    pub(in super::super) fn zone_servers(
        &self,
        zone: &DnsName,
        port: u16,
    ) -> Result<Vec<(DnsName, Vec<SocketAddr>)>> {
        let names = self.ask(zone, Rtype::NS)?.name_servers();
        if names.is_empty() {
            return Err(failed(format!("{zone}: the zone names no servers")));
        }
        let mut servers = Vec::with_capacity(names.len());
        for name in names {
            let mut addresses = self.ask(&name, Rtype::A)?.addresses();
            // Old servers fail for a type that they do not know.
            addresses
                .extend(self.ask(&name, Rtype::AAAA).map(|answer| answer.addresses()).unwrap_or_default());
            servers
                .push((name, addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect()));
        }
        Ok(servers)
    }

    /// The TXT records of a name.
    pub(in super::super) fn texts(&self, name: &DnsName) -> Result<Vec<Vec<u8>>> {
        Ok(self.ask(name, Rtype::TXT)?.texts(name))
    }
}

/// Whether another server would make no difference.
fn is_final(error: &Error) -> bool {
    matches!(error.kind(), Kind::Cancelled | Kind::TimedOut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_of_a_configuration() {
        let text =
            "# comment\nsearch example.com\nnameserver 10.0.0.1\nnameserver\t::1 # here\nnameserver none\n";
        let expected: [SocketAddr; 2] = ["10.0.0.1:53".parse().unwrap(), "[::1]:53".parse().unwrap()];
        assert_eq!(configured(text), expected);
        assert!(configured("").is_empty());
    }
}
