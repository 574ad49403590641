//! When something fails: the certificate in use stays, the attempt is repeated, nothing is lost.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use acme_client::issuance::manager::{Action, DeployCommand, Manager, ManagerOptions};
use acme_client::issuance::{FolderStore, Lease, ObtainParams, State, Store};
use acme_client::protocol::KeyKind;
use acme_client::transport::Cancel;
use acme_client::{Error, Kind, Result};
use zeroize::Zeroizing;

use crate::fixture::{
    Count, DAY, Fixture, NAME, Nothing, assert_renewed, assert_waiting, failure, only, params,
};
use crate::support::ca::{Behaviour, Edit, Endpoint, Fault, Occurs, Problem};

fn refused_first(times: usize) -> Behaviour {
    let refusal = Problem::new(403, "rejectedIdentifier", "not this one");
    Behaviour::new().on(Endpoint::NewOrder, Occurs::First(times), Fault::Refuse(refusal))
}

#[test]
fn failures_climb_the_ladder_and_a_success_ends_it() {
    let fixture = Fixture::new(refused_first(5));
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    let mut now = fixture.start;
    for (attempt, step) in [60, 600, 6_000, 86_400, 86_400].into_iter().enumerate() {
        let outcome = only(manager.run_pending(now));
        assert_eq!(failure(&outcome).kind(), Kind::RejectedIdentifier);
        let wait = outcome.look_again_at - now;
        assert!((step..=step * 5 / 4).contains(&wait), "{wait} s after failure {attempt}");
        assert_waiting(&only(manager.run_pending(outcome.look_again_at - 1)));
        assert_eq!(fixture.requests(Endpoint::NewOrder), attempt + 1, "an attempt came too early");
        now = outcome.look_again_at;
    }
    assert_renewed(&only(manager.run_pending(now)));
    let record = fs::read_to_string(fixture.path("record.json")).unwrap();
    assert!(record.contains("\"failures\": 0") && record.contains("\"last_error\": null"), "{record}");
}

#[test]
fn a_failed_renewal_leaves_the_certificate_in_use() {
    let fixture = Fixture::new(Behaviour::new().on(
        Endpoint::NewOrder,
        Occurs::From(2),
        Fault::Refuse(Problem::new(403, "rejectedIdentifier", "no more")),
    ));
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    assert_renewed(&only(manager.run_pending(fixture.start)));
    let before = fixture.current().0;
    let outcome = only(manager.run_pending(fixture.start + 89 * DAY));
    assert!(failure(&outcome).to_string().contains("order for example.com: newOrder"), "{outcome:?}");
    assert_eq!(fixture.current().0.pem(), before.pem());
    let record = fs::read_to_string(fixture.path("record.json")).unwrap();
    assert!(record.contains("rejectedIdentifier"), "{record}");
}

#[test]
fn another_wish_ends_the_waiting_after_a_failure() {
    let fixture = Fixture::new(refused_first(1));
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    failure(&only(manager.run_pending(fixture.start)));
    assert_waiting(&only(manager.run_pending(fixture.start + 1)));
    manager.add(Some(NAME), &ObtainParams::for_names(&[NAME, "b.example"]).unwrap()).unwrap();
    assert_renewed(&only(manager.run_pending(fixture.start + 2)));
}

#[test]
fn the_server_s_own_waiting_time_counts() {
    let limit = Problem::new(429, "rateLimited", "too many").retry_after("7200");
    let fixture = Fixture::new(Behaviour::new().on(Endpoint::NewOrder, Occurs::Always, Fault::Refuse(limit)));
    let mut options = ManagerOptions::default();
    options.template.deadline = Duration::from_secs(20);
    let manager = fixture.manager_with(options);
    manager.add(None, &params()).unwrap();
    let outcome = only(manager.run_pending(fixture.start));
    assert_eq!(failure(&outcome).kind(), Kind::RateLimited);
    assert_eq!(outcome.look_again_at, fixture.start + 7200);
}

#[test]
fn a_command_that_fails_is_run_again_without_another_certificate() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.deploying("echo ran >> \"$OUT/ran\"; echo broken pipe >&2; test -e \"$OUT/fixed\"");
    manager.add(None, &params()).unwrap();
    let outcome = only(manager.run_pending(fixture.start));
    let error = failure(&outcome);
    assert_eq!(error.kind(), Kind::DeployFailed);
    assert!(error.to_string().contains("broken pipe"), "{error}");
    let issued = fixture.current().0;
    assert_waiting(&only(manager.run_pending(outcome.look_again_at - 1)));
    fixture.folder.write("fixed", "");
    assert_renewed(&only(manager.run_pending(outcome.look_again_at)));
    assert_eq!(fixture.out("ran").unwrap(), "ran\nran\n");
    assert_eq!(fixture.current().0.pem(), issued.pem());
    assert_eq!(fixture.certificates(), 1);
    assert_waiting(&only(manager.run_pending(outcome.look_again_at + 1)));
}

#[test]
fn a_command_that_never_works_does_not_keep_the_certificate_from_being_renewed() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.deploying("false");
    manager.add(None, &params()).unwrap();
    failure(&only(manager.run_pending(fixture.start)));
    failure(&only(manager.run_pending(fixture.start + 80 * DAY)));
    assert_eq!(fixture.certificates(), 2);
}

#[test]
fn a_command_that_hangs_is_ended_at_its_time() {
    let fixture = Fixture::new(Behaviour::new());
    let mut options = ManagerOptions::default();
    let mut command = DeployCommand::new("sleep 600");
    command.timeout = Duration::from_millis(200);
    options.deploy = Some(command);
    let manager = fixture.manager_with(options);
    manager.add(None, &params()).unwrap();
    let outcome = only(manager.run_pending(fixture.start));
    assert_eq!(failure(&outcome).kind(), Kind::DeployFailed, "{outcome:?}");
}

#[test]
fn a_function_that_fails_is_called_again() {
    let fixture = Fixture::new(Behaviour::new());
    let mut options = ManagerOptions::default();
    let told = Count::default();
    options.renewed = Some(Arc::new({
        let told = told.clone();
        move |_| match told.add() {
            1 => Err(Error::new(Kind::Callback, "not now")),
            _ => Ok(()),
        }
    }));
    let manager = fixture.manager_with(options);
    manager.add(None, &params()).unwrap();
    let outcome = only(manager.run_pending(fixture.start));
    assert_eq!(failure(&outcome).kind(), Kind::Callback);
    assert_renewed(&only(manager.run_pending(outcome.look_again_at)));
    assert_eq!((told.get(), fixture.certificates()), (2, 1));
}

#[test]
fn an_authority_that_always_wants_a_renewal_gets_one_an_hour() {
    let past = serde_json::json!({"start": "2020-01-01T00:00:00Z", "end": "2020-01-02T00:00:00Z"});
    let window = Fault::Edit(Edit::Set("/suggestedWindow", past));
    let fixture = Fixture::new(Behaviour::new().on(Endpoint::RenewalInfo, Occurs::Always, window));
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    let mut now = fixture.start;
    let mut ends = Vec::new();
    while now <= fixture.start + 24 * 3600 {
        let outcome = only(manager.run_pending(now));
        if matches!(outcome.action, Action::Renewed) {
            ends.push(now - fixture.start);
        }
        assert!(outcome.look_again_at > now);
        now = outcome.look_again_at;
    }
    assert!(ends.len() <= 25, "{ends:?}");
    assert!(ends.windows(2).all(|pair| pair[1] - pair[0] >= 3600), "{ends:?}");
}

/// A panic in the function stands for a process that dies there.
#[test]
fn what_was_stored_and_not_put_to_use_is_put_to_use_by_the_next_run() {
    let fixture = Fixture::new(Behaviour::new());
    let mut options = ManagerOptions::default();
    let told = Count::default();
    options.renewed = Some(Arc::new({
        let told = told.clone();
        move |_| {
            assert_ne!(told.add(), 1, "the process dies");
            Ok(())
        }
    }));
    let manager = fixture.manager_with(options);
    manager.add(None, &params()).unwrap();
    let run = || manager.run_pending(fixture.start);
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_err();
    assert_renewed(&only(run()));
    assert_waiting(&only(run()));
    assert_eq!((told.get(), fixture.certificates()), (2, 1));
}

#[test]
fn a_corrupt_record_harms_no_other_certificate() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    let names = ["a.example", "b.example", "c.example"];
    for name in names {
        manager.add(None, &ObtainParams::for_names(&[name]).unwrap()).unwrap();
    }
    fixture.store.write("a.example/record.json", b"{", true).unwrap();
    fixture.store.write("b.example/plan.json", b"{\"acme_plan\": 2}", true).unwrap();
    let outcomes = manager.run_pending(fixture.start).unwrap();
    assert_eq!(failure(&outcomes[0]).to_string(), "a.example/record.json: line 1: not such a document");
    assert_eq!(failure(&outcomes[1]).kind(), Kind::InvalidRecord);
    assert_renewed(&outcomes[2]);
    assert_eq!(fixture.store.read("a.example/record.json").unwrap().unwrap().as_slice(), b"{");
    manager.add(None, &ObtainParams::for_names(&["b.example"]).unwrap()).unwrap();
    assert_renewed(&manager.run_pending(fixture.start).unwrap()[1]);
}

#[test]
fn a_corrupt_state_is_put_aside() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    fixture.store.write("example.com/state.json", b"half of a docu", true).unwrap();
    assert_renewed(&only(manager.run_pending(fixture.start)));
    assert_eq!(fs::read(fixture.path("state.broken.json")).unwrap(), b"half of a docu");
    assert!(!fixture.path("state.json").exists());
}

#[test]
fn an_order_that_was_begun_is_gone_on_with() {
    let lost = Problem::new(500, "serverInternal", "a bad day");
    let fixture =
        Fixture::new(Behaviour::new().on(Endpoint::Finalize, Occurs::First(1), Fault::Refuse(lost)));
    let mut options = fixture.client.options().clone();
    options.attempts = 1;
    options.account_url = fixture.client.account_url().map(|url| url.to_string());
    let impatient = acme_client::Client::with_signer(options, fixture.client.signer()).unwrap();
    let manager =
        Manager::new(fixture.store.clone(), impatient, Arc::new(Nothing), ManagerOptions::default());
    manager.add(None, &params()).unwrap();
    let outcome = only(manager.run_pending(fixture.start));
    if let Action::Failed(error) = &outcome.action {
        assert_eq!(error.kind(), Kind::ServerInternal);
        assert!(fixture.path("state.json").exists());
        assert_renewed(&only(manager.run_pending(outcome.look_again_at)));
    }
    assert_eq!(fixture.requests(Endpoint::NewOrder), 1, "a second order was placed");
    assert_eq!(fixture.certificates(), 1);
}

#[test]
fn an_order_that_was_begun_for_something_else_is_given_up() {
    let refusal = Problem::new(500, "serverInternal", "a bad day");
    let fixture =
        Fixture::new(Behaviour::new().on(Endpoint::Finalize, Occurs::First(50), Fault::Refuse(refusal)));
    let mut options = ManagerOptions::default();
    options.template.deadline = Duration::from_millis(1500);
    let manager = fixture.manager_with(options);
    manager.add(None, &params()).unwrap();
    failure(&only(manager.run_pending(fixture.start)));
    assert!(fixture.path("state.json").exists());

    let mut other = params();
    other.key_kind = KeyKind::EcP384;
    manager.add(None, &other).unwrap();
    failure(&only(manager.run_pending(fixture.start + 1)));
    assert_eq!(fixture.requests(Endpoint::NewOrder), 2);
    let state = fs::read_to_string(fixture.path("state.json")).unwrap();
    assert_eq!(State::from_json(&state).unwrap().key().unwrap().unwrap().kind(), KeyKind::EcP384);
}

#[test]
fn cancelling_leaves_everything_as_it_is() {
    let fixture = Fixture::new(Behaviour::new());
    let cancel = Cancel::new();
    let client = fixture.client.with_cancel(cancel.clone());
    let manager = Manager::new(fixture.store.clone(), client, Arc::new(Nothing), ManagerOptions::default());
    manager.add(None, &params()).unwrap();
    cancel.trigger();
    assert_eq!(manager.run_pending(fixture.start).unwrap_err().kind(), Kind::Cancelled);
    assert!(!fixture.path("record.json").exists());
    assert_renewed(&only(fixture.manager().run_pending(fixture.start)));
}

/// A store that can be told to fail.
struct Failing {
    inner: Arc<FolderStore>,
    is_full: AtomicBool,
    loses_leases: AtomicBool,
    written: Mutex<Vec<String>>,
}

impl Failing {
    fn new(fixture: &Fixture) -> Arc<Self> {
        Arc::new(Self {
            inner: fixture.store.clone(),
            is_full: AtomicBool::new(false),
            loses_leases: AtomicBool::new(false),
            written: Mutex::default(),
        })
    }

    fn manager(self: &Arc<Self>, fixture: &Fixture) -> Manager {
        Manager::new(self.clone(), fixture.client.clone(), Arc::new(Nothing), ManagerOptions::default())
    }
}

struct Lost;

impl Lease for Lost {
    fn extend(&self, _: Duration) -> Result<()> {
        Err(Error::new(Kind::Locked, "another took it over"))
    }
}

impl Store for Failing {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        self.inner.read(name)
    }

    fn write(&self, name: &str, bytes: &[u8], is_private: bool) -> Result<()> {
        if self.is_full.load(Ordering::SeqCst) {
            return Err(Error::new(Kind::File, "no space left on the device"));
        }
        self.written.lock().unwrap().push(name.to_owned());
        self.inner.write(name, bytes, is_private)
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>> {
        self.inner.list(prefix)
    }

    fn remove(&self, name: &str) -> Result<()> {
        self.inner.remove(name)
    }

    fn lock(&self, name: &str, lease: Duration) -> Result<Option<Box<dyn Lease>>> {
        if self.loses_leases.load(Ordering::SeqCst) {
            return Ok(Some(Box::new(Lost)));
        }
        self.inner.lock(name, lease)
    }

    fn path(&self, _: &str) -> Option<PathBuf> {
        None
    }
}

#[test]
fn a_full_disk_is_found_before_an_order_is_placed() {
    let fixture = Fixture::new(Behaviour::new());
    let store = Failing::new(&fixture);
    let manager = store.manager(&fixture);
    manager.add(None, &params()).unwrap();
    store.is_full.store(true, Ordering::SeqCst);
    let outcome = only(manager.run_pending(fixture.start));
    assert_eq!(failure(&outcome).kind(), Kind::File);
    assert_eq!(fixture.requests(Endpoint::NewOrder), 0);
    assert!(manager.add(Some("other"), &params()).is_err());
    store.is_full.store(false, Ordering::SeqCst);
    assert_renewed(&only(manager.run_pending(outcome.look_again_at)));
}

#[test]
fn who_lost_its_lock_changes_nothing() {
    let fixture = Fixture::new(Behaviour::new());
    let store = Failing::new(&fixture);
    let manager = store.manager(&fixture);
    manager.add(None, &params()).unwrap();
    store.loses_leases.store(true, Ordering::SeqCst);
    let outcome = only(manager.run_pending(fixture.start));
    assert_eq!(failure(&outcome).kind(), Kind::Locked);
    let written = store.written.lock().unwrap().clone();
    assert!(
        written.iter().all(|name| name.ends_with("plan.json") || name.ends_with("state.json")),
        "{written:?}"
    );
    store.loses_leases.store(false, Ordering::SeqCst);
    assert_renewed(&only(manager.run_pending(fixture.start)));
    assert_eq!(fixture.certificates(), 1, "the order of the loser was not gone on with");
}

#[test]
fn a_certificate_that_another_works_at_is_left_to_it() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    let lease = fixture.store.lock(NAME, Duration::from_secs(600)).unwrap().unwrap();
    let outcome = only(manager.run_pending(fixture.start));
    assert!(matches!(outcome.action, Action::Busy), "{outcome:?}");
    assert_eq!(outcome.look_again_at, fixture.start + 60);
    assert_eq!(manager.remove(NAME).unwrap_err().kind(), Kind::Locked);
    drop(lease);
    assert_renewed(&only(manager.run_pending(fixture.start)));
}
