//! A file system without room: a small one of the test's own, mounted where nobody else sees it.

use std::env;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use acme_client::Kind;
use acme_client::issuance::manager::{Action, Manager, ManagerOptions};
use acme_client::issuance::{Event, FolderStore, ObtainParams, StateFile, Store};
use acme_client::protocol::Key;

use crate::fixture::{Fixture, Recorder, WORLD, params};
use crate::support::ca::{Behaviour, Endpoint};
use crate::support::temp_dir::TempDir;

/// Tells a process of this test binary in which folder the small file system is.
const FOLDER: &str = "ACME_SMALL_DISK";
/// The exit status of a shell that may not mount.
const MAY_NOT_MOUNT: i32 = 77;

#[test]
fn without_room_state_store_and_keys_stay_whole_and_the_order_goes_on_later() {
    let folder = TempDir::new();
    let script = "mount -t tmpfs -o size=256k,mode=700 tmpfs \"$0\" || exit 77; exec \"$@\"";
    let mut command = Command::new("unshare");
    if !rustix::process::geteuid().is_root() {
        command.arg("--map-root-user");
    }
    command.args(["--mount", "/bin/sh", "-c", script]).arg(folder.path()).arg(env::current_exe().unwrap());
    command.args(["--exact", "full_disk::what_is_done_on_a_small_file_system", "--nocapture"]);
    let output = command.env(FOLDER, folder.path()).output();
    let Ok(output) = output else { return eprintln!("skipped: a full file system: there is no unshare(1)") };
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(MAY_NOT_MOUNT) || said.starts_with("unshare:") {
        return eprintln!("skipped: a full file system: it may not be mounted here: {said}");
    }
    assert!(output.status.success(), "{}{said}", String::from_utf8_lossy(&output.stdout));
}

/// What the process does that sees the small file system. In any other it does nothing.
#[test]
fn what_is_done_on_a_small_file_system() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else { return };
    for check in [a_state_file, a_store, the_key_of_a_managed_certificate] {
        let own = folder.join("own");
        fs::create_dir(&own).unwrap();
        check(&own, &folder.join("filler"));
        fs::remove_dir_all(own).unwrap();
    }
}

/// Writes until there is no room.
fn fill(filler: &Path) {
    let mut file = File::create(filler).unwrap();
    loop {
        match file.write_all(&[0; 4096]) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::StorageFull => return,
            Err(error) => panic!("{error}"),
        }
    }
}

fn thumbprint(key: &Key) -> String {
    key.jwk().thumbprint().to_owned()
}

fn a_state_file(own: &Path, filler: &Path) {
    let fixture = Fixture::new(Behaviour::new());
    let path = own.join("state.json");
    let params = ObtainParams { state_file: Some(path.clone()), ..params(&["a.example"]) };
    let said = |step: &str| format!("order for a.example: {step}: state: {}: No space left", path.display());

    fill(filler);
    let failure = fixture.client.obtain(&params, &Recorder::new(&["http-01"])).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::File);
    assert!(failure.to_string().starts_with(&said("newOrder")), "{failure}");
    assert!(failure.state().unwrap().key().unwrap().is_some(), "the key is given back");
    assert_eq!((fixture.requests(Endpoint::NewOrder), fs::read_dir(own).unwrap().count()), (0, 0));

    fs::remove_file(filler).unwrap();
    let mut solver = Recorder::new(&["http-01"]);
    let filler_of_solver = filler.to_owned();
    solver.on_present = Box::new(move |_| {
        fill(&filler_of_solver);
        Ok(())
    });
    let failure = fixture.client.obtain(&params, &solver).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::File);
    assert!(failure.to_string().starts_with(&said("finalize")), "{failure}");
    solver.assert_clean();
    let kept = StateFile::new(&path).read().unwrap().unwrap();
    assert_eq!(kept.order_url(), failure.state().unwrap().order_url());
    assert_eq!(fs::read_dir(own).unwrap().count(), 1, "nothing half-written is left");
    assert_eq!(fixture.ca.orders_finalized(WORLD), 0);

    fs::remove_file(filler).unwrap();
    let certificate = fixture.client.obtain(&params, &Recorder::new(&["http-01"])).unwrap();
    assert_eq!(Some(certificate.order_url.as_str()), kept.order_url());
    assert_eq!(thumbprint(&certificate.key.unwrap()), thumbprint(&kept.key().unwrap().unwrap()));
    assert_eq!((fixture.requests(Endpoint::NewOrder), fixture.ca.certificates(WORLD)), (1, 1));
}

fn a_store(own: &Path, filler: &Path) {
    let store = FolderStore::open(own).unwrap();
    store.write("a.example/record.json", b"old", true).unwrap();
    fill(filler);
    for name in ["a.example/record.json", "a.example/1/key.pem"] {
        let error = store.write(name, &[b'x'; 5000], true).unwrap_err();
        assert_eq!(error.kind(), Kind::File);
        assert!(error.to_string().contains(name) && error.to_string().contains("No space left"), "{error}");
    }
    assert_eq!(&**store.read("a.example/record.json").unwrap().unwrap(), b"old");
    assert_eq!(store.list("").unwrap(), ["a.example/record.json"]);
    let half_written = fs::read_dir(own.join("a.example")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(half_written.into_iter().all(|name| name == "record.json" || name == "1"));
    fs::remove_file(filler).unwrap();
    store.write("a.example/record.json", b"new", true).unwrap();
    assert_eq!(&**store.read("a.example/record.json").unwrap().unwrap(), b"new");
}

/// The disk is full when the certificate is there and its key is to be written.
fn the_key_of_a_managed_certificate(own: &Path, filler: &Path) {
    let fixture = Fixture::new(Behaviour::new());
    let store = Arc::new(FolderStore::open(own).unwrap());
    let mut options = ManagerOptions::default();
    let filler_of_events = filler.to_owned();
    options.template.events = Some(Arc::new(move |event: &Event| {
        if matches!(event, Event::Issued { .. }) && !filler_of_events.exists() {
            fill(&filler_of_events);
        }
    }));
    let solver = Arc::new(Recorder::new(&["http-01"]));
    let manager = Manager::new(store.clone(), fixture.client.clone(), solver, options);
    manager.add(None, &params(&["a.example"])).unwrap();

    let now = 1_900_000_000;
    let outcome = manager.run_pending(now).unwrap().remove(0);
    let Action::Failed(error) = outcome.action else { panic!("{outcome:?}") };
    assert_eq!(error.kind(), Kind::File);
    assert!(error.to_string().contains("a.example/1/key.pem") && error.to_string().contains("No space left"));
    assert!(store.read("a.example/1/key.pem").unwrap().is_none(), "nothing half-written has the name");
    assert!(manager.certificate("a.example").unwrap().is_none());

    fs::write(filler, "").unwrap();
    let kept = StateFile::new(own.join("a.example/state.json")).read().unwrap().unwrap();
    let outcome = manager.run_pending(outcome.look_again_at).unwrap().remove(0);
    assert!(matches!(outcome.action, Action::Renewed), "{outcome:?}");
    let certificate = manager.certificate("a.example").unwrap().unwrap();
    assert_eq!(Some(certificate.order_url.as_str()), kept.order_url());
    assert_eq!(thumbprint(&certificate.key.unwrap()), thumbprint(&kept.key().unwrap().unwrap()));
    assert_eq!((fixture.requests(Endpoint::NewOrder), fixture.ca.certificates(WORLD)), (1, 1));
    fs::remove_file(filler).unwrap();
}
