//! Which failures pass, and how long to wait before the next attempt.

use std::time::{Duration, Instant};

use crate::error::{Error, Kind, Result};

use super::log::Level;
use super::operation::Operation;

const FIRST_DELAY: Duration = Duration::from_millis(200);

impl Operation<'_> {
    /// Calls `attempt` until it succeeds, fails for good, or the attempts or the time are used up. It is given
    /// how often it was called before: a verb that must not be sent twice looks first when that is not 0.
    pub(super) fn retry<T>(&self, attempt: impl FnMut(u32) -> Result<T>) -> Result<T> {
        self.retry_when(passes, attempt)
    }

    /// The same with a rule of the caller's for what may pass.
    pub(super) fn retry_when<T>(
        &self,
        passes: impl Fn(&Error) -> bool,
        mut attempt: impl FnMut(u32) -> Result<T>,
    ) -> Result<T> {
        let mut first_failure = None;
        let mut failures = 0;
        loop {
            let error = match attempt(failures) {
                Ok(value) => return Ok(value),
                Err(error) if passes(&error) => error,
                Err(error) => return Err(error),
            };
            failures += 1;
            let since = *first_failure.get_or_insert_with(Instant::now);
            let Some(delay) = self.delay(&error, failures, since) else { return Err(error) };
            self.client().log(Level::Warn, format_args!("trying again in {} ms: {error}", delay.as_millis()));
            if let Some(on_retry) = &self.client().frame.on_retry {
                on_retry(failures, &error);
            }
            self.sleep(delay)?;
        }
    }

    /// How long to wait before the next attempt, or `None` when there shall be none.
    fn delay(&self, error: &Error, failures: u32, first_failure: Instant) -> Option<Duration> {
        let options = self.client().options();
        let is_patient = self.client().frame.deadline.is_some();
        let delay = match error.retry_after() {
            Some(asked) if asked > options.longest_wait && !is_patient => return None,
            Some(asked) => asked.max(jittered(FIRST_DELAY)),
            None if error.kind() == Kind::RateLimited => return None,
            None => jittered(FIRST_DELAY * 2_u32.pow(failures.min(8) - 1)),
        };
        let asked_to_wait = is_patient && error.retry_after().is_some();
        let in_window = asked_to_wait || first_failure.elapsed() + delay <= options.retry_window;
        (failures < options.attempts && in_window && delay < self.left()).then_some(delay)
    }
}

/// Whether the same request may succeed a moment later.
pub(super) fn passes(error: &Error) -> bool {
    match error.kind() {
        Kind::ConnectionFailed
        | Kind::ConnectionLost
        | Kind::TlsFailed
        | Kind::ProxyFailed
        | Kind::RequestTimedOut
        | Kind::UnreadableResponse => true,
        Kind::UnsupportedOperation => false,
        _ => error.http_status().is_some_and(|status| status >= 500 || status == 429 || status == 408),
    }
}

/// Between three quarters and five quarters of `time`, so that many clients do not come back at once.
pub(crate) fn jittered(time: Duration) -> Duration {
    let mut byte = [128];
    // Without randomness the middle of the range is as good.
    let _ = openssl::rand::rand_bytes(&mut byte);
    time.mul_f64(0.75 + f64::from(byte[0]) / 512.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_for_good_does_not_pass() {
        for kind in [
            Kind::UntrustedServer,
            Kind::NameNotFound,
            Kind::Cancelled,
            Kind::InvalidResponse,
            Kind::ForbiddenUrl,
            Kind::UnsupportedOperation,
        ] {
            assert!(!passes(&Error::new(kind, "")), "{kind:?}");
        }
        assert!(!passes(&Error::new(Kind::Unauthorized, "").with_http_status(403)));
        assert!(passes(&Error::new(Kind::ServerInternal, "").with_http_status(500)));
        assert!(passes(&Error::new(Kind::ConnectionLost, "")));
    }

    #[test]
    fn jitter_stays_in_its_range() {
        for _ in 0..100 {
            let time = jittered(Duration::from_millis(100));
            assert!((75..=125).contains(&time.as_millis()), "{time:?}");
        }
    }
}
