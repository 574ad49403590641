//! Authorizations (RFC 8555, sections 7.1.4 and 7.5).

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Challenge, Identifier, Invalid, RetryAfter, Status, json};

/// A snapshot of an authorization with its challenges.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorization {
    /// The authorization URL.
    pub url: String,
    /// `pending`, `valid`, `invalid`, `deactivated`, `expired` or `revoked`.
    pub status: Status,
    /// What the account wants to prove control of; without `*.` for a wildcard.
    pub identifier: Identifier,
    /// When the server forgets it, as it wrote it (RFC 3339).
    pub expires: Option<String>,
    /// Whether it is for the wildcard name of the identifier.
    pub wildcard: bool,
    /// Whether it also counts for names below the identifier (RFC 9444).
    pub subdomains_allowed: bool,
    /// The ways to prove it, of which one is enough.
    pub challenges: Vec<Challenge>,
    /// How long the server asked to wait before the next look, when it said so.
    pub retry_after: Option<RetryAfter>,
    /// The resource as the server sent it.
    pub json: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    status: Status,
    identifier: Identifier,
    expires: Option<String>,
    wildcard: Option<bool>,
    subdomain_auth_allowed: Option<bool>,
    challenges: Vec<Box<RawValue>>,
}

impl Authorization {
    /// Reads an authorization whose URL is known from the request.
    ///
    /// # Errors
    /// [`Invalid::Response`] naming the field that is missing or wrong.
    pub fn parse(url: &str, text: &str) -> Result<Self, Invalid> {
        let wire: Wire = json::parse("authorization", text)?;
        let wildcard = wire.wildcard.unwrap_or(false);
        let challenges = wire.challenges.iter().map(|text| {
            let challenge = Challenge::parse(text.get(), Some(&wire.identifier))?;
            Ok::<_, Invalid>(Challenge { wildcard: challenge.wildcard || wildcard, ..challenge })
        });
        Ok(Self {
            url: url.to_owned(),
            status: wire.status,
            expires: wire.expires,
            wildcard,
            subdomains_allowed: wire.subdomain_auth_allowed.unwrap_or(false),
            challenges: challenges.collect::<Result<_, _>>()?,
            identifier: wire.identifier,
            retry_after: None,
            json: text.to_owned(),
        })
    }

    /// The first challenge of a type, such as `http-01`.
    #[must_use]
    pub fn challenge(&self, kind: &str) -> Option<&Challenge> {
        self.challenges.iter().find(|challenge| challenge.kind == kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8555, section 7.1.4.
    const EXAMPLE: &str = r#"{
        "status": "valid",
        "expires": "2015-03-01T14:09:07.99Z",
        "identifier": {"type": "dns", "value": "www.example.org"},
        "challenges": [{
            "url": "https://example.com/acme/chall/prV_B7yEyA4",
            "type": "http-01",
            "status": "valid",
            "token": "DGyRejmCefe7v4NfDGDKfA",
            "validated": "2014-12-01T12:05:58.16Z"}],
        "wildcard": false}"#;

    #[test]
    fn the_example_of_the_rfc() {
        let authorization =
            Authorization::parse("https://example.com/acme/authz/PAniVnsZcis", EXAMPLE).unwrap();
        assert_eq!(authorization.status, Status::Valid);
        assert!(!authorization.wildcard);
        let challenge = authorization.challenge("http-01").unwrap();
        assert_eq!(challenge.identifier.as_ref().unwrap().value, "www.example.org");
        assert_eq!(authorization.challenge("dns-01"), None);
    }

    #[test]
    fn an_evil_token_is_refused() {
        let evil = EXAMPLE.replace("DGyRejmCefe7v4NfDGDKfA", "../../etc/passwd");
        let message = Authorization::parse("https://example.com/", &evil).unwrap_err().to_string();
        assert!(message.contains("token"), "{message}");
    }
}
