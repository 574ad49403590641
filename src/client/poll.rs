//! Looking at a resource until it has settled.

use std::fmt;
use std::time::Duration;

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Authorization, Order, RetryAfter, Status};

use super::operation::Operation;
use super::retry::jittered;

const FIRST_WAIT: Duration = Duration::from_millis(40);
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// A wait of any length makes at most about this many looks.
const MOST_LOOKS: u32 = 60;

/// A resource that is waited for.
pub(super) trait Pollable {
    fn status(&self) -> &Status;
    fn retry_after(&self) -> Option<&RetryAfter>;
}

impl Pollable for Order {
    fn status(&self) -> &Status {
        &self.status
    }

    fn retry_after(&self) -> Option<&RetryAfter> {
        self.retry_after.as_ref()
    }
}

impl Pollable for Authorization {
    fn status(&self) -> &Status {
        &self.status
    }

    fn retry_after(&self) -> Option<&RetryAfter> {
        self.retry_after.as_ref()
    }
}

impl Operation<'_> {
    /// Looks at once, then after growing waits, or as long as the server asks, until `settled` says that it is over.
    /// `known` is the status before the first look.
    pub(super) fn poll<T: Pollable>(
        &self,
        step: Step,
        known: &Status,
        mut look: impl FnMut() -> Result<T>,
        settled: impl Fn(&T) -> Option<Result<()>>,
    ) -> Result<T> {
        let longest = LONGEST_WAIT.max(self.left() / MOST_LOOKS);
        let mut wait = FIRST_WAIT;
        let mut known = known.clone();
        loop {
            let seen = self.retry(|_| look()).map_err(|error| match error.kind() {
                Kind::TimedOut => self.still(&known).at(step),
                _ => error,
            })?;
            if let Some(outcome) = settled(&seen) {
                return outcome.map(|()| seen).map_err(|error| error.at(step));
            }
            let asked = seen.retry_after().and_then(|asked| asked.wait);
            self.sleep(asked.unwrap_or_else(|| jittered(wait)))?;
            if self.left().is_zero() {
                return Err(self.still(seen.status()).at(step));
            }
            known = seen.status().clone();
            wait = (wait * 3 / 2).min(longest);
        }
    }

    fn still(&self, status: &impl fmt::Display) -> Error {
        let timed_out = self.timed_out();
        Error::new(timed_out.kind(), format!("still {status}, {timed_out}"))
    }
}
