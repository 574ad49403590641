//! What an issuance gives: the certificate, or the failure with the state to go on from.

use std::fmt;

use crate::error::Error;
use crate::protocol::{CertificateChain, Key};

use super::State;

/// A certificate with what it came from.
#[derive(Clone)]
#[non_exhaustive]
pub struct Certificate {
    /// The chain, the leaf first.
    pub chain: CertificateChain,
    /// The certificate's key; `None` when the caller brought a certificate request of its own.
    pub key: Option<Key>,
    /// The order that it was issued for.
    pub order_url: String,
}

impl Certificate {
    /// The leaf's name in renewal information (RFC 9773, section 4.1), where it has an Authority Key Identifier.
    #[must_use]
    pub fn ari_id(&self) -> Option<String> {
        self.chain.ari_id().ok()
    }

    /// When the leaf becomes valid, in Unix seconds.
    #[must_use]
    pub fn not_before(&self) -> i64 {
        self.chain.not_before()
    }

    /// When the leaf stops being valid, in Unix seconds.
    #[must_use]
    pub fn not_after(&self) -> i64 {
        self.chain.not_after()
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("order_url", &self.order_url).finish_non_exhaustive()
    }
}

/// Why there is no certificate, and the state from which a later call goes on with the same order and key.
#[derive(Debug, Clone)]
pub struct ObtainError {
    error: Error,
    state: Option<Box<State>>,
}

impl ObtainError {
    pub(super) fn new(error: Error, state: Option<State>) -> Self {
        Self { error, state: state.map(Box::new) }
    }

    /// What went wrong.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The state at the failure; `None` when the parameters were refused.
    #[must_use]
    pub fn state(&self) -> Option<&State> {
        self.state.as_deref()
    }

    /// Both parts.
    #[must_use]
    pub fn into_parts(self) -> (Error, Option<State>) {
        (self.error, self.state.map(|state| *state))
    }
}

impl fmt::Display for ObtainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for ObtainError {}

impl From<ObtainError> for Error {
    fn from(failure: ObtainError) -> Self {
        failure.error
    }
}
