//! Processes killed at random moments of an issuance by a real Pebble: the next ones end it with the same account, order
//! and key.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use acme_client::Client;
use acme_client::client::ClientOptions;
use acme_client::issuance::solver::Webroot;
use acme_client::issuance::{ObtainParams, StateFile};
use acme_client::protocol::{AccountParams, Key, KeyKind};
use openssl::pkey::PKey;
use openssl::rand::rand_bytes;
use openssl::x509::X509;
use serde_json::Value;

use crate::proxy::Proxy;
use crate::run::Run;
use crate::support::part;
use crate::support::pebble::{Options, Pebble};
use crate::support::static_files::StaticFiles;
use crate::support::temp_dir::TempDir;
use crate::support::tls::Authority;

const KILLS: usize = 100;
/// After so many kills an issuance is left to end.
const KILLS_AN_ISSUANCE: usize = 5;

/// Tells a process of this test program that it is one to be killed, and in which folder it finds and leaves things.
const FOLDER: &str = "ACME_FAULTS_KILLED_IN";

/// What the process does that is killed. In any other it does nothing.
#[test]
fn obtains() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let mut options = ClientOptions::new(read("directory"));
    options.tls.system_roots = false;
    options.tls.ca_files.push(read("ca_file").into());
    let client = Client::new(options, Key::from_pem(read("account.pem").as_bytes(), None).unwrap()).unwrap();
    let agreed = AccountParams { terms_agreed: Some(true), ..AccountParams::default() };
    client.new_account(&agreed).unwrap();
    let mut params = ObtainParams::for_names(&[&read("name")]).unwrap();
    params.state_file = Some(folder.join("state.json"));
    let certificate = client.obtain(&params, &Webroot::new(read("webroot"))).unwrap();
    // Whole or not at all: this process may be killed here too.
    fs::write(folder.join("chain.new"), certificate.chain.pem()).unwrap();
    fs::rename(folder.join("chain.new"), folder.join("chain.pem")).unwrap();
}

#[test]
#[ignore = "takes minutes: `make faults`"]
fn a_hundred_processes_killed_at_random_cost_nothing() {
    let setting = Setting::new();
    let mut tally = Tally::default();
    let first = setting.issuance(&mut tally);
    let span = first.end(&mut tally);
    while tally.kills < KILLS {
        let issuance = setting.issuance(&mut tally);
        for _ in 0..KILLS_AN_ISSUANCE {
            issuance.kill_within(span, &mut tally);
        }
        issuance.end(&mut tally);
    }
    assert_eq!(tally.accounts, 1, "accounts");
    assert!(tally.at.len() > 2, "killed at {:?} alone", tally.at);
    let at = tally.at.iter().map(|(progress, count)| vec![progress.clone(), count.to_string()]);
    let text = format!(
        "{} processes killed by SIGKILL at random moments of {} issuances by Pebble. Each issuance ended with one order\n\
         finalized, for the key of its first state; there was one account in all, no state was half-written, and nothing\n\
         presented was left behind.\n\n{}",
        tally.kills,
        tally.issuances,
        part::table(&["what the state said of the progress", "kills"], at)
    );
    part::write("kills", &text);
}

/// What was counted.
#[derive(Default)]
struct Tally {
    issuances: usize,
    kills: usize,
    accounts: u32,
    /// The kills by the progress that the state told of afterwards.
    at: BTreeMap<String, usize>,
}

/// Pebble, a web root and an account key.
struct Setting {
    proxy: Proxy,
    webroot: TempDir,
    account_key: String,
    ca_file: PathBuf,
    _files: StaticFiles,
}

impl Setting {
    fn new() -> Self {
        let (webroot, authority) = (TempDir::new(), Arc::new(Authority::new()));
        let files = StaticFiles::serve(webroot.path());
        let options = Options { http_port: files.port(), ..Options::default() };
        let pebble = Pebble::start_with(Arc::clone(&authority), &options);
        let pebble = Arc::new(pebble.unwrap_or_else(|error| panic!("{error}")));
        let key = Key::generate(KeyKind::EcP256).unwrap();
        Self {
            proxy: Proxy::before_pebble(&authority, &pebble),
            webroot,
            account_key: key.to_pem(None).unwrap().to_string(),
            ca_file: authority.ca_file().to_owned(),
            _files: files,
        }
    }

    fn issuance(&self, tally: &mut Tally) -> Issuance<'_> {
        tally.issuances += 1;
        let (folder, run) = (TempDir::new(), Arc::new(Run::new("killed", None)));
        folder.write("directory", self.proxy.begin(&run));
        folder.write("ca_file", self.ca_file.to_str().unwrap());
        folder.write("webroot", self.webroot.path().to_str().unwrap());
        folder.write("account.pem", &self.account_key);
        folder.write("name", format!("n{}.killed.example", tally.issuances));
        Issuance { setting: self, folder, run }
    }
}

/// One issuance, by one process after the other.
struct Issuance<'a> {
    setting: &'a Setting,
    folder: TempDir,
    run: Arc<Run>,
}

impl Issuance<'_> {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn spawn(&self) -> Child {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "kill::obtains", "--test-threads=1"]).env(FOLDER, self.folder.path());
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Kills a process at some moment of the time that an issuance takes.
    fn kill_within(&self, span: Duration, tally: &mut Tally) {
        if self.path("chain.pem").exists() {
            return;
        }
        let mut process = self.spawn();
        thread::sleep(span.mul_f64(random()));
        process.kill().unwrap();
        if process.wait().unwrap().signal() == Some(9) {
            tally.kills += 1;
            *tally.at.entry(self.progress()).or_default() += 1;
        }
    }

    /// What the state tells of the progress, if it is whole.
    fn progress(&self) -> String {
        let path = self.path("state.json");
        let Some(state) = StateFile::new(&path).read().unwrap() else { return "nothing yet".to_owned() };
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "the mode of the state");
        self.keep_key(&state.key().unwrap().unwrap());
        let document: Value = serde_json::from_str(&state.to_json().unwrap()).unwrap();
        document["progress"].as_str().unwrap().to_owned()
    }

    /// The first key that a state has is the one of all states.
    fn keep_key(&self, key: &Key) {
        let (path, thumbprint) = (self.path("thumbprint"), key.jwk().thumbprint());
        match fs::read_to_string(&path) {
            Ok(first) => assert_eq!(first, thumbprint, "another key"),
            Err(_) => fs::write(path, thumbprint).unwrap(),
        }
    }

    /// Lets a process end the issuance, and gives the time that took it.
    fn end(&self, tally: &mut Tally) -> Duration {
        let started = Instant::now();
        if !self.path("chain.pem").exists() {
            assert!(self.spawn().wait().unwrap().success(), "the last process failed");
        }
        let time = started.elapsed();
        self.progress();
        let leaf = X509::from_pem(&fs::read(self.path("chain.pem")).unwrap()).unwrap();
        let state = StateFile::new(self.path("state.json")).read().unwrap().unwrap();
        let key = state.key().unwrap().unwrap().to_pem(None).unwrap();
        let key = PKey::private_key_from_pem(key.as_bytes()).unwrap();
        assert!(leaf.public_key().unwrap().public_eq(&key), "a certificate for another key");
        let seen = self.run.seen();
        assert_eq!((seen.finalized, seen.repeated_nonces), (1, 0), "orders finalized, nonces used twice");
        tally.accounts += seen.accounts;
        let left = files_below(self.setting.webroot.path());
        assert!(left.is_empty(), "left behind: {left:?}");
        time
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// From 0 up to 1.
fn random() -> f64 {
    let mut byte = [0; 2];
    rand_bytes(&mut byte).unwrap();
    f64::from(u16::from_be_bytes(byte)) / 65_536.0
}
