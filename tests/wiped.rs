//! Private keys are gone from the memory of a process that has freed them: another process reads all of it.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::env;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};

use acme_client::Client;
use acme_client::client::ClientOptions;
use acme_client::issuance::ObtainParams;
use acme_client::issuance::solver::FnSolver;
use acme_client::protocol::{AccountParams, Key};
use zeroize::Zeroizing;

use support::ca::{Behaviour, ScriptedCa};
use support::part;
use support::process::Guarded;
use support::secret::Secret;
use support::temp_dir::TempDir;

/// Tells a process of this test binary that it is the one that holds the keys, and where.
const FOLDER: &str = "ACME_HOLDS_KEYS_IN";
const CHUNK: usize = 1 << 20;

/// What the process does that holds the keys: it issues a certificate, keeps documents, and frees everything. In any other
/// it does nothing.
#[test]
fn the_process_that_holds_keys() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let folder = Path::new(&folder);
    let account_key = key_in(&folder.join("account.pem"));
    let certificate_key = key_in(&folder.join("certificate.pem"));
    say("holding");
    issue(folder, account_key, certificate_key);
    say("freed");
}

fn key_in(path: &Path) -> Key {
    let mut pem = Zeroizing::new(Vec::with_capacity(4096));
    File::open(path).unwrap().read_to_end(&mut pem).unwrap();
    Key::from_pem(&pem, None).unwrap()
}

/// Says a word and waits until it was heard.
fn say(word: &str) {
    println!("{word}");
    io::stdout().flush().unwrap();
    io::stdin().read_line(&mut String::new()).unwrap();
}

fn issue(folder: &Path, account_key: Key, certificate_key: Key) {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let mut options = ClientOptions::new(read("directory"));
    options.tls.system_roots = false;
    options.tls.ca_files.push(folder.join("ca.pem"));
    let client = Client::new(options.clone(), account_key).unwrap();
    client.new_account(&AccountParams { terms_agreed: Some(true), ..AccountParams::default() }).unwrap();
    let client = Client::from_credentials(options, &client.credentials().unwrap()).unwrap();
    let mut params = ObtainParams::for_names(&["a.example"]).unwrap();
    params.key = Some(certificate_key);
    params.state_file = Some(folder.join("state.json"));
    let solver = FnSolver::new(&["http-01"], |_, _| Ok(()), |_, _| Ok(()));
    let certificate = client.obtain(&params, &solver).unwrap();
    let again = Key::from_der(&certificate.key.unwrap().to_der().unwrap()).unwrap();
    client.change_key(std::sync::Arc::new(again)).unwrap();
}

#[test]
fn keys_are_gone_from_memory_once_they_are_freed() {
    let ca = ScriptedCa::start();
    let folder = TempDir::new();
    let secrets = [Secret::new("account"), Secret::new("certificate")];
    for secret in &secrets {
        folder.write(&format!("{}.pem", secret.name), &secret.pem);
    }
    folder.write("directory", ca.world("wiped", Behaviour::default()));
    folder.write("ca.pem", ca.ca_pem());

    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "the_process_that_holds_keys", "--nocapture", "--test-threads=1"]);
    command.env(FOLDER, folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = Guarded::spawn(&mut command, &[folder.path()]).unwrap();
    let (mut input, output) = child.pipes();
    let mut output = BufReader::new(output);

    wait_for(&mut output, "holding");
    let (held, _) = found(child.id(), &secrets);
    assert!(held.iter().any(|shape| shape.starts_with("account")), "the search finds nothing that is there");
    go_on(&mut input);
    wait_for(&mut output, "freed");
    let (left, searched) = found(child.id(), &secrets);
    go_on(&mut input);
    assert!(child.wait().unwrap().success());
    let tried = format!(
        "{} keys, each in {} forms, in {} MiB; while they were in use {} of these were there",
        secrets.len(),
        secrets[0].shapes().len(),
        searched >> 20,
        held.len()
    );
    let what = "the memory of a process that has freed its keys";
    part::write_keys_row("1-memory", what, &tried, &left.len().to_string());
    assert!(left.is_empty(), "still in memory: {left:#?}");
}

fn wait_for(output: &mut impl BufRead, word: &str) {
    let mut line = String::new();
    while !line.trim_end().ends_with(word) {
        line.clear();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "the process ended before it was {word}");
    }
}

fn go_on(input: &mut ChildStdin) {
    input.write_all(b"\n").unwrap();
    input.flush().unwrap();
}

/// The secrets that are in the memory of a process, each with its shape and where; and how many bytes that is.
fn found(process: u32, secrets: &[Secret]) -> (Vec<String>, u64) {
    let memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let (mut found, mut searched) = (Vec::new(), 0);
    for line in maps.lines() {
        let (range, rest) = line.split_once(' ').unwrap();
        let (start, end) = range.split_once('-').unwrap();
        let (start, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
        if rest.starts_with("rw") {
            searched += end - start;
            for secret in secrets {
                for (shape, needle) in secret.shapes() {
                    let at = search(&memory, start, end, &needle);
                    found.extend(at.map(|at| format!("{} as {shape} at {at:x} in {line}", secret.name)));
                }
            }
        }
    }
    (found, searched)
}

/// Where bytes stand within a range of a memory, in overlapping chunks. What cannot be read is not there.
fn search(memory: &File, start: u64, end: u64, needle: &[u8]) -> Option<u64> {
    let mut chunk = vec![0; CHUNK + needle.len()];
    let mut at = start;
    while at < end {
        let wanted = usize::try_from(end - at).unwrap().min(chunk.len());
        let length = memory.read_at(&mut chunk[..wanted], at).unwrap_or(0);
        if let Some(found) = chunk[..length].windows(needle.len()).position(|window| window == needle) {
            return Some(at + found as u64);
        }
        at += CHUNK as u64;
    }
    None
}
