//! The steps of the protocol at which something goes wrong.

use std::fmt;

use acme_client::Step as ErrorStep;

use crate::goal::Goal;
use crate::support::ca::Endpoint;

/// A step: what one request of an issuance, or of a verb after it, is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    Directory,
    NewNonce,
    NewAccount,
    NewOrder,
    Authorization,
    Challenge,
    AuthorizationLook,
    OrderLook,
    Finalize,
    LookAfterFinalize,
    Certificate,
    AlternateChain,
    RenewalInfo,
    RevokeCert,
    KeyChange,
    Deactivation,
}

impl Step {
    pub const ALL: [Self; 16] = [
        Self::Directory,
        Self::NewNonce,
        Self::NewAccount,
        Self::NewOrder,
        Self::Authorization,
        Self::Challenge,
        Self::AuthorizationLook,
        Self::OrderLook,
        Self::Finalize,
        Self::LookAfterFinalize,
        Self::Certificate,
        Self::AlternateChain,
        Self::RenewalInfo,
        Self::RevokeCert,
        Self::KeyChange,
        Self::Deactivation,
    ];

    /// The name, also as the head of its column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::NewNonce => "newNonce",
            Self::NewAccount => "newAccount",
            Self::NewOrder => "newOrder",
            Self::Authorization => "authorization",
            Self::Challenge => "challenge",
            Self::AuthorizationLook => "authorization look",
            Self::OrderLook => "order look",
            Self::Finalize => "finalize",
            Self::LookAfterFinalize => "look after finalize",
            Self::Certificate => "certificate",
            Self::AlternateChain => "alternate chain",
            Self::RenewalInfo => "renewalInfo",
            Self::RevokeCert => "revoke",
            Self::KeyChange => "key change",
            Self::Deactivation => "deactivation",
        }
    }

    /// The resource that is asked.
    pub fn endpoint(self) -> Endpoint {
        match self {
            Self::Directory => Endpoint::Directory,
            Self::NewNonce => Endpoint::NewNonce,
            Self::NewAccount => Endpoint::NewAccount,
            Self::NewOrder => Endpoint::NewOrder,
            Self::Authorization | Self::AuthorizationLook => Endpoint::Authorization,
            Self::Challenge => Endpoint::Challenge,
            Self::OrderLook | Self::LookAfterFinalize => Endpoint::Order,
            Self::Finalize => Endpoint::Finalize,
            Self::Certificate | Self::AlternateChain => Endpoint::Certificate,
            Self::RenewalInfo => Endpoint::RenewalInfo,
            Self::RevokeCert => Endpoint::RevokeCert,
            Self::KeyChange => Endpoint::KeyChange,
            Self::Deactivation => Endpoint::Account,
        }
    }

    /// What is called so that the step is taken.
    pub fn goal(self) -> Goal {
        match self {
            Self::AuthorizationLook => Goal::Verbs,
            Self::AlternateChain => Goal::AlternateChain,
            Self::RenewalInfo => Goal::RenewalInfo,
            Self::RevokeCert => Goal::RevokeCert,
            Self::KeyChange => Goal::KeyChange,
            Self::Deactivation => Goal::Deactivation,
            _ => Goal::Obtain,
        }
    }

    /// The step as errors name it.
    pub fn in_errors(self) -> ErrorStep {
        match self {
            Self::Directory => ErrorStep::Directory,
            Self::NewNonce => ErrorStep::NewNonce,
            Self::NewAccount => ErrorStep::NewAccount,
            Self::NewOrder => ErrorStep::NewOrder,
            Self::Authorization | Self::AuthorizationLook => ErrorStep::Authorization,
            Self::Challenge => ErrorStep::Challenge,
            Self::OrderLook | Self::LookAfterFinalize => ErrorStep::Order,
            Self::Finalize => ErrorStep::Finalize,
            Self::Certificate | Self::AlternateChain => ErrorStep::Certificate,
            Self::RenewalInfo => ErrorStep::RenewalInfo,
            Self::RevokeCert => ErrorStep::RevokeCert,
            Self::KeyChange => ErrorStep::KeyChange,
            Self::Deactivation => ErrorStep::Account,
        }
    }

    /// Whether its request is a signed POST.
    pub fn is_signed(self) -> bool {
        !matches!(self, Self::Directory | Self::NewNonce | Self::RenewalInfo)
    }

    /// Whether its answer has a body: HEAD has none, and the answer to a revocation is empty.
    pub fn has_body(self) -> bool {
        !matches!(self, Self::NewNonce | Self::RevokeCert)
    }

    /// Whether the client reads its answer as JSON.
    pub fn has_json(self) -> bool {
        self.has_body() && !matches!(self, Self::Certificate | Self::AlternateChain | Self::KeyChange)
    }

    /// Whether its answer is an order.
    pub fn has_order(self) -> bool {
        matches!(self, Self::NewOrder | Self::OrderLook | Self::Finalize | Self::LookAfterFinalize)
    }

    /// Whether its answer is an authorization.
    pub fn has_authorization(self) -> bool {
        matches!(self, Self::Authorization | Self::AuthorizationLook)
    }

    /// Whether its answer is a certificate chain.
    pub fn has_chain(self) -> bool {
        matches!(self, Self::Certificate | Self::AlternateChain)
    }

    /// Whether what became of a lost answer is found out at another resource, so that losing every answer does no harm.
    pub fn is_looked_into_elsewhere(self) -> bool {
        matches!(self, Self::Finalize | Self::KeyChange)
    }

    /// How many requests a fault may cost: a nonce and the request again; where the server is asked before what it has
    /// done, that as well.
    pub fn requests_a_fault(self) -> u32 {
        if self.is_looked_into_elsewhere() { 3 } else { 2 }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
