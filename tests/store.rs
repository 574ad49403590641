//! The folder store: whole documents at every moment, whoever is killed, and locks that outlive nobody.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use acme_client::Kind;
use acme_client::issuance::{FolderStore, Store};
use support::part;
use support::process::Guarded;
use support::temp_dir::TempDir;

const LONG: Duration = Duration::from_secs(600);
const PATIENCE: Duration = Duration::from_secs(30);
/// The variables that tell a child of this program what to do, and where.
const ROLE: &str = "ACME_TEST_STORE_ROLE";
const FOLDER: &str = "ACME_TEST_STORE_FOLDER";
const DOCUMENT: &str = "example.com/record.json";
const DOCUMENT_SIZE: usize = 300_000;
const KILLS: u64 = 40;

fn opened(folder: &TempDir) -> FolderStore {
    FolderStore::open(folder.path().join("store")).unwrap()
}

fn text(store: &FolderStore, name: &str) -> Option<String> {
    store.read(name).unwrap().map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// This program as a child that does one thing with a store.
fn child(role: &str, store: &FolderStore) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let folder = store.path("x").unwrap().parent().unwrap().to_owned();
    command.args(["--exact", "a_child_does_what_it_was_started_for", "--test-threads=1"]);
    command.env(ROLE, role).env(FOLDER, folder).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn a_child_does_what_it_was_started_for() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let store = FolderStore::open(std::env::var_os(FOLDER).unwrap()).unwrap();
    match role.as_str() {
        "write" => loop {
            for letter in *b"abcdefgh" {
                store.write(DOCUMENT, &vec![letter; DOCUMENT_SIZE], true).unwrap();
            }
        },
        "fill" => {
            let error = store.write(DOCUMENT, &vec![b'b'; DOCUMENT_SIZE], true).unwrap_err();
            assert_eq!(error.kind(), Kind::File);
            assert!(error.to_string().contains("record.json"), "{error}");
        }
        "hold" => {
            let _lease = store.lock("example.com", LONG).unwrap().unwrap();
            store.write("held", b"", false).unwrap();
            thread::sleep(LONG);
        }
        "count" => (0..40).for_each(|_| count(&store)),
        _ => panic!("{role}: no such thing to do"),
    }
}

/// Adds one to a number that is kept under a lock.
fn count(store: &FolderStore) {
    let deadline = Instant::now() + PATIENCE;
    let _lease = loop {
        match store.lock("counter", LONG).unwrap() {
            Some(lease) => break lease,
            None => thread::sleep(Duration::from_micros(200)),
        }
        assert!(Instant::now() < deadline, "the lock is never free");
    };
    let number: u64 = text(store, "counter").map_or(0, |text| text.parse().unwrap());
    store.write("counter", (number + 1).to_string().as_bytes(), false).unwrap();
}

#[test]
fn documents_are_read_written_listed_and_removed() {
    let folder = TempDir::new();
    let store = opened(&folder);
    assert_eq!(text(&store, "a.example/plan.json"), None);
    assert_eq!(store.list("").unwrap(), Vec::<String>::new());
    for name in ["a.example/plan.json", "a.example/1/chain.pem", "b.example/plan.json", "account.json"] {
        store.write(name, name.as_bytes(), true).unwrap();
        store.write(name, format!("{name} again").as_bytes(), true).unwrap();
        assert_eq!(text(&store, name), Some(format!("{name} again")));
    }
    let listed = |prefix| store.list(prefix).unwrap();
    assert_eq!(
        listed(""),
        ["a.example/1/chain.pem", "a.example/plan.json", "account.json", "b.example/plan.json"]
    );
    assert_eq!(listed("a.example/"), ["a.example/1/chain.pem", "a.example/plan.json"]);
    assert_eq!(listed("a"), ["a.example/1/chain.pem", "a.example/plan.json", "account.json"]);
    assert_eq!(listed("a.example/1"), ["a.example/1/chain.pem"]);
    assert_eq!(listed("c"), Vec::<String>::new());
    store.remove("a.example/1/chain.pem").unwrap();
    store.remove("a.example/1/chain.pem").unwrap();
    store.remove("nothing/of/this").unwrap();
    assert!(!store.path("a.example/1").unwrap().exists(), "an empty folder stays");
    assert_eq!(listed("a.example/"), ["a.example/plan.json"]);
}

#[test]
fn private_documents_are_for_the_owner_alone() {
    let folder = TempDir::new();
    let store = opened(&folder);
    store.write("a/key.pem", b"key", true).unwrap();
    store.write("a/chain.pem", b"chain", false).unwrap();
    assert_eq!(mode(&store.path("a/key.pem").unwrap()), 0o600);
    assert_eq!(mode(&store.path("a/chain.pem").unwrap()) & 0o133, 0);
    assert_eq!(mode(&store.path("a").unwrap()), 0o700);
    fs::set_permissions(store.path("a/key.pem").unwrap(), fs::Permissions::from_mode(0o644)).unwrap();
    store.write("a/key.pem", b"newer key", true).unwrap();
    assert_eq!(mode(&store.path("a/key.pem").unwrap()), 0o600, "a new file replaces the old one");
}

#[test]
fn names_that_could_lead_elsewhere_are_refused() {
    let folder = TempDir::new();
    let store = opened(&folder);
    let long = "a".repeat(513);
    for name in [
        "", "/", "a/", "/a", "a//b", ".", "..", "../a", "a/../b", ".hidden", "a b", "a\0", "ä", "a\\b", &long,
    ] {
        assert_eq!(store.read(name).unwrap_err().kind(), Kind::InvalidArgument, "{name:?}");
        assert_eq!(store.write(name, b"", true).unwrap_err().kind(), Kind::InvalidArgument, "{name:?}");
        assert_eq!(store.remove(name).unwrap_err().kind(), Kind::InvalidArgument, "{name:?}");
        assert_eq!(store.switch("a", name).unwrap_err().kind(), Kind::InvalidArgument, "{name:?}");
        assert!(store.lock(name, LONG).is_err(), "{name:?}");
        assert_eq!(store.path(name), None);
    }
}

#[test]
fn what_is_no_folder_cannot_be_opened() {
    let folder = TempDir::new();
    let file = folder.write("file", "");
    for path in [file.clone(), file.join("below")] {
        let error = FolderStore::open(&path).unwrap_err();
        assert_eq!(error.kind(), Kind::File);
        assert!(error.to_string().contains("file"), "{error}");
    }
}

#[test]
fn a_switch_leads_to_the_new_folder_at_one_moment() {
    let folder = TempDir::new();
    let store = opened(&folder);
    for version in ["1", "2"] {
        store.write(&format!("a/{version}/chain.pem"), version.as_bytes(), false).unwrap();
    }
    store.switch("a/current", "a/1").unwrap();
    store.switch("a/current", "a/1").unwrap();
    assert_eq!(text(&store, "a/current/chain.pem").unwrap(), "1");
    let chain = store.path("a/current/chain.pem").unwrap();
    thread::scope(|scope| {
        let switcher = scope.spawn(|| {
            for round in 0..500 {
                store.switch("a/current", if round % 2 == 0 { "a/2" } else { "a/1" }).unwrap();
            }
        });
        while !switcher.is_finished() {
            assert!(["1", "2"].contains(&fs::read_to_string(&chain).unwrap().as_str()));
        }
    });
    assert_eq!(fs::read_link(store.path("a/current").unwrap()).unwrap(), Path::new("../a/1"));
    assert!(
        store.list("a/").unwrap().iter().all(|name| !name.contains("current")),
        "a document is listed twice"
    );
    store.remove("a/current").unwrap();
    assert_eq!(text(&store, "a/1/chain.pem").unwrap(), "1");
}

#[test]
fn a_writer_that_is_killed_leaves_whole_documents() {
    let folder = TempDir::new();
    let store = opened(&folder);
    store.write(DOCUMENT, &vec![b'a'; DOCUMENT_SIZE], true).unwrap();
    for round in 0..KILLS {
        let before = store.read(DOCUMENT).unwrap();
        let writer = Guarded::spawn(&mut child("write", &store), &[]).unwrap();
        let deadline = Instant::now() + PATIENCE;
        while store.read(DOCUMENT).unwrap() == before && Instant::now() < deadline {
            assert_whole(&store);
        }
        thread::sleep(Duration::from_micros(round * 317 % 5000));
        drop(writer);
        assert_whole(&store);
    }
    assert_eq!(store.list("").unwrap(), [DOCUMENT], "an unfinished document is listed");
    assert_eq!(mode(&store.path(DOCUMENT).unwrap()), 0o600);
    age_unfinished(&store.path("example.com").unwrap());
    store.write(DOCUMENT, b"", true).unwrap();
    assert_eq!(unfinished(&store.path("example.com").unwrap()), Vec::<PathBuf>::new());
    let what = "private documents whose writer is killed: whole, and 0600 like what it left unfinished";
    part::write_keys_row("3-store", what, &format!("{KILLS} writers killed"), "0 others");
}

fn assert_whole(store: &FolderStore) {
    let bytes = store.read(DOCUMENT).unwrap().unwrap();
    assert_eq!(bytes.len(), DOCUMENT_SIZE);
    assert!(bytes.iter().all(|byte| *byte == bytes[0]), "two documents are mixed");
}

fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let hidden = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with('.');
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(hidden).collect()
}

fn age_unfinished(folder: &Path) {
    for path in unfinished(folder) {
        assert_eq!(mode(&path), 0o600);
        let hours_ago = SystemTime::now() - Duration::from_secs(2 * 3600);
        File::options().write(true).open(path).unwrap().set_modified(hours_ago).unwrap();
    }
}

#[test]
fn the_unfinished_document_of_a_living_writer_stays() {
    let folder = TempDir::new();
    let store = opened(&folder);
    store.write("a/plan.json", b"", true).unwrap();
    let other = store.path("a").unwrap().join(".record.json.0123456789abcdef.unfinished");
    fs::write(&other, "half").unwrap();
    store.write("a/plan.json", b"", true).unwrap();
    assert!(other.exists());
}

/// The limit on the size of files stands for a full disk: a write fails half-way.
#[test]
fn a_full_disk_leaves_the_old_document() {
    let folder = TempDir::new();
    let store = opened(&folder);
    store.write(DOCUMENT, b"old", true).unwrap();
    let full = child("fill", &store);
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "trap '' XFSZ && ulimit -f 64 && exec \"$@\"", "sh"]).arg(full.get_program());
    shell.args(full.get_args()).envs(full.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(text(&store, DOCUMENT).unwrap(), "old");
    assert_eq!(unfinished(&store.path("example.com").unwrap()), Vec::<PathBuf>::new());
}

#[test]
fn what_is_written_is_on_the_disk_before_it_has_its_name() {
    let folder = TempDir::new();
    let store = opened(&folder);
    let trace = folder.path().join("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-e", "trace=openat,fsync,rename,renameat,renameat2", "-o"]).arg(&trace);
    let count = child("count", &store);
    command.arg(count.get_program()).args(count.get_args()).stdout(Stdio::null());
    command.envs(count.get_envs().filter_map(|(name, value)| Some((name, value?))));
    match command.status() {
        Ok(status) if status.success() => {}
        other => return eprintln!("skipped: strace cannot be used here: {other:?}"),
    }
    let text = fs::read_to_string(trace).unwrap();
    let calls: Vec<_> = text
        .lines()
        .skip_while(|line| !line.contains(".counter."))
        .filter(|line| line.contains(".counter.") || line.contains("fsync("))
        .take(4)
        .collect();
    let wanted = ["O_EXCL", "fsync(", "rename", "fsync("];
    assert!(calls.iter().zip(wanted).all(|(call, wanted)| call.contains(wanted)), "{calls:#?}");
    assert!(calls[0].contains("0600") || calls[0].contains("0644"), "{}", calls[0]);
}

#[test]
fn a_lock_has_one_holder() {
    let folder = TempDir::new();
    let store = opened(&folder);
    let lease = store.lock("a", LONG).unwrap().unwrap();
    assert!(store.lock("a", LONG).unwrap().is_none());
    assert!(opened(&folder).lock("a", LONG).unwrap().is_none());
    assert!(store.lock("b", LONG).unwrap().is_some());
    lease.extend(LONG).unwrap();
    drop(lease);
    assert!(store.lock("a", LONG).unwrap().is_some());
    assert_eq!(store.list("").unwrap(), Vec::<String>::new(), "locks are no documents");
}

#[test]
fn a_lock_of_a_process_that_was_killed_is_free_at_once() {
    let folder = TempDir::new();
    let store = opened(&folder);
    let holder = Guarded::spawn(&mut child("hold", &store), &[]).unwrap();
    wait_until("the child holds no lock", || text(&store, "held").is_some());
    assert!(store.lock("example.com", LONG).unwrap().is_none());
    drop(holder);
    assert!(store.lock("example.com", LONG).unwrap().is_some());
}

#[test]
fn a_lock_that_is_held_beyond_its_lease_is_taken_over_and_its_holder_told() {
    let folder = TempDir::new();
    let store = opened(&folder);
    let overdue = store.lock("a", Duration::ZERO).unwrap().unwrap();
    let taken = store.lock("a", LONG).unwrap().unwrap();
    let error = overdue.extend(LONG).unwrap_err();
    assert_eq!(error.kind(), Kind::Locked);
    drop(overdue);
    assert!(store.lock("a", LONG).unwrap().is_none(), "the old holder gave away what is not its own");
    taken.extend(LONG).unwrap();
    drop(taken);
    assert!(store.lock("a", LONG).unwrap().is_some());
}

#[test]
fn extending_in_time_keeps_a_lock() {
    let folder = TempDir::new();
    let store = opened(&folder);
    let lease = store.lock("a", Duration::ZERO).unwrap().unwrap();
    lease.extend(LONG).unwrap();
    assert!(store.lock("a", LONG).unwrap().is_none());
    lease.extend(Duration::ZERO).unwrap();
    assert!(store.lock("a", LONG).unwrap().is_some());
}

#[test]
fn of_many_who_take_an_overdue_lock_over_one_has_it() {
    let folder = TempDir::new();
    let store = opened(&folder);
    for _ in 0..50 {
        let _overdue = store.lock("a", Duration::ZERO).unwrap().unwrap();
        let taken: Vec<_> = thread::scope(|scope| {
            let takers: Vec<_> = (0..4).map(|_| scope.spawn(|| store.lock("a", LONG).unwrap())).collect();
            takers.into_iter().filter_map(|taker| taker.join().unwrap()).collect()
        });
        assert_eq!(taken.len(), 1);
    }
}

#[test]
fn what_processes_do_under_a_lock_never_overlaps() {
    let folder = TempDir::new();
    let store = opened(&folder);
    let mut children: Vec<_> =
        (0..4).map(|_| Guarded::spawn(&mut child("count", &store), &[]).unwrap()).collect();
    assert!(children.iter_mut().all(|child| child.wait().unwrap().success()));
    assert_eq!(text(&store, "counter").unwrap(), "160");
}
