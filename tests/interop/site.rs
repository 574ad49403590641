//! A server under test, with what it validates against.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::step_ca::StepCa;
use crate::support::pebble::{Options, Pebble, free_port};
use crate::support::static_files::StaticFiles;
use crate::support::temp_dir::TempDir;
use crate::told::Told;

const EXTERNAL_ACCOUNT: (&str, &str) =
    ("kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W");

/// A server with what it validates.
pub struct Site {
    pub name: String,
    directory: String,
    ca_file: PathBuf,
    webroot: TempDir,
    tls_port: u16,
    dns_management: String,
    dns_address: String,
    external_account: Option<(&'static str, &'static str)>,
    _servers: Servers,
    _files: StaticFiles,
}

#[expect(dead_code, reason = "they run until they are dropped")]
enum Servers {
    Pebble(Pebble),
    StepCa(StepCa),
}

/// What a runner is told of a site; tests/scenarios/README.md explains it.
pub struct Surroundings {
    pub directory: String,
    pub ca_file: PathBuf,
    pub webroot: PathBuf,
    pub tls_port: u16,
    pub dns_management: String,
    pub external_account: Option<(&'static str, &'static str)>,
    pub names: String,
    pub told: Told,
}

impl Site {
    pub fn pebble(name: &str, options: Options) -> Self {
        let webroot = TempDir::new();
        let files = StaticFiles::serve(webroot.path());
        let external_account = options.external_account_required.then_some(EXTERNAL_ACCOUNT);
        let options = Options { http_port: files.port(), ..options };
        let pebble = Pebble::start(&options).unwrap_or_else(|error| panic!("{error}"));
        Self {
            name: name.to_owned(),
            directory: pebble.directory_url(),
            ca_file: pebble.ca_file().to_owned(),
            webroot,
            tls_port: pebble.tls_port(),
            dns_management: pebble.dns_management_url(),
            dns_address: pebble.dns_address(),
            external_account,
            _servers: Servers::Pebble(pebble),
            _files: files,
        }
    }

    /// A Pebble that makes no account without an external one.
    pub fn pebble_with_external_account(name: &str, options: Options) -> Self {
        let (kid, key) = EXTERNAL_ACCOUNT;
        let external_account_keys = vec![(kid.to_owned(), key.to_owned())];
        Self::pebble(name, Options { external_account_required: true, external_account_keys, ..options })
    }

    /// step-ca, where it is installed; it asks the DNS server of the other site.
    pub fn step_ca(other: &Self) -> Option<Self> {
        let (webroot, tls_port) = (TempDir::new(), free_port().unwrap());
        let files = StaticFiles::serve(webroot.path());
        let server = StepCa::start(files.port(), tls_port, &other.dns_address)?;
        Some(Self {
            name: "step-ca".to_owned(),
            directory: server.directory_url(),
            ca_file: server.ca_file(),
            webroot,
            tls_port,
            dns_management: other.dns_management.clone(),
            dns_address: other.dns_address.clone(),
            external_account: None,
            _servers: Servers::StepCa(server),
            _files: files,
        })
    }

    /// The site as a runner sees it; no two runners have the same names, at whatever site.
    pub fn surroundings(&self, runner: &str) -> Surroundings {
        let name = self.name.to_lowercase();
        let words: Vec<_> =
            name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        Surroundings {
            directory: self.directory.clone(),
            ca_file: self.ca_file.clone(),
            webroot: self.webroot.path().to_owned(),
            tls_port: self.tls_port,
            dns_management: self.dns_management.clone(),
            external_account: self.external_account,
            names: format!("{runner}.{}.example.com", words.join("-")),
            told: Told::new(),
        }
    }
}

impl Surroundings {
    /// The environment of a runner.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut environment = vec![
            ("ACME_DIRECTORY", OsString::from(&self.directory)),
            ("ACME_CA_FILE", OsString::from(&self.ca_file)),
            ("ACME_WEBROOT", OsString::from(&self.webroot)),
            ("ACME_TLS_PORT", self.tls_port.to_string().into()),
            ("ACME_DNS_MANAGEMENT", OsString::from(&self.dns_management)),
            ("ACME_NAMES", OsString::from(&self.names)),
            ("ACME_LOG", self.told.log().into()),
            ("ACME_KEYS", self.told.keys().into()),
        ];
        if let Some((kid, key)) = self.external_account {
            environment.extend([("ACME_EAB_KID", kid.into()), ("ACME_EAB_KEY", key.into())]);
        }
        environment
    }
}
