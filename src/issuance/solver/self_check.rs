//! A look at what was presented before the authority is asked to look.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use url::Url;

use super::{Presentation, Solver, SolverContext};
use crate::error::{Error, Kind, Result};
use crate::transport::{HttpOptions, HttpTransport, Method, Proxy, Request, Response, Transport};

/// How long it is tried to see what was presented.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long one HTTP request may take, what the authority would allow it.
const REQUEST_TIME: Duration = Duration::from_secs(10);
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How many presentations are looked at side by side.
const SIDE_BY_SIDE: usize = 16;
/// How many redirects are followed, what authorities commonly do.
const MOST_REDIRECTS: usize = 10;
/// The longest answer that is read, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// Looks whether what was presented can be seen: key authorizations of http-01 as a web client, TXT records of dns-01 at
/// every server of their zone. What is proved in another way is not looked at, nor are records without the feature
/// `dns-update`.
pub struct SelfCheck {
    http: HttpTransport,
    http_port: u16,
    timeout: Duration,
    resolvers: Option<Vec<SocketAddr>>,
    dns_port: u16,
}

impl SelfCheck {
    /// A check that waits up to 2 minutes.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new() -> Result<Self> {
        Ok(Self {
            http: HttpTransport::new(HttpOptions { proxy: Proxy::None, ..HttpOptions::default() })?,
            http_port: 80,
            timeout: PATIENCE,
            resolvers: None,
            dns_port: 53,
        })
    }

    /// The same check, which waits this long at most, and never past the context's deadline.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The same check for an authority that validates http-01 at another port, as test authorities do.
    #[must_use]
    pub fn with_http_port(mut self, port: u16) -> Self {
        self.http_port = port;
        self
    }

    /// The same check, which asks these servers for names instead of the system's.
    #[must_use]
    pub fn with_resolvers(mut self, resolvers: Vec<SocketAddr>) -> Self {
        self.resolvers = Some(resolvers);
        self
    }

    /// The same check where the servers of zones listen at another port.
    #[must_use]
    pub fn with_dns_port(mut self, port: u16) -> Self {
        self.dns_port = port;
        self
    }

    /// A solver that does what `solver` does, and is ready once everything can be seen.
    pub fn around<S: Solver>(self, solver: S) -> SelfChecked<S> {
        SelfChecked { check: self, solver }
    }

    /// Waits until everything can be seen.
    ///
    /// # Errors
    /// [`Kind::NotVisible`] names one that could not be seen in time, and what was seen instead.
    pub fn check(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        let until = Instant::now() + self.timeout.min(context.left());
        let bounded = SolverContext::new(until, context.cancel.clone());
        let mut pending: Vec<_> = batch.iter().map(|presentation| (presentation, None)).collect();
        let mut wait = FIRST_WAIT;
        loop {
            let looks = side_by_side(&pending, |(presentation, _)| self.look(presentation, &bounded));
            context.cancel.check()?;
            let is_over = bounded.left().is_zero();
            let unseen = pending.into_iter().zip(looks).filter_map(|((presentation, before), look)| {
                // A look that the deadline cut short tells less than the one before.
                let reason = look.err()?;
                Some((presentation, before.filter(|_| is_over).or(Some(reason))))
            });
            pending = unseen.collect();
            match pending.first() {
                None => return Ok(()),
                Some((presentation, Some(reason))) if is_over => {
                    return Err(presentation.failed(Kind::NotVisible, format!("cannot be seen: {reason}")));
                }
                Some(_) => bounded.sleep(wait)?,
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    fn look(&self, presentation: &Presentation, context: &SolverContext) -> Result<()> {
        match presentation.kind() {
            "http-01" => self.look_by_http(presentation, context),
            #[cfg(feature = "dns-update")]
            "dns-01" | "dns-account-01" => self.look_by_dns(presentation, context),
            _ => Ok(()),
        }
    }

    fn look_by_http(&self, presentation: &Presentation, context: &SolverContext) -> Result<()> {
        let mut url = self.url_of(presentation)?;
        for _ in 0..=MOST_REDIRECTS {
            let response = self.get(&url, context)?;
            match redirect_of(&url, &response) {
                Some(target) => url = target,
                None if response.status != 200 => {
                    return Err(not_visible(format!("{url} answers {}", response.status)));
                }
                None if response.body.trim_ascii_end() != presentation.proof()?.as_bytes() => {
                    return Err(not_visible(format!("{url} answers with something else")));
                }
                None => return Ok(()),
            }
        }
        Err(not_visible(format!("{url}: more than {MOST_REDIRECTS} redirects")))
    }

    fn url_of(&self, presentation: &Presentation) -> Result<Url> {
        let host = match presentation.identifier.ip_address() {
            Some(IpAddr::V6(address)) => format!("[{address}]"),
            _ => presentation.identifier.value.clone(),
        };
        let path = presentation.challenge.http01_path().unwrap_or_default();
        Url::parse(&format!("http://{host}:{}{path}", self.http_port))
            .map_err(|error| not_visible(format!("{host}: {error}")))
    }

    fn get(&self, url: &Url, context: &SolverContext) -> Result<Response> {
        self.http.send(&Request {
            method: Method::Get,
            url: url.as_str(),
            headers: &[],
            body: None,
            deadline: context.deadline.min(Instant::now() + REQUEST_TIME),
            cancel: &context.cancel,
            max_body: MAX_BODY,
            fresh_connection: true,
        })
    }

    #[cfg(feature = "dns-update")]
    fn look_by_dns(&self, presentation: &Presentation, context: &SolverContext) -> Result<()> {
        use super::dns::{self, Resolver};

        let Some(record) = presentation.dns_record() else { return Ok(()) };
        let resolvers = self.resolvers.clone().unwrap_or_else(dns::system_servers);
        let resolver = Resolver::recursive(&resolvers, context);
        let name = resolver.canonical_name(&dns::name(&record.name)?)?;
        for (server, addresses) in resolver.zone_servers(&resolver.zone(&name)?, self.dns_port)? {
            let texts = Resolver::authoritative(&addresses, context).texts(&name)?;
            if !texts.iter().any(|text| text == record.value.as_bytes()) {
                return Err(not_visible(format!("{server} has no such TXT record of {name}")));
            }
        }
        Ok(())
    }
}

impl fmt::Debug for SelfCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SelfCheck").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

fn not_visible(reason: String) -> Error {
    Error::new(Kind::NotVisible, reason)
}

fn redirect_of(url: &Url, response: &Response) -> Option<Url> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    url.join(response.header("location")?).ok().filter(|target| matches!(target.scheme(), "http" | "https"))
}

/// Does something with each item, several at once, and gives what came of it in their order.
fn side_by_side<T: Sync, R: Send>(items: &[T], run: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let share = items.len().div_ceil(SIDE_BY_SIDE).max(1);
    let results: Vec<Mutex<Vec<R>>> = items.chunks(share).map(|_| Mutex::default()).collect();
    std::thread::scope(|scope| {
        for (share, results) in items.chunks(share).zip(&results) {
            let run = &run;
            scope.spawn(move || {
                let done = share.iter().map(run).collect();
                *results.lock().unwrap_or_else(PoisonError::into_inner) = done;
            });
        }
    });
    results.into_iter().flat_map(|done| done.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

/// A solver that is ready once what it presented can be seen.
#[derive(Debug)]
pub struct SelfChecked<S> {
    check: SelfCheck,
    solver: S,
}

impl<S: Solver> Solver for SelfChecked<S> {
    fn types(&self) -> Vec<String> {
        self.solver.types()
    }

    fn present(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        self.solver.present(batch, context)
    }

    fn ready(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        self.solver.ready(batch, context)?;
        self.check.check(batch, context)
    }

    fn clean_up(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        self.solver.clean_up(batch, context)
    }

    fn bound_to_caller(&self) -> bool {
        self.solver.bound_to_caller()
    }
}
