//! Ten thousand issuances with one client on eight threads: nothing grows and nothing stays behind. `make soak` runs it.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use acme_client::Client;
use acme_client::client::ClientOptions;
use acme_client::issuance::ObtainParams;
use acme_client::issuance::solver::FnSolver;
use acme_client::protocol::{AccountParams, Key, KeyKind};

use support::orderly::Orderly;
use support::part;
use support::pebble::{Options, Pebble};
use support::tls::Authority;

const THREADS: usize = 8;
const WARM: usize = 1_000;
const ALL: usize = 10_000;
const MAY_GROW_KIB: u64 = 2048;

#[test]
#[ignore = "it takes minutes; `make soak` runs it"]
fn ten_thousand_issuances_leave_nothing_behind() {
    let options = Options {
        always_valid: true,
        nonce_reject: Some(0),
        authorization_reuse: Some(0),
        ..Options::default()
    };
    let authority = Arc::new(Authority::new());
    let pebble =
        Pebble::start_with(Arc::clone(&authority), &options).unwrap_or_else(|error| panic!("{error}"));
    let before = (descriptors(), threads());
    let orderly = Orderly::before(&pebble, &authority);
    let client = registered(&orderly.directory_url(), pebble.ca_file());
    issue(&client, 0..WARM);
    let warm = resident_kib();
    let mut times = issue(&client, WARM..ALL);
    let grown = resident_kib().saturating_sub(warm);
    drop((client, orderly));
    let after = (descriptors(), threads());

    times.sort_unstable();
    let (median, high) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    part::write("soak", &report(warm, grown, (median, high), (before, after)));
    assert!(grown <= MAY_GROW_KIB, "memory grew by {grown} KiB");
    assert_eq!(before, after, "descriptors and threads");
}

fn registered(directory_url: &str, ca_file: &Path) -> Client {
    let mut options = ClientOptions::new(directory_url);
    options.tls.system_roots = false;
    options.tls.ca_files.push(ca_file.to_owned());
    let client = Client::new(options, Key::generate(KeyKind::EcP256).unwrap()).unwrap();
    client.new_account(&AccountParams { terms_agreed: Some(true), ..AccountParams::default() }).unwrap();
    client
}

/// Issues a certificate for each number and gives the time that each took.
fn issue(client: &Client, numbers: std::ops::Range<usize>) -> Vec<Duration> {
    let (next, times) = (AtomicUsize::new(numbers.start), Mutex::new(Vec::with_capacity(numbers.len())));
    let solver = FnSolver::new(&["http-01"], |_, _| Ok(()), |_, _| Ok(()));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= numbers.end {
                        break;
                    }
                    let started = Instant::now();
                    let params = ObtainParams::for_names(&[&format!("n{number}.soak.example")]).unwrap();
                    client.obtain(&params, &solver).unwrap();
                    times.lock().unwrap().push(started.elapsed());
                }
            });
        }
    });
    times.into_inner().unwrap()
}

fn report(
    warm: u64,
    grown: u64,
    (median, high): (Duration, Duration),
    (before, after): ((usize, usize), (usize, usize)),
) -> String {
    let ratio = high.as_secs_f64() / median.as_secs_f64();
    let verdict = |met: bool| if met { "met" } else { "NOT MET" }.to_owned();
    let row = |what: &str, seen: String, target: &str, met: bool| {
        vec![what.to_owned(), seen, target.to_owned(), verdict(met)]
    };
    format!(
        "{ALL} issuances with one client on {THREADS} threads against Pebble, which new orders enter one by one.\n\n"
    ) + &part::table(
        &["what", "seen", "target", ""],
        [
            row(
                "memory after the last, against that after a thousand",
                format!("{warm} KiB and {grown} KiB more"),
                "at most 2 MiB more",
                grown <= MAY_GROW_KIB,
            ),
            row(
                "descriptors and threads before and after",
                format!("{} and {}; {} and {}", before.0, before.1, after.0, after.1),
                "none left",
                before == after,
            ),
            row(
                "99th percentile against the median of an issuance",
                format!("{} ms against {} ms: {ratio:.1}", high.as_millis(), median.as_millis()),
                "below 5",
                ratio < 5.0,
            ),
        ],
    )
}

fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

fn threads() -> usize {
    fs::read_dir("/proc/self/task").unwrap().count()
}

fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
