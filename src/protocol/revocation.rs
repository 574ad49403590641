//! Why a certificate is revoked (RFC 5280, section 5.3.1; RFC 8555, section 7.6).

/// A reason that a client may give. The code 2, cACompromise, is not among them: it is for authorities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum RevocationReason {
    /// None in particular.
    Unspecified = 0,
    /// The private key is known to others.
    KeyCompromise = 1,
    /// The subject's name or other facts have changed.
    AffiliationChanged = 3,
    /// Another certificate took its place.
    Superseded = 4,
    /// It is not needed any more.
    CessationOfOperation = 5,
    /// It is not to be used for the time being.
    CertificateHold = 6,
    /// It is taken out of a delta list.
    RemoveFromCrl = 8,
    /// What it was granted for has ended.
    PrivilegeWithdrawn = 9,
    /// The attribute authority's key is known to others.
    AaCompromise = 10,
}

impl RevocationReason {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::RemoveFromCrl,
        Self::PrivilegeWithdrawn,
        Self::AaCompromise,
    ];

    /// The reason of a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.number() == number)
    }

    /// The reason of a name, its case aside; `-` and `_` may stand between the words.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let letters: String = name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
        Self::ALL.into_iter().find(|reason| reason.name().eq_ignore_ascii_case(&letters))
    }

    /// The number that is sent.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The name as RFC 5280 writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_lead_to_each_other() {
        for reason in RevocationReason::ALL {
            assert_eq!(RevocationReason::from_number(reason.number()), Some(reason));
            assert_eq!(RevocationReason::from_name(reason.name()), Some(reason));
        }
        assert_eq!(RevocationReason::from_name("key_compromise"), Some(RevocationReason::KeyCompromise));
        assert_eq!(RevocationReason::from_name("AA-Compromise").unwrap().number(), 10);
        assert_eq!((RevocationReason::from_number(2), RevocationReason::from_number(7)), (None, None));
        assert_eq!(RevocationReason::from_name("cACompromise"), None);
    }
}
