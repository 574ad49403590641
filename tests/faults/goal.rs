//! What is called in a cell.

/// What a cell wants; whatever comes before it is done first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Goal {
    /// A certificate by one call.
    Obtain,
    /// A certificate verb by verb, the authorization waited for.
    Verbs,
    /// A certificate by one call, its chain chosen among the alternates.
    AlternateChain,
    /// Advice on when to renew the certificate.
    RenewalInfo,
    /// The certificate's revocation.
    RevokeCert,
    /// Another account key.
    KeyChange,
    /// The account's deactivation.
    Deactivation,
}

impl Goal {
    pub const ALL: [Self; 7] = [
        Self::Obtain,
        Self::Verbs,
        Self::AlternateChain,
        Self::RenewalInfo,
        Self::RevokeCert,
        Self::KeyChange,
        Self::Deactivation,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Obtain => "obtain",
            Self::Verbs => "verbs",
            Self::AlternateChain => "alternate-chain",
            Self::RenewalInfo => "renewal-info",
            Self::RevokeCert => "revoke-cert",
            Self::KeyChange => "key-change",
            Self::Deactivation => "deactivation",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|goal| goal.name() == name)
    }
}
