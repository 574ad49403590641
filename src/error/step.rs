//! The steps at which it can go wrong.

use std::fmt;

/// The step of the protocol at which it went wrong; RFC 8555's resource names where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// Fetching the directory.
    Directory,
    /// Fetching a nonce.
    NewNonce,
    /// Making or finding the account.
    NewAccount,
    /// Reading, updating or deactivating the account.
    Account,
    /// Placing the order.
    NewOrder,
    /// Asking for an authorization ahead of an order.
    NewAuthz,
    /// Reading the order or waiting for it, or listing the account's orders.
    Order,
    /// Reading an authorization, waiting for it or deactivating it.
    Authorization,
    /// Reading a challenge or asking for its validation.
    Challenge,
    /// Sending the CSR.
    Finalize,
    /// Downloading the certificate.
    Certificate,
    /// Revoking a certificate.
    RevokeCert,
    /// Changing the account's key.
    KeyChange,
    /// Asking when a certificate should be renewed (RFC 9773).
    RenewalInfo,
    /// A request of the caller's own to a resource that this version does not know.
    Resource,
    /// Making visible what a challenge asks for.
    Present,
    /// Waiting until what was presented can be seen.
    Ready,
    /// Taking away what was presented.
    CleanUp,
}

impl Step {
    /// The step's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::NewNonce => "newNonce",
            Self::NewAccount => "newAccount",
            Self::Account => "account",
            Self::NewOrder => "newOrder",
            Self::NewAuthz => "newAuthz",
            Self::Order => "order",
            Self::Authorization => "authorization",
            Self::Challenge => "challenge",
            Self::Finalize => "finalize",
            Self::Certificate => "certificate",
            Self::RevokeCert => "revokeCert",
            Self::KeyChange => "keyChange",
            Self::RenewalInfo => "renewalInfo",
            Self::Resource => "resource",
            Self::Present => "present",
            Self::Ready => "ready",
            Self::CleanUp => "cleanUp",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
