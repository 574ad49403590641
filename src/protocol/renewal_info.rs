//! When the server wants a certificate to be renewed (RFC 9773, section 4.2).

use jiff::Timestamp;
use serde::Deserialize;

use super::{Invalid, RetryAfter, json};

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
}
