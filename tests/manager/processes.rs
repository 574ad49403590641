//! Several processes with one store, and processes that are killed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use acme_client::issuance::manager::{Action, DeployCommand, Manager, ManagerOptions};
use acme_client::issuance::{FolderStore, ObtainParams, Store};

use crate::fixture::{Fixture, NAME, Nothing, WORLD, account, only, pair};
use crate::support::ca::{Behaviour, Endpoint, ScriptedCa};
use crate::support::encoding::now;
use crate::support::process::Guarded;
use crate::support::temp_dir::TempDir;

const PREFIX: &str = "ACME_TEST_MANAGER_";
const ROUNDS: u64 = 30;

/// This program as a child that runs a manager once, for a certificate with one more name.
fn child(directory: &str, ca_file: &Path, store: &Path, name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "processes::a_child_runs_a_manager", "--test-threads=1"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.env(format!("{PREFIX}DIRECTORY"), directory).env(format!("{PREFIX}CA"), ca_file);
    command.env(format!("{PREFIX}STORE"), store).env(format!("{PREFIX}NAME"), name);
    command
}

#[test]
fn a_child_runs_a_manager() {
    let variable = |name: &str| std::env::var(format!("{PREFIX}{name}"));
    let Ok(directory) = variable("DIRECTORY") else { return };
    let store = Arc::new(FolderStore::open(variable("STORE").unwrap()).unwrap());
    let client = account(&directory, Path::new(&variable("CA").unwrap()), &*store);
    let mut options = ManagerOptions::default();
    options.deploy = Some(DeployCommand::new("echo \"$ACME_NAME\" >> \"$ACME_FOLDER/../deployed\""));
    let manager = Manager::new(store, client, Arc::new(Nothing), options);
    let params = ObtainParams::for_names(&[NAME, &variable("NAME").unwrap()]).unwrap();
    manager.add(None, &params).unwrap();
    let outcome = only(manager.run_pending(now()));
    assert!(!matches!(outcome.action, Action::Failed(_)), "{outcome:?}");
}

#[test]
fn processes_that_run_at_once_issue_one_certificate_for_one_account() {
    let (ca, folder) = (ScriptedCa::start(), TempDir::new());
    let directory =
        ca.world(WORLD, Behaviour { validation_looks: 3, processing_looks: 3, ..Behaviour::new() });
    let mut children: Vec<_> = (0..5)
        .map(|_| {
            Guarded::spawn(&mut child(&directory, ca.ca_file(), folder.path(), "b.example"), &[]).unwrap()
        })
        .collect();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!((ca.accounts(WORLD), ca.certificates(WORLD)), (1, 1));
    let managed = folder.path().join(NAME);
    pair(&managed.join("current"));
    assert_eq!(std::fs::read_to_string(managed.join("deployed")).unwrap(), format!("{NAME}\n"));
}

/// The pair in use is whole at every moment, whoever is killed when; the orders that were begun are gone on with.
#[test]
fn a_process_that_is_killed_at_any_moment_costs_nothing() {
    let fixture = Fixture::new(Behaviour::new());
    let store = fixture.folder.path().join("store");
    let current: PathBuf = store.join(NAME).join("current");
    let run =
        |round| child(&fixture.directory, fixture.ca.ca_file(), &store, &format!("n{}.example", round / 5));
    let mut seen = 0;
    for round in 0..ROUNDS {
        let running = Guarded::spawn(&mut run(round), &[]).unwrap();
        thread::sleep(Duration::from_millis(20 + round * 7));
        drop(running);
        if current.exists() {
            pair(&current);
            seen += 1;
        }
        if round % 5 == 4 {
            assert!(Guarded::spawn(&mut run(round), &[]).unwrap().wait().unwrap().success());
            let in_use = fixture.manager().certificate(NAME).unwrap().unwrap();
            assert_eq!(in_use.chain.pem(), pair(&current).0.pem());
        }
    }
    assert!(seen > 0, "no child came far enough");
    let issuances = usize::try_from(ROUNDS / 5).unwrap();
    assert_eq!(fixture.ca.accounts(WORLD), 1);
    assert_eq!(fixture.certificates(), issuances, "a certificate was issued twice");
    assert_eq!(fixture.requests(Endpoint::NewAccount), 1);
    let deployed = std::fs::read_to_string(store.join(NAME).join("deployed")).unwrap();
    assert!(deployed.lines().count() >= issuances, "a certificate was not put to use");
    assert!(fixture.store.list("").unwrap().iter().all(|name| !name.ends_with("state.json")));
}
