//! Orders whose certificate renews itself: STAR, short-term and automatically renewed (RFC 8739).

use serde::{Deserialize, Serialize};

use super::Invalid;

/// What a recurring order asks for (RFC 8739, section 3.1.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AutoRenewal {
    /// When the first certificate begins, RFC 3339; at once without it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start_date: Option<String>,
    /// When the last certificate ends, RFC 3339.
    pub end_date: String,
    /// How long each certificate is valid, in seconds.
    pub lifetime: u64,
    /// How much earlier than its issuance each certificate begins, in seconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lifetime_adjust: Option<u64>,
    /// Whether the certificate may be fetched with a GET that nobody signs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub allow_certificate_get: Option<bool>,
}

/// What an authority allows in recurring orders (RFC 8739, section 3.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct AutoRenewalLimits {
    /// The shortest lifetime of a certificate, in seconds.
    pub min_lifetime: u64,
    /// The longest time from the first certificate's begin to the last one's end, in seconds.
    pub max_duration: u64,
    /// Whether certificates may be fetched with a GET that nobody signs.
    pub allow_certificate_get: bool,
}

impl AutoRenewal {
    /// Refuses what cannot be sent.
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let refuse = |name, reason| Err(Invalid::argument(name, reason));
        let time = |text: &str| text.parse::<jiff::Timestamp>().ok();
        let Some(end) = time(&self.end_date) else {
            return refuse("end_date", "is not a time as RFC 3339 writes it");
        };
        match self.start_date.as_deref().map(time) {
            Some(None) => refuse("start_date", "is not a time as RFC 3339 writes it"),
            Some(Some(start)) if start >= end => refuse("end_date", "is not after start_date"),
            _ if self.lifetime == 0 => refuse("lifetime", "is zero"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_written_with_hyphens() {
        let renewal = AutoRenewal {
            end_date: "2030-01-20T00:00:00Z".into(),
            lifetime: 345_600,
            lifetime_adjust: Some(259_200),
            ..AutoRenewal::default()
        };
        assert_eq!(
            serde_json::to_string(&renewal).unwrap(),
            r#"{"end-date":"2030-01-20T00:00:00Z","lifetime":345600,"lifetime-adjust":259200}"#
        );
        assert!(renewal.check().is_ok());
    }

    #[test]
    fn what_cannot_be_sent_is_named() {
        let refused = |start: Option<&str>, end: &str, lifetime| {
            let start_date = start.map(str::to_owned);
            let renewal =
                AutoRenewal { start_date, end_date: end.to_owned(), lifetime, ..AutoRenewal::default() };
            renewal.check().unwrap_err().to_string()
        };
        assert!(refused(None, "soon", 1).starts_with("end_date: "));
        assert!(refused(Some("soon"), "2030-01-20T00:00:00Z", 1).starts_with("start_date: "));
        assert!(refused(Some("2030-01-20T00:00:00Z"), "2030-01-20T00:00:00Z", 1).contains("not after"));
        assert!(refused(None, "2030-01-20T00:00:00Z", 0).starts_with("lifetime: "));
    }
}
