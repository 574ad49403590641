//! The state of an issuance as one JSON document, from which a later call goes on.

use std::fmt;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::{Error, Kind, Result};
use crate::protocol::{Challenge, Csr, Identifier, Key, clean, secret_json};

use super::solver::Presentation;

const VERSION: u32 = 1;

/// How far an issuance has come. It holds the certificate's key and is as secret as that.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct State {
    #[zeroize(skip)]
    acme_state: u32,
    #[zeroize(skip)]
    directory: String,
    #[zeroize(skip)]
    pub(super) account: Option<String>,
    #[zeroize(skip)]
    identifiers: Vec<Identifier>,
    #[zeroize(skip)]
    pub(super) progress: Progress,
    #[zeroize(skip)]
    pub(super) order: Option<String>,
    key: Option<String>,
    #[zeroize(skip)]
    csr: String,
    #[zeroize(skip)]
    presented: Vec<Presented>,
    #[zeroize(skip)]
    #[serde(skip)]
    read: Read,
}

/// The key and the certificate request of the document: decoding them is most of what an issuance would compute.
#[derive(Clone, Default)]
struct Read {
    key: Option<Key>,
    csr: Option<Csr>,
}

/// The step that is about to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Progress {
    /// The order is placed.
    Ordering,
    /// Control of the identifiers is proven.
    Proving,
    /// The certificate request is sent, and the certificate downloaded.
    Finalizing,
}

/// What a solver was asked to present.
#[derive(Clone, Serialize, Deserialize)]
struct Presented {
    identifier: Identifier,
    wildcard: bool,
    challenge: serde_json::Value,
}

impl State {
    pub(super) fn new(
        directory: &str,
        identifiers: &[Identifier],
        key: Option<&Key>,
        csr: &Csr,
    ) -> Result<Self> {
        let pem = key.map(|key| key.to_pem(None)).transpose()?;
        Ok(Self {
            acme_state: VERSION,
            directory: directory.to_owned(),
            account: None,
            identifiers: identifiers.to_vec(),
            progress: Progress::Ordering,
            order: None,
            key: pem.map(|pem| pem.to_string()),
            csr: BASE64_URL_SAFE_NO_PAD.encode(csr.der()),
            presented: Vec::new(),
            read: Read { key: key.cloned(), csr: Some(csr.clone()) },
        })
    }

    /// Reads a document of [`State::to_json`].
    ///
    /// # Errors
    /// [`Kind::InvalidState`] when it is none, is damaged, or is of a newer version.
    pub fn from_json(document: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Head {
            acme_state: u32,
        }
        let damaged =
            |error: serde_json::Error| invalid(format!("line {}: not such a document", error.line()));
        let head: Head = serde_json::from_str(document).map_err(damaged)?;
        if head.acme_state != VERSION {
            return Err(invalid(format!("version {} is not known", head.acme_state)));
        }
        let mut state: Self = serde_json::from_str(document).map_err(damaged)?;
        let (key, csr) = (state.key()?, state.csr()?);
        if key.as_ref().is_some_and(|key| !key.pkey().public_eq(csr.public_key())) {
            return Err(invalid("its key is not that of its certificate request".to_owned()));
        }
        state.read = Read { key, csr: Some(csr) };
        Ok(state)
    }

    /// The document, to be kept as secret as the key in it.
    ///
    /// # Errors
    /// [`Kind::InvalidState`] when it cannot be written as JSON.
    pub fn to_json(&self) -> Result<Zeroizing<String>> {
        secret_json(self).map_err(|error| invalid(error.to_string()))
    }

    /// The directory URL of the authority.
    #[must_use]
    pub fn directory(&self) -> &str {
        &self.directory
    }

    /// What the certificate is for.
    #[must_use]
    pub fn identifiers(&self) -> &[Identifier] {
        &self.identifiers
    }

    /// The order URL, once the order is placed.
    #[must_use]
    pub fn order_url(&self) -> Option<&str> {
        self.order.as_deref()
    }

    /// The certificate's key; `None` when the caller brought a certificate request of its own.
    ///
    /// # Errors
    /// [`Kind::InvalidState`] when it cannot be read.
    pub fn key(&self) -> Result<Option<Key>> {
        if self.read.key.is_some() {
            return Ok(self.read.key.clone());
        }
        let read = |pem: &String| Key::from_pem(pem.as_bytes(), None);
        self.key.as_ref().map(read).transpose().map_err(|error| invalid(error.to_string()))
    }

    /// The certificate request.
    ///
    /// # Errors
    /// [`Kind::InvalidState`] when it cannot be read.
    pub fn csr(&self) -> Result<Csr> {
        if let Some(csr) = &self.read.csr {
            return Ok(csr.clone());
        }
        let der = BASE64_URL_SAFE_NO_PAD.decode(&self.csr);
        let der = der.map_err(|_| invalid("csr: is not base64url".to_owned()))?;
        Csr::from_der(&der).map_err(|error| invalid(error.to_string()))
    }

    /// Refuses a state of another authority or account.
    pub(super) fn check_owner(&self, directory: &str, account: Option<&str>) -> Result<()> {
        if self.directory != directory {
            let reason =
                format!("state: it belongs to {}, not to {}", clean(&self.directory), clean(directory));
            return Err(Error::new(Kind::WrongDirectory, reason));
        }
        match (&self.account, account) {
            (Some(own), Some(account)) if own != account => {
                Err(invalid(format!("it belongs to the account {}, not to {account}", clean(own))))
            }
            _ => Ok(()),
        }
    }

    /// Remembers what is about to be presented.
    pub(super) fn set_presented(&mut self, batch: &[Presentation]) {
        let of = |presentation: &Presentation| Presented {
            identifier: presentation.identifier.clone(),
            wildcard: presentation.wildcard,
            challenge: serde_json::from_str(&presentation.challenge.json).unwrap_or_default(),
        };
        self.presented = batch.iter().map(of).collect();
    }

    /// What an earlier call may have left behind.
    pub(super) fn presented(&self, thumbprint: &str, account: &str) -> Vec<Presentation> {
        let again = |presented: &Presented| {
            let text = presented.challenge.to_string();
            let challenge = Challenge::parse(&text, Some(&presented.identifier)).ok()?;
            let (identifier, wildcard) = (presented.identifier.clone(), presented.wildcard);
            Some(Presentation::of_challenge(identifier, wildcard, challenge, thumbprint, account))
        };
        self.presented.iter().filter_map(again).collect()
    }
}

fn invalid(reason: String) -> Error {
    Error::new(Kind::InvalidState, format!("state: {reason}"))
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("directory", &self.directory)
            .field("identifiers", &self.identifiers)
            .field("progress", &self.progress)
            .field("order", &self.order)
            .finish_non_exhaustive()
    }
}

/// Keeps the state of an issuance, on the thread that asked for the certificate.
pub trait StateSink: Send + Sync {
    /// Keeps it; the step that cannot be undone follows only when that succeeded.
    ///
    /// # Errors
    /// When it could not be kept: the issuance ends with that.
    fn keep(&self, state: &State) -> Result<()>;
}

impl<F: Fn(&State) -> Result<()> + Send + Sync> StateSink for F {
    fn keep(&self, state: &State) -> Result<()> {
        self(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::KeyKind;

    const DIRECTORY: &str = "https://ca.example/directory";

    fn state() -> State {
        let (key, names) =
            (Key::generate(KeyKind::EcP256).unwrap(), [Identifier::dns("example.com").unwrap()]);
        let csr = Csr::for_identifiers(&names, &key).unwrap();
        State::new(DIRECTORY, &names, Some(&key), &csr).unwrap()
    }

    #[test]
    fn a_document_gives_back_what_it_was_made_of() {
        let mut state = state();
        (state.order, state.progress) = (Some("https://ca.example/order/1".into()), Progress::Finalizing);
        let read = State::from_json(&state.to_json().unwrap()).unwrap();
        assert_eq!(read.order_url(), state.order_url());
        assert_eq!(read.progress, Progress::Finalizing);
        assert_eq!(read.identifiers(), state.identifiers());
        assert_eq!(read.csr().unwrap().der(), state.csr().unwrap().der());
        let thumbprint = |state: &State| state.key().unwrap().unwrap().jwk().thumbprint().to_owned();
        assert_eq!(thumbprint(&read), thumbprint(&state));
        assert!(!format!("{read:?}").contains("PRIVATE"));
    }

    #[test]
    fn documents_that_are_damaged_newer_or_of_others_are_told_apart() {
        let whole = state().to_json().unwrap().to_string();
        let kind = |text: &str| State::from_json(text).unwrap_err().kind();
        for bad in ["", "{", "[]", "{\"acme_state\":1}", &whole[..whole.len() / 2]] {
            assert_eq!(kind(bad), Kind::InvalidState, "{bad}");
        }
        let newer = whole.replace("\"acme_state\":1", "\"acme_state\":2");
        assert_eq!(State::from_json(&newer).unwrap_err().to_string(), "state: version 2 is not known");
        let mut mixed: serde_json::Value = serde_json::from_str(&whole).unwrap();
        mixed["csr"] =
            serde_json::from_str::<serde_json::Value>(&state().to_json().unwrap()).unwrap()["csr"].take();
        assert_eq!(kind(&mixed.to_string()), Kind::InvalidState);
        let mut state = state();
        assert_eq!(
            state.check_owner("https://other.example/", None).unwrap_err().kind(),
            Kind::WrongDirectory
        );
        state.account = Some("https://ca.example/account/1".into());
        assert!(state.check_owner(DIRECTORY, None).is_ok());
        let other = state.check_owner(DIRECTORY, Some("https://ca.example/account/2"));
        assert_eq!(other.unwrap_err().kind(), Kind::InvalidState);
    }
}
