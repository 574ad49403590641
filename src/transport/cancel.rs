//! The token that ends calls in flight.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, Kind, Result};

/// A token that ends every call made with it, at once or later, from any thread. Clones are the same token.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<State>);

#[derive(Debug, Default)]
struct State {
    triggered: Mutex<bool>,
    changed: Condvar,
}

impl Cancel {
    /// A token that has not been triggered.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the calls in flight and all later ones. It cannot be taken back.
    pub fn trigger(&self) {
        *self.0.triggered.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.changed.notify_all();
    }

    /// Whether [`Cancel::trigger`] was called.
    #[must_use]
    pub fn is_triggered(&self) -> bool {
        *self.0.triggered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails once the token is triggered.
    ///
    /// # Errors
    /// [`Kind::Cancelled`].
    pub fn check(&self) -> Result<()> {
        if self.is_triggered() { Err(Error::new(Kind::Cancelled, "cancelled")) } else { Ok(()) }
    }

    /// Sleeps until the time has passed.
    ///
    /// # Errors
    /// [`Kind::Cancelled`] as soon as the token is triggered.
    pub fn sleep(&self, time: Duration) -> Result<()> {
        let until = Instant::now() + time;
        let mut triggered = self.0.triggered.lock().unwrap_or_else(PoisonError::into_inner);
        while !*triggered {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            let waited = self.0.changed.wait_timeout(triggered, left);
            triggered = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        Err(Error::new(Kind::Cancelled, "cancelled"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_from_another_thread_ends_a_sleep() {
        let cancel = Cancel::new();
        assert!(cancel.sleep(Duration::from_millis(1)).is_ok());
        let started = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(|| cancel.trigger());
            let error = cancel.sleep(Duration::from_secs(60)).unwrap_err();
            assert_eq!(error.kind(), Kind::Cancelled);
        });
        assert!(started.elapsed() < Duration::from_secs(10));
        assert!(cancel.clone().check().is_err());
    }
}
