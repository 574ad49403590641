//! Challenges (RFC 8555, sections 7.1.5 and 8).

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use openssl::sha::sha256;
use serde::Deserialize;
use serde_json::Value;

use super::{Identifier, Invalid, Problem, RetryAfter, Status, clean};

/// A snapshot of a challenge. One of a type that this version does not know is carried through as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// The challenge URL.
    pub url: String,
    /// `http-01`, `dns-01` or another type.
    pub kind: String,
    /// `pending`, `processing`, `valid` or `invalid`.
    pub status: Status,
    /// The token; some types have none.
    pub token: Option<String>,
    /// When it was validated, as the server wrote it (RFC 3339).
    pub validated: Option<String>,
    /// Why it is invalid.
    pub error: Option<Problem>,
    /// The identifier of its authorization, where it came with one.
    pub identifier: Option<Identifier>,
    /// Whether it is for the wildcard name of the identifier, where it came with its authorization.
    pub wildcard: bool,
    /// How long the server asked to wait before the next look, when it said so.
    pub retry_after: Option<RetryAfter>,
    /// The resource as the server sent it.
    pub json: String,
}

#[derive(Deserialize)]
struct Wire {
    url: String,
    #[serde(rename = "type")]
    kind: String,
    status: Option<Status>,
    token: Option<String>,
    validated: Option<String>,
    error: Option<Value>,
}

impl Challenge {
    /// Reads a challenge. The identifier is that of the authorization it belongs to, where known.
    ///
    /// # Errors
    /// [`Invalid::Response`] naming the field that is missing or wrong, a token outside the base64url alphabet included.
    pub fn parse(text: &str, identifier: Option<&Identifier>) -> Result<Self, Invalid> {
        let wire: Wire = super::json::parse("challenge", text)?;
        if let Some(token) = &wire.token {
            check_token(token)?;
        }
        Ok(Self {
            url: wire.url,
            kind: wire.kind,
            status: wire.status.unwrap_or(Status::Pending),
            token: wire.token,
            validated: wire.validated,
            error: wire.error.as_ref().and_then(Problem::from_json_value),
            identifier: identifier.cloned(),
            wildcard: identifier.is_some_and(Identifier::is_wildcard),
            retry_after: None,
            json: text.to_owned(),
        })
    }

    /// The token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1).
    ///
    /// # Errors
    /// [`Invalid::Argument`] when this challenge has no token.
    pub fn key_authorization(&self, thumbprint: &str) -> Result<String, Invalid> {
        let token = self.token.as_deref();
        let token = token
            .ok_or_else(|| Invalid::argument("challenge", format!("{} has no token", clean(&self.kind))))?;
        Ok(format!("{token}.{thumbprint}"))
    }

    /// The value of the TXT record: the base64url SHA-256 of the key authorization (RFC 8555, section 8.4).
    ///
    /// # Errors
    /// [`Invalid::Argument`] when this challenge has no token.
    pub fn dns01_value(&self, thumbprint: &str) -> Result<String, Invalid> {
        Ok(BASE64_URL_SAFE_NO_PAD.encode(sha256(self.key_authorization(thumbprint)?.as_bytes())))
    }

    /// The path below the web root at which the key authorization is served (RFC 8555, section 8.3):
    /// `/.well-known/acme-challenge/` and the token.
    #[must_use]
    pub fn http01_path(&self) -> Option<String> {
        Some(format!("/.well-known/acme-challenge/{}", self.token.as_deref()?))
    }

    /// The name of the TXT record, `_acme-challenge.` before the identifier without `*.` (RFC 8555, section 8.4).
    #[must_use]
    pub fn dns01_name(&self) -> Option<String> {
        Some(format!("_acme-challenge.{}", self.base_name()?))
    }

    /// The DNS name without `*.` and without a final dot.
    pub(super) fn base_name(&self) -> Option<&str> {
        let identifier = self.identifier.as_ref().filter(|identifier| identifier.kind == "dns")?;
        let name = identifier.value.trim_end_matches('.');
        Some(name.strip_prefix("*.").unwrap_or(name))
    }
}

/// A token goes into paths and records, so nothing but the base64url alphabet may be in it.
fn check_token(token: &str) -> Result<(), Invalid> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if token.is_empty() || token.len() > 1024 || !token.bytes().all(allowed) {
        return Err(Invalid::response("challenge token", "is not in the base64url alphabet"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http01() -> Challenge {
        let text = r#"{"type": "http-01", "url": "https://example.com/acme/chall/prV_B7yEyA4", "status": "pending",
            "token": "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0"}"#;
        Challenge::parse(text, Some(&Identifier::dns("*.example.org").unwrap())).unwrap()
    }

    #[test]
    fn the_example_of_the_rfc() {
        let thumbprint = "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";
        let challenge = http01();
        let expected =
            "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";
        assert_eq!(challenge.key_authorization(thumbprint).unwrap(), expected);
        assert_eq!(
            challenge.http01_path().unwrap(),
            "/.well-known/acme-challenge/LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0"
        );
        assert_eq!(challenge.dns01_name().unwrap(), "_acme-challenge.example.org");
        assert_eq!(challenge.dns01_value(thumbprint).unwrap().len(), 43);
    }

    #[test]
    fn a_type_without_a_token_is_carried_through() {
        let challenge =
            Challenge::parse(r#"{"type": "odd-01", "url": "https://example.com/", "more": {"a": 1}}"#, None)
                .unwrap();
        assert_eq!((challenge.kind.as_str(), &challenge.status), ("odd-01", &Status::Pending));
        assert!(challenge.json.contains("more"));
        assert!(challenge.key_authorization("x").unwrap_err().to_string().contains("odd-01 has no token"));
        assert_eq!(challenge.http01_path(), None);
    }

    #[test]
    fn tokens_outside_the_alphabet_are_refused() {
        for token in ["../x", "", "a b", "a.b", "a/b", "ä", "a\\u0000"] {
            let text = format!(r#"{{"type": "http-01", "url": "https://example.com/", "token": "{token}"}}"#);
            assert!(Challenge::parse(&text, None).is_err(), "{token:?}");
        }
    }
}
