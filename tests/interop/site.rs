//! A server under test, with what it validates against.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use acme_client::client::ClientOptions;
use acme_client::protocol::{
    AccountParams, Authorization, CertificateChain, Challenge, Csr, Identifier, Key, KeyKind, Order,
    OrderParams, Status,
};
use acme_client::{Client, Error, Kind};

use crate::responder::Responder;
use crate::step_ca::StepCa;
use crate::support::http::Client as HttpClient;
use crate::support::pebble::{Options, Pebble};
use crate::support::static_files::StaticFiles;
use crate::support::temp_dir::TempDir;

const WAIT: Duration = Duration::from_secs(60);

/// Why a scenario did not come to its end.
pub enum Trouble {
    NotOffered,
    Failed(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error.kind() {
            Kind::UnsupportedOperation | Kind::ChallengeNotOffered => Self::NotOffered,
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// Fails a scenario unless something holds.
pub fn ensure(holds: bool, what: &str) -> Result<(), Trouble> {
    if holds { Ok(()) } else { Err(Trouble::Failed(what.to_owned())) }
}

/// A server with our responders.
pub struct Site {
    pub name: String,
    directory: String,
    ca_file: PathBuf,
    webroot: TempDir,
    responder: Responder,
    dns_management: String,
    dns_address: String,
    names: AtomicUsize,
    _servers: Servers,
    _files: StaticFiles,
}

#[expect(dead_code, reason = "they run until they are dropped")]
enum Servers {
    Pebble(Pebble),
    StepCa(StepCa),
}

impl Site {
    pub fn pebble(name: &str, options: Options) -> Self {
        let (webroot, responder) = (TempDir::new(), Responder::start());
        let files = StaticFiles::serve(webroot.path());
        let options = Options { http_port: files.port(), tls_port: responder.port(), ..options };
        let pebble = Pebble::start(&options).unwrap_or_else(|error| panic!("{error}"));
        Self {
            name: name.to_owned(),
            directory: pebble.directory_url(),
            ca_file: pebble.ca_file().to_owned(),
            webroot,
            responder,
            dns_management: pebble.dns_management_url(),
            dns_address: pebble.dns_address(),
            names: AtomicUsize::new(0),
            _servers: Servers::Pebble(pebble),
            _files: files,
        }
    }

    /// step-ca, where it is installed; it asks the DNS server of the other site.
    pub fn step_ca(other: &Self) -> Option<Self> {
        let (webroot, responder) = (TempDir::new(), Responder::start());
        let files = StaticFiles::serve(webroot.path());
        let server = StepCa::start(files.port(), responder.port(), &other.dns_address)?;
        Some(Self {
            name: "step-ca".to_owned(),
            directory: server.directory_url(),
            ca_file: server.ca_file(),
            webroot,
            responder,
            dns_management: other.dns_management.clone(),
            dns_address: other.dns_address.clone(),
            names: AtomicUsize::new(0),
            _servers: Servers::StepCa(server),
            _files: files,
        })
    }

    /// A name that no scenario has had yet.
    pub fn name(&self) -> String {
        format!("n{}.example.com", self.names.fetch_add(1, Ordering::Relaxed))
    }

    /// A client that has no account yet.
    pub fn client_with(&self, key: Key) -> Result<Client, Error> {
        let mut options = ClientOptions::new(&self.directory);
        options.tls.ca_files.push(self.ca_file.clone());
        options.tls.system_roots = false;
        Client::new(options, key)
    }

    /// A client with an account of its own.
    pub fn client(&self) -> Result<Client, Error> {
        let client = self.client_with(new_key())?;
        client.new_account(&params())?;
        Ok(client)
    }

    pub fn order(&self, client: &Client, name: &str) -> Result<Order, Error> {
        let identifiers = vec![Identifier::parse(name)?];
        client.new_order(&OrderParams { identifiers, ..OrderParams::default() })
    }

    /// Proves every name of the order by a type of challenge.
    pub fn prove(&self, client: &Client, order: &Order, kind: &str) -> Result<(), Trouble> {
        for index in 0..order.authorizations.len() {
            let authorization = client.order_authorization(order, index)?;
            if authorization.status != Status::Valid {
                self.prove_one(client, &authorization, kind)?;
            }
        }
        Ok(())
    }

    fn prove_one(&self, client: &Client, authorization: &Authorization, kind: &str) -> Result<(), Trouble> {
        let challenge = authorization.challenge(kind).ok_or(Trouble::NotOffered)?;
        match kind {
            "http-01" => self.serve(&challenge.http01_path().unwrap(), &client.key_authorization(challenge)?),
            "tls-alpn-01" => self.show(client, challenge)?,
            _ => {
                let record = client.dns_record(challenge)?;
                self.add_txt(&record.name, &record.value);
            }
        }
        client.request_validation(challenge)?;
        client.wait_authorization(authorization, WAIT)?;
        Ok(())
    }

    fn serve(&self, path: &str, text: &str) {
        let file = self.webroot.path().join(&path[1..]);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn show(&self, client: &Client, challenge: &Challenge) -> Result<(), Error> {
        let key = new_key();
        let certificate = client.tls_alpn01_certificate(challenge, &key)?;
        self.responder.show(certificate.der(), &key.to_der()?);
        Ok(())
    }

    fn add_txt(&self, host: &str, value: &str) {
        let body = serde_json::json!({"host": format!("{host}."), "value": value});
        let url = format!("{}/set-txt", self.dns_management);
        assert_eq!(HttpClient::plain().post_json(&url, &body).unwrap().status, 200);
    }

    /// A valid order for a name, proved by a type of challenge, and the key of its certificate.
    pub fn valid_order(&self, client: &Client, name: &str, kind: &str) -> Result<(Order, Key), Trouble> {
        self.complete(client, &self.order(client, name)?, kind)
    }

    /// Brings an order to its end, and gives the key of its certificate.
    pub fn complete(&self, client: &Client, order: &Order, kind: &str) -> Result<(Order, Key), Trouble> {
        self.prove(client, order, kind)?;
        let order = client.wait_order(order, WAIT)?;
        let key = new_key();
        let csr = Csr::for_identifiers(&order.identifiers, &key).map_err(Error::from)?;
        let order = client.wait_order(&client.finalize(&order, &csr)?, WAIT)?;
        Ok((order, key))
    }

    /// A certificate for a name, and its key.
    pub fn issue(&self, client: &Client, name: &str, kind: &str) -> Result<(CertificateChain, Key), Trouble> {
        let (order, key) = self.valid_order(client, name, kind)?;
        Ok((client.certificate(&order, None)?, key))
    }
}

pub fn params() -> AccountParams {
    AccountParams {
        contact: Some(vec!["mailto:ops@example.com".to_owned()]),
        terms_agreed: Some(true),
        ..AccountParams::default()
    }
}

pub fn new_key() -> Key {
    Key::generate(KeyKind::EcP256).unwrap()
}
