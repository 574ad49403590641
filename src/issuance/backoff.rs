//! How long to wait after a failed issuance.

use std::time::Duration;

/// 1 minute, 10 minutes, 100 minutes, then a day each.
const LADDER: [u64; 4] = [60, 600, 6_000, 86_400];
/// The largest jitter, as a part of the step.
const JITTER: f64 = 0.25;

/// How long to wait after so many failures in a row: 1 minute, 10 minutes, 100 minutes, then a day each, made longer by up
/// to a quarter as `random`, from 0 up to 1, says; and never shorter than the server asks for.
#[must_use]
pub fn retry_delay(failures: u32, retry_after: Option<Duration>, random: f64) -> Duration {
    let step = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX).min(LADDER.len() - 1);
    let random = if random.is_finite() { random.clamp(0.0, 1.0) } else { 0.0 };
    let delay = Duration::from_secs(LADDER[step]).mul_f64(1.0 + JITTER * random);
    delay.max(retry_after.unwrap_or_default())
}
