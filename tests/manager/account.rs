//! The account that a store keeps.

use std::thread;
use std::time::Duration;

use acme_client::client::ClientOptions;
use acme_client::issuance::manager::stored_account;
use acme_client::issuance::{FolderStore, Store};
use acme_client::protocol::AccountParams;
use acme_client::transport::Cancel;
use acme_client::{Client, Kind, Result};

use crate::fixture::{WORLD, client_options};
use crate::support::ca::{Behaviour, Break, Endpoint, Fault, Occurs, ScriptedCa};
use crate::support::temp_dir::TempDir;

const LONG: Duration = Duration::from_secs(20);

struct World {
    ca: ScriptedCa,
    options: ClientOptions,
    store: FolderStore,
    _folder: TempDir,
}

impl World {
    fn new(behaviour: Behaviour) -> Self {
        let (ca, folder) = (ScriptedCa::start(), TempDir::new());
        let options = client_options(&ca.world(WORLD, behaviour), ca.ca_file());
        let store = FolderStore::open(folder.path()).unwrap();
        Self { ca, options, store, _folder: folder }
    }

    fn account(&self, cancel: &Cancel) -> Result<Client> {
        let params = AccountParams { terms_agreed: Some(true), ..AccountParams::default() };
        let options = ClientOptions { cancel: Some(cancel.clone()), ..self.options.clone() };
        stored_account(options, &self.store, &params)
    }

    /// The same, cancelled after `event`.
    fn cancelled_after(&self, event: impl FnOnce()) -> Kind {
        let cancel = Cancel::new();
        thread::scope(|scope| {
            let call = scope.spawn(|| self.account(&cancel));
            event();
            cancel.trigger();
            call.join().unwrap().err().unwrap().kind()
        })
    }
}

#[test]
fn the_wait_for_another_process_is_cancelled() {
    let world = World::new(Behaviour::new());
    let lease = world.store.lock("account.json", LONG * 30).unwrap().unwrap();
    assert_eq!(world.cancelled_after(|| {}), Kind::Cancelled);
    drop(lease);
    world.account(&Cancel::new()).unwrap();
}

#[test]
fn a_request_for_an_account_is_cancelled_and_the_next_call_uses_the_same_key() {
    let stall = Fault::After(Break::StallBeforeHeaders);
    let world = World::new(Behaviour::new().on(Endpoint::NewAccount, Occurs::First(1), stall));
    let asked = || assert!(world.ca.wait_for_request(WORLD, Endpoint::NewAccount, 1, LONG));
    assert_eq!(world.cancelled_after(asked), Kind::Cancelled);
    let cancel = Cancel::new();
    let client = world.account(&cancel).unwrap();
    assert_eq!(world.ca.accounts(WORLD), 1);
    cancel.trigger();
    assert_eq!(client.account().unwrap_err().kind(), Kind::Cancelled);
    client.with_cancel(Cancel::new()).account().unwrap();
    assert_eq!(world.account(&cancel).unwrap_err().kind(), Kind::Cancelled);
}
