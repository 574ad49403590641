//! Nonce storms: a real Pebble that refuses many a good nonce, and a client that many threads share.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;

use acme_client::Client;
use acme_client::client::ClientOptions;
use acme_client::issuance::solver::Webroot;
use acme_client::issuance::{ObtainParams, Pace, Rate};
use acme_client::protocol::{AccountParams, Key, KeyKind};

use crate::support::part;
use crate::support::pebble::{Options, Pebble};
use crate::support::static_files::StaticFiles;
use crate::support::temp_dir::TempDir;

const THREADS: usize = 8;
const ISSUANCES_A_THREAD: usize = 125;

/// One storm, and how many of a thousand issuances may be lost in it.
struct Storm {
    refused_percent: u8,
    /// How often a request is signed and sent; the library's default when there is none.
    attempts: Option<u32>,
    may_lose: usize,
}

const STORMS: [Storm; 3] = [
    Storm { refused_percent: 20, attempts: None, may_lose: 0 },
    Storm { refused_percent: 50, attempts: None, may_lose: THREADS * ISSUANCES_A_THREAD / 50 },
    Storm { refused_percent: 50, attempts: Some(32), may_lose: 0 },
];

#[test]
#[ignore = "takes minutes: `make faults`"]
fn a_thousand_issuances_in_each_storm() {
    let (mut lines, mut failed) = (Vec::new(), Vec::new());
    for storm in STORMS {
        let lost = storm.rage();
        let count: usize = lost.values().sum();
        let attempts = storm.attempts.map_or("the default, 10".to_owned(), |attempts| attempts.to_string());
        let line = vec![
            format!("{} %", storm.refused_percent),
            attempts,
            (THREADS * ISSUANCES_A_THREAD).to_string(),
            count.to_string(),
            storm.may_lose.to_string(),
        ];
        println!("{} {lost:?}", line.join(", "));
        if count > storm.may_lose {
            failed.push(line.join(", "));
        }
        lines.push(line);
    }
    let table = part::table(&["nonces refused", "attempts", "issuances", "lost", "may be lost"], lines);
    let text = format!("Pebble, {THREADS} threads that share one client, real validation.\n\n{table}");
    part::write("storms", &text);
    assert!(failed.is_empty(), "refused, attempts, issuances, lost, may be lost: {failed:#?}");
}

impl Storm {
    /// How many issuances were lost, by the kind of their error.
    fn rage(&self) -> BTreeMap<String, usize> {
        let webroot = TempDir::new();
        let files = StaticFiles::serve(webroot.path());
        let options = Options {
            http_port: files.port(),
            nonce_reject: Some(self.refused_percent),
            ..Options::default()
        };
        let pebble = Pebble::start(&options).unwrap_or_else(|error| panic!("{error}"));
        let client = self.client(&pebble);
        let solver = Webroot::new(webroot.path());
        let lost = Mutex::new(BTreeMap::new());
        let issue = |name: String| {
            let mut params = ObtainParams::for_names(&[&name]).unwrap();
            params.pace = Pace::new(Rate::UNLIMITED, Rate::UNLIMITED);
            if let Err(failure) = client.obtain(&params, &solver) {
                *lost.lock().unwrap().entry(format!("{:?}", failure.error().kind())).or_default() += 1;
            }
        };
        thread::scope(|scope| {
            for thread in 0..THREADS {
                let issue = &issue;
                scope.spawn(move || {
                    (0..ISSUANCES_A_THREAD)
                        .for_each(|round| issue(format!("n{thread}-{round}.storm.example")));
                });
            }
        });
        lost.into_inner().unwrap()
    }

    fn client(&self, pebble: &Pebble) -> Client {
        let mut options = ClientOptions::new(pebble.directory_url());
        options.tls.system_roots = false;
        options.tls.ca_files.push(pebble.ca_file().to_owned());
        let patient = ClientOptions { nonce_attempts: 100, ..options.clone() };
        options.nonce_attempts = self.attempts.unwrap_or(options.nonce_attempts);
        let key = Key::generate(KeyKind::EcP256).unwrap();
        let agreed = AccountParams { terms_agreed: Some(true), ..AccountParams::default() };
        // That there is an account is no part of the storm.
        let account = Client::new(patient, key.clone()).unwrap().new_account(&agreed).unwrap();
        options.account_url = Some(account.url);
        Client::new(options, key).unwrap()
    }
}
