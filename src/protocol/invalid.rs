//! What protocol's parsers and builders refuse.

/// Why a noun could not be made, from the caller's input or from the server's bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Invalid {
    /// The caller's argument; `name` is the parameter as the caller knows it.
    #[error("{name}: {reason}")]
    Argument {
        /// The parameter.
        name: String,
        /// Why it is refused.
        reason: String,
    },
    /// The caller's key is not a private key that can be read.
    #[error("key: {0}")]
    Key(String),
    /// The caller's key is of a kind or size that ACME has no algorithm for.
    #[error("key: {0}")]
    UnsupportedKey(String),
    /// The key is encrypted and the passphrase is missing or wrong.
    #[error("passphrase: {0}")]
    Passphrase(String),
    /// What the server sent is not what RFC 8555 says it should be.
    #[error("{what}: {reason}")]
    Response {
        /// The noun or field.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The server gave a URL that must not be fetched.
    #[error("{what}: {reason}")]
    Url {
        /// The field that held it.
        what: String,
        /// Why it is refused.
        reason: String,
    },
    /// The certificate chain is cut, broken or holds something that is no certificate.
    #[error("certificate chain: {0}")]
    Chain(String),
    /// The certificate is not for the key or the identifiers that were asked for.
    #[error("certificate: {0}")]
    Mismatch(String),
    /// The cryptographic library failed.
    #[error("cryptography: {0}")]
    Crypto(String),
}

impl Invalid {
    pub(crate) fn argument(name: &str, reason: impl Into<String>) -> Self {
        Self::Argument { name: name.to_owned(), reason: reason.into() }
    }

    pub(crate) fn response(what: &str, reason: impl Into<String>) -> Self {
        Self::Response { what: what.to_owned(), reason: reason.into() }
    }
}

impl From<openssl::error::ErrorStack> for Invalid {
    fn from(stack: openssl::error::ErrorStack) -> Self {
        Self::Crypto(stack.to_string())
    }
}
