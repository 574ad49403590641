//! What is to be presented.

use std::fmt;

use crate::error::{Error, Kind, Result};
use crate::protocol::{Authorization, Challenge, DnsRecord, Identifier, RecordAccount, clean};

/// One thing to make visible so that the authority can validate an identifier.
#[derive(Clone)]
#[non_exhaustive]
pub struct Presentation {
    /// The challenge: its type, token and URL.
    pub challenge: Challenge,
    /// The identifier of the authorization, without `*.`.
    pub identifier: Identifier,
    /// Whether the authorization is for the wildcard of the identifier.
    pub wildcard: bool,
    /// What the authority looks for, in the form its type gives it; empty for a type without a token.
    pub key_authorization: String,
    /// The thumbprint of the account's key.
    pub thumbprint: String,
    /// The account's URL.
    pub account_url: String,
}

impl Presentation {
    /// What `challenge` of `authorization` asks the account to present.
    #[must_use]
    pub fn new(
        authorization: &Authorization,
        challenge: &Challenge,
        thumbprint: &str,
        account_url: &str,
    ) -> Self {
        let (identifier, wildcard) = (authorization.identifier.clone(), authorization.wildcard);
        Self::of_challenge(identifier, wildcard, challenge.clone(), thumbprint, account_url)
    }

    /// The same for a challenge whose authorization is not at hand.
    pub(crate) fn of_challenge(
        identifier: Identifier,
        wildcard: bool,
        challenge: Challenge,
        thumbprint: &str,
        account_url: &str,
    ) -> Self {
        Self {
            key_authorization: challenge.key_authorization(thumbprint).unwrap_or_default(),
            challenge,
            identifier,
            wildcard,
            thumbprint: thumbprint.to_owned(),
            account_url: account_url.to_owned(),
        }
    }

    /// The challenge's type, such as `http-01`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.challenge.kind
    }

    /// The challenge's token, empty for a type without one.
    #[must_use]
    pub fn token(&self) -> &str {
        self.challenge.token.as_deref().unwrap_or_default()
    }

    /// The record to be put into the DNS, for a challenge that is proved by one.
    #[must_use]
    pub fn dns_record(&self) -> Option<DnsRecord> {
        let account =
            RecordAccount { url: &self.account_url, thumbprint: &self.thumbprint, hash_prefix: None };
        self.challenge.dns_record(&account).ok()
    }

    /// The key authorization, which a challenge without a token has not.
    ///
    /// # Errors
    /// [`Kind::InvalidResponse`] when the challenge has no token.
    pub fn proof(&self) -> Result<&str> {
        if self.key_authorization.is_empty() {
            return Err(self.failed(Kind::InvalidResponse, "the challenge has no token"));
        }
        Ok(&self.key_authorization)
    }

    /// A failure to make this one visible, named by its identifier and challenge type.
    #[must_use]
    pub fn failed(&self, kind: Kind, reason: impl fmt::Display) -> Error {
        let subject = clean(&self.identifier.value);
        Error::new(kind, format!("{}: {reason}", clean(self.kind()))).about(|| subject)
    }
}

impl fmt::Debug for Presentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presentation")
            .field("kind", &self.challenge.kind)
            .field("identifier", &self.identifier)
            .field("wildcard", &self.wildcard)
            .finish_non_exhaustive()
    }
}
