//! The authority behind the proxy: the scripted CA, which checks every rule, or Pebble, which is a real one.

use std::io;
use std::sync::Arc;

use crate::support::ca::{Behaviour, Endpoint, ScriptedCa};
use crate::support::http::{Answer, Client, Request, Response, origin_and_path};
use crate::support::pebble::Pebble;

/// Where Pebble has what, by the beginnings of the paths.
const PEBBLE_PATHS: [(&str, Endpoint); 13] = [
    ("/dir", Endpoint::Directory),
    ("/nonce-plz", Endpoint::NewNonce),
    ("/sign-me-up", Endpoint::NewAccount),
    ("/order-plz", Endpoint::NewOrder),
    ("/authZ/", Endpoint::Authorization),
    ("/chalZ/", Endpoint::Challenge),
    ("/my-order/", Endpoint::Order),
    ("/finalize-order/", Endpoint::Finalize),
    ("/certZ/", Endpoint::Certificate),
    ("/draft-ietf-acme-ari-03/renewalInfo", Endpoint::RenewalInfo),
    ("/revoke-cert", Endpoint::RevokeCert),
    ("/rollover-account-key", Endpoint::KeyChange),
    ("/my-account/", Endpoint::Account),
];

pub enum Upstream {
    Scripted(Box<ScriptedCa>),
    /// With a client that is made once: making one loads the system's roots.
    Pebble(Arc<Pebble>, Client),
}

impl Upstream {
    pub fn pebble(pebble: &Arc<Pebble>) -> Self {
        Self::Pebble(Arc::clone(pebble), Client::trusting(pebble.ca_file()))
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Scripted(_) => "scripted",
            Self::Pebble(..) => "pebble",
        }
    }

    /// Begins a world of its own where there are worlds, and gives the path of its directory.
    pub fn begin(&self, world: &str) -> String {
        match self {
            Self::Scripted(ca) => {
                ca.world(world, Behaviour::new());
                format!("/{world}/directory")
            }
            Self::Pebble(..) => "/dir".to_owned(),
        }
    }

    /// The path at which nonces are had.
    fn nonce_path(&self, world: &str) -> String {
        match self {
            Self::Scripted(_) => format!("/{world}/new-nonce"),
            Self::Pebble(..) => "/nonce-plz".to_owned(),
        }
    }

    /// What a path leads to, and whether it is an alternate of a certificate.
    pub fn resource(&self, path: &str) -> Option<(Endpoint, bool)> {
        match self {
            Self::Scripted(_) => {
                let mut parts = path.split('/').skip(2);
                let segment = parts.next()?;
                let endpoint = Endpoint::ALL.into_iter().find(|known| known.segment() == segment)?;
                Some((endpoint, endpoint == Endpoint::Certificate && parts.nth(1).is_some()))
            }
            Self::Pebble(..) => {
                let known = PEBBLE_PATHS.iter().find(|(start, _)| path.starts_with(start))?;
                Some((known.1, path.contains("/alternate/")))
            }
        }
    }

    /// Has the authority answer.
    pub fn answer(&self, request: &Request) -> io::Result<Response> {
        match self {
            Self::Scripted(ca) => match ca.answer(request) {
                Answer::Send(response) => Ok(response),
                other => Err(io::Error::other(format!("the scripted CA broke off: {other:?}"))),
            },
            Self::Pebble(pebble, client) => {
                let url = pebble.directory_url();
                let authority = origin_and_path(&url).0.trim_start_matches("https://");
                client.forward(authority, request)
            }
        }
    }

    /// A nonce that it will take.
    pub fn nonce(&self, world: &str, host: &str) -> Option<String> {
        let headers = [("Host", host), ("User-Agent", "fault proxy"), ("Accept-Language", "en")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (method, path) = ("HEAD".to_owned(), self.nonce_path(world));
        let request = Request { method, path, headers: headers.into(), body: Vec::new() };
        self.answer(&request).ok()?.header("replay-nonce").map(str::to_owned)
    }
}
