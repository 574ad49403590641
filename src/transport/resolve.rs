//! Name lookups that can be left behind: they run on threads of their own, a bounded number of them.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, OnceLock};
use std::thread;
#[cfg(feature = "dns-update")]
use std::time::Instant;

use dns_lookup::{AddrInfoHints, LookupError, LookupErrorKind, SockType, getaddrinfo};

#[cfg(feature = "dns-update")]
use super::Cancel;
use super::{PerProcess, call, fault};
use crate::error::{Error, Kind, Result};

/// What looks a name up.
pub(super) type Lookup = fn(&str, u16) -> Found;

pub(super) type Found = std::result::Result<Vec<SocketAddr>, Failure>;

/// Why there is no address.
#[derive(Debug)]
pub(super) struct Failure {
    /// Whether there is no such name, rather than a resolver in trouble.
    is_missing: bool,
    reason: String,
}

/// The most lookups that a process runs at once.
const MOST_LOOKUPS: usize = 32;

static RUNNING: OnceLock<PerProcess<Arc<AtomicUsize>>> = OnceLock::new();

/// The operating system's lookup.
pub(super) fn system_lookup(host: &str, port: u16) -> Found {
    whatever_the_locale(numbered_lookup, host, port)
}

/// The lookup as far as it can tell its failure: it panics where the locale's texts are not UTF-8. The standard library
/// reads them all, yet does not say whether the name is missing.
fn whatever_the_locale(lookup: Lookup, host: &str, port: u16) -> Found {
    panic::catch_unwind(|| lookup(host, port)).unwrap_or_else(|_| {
        let found = (host, port).to_socket_addrs().map(Iterator::collect);
        found.map_err(|error| Failure { is_missing: false, reason: fault::reason(&error) })
    })
}

/// A lookup whose number says what went wrong; its text is in the language of the locale.
fn numbered_lookup(host: &str, port: u16) -> Found {
    let hints = AddrInfoHints { socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
    let with_port = |mut address: SocketAddr| {
        address.set_port(port);
        address
    };
    let found = getaddrinfo(Some(host), None, Some(hints))?;
    let addresses = found.map(|entry| entry.map(|entry| with_port(entry.sockaddr)));
    addresses.collect::<io::Result<_>>().map_err(|error| LookupError::from(error).into())
}

/// Another lookup than the system's. Where it finds nothing, there is no such name.
#[cfg(feature = "testing")]
#[doc(hidden)]
pub trait TestLookup {
    /// The addresses of a host, with the port.
    fn look_up(host: &str, port: u16) -> Vec<SocketAddr>;
}

#[cfg(feature = "testing")]
pub(super) fn found_by<L: TestLookup>(host: &str, port: u16) -> Found {
    Ok(L::look_up(host, port))
}

impl From<LookupError> for Failure {
    fn from(error: LookupError) -> Self {
        let is_missing = matches!(error.kind(), LookupErrorKind::NoName | LookupErrorKind::NoData);
        let reason = fault::reason(&error.into());
        let reason = reason.rsplit_once("information: ").map_or(reason.as_str(), |(_, reason)| reason);
        Self { is_missing, reason: reason.to_owned() }
    }
}

/// The addresses of a host that is asked for beside any request, found before `deadline` unless `cancel` is triggered.
#[cfg(feature = "dns-update")]
pub(crate) fn look_up(host: &str, port: u16, deadline: Instant, cancel: &Cancel) -> Result<Vec<SocketAddr>> {
    let _current = call::enter_for(host, deadline, cancel);
    resolve(system_lookup, host, port)
}

/// The addresses of a host: a name, or an IP address as it stands in a URL.
pub(super) fn resolve(lookup: Lookup, host: &str, port: u16) -> Result<Vec<SocketAddr>> {
    if let Ok(address) = literal(host).parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let answer = begin(lookup, host, port)?;
    loop {
        call::check()?;
        match answer.recv_timeout(call::slice()) {
            Ok(Ok(addresses)) if addresses.is_empty() => return Err(not_found(host, "no address")),
            Ok(Ok(addresses)) => return Ok(addresses),
            Ok(Err(failure)) => return Err(explain(host, &failure)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(failed(host, "the lookup ended without an answer"));
            }
        }
    }
}

/// An IPv6 address without the brackets that it has in a URL.
pub(super) fn literal(host: &str) -> &str {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host)
}

fn begin(lookup: Lookup, host: &str, port: u16) -> Result<Receiver<Found>> {
    let slot = Slot::wait_for()?;
    let (sender, receiver) = mpsc::sync_channel(1);
    let name = host.to_owned();
    let run = move || {
        let _slot = slot;
        // Nobody listens any more when the request has ended meanwhile.
        let _ = sender.send(lookup(&name, port));
    };
    let spawned = thread::Builder::new().name("acme-lookup".to_owned()).spawn(run);
    spawned.map_err(|error| failed(host, &fault::reason(&error)))?;
    Ok(receiver)
}

/// The right to run one lookup.
struct Slot(Arc<AtomicUsize>);

impl Slot {
    fn wait_for() -> Result<Self> {
        let new = || Arc::new(AtomicUsize::new(0));
        let running = RUNNING.get_or_init(|| PerProcess::new(new())).get(new);
        let one_more = |count| (count < MOST_LOOKUPS).then_some(count + 1);
        while running.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more).is_err() {
            call::check()?;
            thread::sleep(call::slice());
        }
        Ok(Self(running.clone()))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn explain(host: &str, failure: &Failure) -> Error {
    if failure.is_missing { not_found(host, &failure.reason) } else { failed(host, &failure.reason) }
}

fn not_found(host: &str, reason: &str) -> Error {
    Error::new(Kind::NameNotFound, format!("{host}: the name does not exist: {reason}"))
}

fn failed(host: &str, reason: &str) -> Error {
    Error::new(Kind::ConnectionFailed, format!("{host}: the name could not be looked up: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbidden(host: &str, _: u16) -> Found {
        panic!("{host} was looked up")
    }

    #[test]
    fn addresses_are_not_looked_up() {
        assert_eq!(resolve(forbidden, "127.0.0.1", 80).unwrap(), ["127.0.0.1:80".parse().unwrap()]);
        assert_eq!(resolve(forbidden, "[::1]", 443).unwrap(), ["[::1]:443".parse().unwrap()]);
    }

    #[test]
    fn a_lookup_that_dies_is_a_failure() {
        assert_eq!(resolve(forbidden, "ca.example", 443).unwrap_err().kind(), Kind::ConnectionFailed);
    }

    #[test]
    fn a_failure_whose_text_cannot_be_read_is_looked_into_again() {
        let found = whatever_the_locale(forbidden, "localhost", 53).unwrap();
        assert!(found.iter().all(|address| address.ip().is_loopback() && address.port() == 53), "{found:?}");
        let failure = whatever_the_locale(forbidden, "no name", 53).unwrap_err();
        assert!(!failure.reason.is_empty());
        assert_eq!(explain("no name", &failure).kind(), Kind::ConnectionFailed);
    }

    #[test]
    fn a_name_that_does_not_exist_differs_from_a_resolver_in_trouble_whatever_the_language() {
        let explained = |number| explain("ca.example", &LookupError::new(number).into());
        for number in [libc::EAI_NONAME, libc::EAI_NODATA] {
            let missing = explained(number);
            assert_eq!(missing.kind(), Kind::NameNotFound);
            assert!(missing.to_string().starts_with("ca.example: the name does not exist: "), "{missing}");
            assert!(!missing.to_string().contains("information:"), "{missing}");
        }
        for number in [libc::EAI_AGAIN, libc::EAI_FAIL, libc::EAI_MEMORY, libc::EAI_SYSTEM] {
            let trouble = explained(number);
            assert_eq!(trouble.kind(), Kind::ConnectionFailed);
            assert!(trouble.to_string().contains("could not be looked up"), "{trouble}");
        }
        assert_eq!(resolve(|_, _| Ok(Vec::new()), "ca.example", 1).unwrap_err().kind(), Kind::NameNotFound);
    }

    #[test]
    #[cfg(feature = "dns-update")]
    fn a_lookup_of_its_own_ends_with_its_deadline_or_token() {
        let (soon, cancel) = (Instant::now() + std::time::Duration::from_secs(20), Cancel::new());
        let found = look_up("localhost", 53, soon, &cancel).unwrap();
        assert!(found.iter().all(|address| address.ip().is_loopback() && address.port() == 53), "{found:?}");
        assert_eq!(
            look_up("localhost", 53, Instant::now(), &cancel).unwrap_err().kind(),
            Kind::RequestTimedOut
        );
        cancel.trigger();
        assert_eq!(look_up("localhost", 53, soon, &cancel).unwrap_err().kind(), Kind::Cancelled);
    }

    #[test]
    fn lookups_beyond_the_bound_wait_for_a_free_slot() {
        static MOST_SEEN: AtomicUsize = AtomicUsize::new(0);
        static NOW: AtomicUsize = AtomicUsize::new(0);
        fn counted(_: &str, port: u16) -> Found {
            MOST_SEEN.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(std::time::Duration::from_millis(5));
            NOW.fetch_sub(1, Ordering::SeqCst);
            Ok(vec![SocketAddr::from(([127, 0, 0, 1], port))])
        }
        thread::scope(|scope| {
            for port in 1..100 {
                scope
                    .spawn(move || assert_eq!(resolve(counted, "ca.example", port).unwrap()[0].port(), port));
            }
        });
        assert!(MOST_SEEN.load(Ordering::SeqCst) <= MOST_LOOKUPS);
    }
}
