//! When the server wants a certificate to be renewed (RFC 9773, section 4.2).

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use super::{Invalid, RetryAfter, json};

/// The time between two looks, whatever the server asks for, and without its word.
const SHORTEST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);
const DEFAULT_WAIT: Duration = Duration::from_secs(6 * 3600);

/// The server's advice for one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RenewalInfo {
    /// The begin of the suggested window, in Unix seconds.
    pub start: i64,
    /// The end of the suggested window, in Unix seconds. A server's mistake can put it before the begin.
    pub end: i64,
    /// A page that says why.
    pub explanation_url: Option<String>,
    /// When to ask again.
    pub retry_after: Option<RetryAfter>,
    /// The resource as the server sent it.
    pub json: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    suggested_window: Window,
    #[serde(rename = "explanationURL")]
    explanation_url: Option<String>,
}

#[derive(Deserialize)]
struct Window {
    start: String,
    end: String,
}

impl RenewalInfo {
    /// Reads renewal information.
    ///
    /// # Errors
    /// [`Invalid::Response`] naming the field that is missing or wrong.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let wire: Wire = json::parse("renewalInfo", text)?;
        let seconds = |name: &str, time: &str| {
            let parsed = time.parse::<Timestamp>();
            parsed
                .map(Timestamp::as_second)
                .map_err(|_| Invalid::response("renewalInfo", format!("{name} is no time")))
        };
        Ok(Self {
            start: seconds("start", &wire.suggested_window.start)?,
            end: seconds("end", &wire.suggested_window.end)?,
            explanation_url: wire.explanation_url,
            retry_after: None,
            json: text.to_owned(),
        })
    }

    /// The moment to renew at, in Unix seconds: a random one in the window, `now` when that has passed (RFC 9773,
    /// section 4.2).
    ///
    /// # Errors
    /// [`Invalid::Response`] when the window ends before it has begun: it counts as no advice at all.
    pub fn pick(&self, now: i64) -> Result<i64, Invalid> {
        let mut random = [0; 8];
        openssl::rand::rand_bytes(&mut random)?;
        self.moment(now, u64::from_be_bytes(random))
    }

    fn moment(&self, now: i64, random: u64) -> Result<i64, Invalid> {
        let length = i128::from(self.end) - i128::from(self.start);
        if length <= 0 {
            return Err(Invalid::response("renewalInfo", "the window ends before it has begun"));
        }
        let offset = i128::from(random) % length;
        let moment = i64::try_from(i128::from(self.start) + offset).unwrap_or(i64::MAX);
        Ok(moment.max(now))
    }

    /// How long to wait before the next look: what the server asked for, between a minute and a day; 6 hours when it did
    /// not say.
    #[must_use]
    pub fn next_look(&self) -> Duration {
        let asked = self.retry_after.as_ref().and_then(|asked| asked.wait);
        asked.unwrap_or(DEFAULT_WAIT).clamp(SHORTEST_WAIT, LONGEST_WAIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc() {
        let text = r#"{"suggestedWindow": {"start": "2025-01-02T04:00:00Z", "end": "2025-01-03T04:00:00Z"},
            "explanationURL": "https://acme.example.com/docs/ari"}"#;
        let info = RenewalInfo::parse(text).unwrap();
        assert_eq!(info.end - info.start, 24 * 3600);
        assert_eq!(info.explanation_url.as_deref(), Some("https://acme.example.com/docs/ari"));
    }

    #[test]
    fn a_window_that_is_no_window_is_refused_by_name() {
        for (text, reason) in [
            ("{}", "suggestedWindow"),
            (r#"{"suggestedWindow": {"start": "soon", "end": "2025-01-03T04:00:00Z"}}"#, "start is no time"),
            (r#"{"suggestedWindow": {"start": "2025-01-03T04:00:00Z"}}"#, "end"),
        ] {
            let message = RenewalInfo::parse(text).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
        }
    }

    fn window(start: i64, end: i64) -> RenewalInfo {
        RenewalInfo { start, end, explanation_url: None, retry_after: None, json: String::new() }
    }

    #[test]
    fn the_moment_lies_in_the_window_and_never_in_the_past() {
        let info = window(1000, 2000);
        assert_eq!(info.moment(0, 0), Ok(1000));
        assert_eq!(info.moment(0, 1999), Ok(1999));
        assert_eq!(info.moment(1500, 3), Ok(1500));
        assert_eq!(info.moment(5000, 3), Ok(5000));
        for _ in 0..100 {
            assert!((1000..2000).contains(&info.pick(0).unwrap()));
        }
        assert!(window(i64::MIN, i64::MAX).moment(i64::MIN, u64::MAX).is_ok());
    }

    #[test]
    fn a_window_that_ends_before_it_begins_is_no_advice() {
        for (start, end) in [(2000, 1000), (1000, 1000), (i64::MAX, i64::MIN)] {
            assert!(window(start, end).pick(0).unwrap_err().to_string().contains("before it has begun"));
        }
    }

    #[test]
    fn the_next_look_is_between_a_minute_and_a_day() {
        let after = |wait| {
            let retry_after = Some(RetryAfter { header: String::new(), wait });
            RenewalInfo { retry_after, ..window(0, 1) }.next_look().as_secs()
        };
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!([after(seconds(0)), after(seconds(7200)), after(seconds(1 << 40))], [60, 7200, 86_400]);
        assert_eq!([after(None), window(0, 1).next_look().as_secs()], [21_600; 2]);
    }
}
