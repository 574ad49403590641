//! How many requests a second are sent: token buckets.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::Result;
use crate::protocol::{Directory, Resource};
use crate::transport::{Request, Response, Transport};

/// A rate of requests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// How many a second in the long run.
    pub per_second: f64,
    /// How many at once after a pause.
    pub burst: f64,
}

impl Rate {
    /// For newNonce and newOrder: at newNonce Let's Encrypt lets 20 a second through, 10 at once; some of these are orders.
    pub const ORDERS: Self = Self { per_second: 18.0, burst: 12.0 };
    /// For all other requests: 250 a second, 125 at once, with a little room.
    pub const REQUESTS: Self = Self { per_second: 240.0, burst: 120.0 };
    /// No bound.
    pub const UNLIMITED: Self = Self { per_second: f64::INFINITY, burst: f64::INFINITY };

    /// Whether it lets anything through.
    pub(super) fn is_usable(self) -> bool {
        self.per_second > 0.0 && self.burst >= 1.0
    }
}

/// A token bucket.
#[derive(Debug)]
struct Bucket {
    rate: Rate,
    filled: Mutex<(f64, Instant)>,
}

impl Bucket {
    fn new(rate: Rate) -> Self {
        Self { rate, filled: Mutex::new((rate.burst, Instant::now())) }
    }

    /// Takes one token and gives how long to wait for it.
    fn take(&self, now: Instant) -> Duration {
        if self.rate.per_second.is_infinite() {
            return Duration::ZERO;
        }
        let mut filled = self.filled();
        let left = self.tokens(*filled, now) - 1.0;
        *filled = (left, now.max(filled.1));
        Duration::try_from_secs_f64(-left / self.rate.per_second).unwrap_or_default()
    }

    /// How many tokens may be taken without a wait.
    fn at_hand(&self, now: Instant) -> usize {
        let filled = *self.filled();
        // Below zero it is none, and without a bound as many as there are numbers.
        self.tokens(filled, now) as usize
    }

    fn tokens(&self, (tokens, since): (f64, Instant), now: Instant) -> f64 {
        let refill = now.saturating_duration_since(since).as_secs_f64() * self.rate.per_second;
        (tokens + refill).min(self.rate.burst)
    }

    fn filled(&self) -> MutexGuard<'_, (f64, Instant)> {
        self.filled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The buckets that requests are taken from. Clones are the same buckets: parameters that are used for several
/// issuances at once keep the rate together.
#[derive(Debug, Clone)]
pub struct Pace(Arc<(Bucket, Bucket)>);

impl Pace {
    /// `orders` for newNonce and newOrder, `requests` for the rest.
    #[must_use]
    pub fn new(orders: Rate, requests: Rate) -> Self {
        Self(Arc::new((Bucket::new(orders), Bucket::new(requests))))
    }

    /// How many requests to newNonce and newOrder may be sent at once.
    pub(super) fn orders_at_hand(&self) -> usize {
        self.0.0.at_hand(Instant::now())
    }

    /// The same with another rate of newNonce and newOrder, its buckets its own.
    #[must_use]
    pub fn with_orders(&self, orders: Rate) -> Self {
        Self::new(orders, self.0.1.rate)
    }

    /// The same with another rate of the other requests, its buckets its own.
    #[must_use]
    pub fn with_requests(&self, requests: Rate) -> Self {
        Self::new(self.0.0.rate, requests)
    }

    pub(super) fn is_usable(&self) -> bool {
        self.0.0.rate.is_usable() && self.0.1.rate.is_usable()
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::new(Rate::ORDERS, Rate::REQUESTS)
    }
}

/// A transport that keeps to a pace.
pub(super) struct Paced {
    inner: Arc<dyn Transport>,
    pace: Pace,
    /// The URLs of newNonce and newOrder.
    orders: [Option<String>; 2],
}

impl Paced {
    pub(super) fn new(inner: Arc<dyn Transport>, pace: Pace, directory: &Directory) -> Self {
        let orders = [Resource::NewNonce, Resource::NewOrder]
            .map(|resource| directory.url(resource).map(str::to_owned));
        Self { inner, pace, orders }
    }

    fn bucket(&self, url: &str) -> &Bucket {
        let is_order = self.orders.iter().any(|order| order.as_deref() == Some(url));
        if is_order { &self.pace.0.0 } else { &self.pace.0.1 }
    }
}

impl Transport for Paced {
    fn send(&self, request: &Request<'_>) -> Result<Response> {
        let now = Instant::now();
        let wait = self.bucket(request.url).take(now);
        if !wait.is_zero() {
            request.cancel.sleep(wait.min(request.deadline.saturating_duration_since(now)))?;
        }
        self.inner.send(request)
    }

    fn bound_to_caller(&self) -> bool {
        self.inner.bound_to_caller()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let bucket = Bucket::new(Rate { per_second: 10.0, burst: 3.0 });
        let now = Instant::now();
        let waits: Vec<_> = (0..5).map(|_| bucket.take(now).as_millis()).collect();
        assert_eq!(waits, [0, 0, 0, 100, 200]);
        assert_eq!(bucket.take(now + Duration::from_secs(60)), Duration::ZERO);
        let after: Vec<_> = (0..3).map(|_| bucket.take(now + Duration::from_secs(60)).as_millis()).collect();
        assert_eq!(after, [0, 0, 100], "no more than the burst is saved up");
        let later = |seconds: u64| bucket.at_hand(now + Duration::from_millis(60_000 + seconds * 1000));
        assert_eq!([later(0), later(1)], [0, 3], "what is owed is none at hand");
    }

    #[test]
    fn no_bound_is_no_wait() {
        let bucket = Bucket::new(Rate::UNLIMITED);
        assert!((0..1000).all(|_| bucket.take(Instant::now()).is_zero()));
        assert_eq!(bucket.at_hand(Instant::now()), usize::MAX);
        assert!(!Rate { per_second: 0.0, burst: 1.0 }.is_usable());
        assert!(!Rate { per_second: f64::NAN, burst: 1.0 }.is_usable());
    }
}
