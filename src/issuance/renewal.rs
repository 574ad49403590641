//! When to renew a certificate: a pure function of its validity, the authority's advice, the clock and a policy.

use std::time::Duration;

use crate::protocol::{CertificateChain, RenewalInfo};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;
/// Certificates that live shorter than this are renewed after half of their life instead of two thirds.
const SHORT_LIFE: i64 = 10 * DAY;

/// When a certificate is valid, in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The begin.
    pub not_before: i64,
    /// The end.
    pub not_after: i64,
}

impl From<&CertificateChain> for Validity {
    fn from(chain: &CertificateChain) -> Self {
        Self { not_before: chain.not_before(), not_after: chain.not_after() }
    }
}

/// What the caller wants of renewals.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RenewalPolicy {
    /// Renew at the latest this long before the end, whatever the authority suggests. Unset: without a suggestion, when
    /// a third of the life is left, or half of a life of less than 10 days.
    pub renew_before: Option<Duration>,
    /// How long until the next look when the authority does not say; 6 hours.
    pub look_every: Duration,
}

impl Default for RenewalPolicy {
    fn default() -> Self {
        Self { renew_before: None, look_every: Duration::from_secs(6 * 3600) }
    }
}

/// What the moment of a renewal follows from. The numbers are those of the C library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum RenewalReason {
    /// There is no advice: what is left of the certificate's life.
    Lifetime = 1,
    /// The policy's own time before the end.
    Policy = 2,
    /// A random moment in the window that the authority suggests (RFC 9773).
    Suggested = 3,
    /// The suggested window is over, as it is for a certificate that was or soon will be revoked.
    WindowOver = 4,
    /// The certificate has expired.
    Expired = 5,
}

/// What is to be done about a certificate, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RenewalDecision {
    /// Whether to renew now.
    pub due: bool,
    /// The moment to renew at, in Unix seconds; in the past when it was missed.
    pub at: i64,
    /// What that moment follows from.
    pub reason: RenewalReason,
    /// When to decide again, in Unix seconds: between a minute and a day from now.
    pub look_again_at: i64,
}

/// Decides whether a certificate is due.
///
/// `random`, from 0 up to 1, places the moment within a suggested window: keep the number for as long as the certificate
/// lives, and the moment stays where it is while the authority's window does. A window that ends before it has begun
/// counts as no advice (RFC 9773, section 4.2), as does one that begins after the certificate's end.
#[must_use]
pub fn renewal_decision(
    validity: Validity,
    advice: Option<&RenewalInfo>,
    now: i64,
    policy: &RenewalPolicy,
    random: f64,
) -> RenewalDecision {
    let advice = advice.filter(|info| info.start < info.end && info.start < validity.not_after);
    let (at, reason) = if now >= validity.not_after {
        (validity.not_after, RenewalReason::Expired)
    } else {
        moment(validity, advice, now, policy, random)
    };
    let wait = advice.and_then(|info| info.retry_after.as_ref()?.wait).unwrap_or(policy.look_every);
    let next_look = now.saturating_add(seconds(wait)).min(at);
    RenewalDecision {
        due: at <= now,
        at,
        reason,
        look_again_at: next_look.clamp(now.saturating_add(MINUTE), now.saturating_add(DAY)),
    }
}

fn moment(
    validity: Validity,
    advice: Option<&RenewalInfo>,
    now: i64,
    policy: &RenewalPolicy,
    random: f64,
) -> (i64, RenewalReason) {
    let own = match policy.renew_before {
        Some(before) => (validity.not_after.saturating_sub(seconds(before)), RenewalReason::Policy),
        None => (by_lifetime(validity), RenewalReason::Lifetime),
    };
    let Some(info) = advice else { return own };
    let suggested = if info.end <= now {
        (info.end, RenewalReason::WindowOver)
    } else {
        (within(info.start, info.end.min(validity.not_after), random), RenewalReason::Suggested)
    };
    if policy.renew_before.is_some() && own.0 < suggested.0 { own } else { suggested }
}

fn by_lifetime(Validity { not_before, not_after }: Validity) -> i64 {
    let life = not_after.saturating_sub(not_before).max(0);
    let left = if life < SHORT_LIFE { life / 2 } else { life / 3 };
    not_after.saturating_sub(left)
}

/// The moment that lies `random` of the way between two others.
fn within(start: i64, end: i64, random: f64) -> i64 {
    let random = if random.is_finite() { random.clamp(0.0, 1.0) } else { 0.0 };
    let length = end.saturating_sub(start);
    let offset = (length as f64 * random) as i64;
    start.saturating_add(offset.clamp(0, length))
}

pub(super) fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}
