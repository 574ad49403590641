//! A whole issuance with a CA whose answers are spoiled on the way, as the input says.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use acme_client::client::ClientOptions;
use acme_client::issuance::solver::FnSolver;
use acme_client::issuance::{Certificate, ObtainParams};
use acme_client::protocol::{AccountParams, Csr, Key, KeyKind};
use acme_client::transport::{Request, Response, Transport};
use acme_client::{Client, Error, Kind, Result};

use super::script::Script;
use crate::support::ca::{Behaviour, ScriptedCa};
use crate::support::http::{self, Answer};

const NAMES: [&str; 2] = ["a.example", "b.example"];
const TIME: Duration = Duration::from_millis(100);

/// One conversation at a time, each with a world of its own.
static CA: LazyLock<Mutex<Arc<ScriptedCa>>> = LazyLock::new(|| Mutex::new(Arc::new(ScriptedCa::start())));

pub fn conversation(input: &[u8]) {
    let ca = CA.lock().unwrap_or_else(PoisonError::into_inner);
    let directory = ca.world("conversation", Behaviour::default());
    let spoiled = Spoiled { ca: Arc::clone(&ca), script: Mutex::new(Script::new(input)) };
    match issue(&directory, spoiled) {
        Ok(certificate) => check(&certificate),
        Err(error) => assert_ne!(error.kind(), Kind::Panic, "{error}"),
    }
    // The script may have made up a nonce itself; one that is sent twice is the client's doing.
    let broken: Vec<_> =
        ca.take_violations().into_iter().filter(|rule| !rule.contains("is not one of this CA's")).collect();
    assert!(broken.is_empty(), "rules of ACME were broken: {broken:?}");
}

fn issue(directory: &str, transport: Spoiled) -> Result<Certificate> {
    let mut options = ClientOptions::new(directory);
    options.transport = Some(Arc::new(transport));
    options.operation_timeout = TIME;
    options.retry_window = Duration::ZERO;
    let client = Client::new(options, Key::generate(KeyKind::EcP256)?)?;
    client.new_account(&AccountParams { terms_agreed: Some(true), ..AccountParams::default() })?;
    let params = ObtainParams { deadline: TIME, parallel: 1, ..ObtainParams::for_names(&NAMES)? };
    let solver = FnSolver::new(&["http-01", "dns-01"], |_, _| Ok(()), |_, _| Ok(()));
    client.obtain(&params, &solver).map_err(|error| error.into_parts().0)
}

/// Whatever was answered: what is handed over is a certificate for these names and this key.
fn check(certificate: &Certificate) {
    let names: Vec<_> =
        certificate.chain.identifiers().into_iter().map(|identifier| identifier.value).collect();
    assert!(NAMES.iter().all(|name| names.iter().any(|known| known == name)), "{names:?}");
    let key = certificate.key.as_ref().expect("the key that was made");
    let csr = Csr::for_identifiers(&certificate.chain.identifiers(), key).expect("names of a certificate");
    certificate.chain.check_key(&csr).expect("the certificate of that key");
}

struct Spoiled {
    ca: Arc<ScriptedCa>,
    script: Mutex<Script>,
}

impl Transport for Spoiled {
    fn send(&self, request: &Request<'_>) -> Result<Response> {
        let lost = || Error::new(Kind::ConnectionLost, "the script says so");
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        let path = request
            .url
            .strip_prefix(self.ca.base_url())
            .filter(|path| path.starts_with('/'))
            .ok_or_else(lost)?;
        let Answer::Send(answer) = self.ca.answer(&on_the_wire(request, path)) else { return Err(lost()) };
        let mut response = Response {
            status: answer.status,
            headers: answer.headers,
            body: answer.body,
            ..Response::default()
        };
        if request.method.as_str() == "HEAD" {
            response.body.clear();
        }
        script.spoil(response).ok_or_else(lost)
    }
}

fn on_the_wire(request: &Request<'_>, path: &str) -> http::Request {
    let host = ("Host", request.url.trim_end_matches(path).trim_start_matches("https://"));
    let headers = request.headers.iter().chain([&host]);
    http::Request {
        method: request.method.as_str().to_owned(),
        path: path.to_owned(),
        headers: headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: request.body.unwrap_or_default().to_vec(),
    }
}
