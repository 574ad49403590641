//! What an issuance is asked for.

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::protocol::{
    ChainPreference, Csr, CsrParams, Identifier, Key, KeyKind, OrderParams, same_identifiers,
};

use super::{Events, Pace, State, StateSink};

const DEADLINE: Duration = Duration::from_secs(600);
const PARALLEL: usize = 16;

/// What [`Client::obtain`](crate::Client::obtain) is asked for. The default asks for nothing yet; names are what it
/// needs.
#[derive(Clone)]
pub struct ObtainParams {
    /// What the certificate shall be for; repetitions are dropped. May be empty with a `csr` or a `state`.
    pub identifiers: Vec<Identifier>,
    /// The certificate's key; one of `key_kind` is made when there is none.
    pub key: Option<Key>,
    /// The kind of key to make; P-256.
    pub key_kind: KeyKind,
    /// A certificate request of one's own. The key stays with the caller then.
    pub csr: Option<Csr>,
    /// A DNS name for the subject. `None`, the default, is what authorities recommend.
    pub common_name: Option<String>,
    /// Whether the certificate may only be used with a stapled OCSP response (RFC 7633).
    pub must_staple: bool,
    /// The challenge types to use, the preferred one first; those of the solver when empty.
    pub challenge_types: Vec<String>,
    /// The certificate profile.
    pub profile: Option<String>,
    /// The wanted start of validity, RFC 3339. Most authorities refuse it.
    pub not_before: Option<String>,
    /// The wanted end of validity, RFC 3339. Most authorities refuse it.
    pub not_after: Option<String>,
    /// The ARI id of the certificate that this one replaces (RFC 9773, section 5).
    pub replaces: Option<String>,
    /// Which of several chains is wanted.
    pub chain: Option<ChainPreference>,
    /// How long the whole may take; 10 minutes. Cleaning up has time of its own after that.
    pub deadline: Duration,
    /// The most connections and threads; 16.
    pub parallel: usize,
    /// How many requests a second.
    pub pace: Pace,
    /// The state of an earlier call, to go on from.
    pub state: Option<State>,
    /// A file that keeps the state: read first when it is there, written before each step that cannot be undone.
    pub state_file: Option<PathBuf>,
    /// Takes the state before each step that cannot be undone.
    pub state_sink: Option<Arc<dyn StateSink>>,
    /// Takes the events.
    pub events: Option<Arc<dyn Events>>,
}

impl Default for ObtainParams {
    fn default() -> Self {
        Self {
            identifiers: Vec::new(),
            key: None,
            key_kind: KeyKind::default(),
            csr: None,
            common_name: None,
            must_staple: false,
            challenge_types: Vec::new(),
            profile: None,
            not_before: None,
            not_after: None,
            replaces: None,
            chain: None,
            deadline: DEADLINE,
            parallel: PARALLEL,
            pace: Pace::default(),
            state: None,
            state_file: None,
            state_sink: None,
            events: None,
        }
    }
}

impl ObtainParams {
    /// The defaults for these names: DNS names, `*.` allowed in front, and IP addresses.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] naming the name that is refused.
    pub fn for_names(names: &[&str]) -> Result<Self> {
        let identifiers = names.iter().map(|name| Identifier::parse(name));
        Ok(Self { identifiers: identifiers.collect::<std::result::Result<_, _>>()?, ..Self::default() })
    }

    /// Refuses what no certificate could be obtained with; gives the identifiers, each once.
    pub(super) fn check(&self) -> Result<Vec<Identifier>> {
        let refuse =
            |name: &str, reason: &str| Error::new(Kind::InvalidArgument, format!("{name}: {reason}"));
        if self.parallel == 0 {
            return Err(refuse("parallel", "is zero"));
        }
        if self.deadline.is_zero() {
            return Err(refuse("deadline", "is zero"));
        }
        if !self.pace.is_usable() {
            return Err(refuse("pace", "lets no request through"));
        }
        if self.csr.is_some() && (self.key.is_some() || self.common_name.is_some() || self.must_staple) {
            return Err(refuse("csr", "is given beside a key or what makes a certificate request"));
        }
        let identifiers = self.wanted()?;
        if identifiers.is_empty() {
            return Err(refuse("identifiers", "is empty"));
        }
        self.order(&identifiers).payload()?;
        Ok(identifiers)
    }

    /// The identifiers as given, as the certificate request has them, or as the state has them; each once.
    fn wanted(&self) -> Result<Vec<Identifier>> {
        let of_csr = self.csr.as_ref().map(Csr::identifiers).transpose()?;
        let mut wanted = match (&of_csr, &self.state) {
            (Some(names), _) if self.identifiers.is_empty() => names.clone(),
            (None, Some(state)) if self.identifiers.is_empty() => state.identifiers().to_vec(),
            _ => self.identifiers.clone(),
        };
        if let Some(name) = &self.common_name {
            wanted.push(Identifier::dns(name)?);
        }
        if of_csr.is_some_and(|names| !same_identifiers(&names, &wanted)) {
            return Err(Error::new(Kind::InvalidArgument, "csr: names others than identifiers"));
        }
        let mut seen = HashSet::new();
        wanted.retain(|identifier| seen.insert(identifier.canonical()));
        Ok(wanted)
    }

    /// The order that is placed.
    pub(super) fn order(&self, identifiers: &[Identifier]) -> OrderParams {
        OrderParams {
            identifiers: identifiers.to_vec(),
            not_before: self.not_before.clone(),
            not_after: self.not_after.clone(),
            profile: self.profile.clone(),
            replaces: self.replaces.clone(),
            ..OrderParams::default()
        }
    }

    /// The certificate request for a key.
    pub(super) fn build_csr(&self, identifiers: &[Identifier], key: &Key) -> Result<Csr> {
        let params = CsrParams {
            identifiers: identifiers.to_vec(),
            common_name: self.common_name.clone(),
            must_staple: self.must_staple,
            ..CsrParams::default()
        };
        Ok(params.build(key)?)
    }
}

impl fmt::Debug for ObtainParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObtainParams").field("identifiers", &self.identifiers).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl FnOnce(&mut ObtainParams)) -> String {
        let mut params = ObtainParams::for_names(&["example.com"]).unwrap();
        change(&mut params);
        params.check().unwrap_err().to_string()
    }

    #[test]
    fn names_are_taken_once_whatever_their_case() {
        let names = ["Example.com", "example.COM", "bücher.example", "xn--bcher-kva.example", "10.0.0.1"];
        let wanted = ObtainParams::for_names(&names).unwrap().check().unwrap();
        let values: Vec<_> = wanted.iter().map(ToString::to_string).collect();
        assert_eq!(values, ["example.com", "xn--bcher-kva.example", "10.0.0.1"]);
    }

    #[test]
    fn what_cannot_be_asked_for_is_named() {
        let long = "a".repeat(64) + ".example";
        for name in ["", "*.10.0.0.1", "a..b", &long] {
            assert_eq!(ObtainParams::for_names(&[name]).unwrap_err().kind(), Kind::InvalidArgument);
        }
        assert_eq!(refused(|params| params.identifiers.clear()), "identifiers: is empty");
        assert_eq!(refused(|params| params.parallel = 0), "parallel: is zero");
        assert_eq!(refused(|params| params.deadline = Duration::ZERO), "deadline: is zero");
        assert!(refused(|params| params.not_after = Some("soon".into())).starts_with("not_after: "));
        let key = Key::generate(KeyKind::EcP256).unwrap();
        let csr = Csr::for_identifiers(&[Identifier::dns("other.example").unwrap()], &key).unwrap();
        assert!(refused(|params| params.csr = Some(csr.clone())).starts_with("csr: names others"));
        assert!(
            refused(|params| (params.csr, params.key) = (Some(csr), Some(key))).starts_with("csr: is given")
        );
    }

    #[test]
    fn a_common_name_is_one_of_the_names() {
        let mut params = ObtainParams::for_names(&["a.example"]).unwrap();
        params.common_name = Some("b.example".into());
        assert_eq!(params.check().unwrap().len(), 2);
    }
}
