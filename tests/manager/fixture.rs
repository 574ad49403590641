//! A manager of one world of the scripted CA, which believes every answer to a challenge.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use acme_client::client::ClientOptions;
use acme_client::issuance::manager::{
    Action, DeployCommand, Manager, ManagerOptions, Outcome, stored_account,
};
use acme_client::issuance::solver::{Presentation, Solver, SolverContext};
use acme_client::issuance::{FolderStore, ObtainParams, Store};
use acme_client::protocol::{AccountParams, CertificateChain, Csr, Identifier, Key};
use acme_client::{Client, Result};

use crate::support::ca::{Behaviour, Endpoint, ScriptedCa};
use crate::support::encoding::now;
use crate::support::temp_dir::TempDir;

pub const WORLD: &str = "test";
pub const NAME: &str = "example.com";
pub const DAY: i64 = 24 * 3600;

/// Does nothing: the scripted CA does not look.
pub struct Nothing;

impl Solver for Nothing {
    fn types(&self) -> Vec<String> {
        vec!["http-01".to_owned(), "dns-01".to_owned()]
    }

    fn present(&self, _: &[Presentation], _: &SolverContext) -> Result<()> {
        Ok(())
    }

    fn clean_up(&self, _: &[Presentation], _: &SolverContext) -> Result<()> {
        Ok(())
    }
}

pub struct Fixture {
    pub ca: ScriptedCa,
    pub directory: String,
    pub client: Client,
    pub store: Arc<FolderStore>,
    pub folder: TempDir,
    pub start: i64,
}

impl Fixture {
    pub fn new(behaviour: Behaviour) -> Self {
        let ca = ScriptedCa::start();
        let directory = ca.world(WORLD, behaviour);
        let folder = TempDir::new();
        let store = Arc::new(FolderStore::open(folder.path().join("store")).unwrap());
        let client = account(&directory, ca.ca_file(), &*store);
        Self { ca, directory, client, store, folder, start: now() }
    }

    pub fn manager(&self) -> Manager {
        self.manager_with(ManagerOptions::default())
    }

    pub fn manager_with(&self, options: ManagerOptions) -> Manager {
        Manager::new(self.store.clone(), self.client.clone(), Arc::new(Nothing), options)
    }

    /// A manager that runs a command after each renewal; in it `$OUT` is a folder.
    pub fn deploying(&self, command: &str) -> Manager {
        let mut options = ManagerOptions::default();
        let out = self.folder.path().display();
        options.deploy = Some(DeployCommand::new(format!("OUT='{out}'; {command}")));
        self.manager_with(options)
    }

    pub fn out(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.folder.path().join(name)).ok()
    }

    pub fn path(&self, document: &str) -> PathBuf {
        self.store.path(&format!("{NAME}/{document}")).unwrap()
    }

    pub fn requests(&self, endpoint: Endpoint) -> usize {
        self.ca.request_count(WORLD, endpoint)
    }

    pub fn certificates(&self) -> usize {
        self.ca.certificates(WORLD)
    }

    /// Chain and key in use, which must belong together.
    pub fn current(&self) -> (CertificateChain, Key) {
        pair(&self.path("current"))
    }
}

/// Options for a directory of a CA with this root.
pub fn client_options(directory: &str, ca_file: &Path) -> ClientOptions {
    let mut options = ClientOptions::new(directory);
    options.tls.system_roots = false;
    options.tls.ca_files.push(ca_file.to_owned());
    options
}

/// The client of the account in the store, which is made when there is none.
pub fn account(directory: &str, ca_file: &Path, store: &dyn Store) -> Client {
    let params = AccountParams { terms_agreed: Some(true), ..AccountParams::default() };
    stored_account(client_options(directory, ca_file), store, &params).unwrap()
}

/// Chain and key of a folder, which must belong together.
pub fn pair(folder: &Path) -> (CertificateChain, Key) {
    let chain = CertificateChain::parse(&fs::read(folder.join("chain.pem")).unwrap()).unwrap();
    let key = Key::from_pem(&fs::read(folder.join("key.pem")).unwrap(), None).unwrap();
    let csr = Csr::for_identifiers(&[Identifier::dns(NAME).unwrap()], &key).unwrap();
    chain.check_key(&csr).unwrap();
    (chain, key)
}

pub fn params() -> ObtainParams {
    ObtainParams::for_names(&[NAME]).unwrap()
}

/// What the run did about the only certificate.
pub fn only(outcomes: Result<Vec<Outcome>>) -> Outcome {
    let mut outcomes = outcomes.unwrap();
    assert_eq!(outcomes.len(), 1, "{outcomes:?}");
    outcomes.remove(0)
}

pub fn assert_renewed(outcome: &Outcome) {
    assert!(matches!(outcome.action, Action::Renewed), "{outcome:?}");
}

pub fn assert_waiting(outcome: &Outcome) {
    assert!(matches!(outcome.action, Action::Waiting), "{outcome:?}");
}

pub fn failure(outcome: &Outcome) -> &acme_client::Error {
    match &outcome.action {
        Action::Failed(error) => error,
        other => panic!("it did not fail: {other:?}"),
    }
}

/// Counts how often something was told.
#[derive(Clone, Default)]
pub struct Count(Arc<AtomicUsize>);

impl Count {
    pub fn add(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }

    pub fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}
