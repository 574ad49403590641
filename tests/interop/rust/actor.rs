//! What the scenarios do at a site, step by step.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use acme_client::client::ClientOptions;
use acme_client::protocol::{
    AccountParams, Authorization, CertificateChain, Challenge, Csr, ExternalAccount, HmacAlgorithm,
    Identifier, Key, KeyKind, Order, OrderParams, Status,
};
use acme_client::{Client, Error};

use super::ensure;
use super::note::{LogFile, append};
use super::responder::Responder;
use crate::outcome::Trouble;
use crate::site::Surroundings;
use crate::support::http::Client as HttpClient;

const WAIT: Duration = Duration::from_secs(60);

/// One scenario at one site.
pub struct Actor<'a> {
    pub id: &'a str,
    pub site: &'a Surroundings,
}

impl<'a> Actor<'a> {
    pub fn new(id: &'a str, site: &'a Surroundings) -> Self {
        Self { id, site }
    }

    /// The DNS name of the scenario.
    pub fn name(&self) -> String {
        format!("{}.{}", self.id, self.site.names)
    }

    pub fn new_key(&self) -> Key {
        self.new_key_of(KeyKind::EcP256)
    }

    pub fn new_key_of(&self, kind: KeyKind) -> Key {
        let key = Key::generate(kind).unwrap();
        self.note(&key);
        key
    }

    /// Tells of a private key, which is looked for in the log.
    pub fn note(&self, key: &Key) {
        append(&self.site.told.keys(), &key.to_pem(None).unwrap());
    }

    /// A client that has no account yet.
    pub fn client_with(&self, key: Key) -> Result<Client, Error> {
        let mut options = ClientOptions::new(&self.site.directory);
        options.tls.ca_files.push(self.site.ca_file.clone());
        options.tls.system_roots = false;
        options.log = Some(Arc::new(LogFile(self.site.told.log())));
        Client::new(options, key)
    }

    /// A client with an account of its own.
    pub fn client(&self) -> Result<Client, Error> {
        let client = self.client_with(self.new_key())?;
        client.new_account(&self.account_params()?)?;
        Ok(client)
    }

    pub fn account_params(&self) -> Result<AccountParams, Error> {
        let binding = self.site.external_account;
        let external_account =
            binding.map(|(kid, key)| ExternalAccount::new(kid, key, HmacAlgorithm::Hs256)).transpose()?;
        Ok(AccountParams {
            contact: Some(vec!["mailto:ops@example.com".to_owned()]),
            terms_agreed: Some(true),
            external_account,
            ..AccountParams::default()
        })
    }

    pub fn order(&self, client: &Client, name: &str) -> Result<Order, Error> {
        let identifiers = vec![Identifier::parse(name)?];
        client.new_order(&OrderParams { identifiers, ..OrderParams::default() })
    }

    /// A certificate for a name, proved by a type of challenge, and its key.
    pub fn issue(&self, client: &Client, name: &str, kind: &str) -> Result<(CertificateChain, Key), Trouble> {
        let (order, key) = self.complete(client, &self.order(client, name)?, kind)?;
        Ok((client.certificate(&order, None)?, key))
    }

    /// A client with the certificate that it was issued, and its key.
    pub fn certificate(&self) -> Result<(Client, CertificateChain, Key), Trouble> {
        let client = self.client()?;
        let (chain, key) = self.issue(&client, &self.name(), "http-01")?;
        Ok((client, chain, key))
    }

    /// Brings an order to its end, and gives the key of its certificate.
    pub fn complete(&self, client: &Client, order: &Order, kind: &str) -> Result<(Order, Key), Trouble> {
        let mut responders = Vec::new();
        for index in 0..order.authorizations.len() {
            let authorization = client.order_authorization(order, index)?;
            if authorization.status != Status::Valid {
                responders.extend(self.prove(client, &authorization, kind)?);
            }
        }
        let order = client.wait_order(order, WAIT)?;
        let key = self.new_key();
        let csr = Csr::for_identifiers(&order.identifiers, &key)?;
        let order = client.wait_order(&client.finalize(&order, &csr)?, WAIT)?;
        Ok((order, key))
    }

    fn prove(
        &self,
        client: &Client,
        authorization: &Authorization,
        kind: &str,
    ) -> Result<Option<Responder>, Trouble> {
        let challenge = authorization.challenge(kind).ok_or(Trouble::NotOffered)?;
        let mut responder = None;
        match kind {
            "http-01" => self.serve(&challenge.http01_path().unwrap(), &client.key_authorization(challenge)?),
            "tls-alpn-01" => responder = Some(self.show(client, challenge)?),
            _ => {
                let record = client.dns_record(challenge)?;
                self.add_txt(&record.name, &record.value)?;
            }
        }
        client.request_validation(challenge)?;
        client.wait_authorization(authorization, WAIT)?;
        Ok(responder)
    }

    fn serve(&self, path: &str, text: &str) {
        let file = self.site.webroot.join(&path[1..]);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn show(&self, client: &Client, challenge: &Challenge) -> Result<Responder, Error> {
        let key = self.new_key();
        let certificate = client.tls_alpn01_certificate(challenge, &key)?;
        Ok(Responder::start(self.site.tls_port, certificate.der(), &key.to_der()?))
    }

    fn add_txt(&self, host: &str, value: &str) -> Result<(), Trouble> {
        let body = serde_json::json!({"host": format!("{host}."), "value": value});
        let url = format!("{}/set-txt", self.site.dns_management);
        let answer = HttpClient::plain().post_json(&url, &body).unwrap();
        ensure(answer.status == 200, "the TXT record was not set")
    }
}
