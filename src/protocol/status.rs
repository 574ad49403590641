//! The status of a resource (RFC 8555, section 7.1.6).

use std::fmt;

use serde::{Deserialize, Serialize};

/// The status of an account, order, authorization or challenge.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum Status {
    /// Waiting for the client.
    Pending,
    /// An order whose authorizations are all valid.
    Ready,
    /// The server is working.
    Processing,
    /// Done.
    Valid,
    /// Failed for good.
    Invalid,
    /// Given up by the client.
    Deactivated,
    /// Too old.
    Expired,
    /// Taken back by the server.
    Revoked,
    /// A recurring order that was cancelled (RFC 8739).
    Canceled,
    /// A status that this version does not know.
    Other(String),
}

impl Status {
    /// The status as it stands in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "pending",
            Self::Ready => "ready",
            Self::Processing => "processing",
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Deactivated => "deactivated",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Canceled => "canceled",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for Status {
    fn from(text: String) -> Self {
        match text.as_str() {
            "pending" => Self::Pending,
            "ready" => Self::Ready,
            "processing" => Self::Processing,
            "valid" => Self::Valid,
            "invalid" => Self::Invalid,
            "deactivated" => Self::Deactivated,
            "expired" => Self::Expired,
            "revoked" => Self::Revoked,
            "canceled" => Self::Canceled,
            _ => Self::Other(super::clean(&text)),
        }
    }
}

impl From<Status> for String {
    fn from(status: Status) -> Self {
        status.as_str().to_owned()
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
