//! Which of the chains that an authority offers is wanted (RFC 8555, section 7.4.2).

use openssl::sha::sha256;
use serde::{Deserialize, Serialize};

use super::CertificateChain;
use super::certificate::{Certificate, common_name, name_text};

/// How to choose between the default chain and its alternates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChainPreference {
    /// The topmost certificate's issuer has this common name: the root, which chains usually leave out.
    TopIssuer(String),
    /// The name of some certificate's issuer contains this text; the name is written `/C=US/O=Example/CN=Root`.
    AnyIssuer(String),
    /// Some certificate has this Subject Key Identifier, or the topmost one this Authority Key Identifier.
    KeyId(Vec<u8>),
    /// Some certificate of the chain has this SHA-256 fingerprint.
    Fingerprint([u8; 32]),
    /// The chain has the fewest certificates; of equal ones the first offered.
    Shortest,
    /// The chain that the server offers first.
    ServerChoice,
    /// The first of these that some chain fulfils. A list that ends with [`ChainPreference::ServerChoice`] falls back to
    /// the default; without it no match is an error.
    FirstOf(Vec<ChainPreference>),
}

impl ChainPreference {
    /// The wanted one of the chains that a server offers, in the order in which it does.
    #[must_use]
    pub fn choose(&self, chains: &[CertificateChain]) -> Option<usize> {
        match self {
            Self::Shortest => (0..chains.len()).min_by_key(|index| chains[*index].len()),
            Self::FirstOf(list) => list.iter().find_map(|preference| preference.choose(chains)),
            _ => chains.iter().position(|chain| self.matches(chain)),
        }
    }

    /// Whether this chain is the wanted one, whatever else is offered after it. [`ChainPreference::Shortest`] is told by
    /// comparison: it matches none.
    #[must_use]
    pub fn matches(&self, chain: &CertificateChain) -> bool {
        let certificates = chain.certificates();
        let top = certificates.last().and_then(Certificate::x509);
        match self {
            Self::TopIssuer(name) => {
                top.and_then(|top| common_name(top.issuer_name())).as_ref() == Some(name)
            }
            Self::AnyIssuer(text) => certificates
                .iter()
                .filter_map(Certificate::x509)
                .any(|certificate| name_text(certificate.issuer_name()).contains(text)),
            Self::KeyId(id) => {
                let own = certificates.iter().filter_map(|certificate| certificate.x509()?.subject_key_id());
                let above = top.and_then(|top| top.authority_key_id());
                own.chain(above).any(|found| found.as_slice() == id)
            }
            Self::Fingerprint(print) => {
                certificates.iter().any(|certificate| sha256(&certificate.der) == *print)
            }
            Self::Shortest => false,
            Self::ServerChoice => true,
            Self::FirstOf(list) => list.first().is_some_and(|preference| preference.matches(chain)),
        }
    }
}
