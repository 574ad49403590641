//! What a managed certificate shall be, as it is kept in the store.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Result};
use crate::issuance::ObtainParams;
use crate::protocol::{ChainPreference, Identifier, KeyKind};

const VERSION: u32 = 1;

/// The part of [`ObtainParams`] that says what the certificate shall be; the rest is about one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    acme_plan: u32,
    pub(super) identifiers: Vec<Identifier>,
    key_kind: KeyKind,
    common_name: Option<String>,
    must_staple: bool,
    challenge_types: Vec<String>,
    profile: Option<String>,
    chain: Option<ChainPreference>,
}

impl Plan {
    pub(super) fn new(params: &ObtainParams) -> Result<Self> {
        let refused = [
            ("key", params.key.is_some()),
            ("csr", params.csr.is_some()),
            ("not_before", params.not_before.is_some()),
            ("not_after", params.not_after.is_some()),
            ("replaces", params.replaces.is_some()),
            ("state", params.state.is_some()),
            ("state_file", params.state_file.is_some()),
            ("state_sink", params.state_sink.is_some()),
        ];
        if let Some((name, _)) = refused.iter().find(|(_, is_set)| *is_set) {
            return Err(Error::new(
                Kind::InvalidArgument,
                format!("{name}: is not for a managed certificate"),
            ));
        }
        if params.identifiers.is_empty() {
            return Err(Error::new(Kind::InvalidArgument, "identifiers: is empty"));
        }
        Ok(Self {
            acme_plan: VERSION,
            identifiers: params.identifiers.clone(),
            key_kind: params.key_kind,
            common_name: params.common_name.clone(),
            must_staple: params.must_staple,
            challenge_types: params.challenge_types.clone(),
            profile: params.profile.clone(),
            chain: params.chain.clone(),
        })
    }

    /// The parameters of one call, its bounds and events those of `template`.
    pub(super) fn params(&self, template: &ObtainParams) -> ObtainParams {
        ObtainParams {
            identifiers: self.identifiers.clone(),
            key_kind: self.key_kind,
            common_name: self.common_name.clone(),
            must_staple: self.must_staple,
            challenge_types: self.challenge_types.clone(),
            profile: self.profile.clone(),
            chain: self.chain.clone(),
            deadline: template.deadline,
            parallel: template.parallel,
            pace: template.pace.clone(),
            events: template.events.clone(),
            ..ObtainParams::default()
        }
    }

    pub(super) fn is_known(&self) -> bool {
        self.acme_plan == VERSION
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_back_as_it_was() {
        let mut params = ObtainParams::for_names(&["*.example.com", "10.0.0.1"]).unwrap();
        params.profile = Some("shortlived".to_owned());
        let kinds = [KeyKind::Rsa(3072), KeyKind::EcP256, KeyKind::EcP384, KeyKind::EcP521, KeyKind::Ed25519];
        let chains = [
            None,
            Some(ChainPreference::TopIssuer("Root".to_owned())),
            Some(ChainPreference::AnyIssuer("Any".to_owned())),
            Some(ChainPreference::KeyId(vec![1, 255])),
            Some(ChainPreference::Fingerprint([7; 32])),
            Some(ChainPreference::Shortest),
            Some(ChainPreference::FirstOf(vec![ChainPreference::Shortest, ChainPreference::ServerChoice])),
        ];
        for (kind, chain) in kinds.iter().cycle().zip(chains) {
            (params.key_kind, params.chain) = (*kind, chain);
            let plan = Plan::new(&params).unwrap();
            let text = serde_json::to_string(&plan).unwrap();
            let read: Plan = serde_json::from_str(&text).unwrap();
            assert_eq!(read, plan, "{text}");
            let again = read.params(&ObtainParams::default());
            assert_eq!((again.key_kind, &again.chain), (params.key_kind, &params.chain));
        }
    }

    #[test]
    fn what_belongs_to_one_certificate_alone_is_refused() {
        let mut params = ObtainParams::for_names(&["example.com"]).unwrap();
        params.not_after = Some("2030-01-01T00:00:00Z".to_owned());
        assert!(Plan::new(&params).unwrap_err().to_string().starts_with("not_after: "));
        assert!(Plan::new(&ObtainParams::default()).unwrap_err().to_string().starts_with("identifiers: "));
    }
}
