//! The Retry-After header (RFC 9110, section 10.2.3).

use std::time::{Duration, SystemTime};

/// The longest wait that is taken from a header; a longer one is cut to it.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// A Retry-After header that came with a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryAfter {
    /// The header as the server sent it.
    pub header: String,
    /// How long it asks to wait, counted from the moment the answer arrived; `None` when it cannot be read.
    pub wait: Option<Duration>,
}

/// How long a Retry-After header asks to wait: seconds or an HTTP-date, the date measured against `now`
/// (the response's own Date header where it has one). Negative numbers and garbage count as absent.
#[must_use]
pub fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(value.parse().map_or(LONGEST, Duration::from_secs).min(LONGEST));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or(Duration::ZERO).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_epoch(value: &str) -> Option<Duration> {
        parse_retry_after(value, SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn seconds_and_dates() {
        assert_eq!(at_epoch(" 120 "), Some(Duration::from_secs(120)));
        assert_eq!(at_epoch("0"), Some(Duration::ZERO));
        assert_eq!(at_epoch("Thu, 01 Jan 1970 00:01:00 GMT"), Some(Duration::from_secs(60)));
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(3600);
        assert_eq!(parse_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", later), Some(Duration::ZERO));
    }

    #[test]
    fn enormous_waits_are_cut_and_nonsense_is_absent() {
        assert_eq!(at_epoch("18446744073709551615"), Some(LONGEST));
        assert_eq!(at_epoch("99999999999999999999999"), Some(LONGEST));
        for nonsense in ["", "-1", "+5", "1.5", "soon", "1 2"] {
            assert_eq!(at_epoch(nonsense), None, "{nonsense:?}");
        }
    }
}
