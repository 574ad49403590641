//! How long a solver may take.

use std::time::{Duration, Instant};

use crate::error::{Error, Kind, Result};
use crate::transport::Cancel;

/// How long cleaning up may take, whatever became of the issuance.
const CLEAN_UP_TIME: Duration = Duration::from_secs(30);

/// How long a call of a solver may take, and what ends it early.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SolverContext {
    /// When the call must have ended.
    pub deadline: Instant,
    /// Ends the call early when triggered.
    pub cancel: Cancel,
}

impl SolverContext {
    /// A call that must have ended at `deadline`, or when `cancel` is triggered.
    #[must_use]
    pub fn new(deadline: Instant, cancel: Cancel) -> Self {
        Self { deadline, cancel }
    }

    /// What cleaning up gets: 30 seconds from now and a token of its own, so that it runs after a cancellation and past
    /// a deadline too.
    #[must_use]
    pub fn for_clean_up() -> Self {
        Self::new(Instant::now() + CLEAN_UP_TIME, Cancel::new())
    }

    /// How long is left until the deadline.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Fails when the deadline has passed or the token was triggered.
    ///
    /// # Errors
    /// [`Kind::TimedOut`] or [`Kind::Cancelled`].
    pub fn check(&self) -> Result<()> {
        self.cancel.check()?;
        if self.left().is_zero() { Err(Error::new(Kind::TimedOut, "the deadline passed")) } else { Ok(()) }
    }

    /// Sleeps, but not past the deadline.
    ///
    /// # Errors
    /// [`Kind::Cancelled`] as soon as the token is triggered.
    pub fn sleep(&self, time: Duration) -> Result<()> {
        self.cancel.sleep(time.min(self.left()))
    }
}
