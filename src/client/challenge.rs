//! Challenges (RFC 8555, sections 7.5.1 and 8).

use std::time::SystemTime;

use serde_json::Value;

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Challenge, Identifier, Key, SelfSigned, Status, clean};

use super::Client;
use super::answer::Answer;
use super::operation::Operation;
use super::post::{AS_GET, Post};

impl Client {
    /// Reads a challenge by its URL.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is none; else as every call.
    pub fn challenge(&self, url: &str) -> Result<Challenge> {
        let operation = self.operation(1);
        operation.retry(|_| operation.post_challenge(url, AS_GET, None))
    }

    /// Reads a challenge again.
    ///
    /// # Errors
    /// As [`Client::challenge`].
    pub fn refresh_challenge(&self, challenge: &Challenge) -> Result<Challenge> {
        let operation = self.operation(1);
        let newer = operation
            .retry(|_| operation.post_challenge(&challenge.url, AS_GET, challenge.identifier.as_ref()));
        Ok(carry_on(challenge, newer?))
    }

    /// Tells the server that the challenge can be validated now (RFC 8555, section 7.5.1). After a lost answer the
    /// challenge is looked at before it is sent again.
    ///
    /// # Errors
    /// What the server refuses; else as every call.
    pub fn request_validation(&self, challenge: &Challenge) -> Result<Challenge> {
        let operation = self.operation(1);
        let newer = operation.request_validation(&challenge.url, challenge.identifier.as_ref(), "{}");
        Ok(carry_on(challenge, newer?))
    }

    /// The same with a payload of the caller's own, a JSON object: for challenges such as device-attest-01 that want
    /// more than to be told.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when the payload is no JSON object; what the server refuses; else as every call.
    pub fn request_validation_with(&self, challenge: &Challenge, payload: &str) -> Result<Challenge> {
        check_payload(payload).map_err(|error| error.at(Step::Challenge))?;
        let operation = self.operation(1);
        let newer = operation.request_validation(&challenge.url, challenge.identifier.as_ref(), payload);
        Ok(carry_on(challenge, newer?))
    }

    /// The same for a challenge of which the URL alone is known.
    ///
    /// # Errors
    /// As [`Client::request_validation`].
    pub fn request_validation_at(&self, url: &str) -> Result<Challenge> {
        self.operation(1).request_validation(url, None, "{}")
    }

    /// The key authorization of a challenge (RFC 8555, section 8.1): what http-01 serves.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when the challenge has no token.
    pub fn key_authorization(&self, challenge: &Challenge) -> Result<String> {
        Ok(challenge.key_authorization(&self.signer().thumbprint()?)?)
    }

    /// The value of the TXT record of dns-01 (RFC 8555, section 8.4).
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when the challenge has no token.
    pub fn dns01_value(&self, challenge: &Challenge) -> Result<String> {
        Ok(challenge.dns01_value(&self.signer().thumbprint()?)?)
    }

    /// The certificate that tls-alpn-01 shows (RFC 8737, section 3), for a key of its own; valid from a day ago for a
    /// week to come.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when the challenge is of another type.
    pub fn tls_alpn01_certificate(&self, challenge: &Challenge, key: &Key) -> Result<SelfSigned> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX / 2);
        Ok(challenge.tls_alpn01_certificate(&self.signer().thumbprint()?, key, now)?)
    }
}

impl Operation<'_> {
    fn request_validation(
        &self,
        url: &str,
        identifier: Option<&Identifier>,
        payload: &str,
    ) -> Result<Challenge> {
        self.retry(|failures| {
            if failures > 0 {
                let seen = self.post_challenge(url, AS_GET, identifier)?;
                if seen.status != Status::Pending {
                    return Ok(seen);
                }
            }
            self.post_challenge(url, payload, identifier)
        })
    }

    fn post_challenge(&self, url: &str, payload: &str, identifier: Option<&Identifier>) -> Result<Challenge> {
        let answer =
            self.post(&Post::new(Step::Challenge, url, payload)).map_err(|error| match identifier {
                Some(identifier) => error.about(|| clean(&identifier.value)),
                None => error,
            })?;
        read_challenge(&answer, identifier)
    }
}

fn check_payload(payload: &str) -> Result<()> {
    match serde_json::from_str(payload) {
        Ok(Value::Object(_)) => Ok(()),
        _ => Err(Error::new(Kind::InvalidArgument, "payload: is not a JSON object")),
    }
}

/// What a later snapshot of the same challenge takes over from an earlier one.
fn carry_on(earlier: &Challenge, mut later: Challenge) -> Challenge {
    later.wildcard = earlier.wildcard;
    later
}

fn read_challenge(answer: &Answer, identifier: Option<&Identifier>) -> Result<Challenge> {
    let mut challenge = answer.read(Step::Challenge, |text| Challenge::parse(text, identifier))?;
    challenge.retry_after = answer.response.retry_after();
    Ok(challenge)
}
