//! The whole way against Pebble, whose validation really reaches our responders. Its nonce rejection and its reuse of
//! authorizations are left on.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use acme_client::client::ClientOptions;
use acme_client::protocol::{
    AccountParams, Authorization, CertificateChain, ChainPreference, Challenge, Csr, Identifier, Key,
    KeyKind, Order, OrderParams, Status,
};
use acme_client::{Client, Kind, Result};
use openssl::x509::X509;
use support::pebble::{Options, Pebble};
use support::static_files::StaticFiles;
use support::temp_dir::TempDir;

const WAIT: Duration = Duration::from_secs(60);

struct Setting {
    pebble: Pebble,
    webroot: TempDir,
    _files: StaticFiles,
    client: Client,
}

impl Setting {
    fn new(options: Options) -> Self {
        let webroot = TempDir::new();
        let files = StaticFiles::serve(webroot.path());
        let pebble = Pebble::start(&Options { http_port: files.port(), ..options });
        let pebble = pebble.unwrap_or_else(|error| panic!("{error}"));
        let client = client_of(&pebble, Key::generate(KeyKind::EcP256).unwrap());
        client.new_account(&params()).unwrap();
        Self { pebble, webroot, _files: files, client }
    }

    fn order(&self, names: &[&str]) -> Order {
        let identifiers = names.iter().map(|name| Identifier::parse(name).unwrap()).collect();
        self.client.new_order(&OrderParams { identifiers, ..OrderParams::default() }).unwrap()
    }

    /// Proves each name by `kind`, which `present` makes visible.
    fn authorize(
        &self,
        order: &Order,
        kind: &str,
        present: impl Fn(&Authorization, &Challenge),
    ) -> Result<()> {
        for index in 0..order.authorizations.len() {
            let authorization = self.client.order_authorization(order, index)?;
            if authorization.status != Status::Valid {
                let challenge = authorization.challenge(kind).unwrap();
                present(&authorization, challenge);
                self.client.request_validation(challenge)?;
                self.client.wait_authorization(&authorization, WAIT)?;
            }
        }
        Ok(())
    }

    fn serve(&self, challenge: &Challenge) {
        let path = self.webroot.path().join(&challenge.http01_path().unwrap()[1..]);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, self.client.key_authorization(challenge).unwrap()).unwrap();
    }

    fn finish(&self, order: &Order, key: &Key) -> CertificateChain {
        let csr = Csr::for_identifiers(&order.identifiers, key).unwrap();
        let order = self.client.wait_order(&self.client.finalize(order, &csr).unwrap(), WAIT).unwrap();
        self.client.certificate(&order, None).unwrap()
    }

    fn issue(&self, names: &[&str], key: &Key) -> CertificateChain {
        let order = self.order(names);
        self.authorize(&order, "http-01", |_, challenge| self.serve(challenge)).unwrap();
        self.finish(&order, key)
    }
}

fn params() -> AccountParams {
    AccountParams {
        contact: Some(vec!["mailto:ops@example.com".to_owned()]),
        terms_agreed: Some(true),
        ..AccountParams::default()
    }
}

fn client_of(pebble: &Pebble, key: Key) -> Client {
    Client::new(options(&pebble.directory_url(), pebble.ca_file()), key).unwrap()
}

fn options(directory: &str, ca_file: &Path) -> ClientOptions {
    let mut options = ClientOptions::new(directory);
    options.tls.ca_files.push(ca_file.to_owned());
    options
}

fn key() -> Key {
    Key::generate(KeyKind::EcP256).unwrap()
}

/// Whether the leaf chains up to the root, as a browser would find.
fn verifies(chain: &CertificateChain, root_pem: &str) -> bool {
    let leaf = X509::from_der(chain.der(0).unwrap()).unwrap();
    let issuer = X509::from_der(chain.der(1).unwrap()).unwrap();
    let root = X509::from_pem(root_pem.as_bytes()).unwrap();
    leaf.verify(&issuer.public_key().unwrap()).unwrap() && issuer.verify(&root.public_key().unwrap()).unwrap()
}

#[test]
fn certificates_of_every_key_by_http01() {
    let setting = Setting::new(Options::default());
    let kinds = [KeyKind::EcP256, KeyKind::EcP384, KeyKind::Rsa(2048)];
    for kind in kinds {
        let chain = setting.issue(&["www.example.com", "example.com"], &Key::generate(kind).unwrap());
        assert!(verifies(&chain, setting.pebble.root_pem()), "{kind:?}");
        assert_eq!(chain.identifiers().len(), 2);
    }
}

#[test]
fn wildcards_by_dns01() {
    let setting = Setting::new(Options::default());
    let order = setting.order(&["*.example.com", "example.com"]);
    setting
        .authorize(&order, "dns-01", |_, challenge| {
            let host = challenge.dns01_name().unwrap();
            setting.pebble.add_txt(&host, &setting.client.dns01_value(challenge).unwrap());
        })
        .unwrap();
    let chain = setting.finish(&order, &key());
    assert!(chain.identifiers().iter().any(Identifier::is_wildcard));
}

#[test]
fn an_ip_address_by_http01() {
    let setting = Setting::new(Options::default());
    let chain = setting.issue(&["127.0.0.1"], &key());
    assert_eq!(chain.identifiers(), [Identifier::ip("127.0.0.1").unwrap()]);
}

#[test]
fn a_name_that_is_not_served_says_why() {
    let setting = Setting::new(Options::default());
    let order = setting.order(&["example.com"]);
    let error = setting.authorize(&order, "http-01", |_, _| {}).unwrap_err();
    assert_eq!(error.kind(), Kind::AuthorizationInvalid);
    assert!(error.problem().unwrap().acme_type().is_some(), "{error}");
    assert!(error.to_string().starts_with("example.com: authorization: "), "{error}");
}

#[test]
fn accounts_are_found_changed_and_given_up() {
    let setting = Setting::new(Options::default());
    let url = setting.client.account_url().unwrap();
    let account_key = setting.client.signer().key().unwrap().clone();
    let again = client_of(&setting.pebble, account_key);
    assert_eq!(again.account().unwrap().url, *url);
    let changed =
        AccountParams { contact: Some(vec!["mailto:new@example.com".into()]), ..AccountParams::default() };
    assert_eq!(again.update_account(&changed).unwrap().contact, ["mailto:new@example.com"]);
    again.change_key(Arc::new(key())).unwrap();
    assert_eq!(again.account().unwrap().url, *url);
    assert_eq!(again.deactivate_account().unwrap().status, Status::Deactivated);
    assert_eq!(again.account().unwrap_err().kind(), Kind::Unauthorized);
}

#[test]
fn a_certificate_is_revoked_and_renewal_is_advised_at_once() {
    let setting = Setting::new(Options::default());
    let chain = setting.issue(&["example.com"], &key());
    let info = setting.client.renewal_info(&chain.ari_id().unwrap()).unwrap();
    assert!(info.start < info.end);
    setting.client.revoke(chain.der(0).unwrap(), Some(1)).unwrap();
    let error = setting.client.revoke(chain.der(0).unwrap(), Some(1)).unwrap_err();
    assert_eq!(error.kind(), Kind::AlreadyRevoked);
}

#[test]
fn an_alternate_chain_is_found_by_its_issuer() {
    let setting = Setting::new(Options { alternate_roots: Some(2), ..Options::default() });
    let order = setting.order(&["example.com"]);
    setting.authorize(&order, "http-01", |_, challenge| setting.serve(challenge)).unwrap();
    let csr = Csr::for_identifiers(&order.identifiers, &key()).unwrap();
    let order = setting.client.wait_order(&setting.client.finalize(&order, &csr).unwrap(), WAIT).unwrap();
    let default = setting.client.certificate(&order, None).unwrap();
    let shown = ChainPreference::AnyIssuer("Pebble Root CA".to_owned());
    assert!(setting.client.certificate(&order, Some(&shown)).is_ok());
    let nobody = ChainPreference::TopIssuer("Nobody".to_owned());
    assert_eq!(setting.client.certificate(&order, Some(&nobody)).unwrap_err().kind(), Kind::ChainNotFound);
    assert!(default.len() >= 2);
}

#[test]
fn a_third_of_the_nonces_refused_and_several_threads_lose_nothing() {
    let setting = Setting::new(Options { nonce_reject: Some(30), ..Options::default() });
    thread::scope(|scope| {
        for number in 0..4 {
            let setting = &setting;
            scope.spawn(move || {
                let name = format!("n{number}.example.com");
                assert_eq!(setting.issue(&[&name], &key()).identifiers()[0].value, name);
            });
        }
    });
}
