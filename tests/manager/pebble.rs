//! The whole way against Pebble, which validates for real.

use std::sync::Arc;

use acme_client::issuance::FolderStore;
use acme_client::issuance::ObtainParams;
use acme_client::issuance::manager::{Manager, ManagerOptions};
use acme_client::issuance::solver::Webroot;

use crate::fixture::{account, assert_renewed, assert_waiting, only};
use crate::support::encoding::now;
use crate::support::pebble::{Options, Pebble};
use crate::support::static_files::StaticFiles;
use crate::support::temp_dir::TempDir;

#[test]
fn a_certificate_is_issued_kept_and_renewed_once_it_is_revoked() {
    let (webroot, folder) = (TempDir::new(), TempDir::new());
    let files = StaticFiles::serve(webroot.path());
    let pebble = Pebble::start(&Options { http_port: files.port(), ..Options::default() });
    let pebble = pebble.unwrap_or_else(|error| panic!("{error}"));
    let store = Arc::new(FolderStore::open(folder.path()).unwrap());
    let client = account(&pebble.directory_url(), pebble.ca_file(), &*store);
    let solver = Arc::new(Webroot::new(webroot.path()));
    let manager = Manager::new(store, client.clone(), solver, ManagerOptions::default());
    manager
        .add(Some("site"), &ObtainParams::for_names(&["a.example.com", "b.example.com"]).unwrap())
        .unwrap();

    let start = now();
    let issued = only(manager.run_pending(start));
    assert_renewed(&issued);
    let first = manager.certificate("site").unwrap().unwrap().chain;
    assert_eq!(first.identifiers().len(), 2);
    assert_waiting(&only(manager.run_pending(issued.look_again_at)));

    client.revoke(first.der(0).unwrap(), Some(4)).unwrap();
    assert_renewed(&only(manager.run_pending(issued.look_again_at + 24 * 3600)));
    let second = manager.certificate("site").unwrap().unwrap().chain;
    assert_ne!(second.serial(), first.serial());
    assert_eq!(std::fs::read_to_string(folder.path().join("site/current/chain.pem")).unwrap(), second.pem());
    assert!(folder.path().join("site/1").exists() && !folder.path().join("site/state.json").exists());
}
