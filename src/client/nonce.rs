//! Nonces (RFC 8555, section 6.5): kept from every answer, used once, newest first.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::Resource;
use crate::transport::{Method, PerProcess, Response};

use super::Client;
use super::operation::Operation;

const MOST: usize = 64;
const LONGEST_KEPT: Duration = Duration::from_secs(3600);
const LONGEST_NONCE: usize = 1024;

type Nonces = Mutex<Vec<(Instant, String)>>;

/// The nonces at hand. A forked child starts with none: the parent will use those it has.
pub struct NoncePool(PerProcess<Nonces>);

impl NoncePool {
    pub(super) fn new() -> Self {
        Self(PerProcess::new(Nonces::default()))
    }

    /// Takes the newest nonce out.
    #[must_use]
    pub fn take(&self) -> Option<String> {
        let (kept_at, nonce) = self.lock().pop()?;
        if kept_at.elapsed() < LONGEST_KEPT {
            return Some(nonce);
        }
        self.clear();
        None
    }

    /// Adds a nonce; the oldest is dropped when there are 64.
    pub fn keep(&self, nonce: String) {
        let mut nonces = self.lock();
        if nonces.len() == MOST {
            nonces.remove(0);
        }
        nonces.push((Instant::now(), nonce));
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// Drops all.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Instant, String)>> {
        self.0.get(Nonces::default).lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The nonce that a response carries; one that is not base64url is ignored (RFC 8555, section 6.5.1).
pub(super) fn nonce_of(response: &Response) -> Option<String> {
    let nonce = response.header("replay-nonce")?;
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let valid = !nonce.is_empty() && nonce.len() <= LONGEST_NONCE && nonce.bytes().all(allowed);
    valid.then(|| nonce.to_owned())
}

impl Client {
    /// Fetches a nonce into the pool (RFC 8555, section 7.2).
    ///
    /// # Errors
    /// As every call.
    pub fn new_nonce(&self) -> Result<()> {
        let operation = self.operation(0);
        let nonce = operation.retry(|_| operation.new_nonce())?;
        self.nonces().keep(nonce);
        Ok(())
    }
}

impl Operation<'_> {
    /// A nonce from the pool, or else from the server.
    pub(super) fn nonce(&self) -> Result<String> {
        self.client().nonces().take().map_or_else(|| self.new_nonce(), Ok)
    }

    fn new_nonce(&self) -> Result<String> {
        let url = self.resource(Resource::NewNonce)?;
        let answer = self.get(Step::NewNonce, Method::Head, &url)?;
        nonce_of(&answer.response).ok_or_else(|| {
            Error::new(Kind::UnreadableResponse, "the answer has no usable Replay-Nonce").at(Step::NewNonce)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pool_is_bounded_and_gives_the_newest_first() {
        let pool = NoncePool::new();
        for i in 0..100 {
            pool.keep(format!("n{i}"));
        }
        assert_eq!(pool.take().as_deref(), Some("n99"));
        let rest = std::iter::from_fn(|| pool.take()).count();
        assert_eq!(rest, MOST - 1);
    }

    #[test]
    fn a_nonce_that_is_not_base64url_is_ignored() {
        let with = |nonce: &str| Response {
            headers: vec![("Replay-Nonce".into(), nonce.into())],
            ..Response::default()
        };
        assert_eq!(nonce_of(&with("oFvnlFP1wIhRlYS2jTaXbA")).as_deref(), Some("oFvnlFP1wIhRlYS2jTaXbA"));
        for bad in ["", "a b", "a=", "ä", &"a".repeat(2000)] {
            assert_eq!(nonce_of(&with(bad)), None, "{bad:?}");
        }
    }
}
