//! Against Pebble, whose validation reaches what the solver presents.

use std::fs;
use std::thread;

use acme_client::client::ClientOptions;
use acme_client::issuance::ObtainParams;
use acme_client::issuance::solver::{Presentation, Solver, SolverContext};
use acme_client::{Client, Kind, Result};

use crate::fixture::{hundred, key, params, register};
use crate::support::pebble::{Options, Pebble};
use crate::support::static_files::StaticFiles;
use crate::support::temp_dir::TempDir;

struct Setting {
    pebble: Pebble,
    webroot: TempDir,
    client: Client,
    _files: StaticFiles,
}

impl Setting {
    fn new(options: Options) -> Self {
        let webroot = TempDir::new();
        let files = StaticFiles::serve(webroot.path());
        let pebble = Pebble::start(&Options { http_port: files.port(), ..options });
        let pebble = pebble.unwrap_or_else(|error| panic!("{error}"));
        let mut options = ClientOptions::new(pebble.directory_url());
        options.tls.ca_files.push(pebble.ca_file().to_owned());
        let client = Client::new(options, key()).unwrap();
        register(&client);
        Self { pebble, webroot, client, _files: files }
    }
}

/// http-01 by files and dns-01 by Pebble's DNS server. What is not `served` cannot be validated.
struct Both<'a> {
    setting: &'a Setting,
    serves_http: bool,
}

impl Solver for Both<'_> {
    fn types(&self) -> Vec<String> {
        vec!["http-01".into(), "dns-01".into()]
    }

    fn present(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        for presentation in batch {
            let challenge = &presentation.challenge;
            if challenge.kind == "dns-01" {
                let value = challenge.dns01_value(&presentation.thumbprint)?;
                self.setting.pebble.add_txt(&challenge.dns01_name().unwrap(), &value);
            } else if self.serves_http {
                let path = &challenge.http01_path().unwrap()[1..];
                let file = self.setting.webroot.path().join(path);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, &presentation.key_authorization).unwrap();
            }
        }
        Ok(())
    }

    fn clean_up(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        for presentation in batch {
            let challenge = &presentation.challenge;
            if challenge.kind == "dns-01" {
                self.setting.pebble.clear_txt(&challenge.dns01_name().unwrap());
            } else {
                let path = &challenge.http01_path().unwrap()[1..];
                let _ = fs::remove_file(self.setting.webroot.path().join(path));
            }
        }
        Ok(())
    }
}

#[test]
fn names_wildcards_and_addresses_in_one_certificate() {
    let setting = Setting::new(Options::default());
    let names = ["www.example.com", "*.example.com", "127.0.0.1"];
    let solver = Both { setting: &setting, serves_http: true };
    let certificate = setting.client.obtain(&params(&names), &solver).unwrap();
    assert_eq!(certificate.chain.identifiers().len(), 3);
    let again = setting.client.renew(&certificate.ari_id().unwrap(), &params(&names), &solver).unwrap();
    assert_ne!(again.chain.serial(), certificate.chain.serial());
}

#[test]
fn a_hundred_names_side_by_side() {
    let setting = Setting::new(Options::default());
    let names = hundred();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let solver = Both { setting: &setting, serves_http: true };
    let certificate = setting.client.obtain(&params(&names), &solver).unwrap();
    assert_eq!(certificate.chain.identifiers().len(), 100);
}

#[test]
fn http_that_fails_falls_back_to_dns() {
    let setting = Setting::new(Options { authorization_reuse: Some(0), ..Options::default() });
    let solver = Both { setting: &setting, serves_http: false };
    let certificate = setting.client.obtain(&params(&["example.com"]), &solver).unwrap();
    assert_eq!(certificate.chain.identifiers().len(), 1);
    let only_http = ObtainParams { challenge_types: vec!["http-01".into()], ..params(&["example.org"]) };
    let failure = setting.client.obtain(&only_http, &solver).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::AuthorizationInvalid);
    assert!(failure.to_string().starts_with("example.org: authorization: "), "{failure}");
}

#[test]
fn two_at_once_for_the_same_names_both_succeed() {
    let setting = Setting::new(Options::default());
    let solver = Both { setting: &setting, serves_http: true };
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| setting.client.obtain(&params(&["same.example.com"]), &solver).unwrap());
        }
    });
}
