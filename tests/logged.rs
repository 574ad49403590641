//! Private keys are in nothing that is told: log lines, events, errors, debug text.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use acme_client::Client;
use acme_client::client::{ClientOptions, Level, Log};
use acme_client::issuance::solver::FnSolver;
use acme_client::issuance::{Event, ObtainParams};
use acme_client::protocol::{AccountParams, Key};

use support::ca::{Behaviour, Endpoint, Fault, Occurs, Problem, ScriptedCa};
use support::part;
use support::secret::{Secret, Text};
use support::temp_dir::TempDir;

/// Everything that was told.
#[derive(Default, Clone)]
struct Told(Arc<Mutex<String>>);

impl Told {
    fn note(&self, text: &str) {
        let mut told = self.0.lock().unwrap();
        told.push_str(text);
        told.push('\n');
    }

    fn debug(&self, thing: &dyn Debug) {
        self.note(&format!("{thing:?} {thing:#?}"));
    }
}

impl Log for Told {
    fn enabled(&self, _: Level) -> bool {
        true
    }

    fn line(&self, level: Level, line: &str) {
        self.note(&format!("{level} {line}"));
    }
}

fn behaviours() -> [Behaviour; 3] {
    let refused = || Fault::Refuse(Problem::new(500, "serverInternal", "busy"));
    [
        Behaviour::default(),
        Behaviour::new().on(Endpoint::NewOrder, Occurs::Nth(1), refused()),
        Behaviour::new().on(Endpoint::Finalize, Occurs::Always, refused()),
    ]
}

#[test]
fn keys_are_in_nothing_that_is_told() {
    let (ca, told) = (ScriptedCa::start(), Told::default());
    let secrets = [Secret::new("account"), Secret::new("certificate")];
    for (number, behaviour) in behaviours().into_iter().enumerate() {
        issue(&ca, &ca.world(&format!("told-{number}"), behaviour), &secrets, &told);
    }
    let told = told.0.lock().unwrap();
    for expected in ["new-order", "a.example", "DEBUG"] {
        assert!(told.contains(expected), "nothing was told of {expected}: {told}");
    }
    let text = Text::new(told.as_bytes());
    let shape_of = |secret: &Secret| Some(format!("{} as {}", secret.name, text.shape_of(secret)?));
    let found: Vec<_> = secrets.iter().filter_map(shape_of).collect();
    let (lines, shapes) = (told.lines().count(), secrets[0].shapes_in_text().len());
    let tried = format!("{} keys, each in {shapes} forms, in {lines} lines", secrets.len());
    let what = "log, events, errors and debug text of issuances that succeed and fail";
    part::write_keys_row("2-told", what, &tried, &found.len().to_string());
    assert!(found.is_empty(), "told: {found:?}");
    assert!(!told.contains("PRIVATE KEY"));
}

/// One issuance with everything on the way told, whether or not it comes to its end.
fn issue(ca: &ScriptedCa, directory: &str, secrets: &[Secret; 2], told: &Told) {
    let [account_key, certificate_key] = secrets.each_ref().map(|secret| key(secret, told));
    let mut options = ClientOptions::new(directory);
    options.tls.system_roots = false;
    options.tls.ca_files.push(ca.ca_file().to_owned());
    options.log = Some(Arc::new(told.clone()));
    let client = Client::new(options.clone(), account_key).unwrap();
    client.new_account(&AccountParams { terms_agreed: Some(true), ..AccountParams::default() }).unwrap();
    let credentials = client.credentials().unwrap();
    let client = Client::from_credentials(options.clone(), &credentials).unwrap();
    told.debug(&client);
    if let Err(error) = Client::from_credentials(options, &credentials[..credentials.len() - 5]) {
        told.debug(&error);
        told.note(&error.to_string());
    }

    let folder = TempDir::new();
    let mut params = ObtainParams::for_names(&["a.example"]).unwrap();
    params.key = Some(certificate_key);
    params.state_file = Some(folder.path().join("state.json"));
    let events = told.clone();
    params.events = Some(Arc::new(move |event: &Event| events.debug(event)));
    told.debug(&params);
    let solver = FnSolver::new(&["http-01"], |_, _| Ok(()), |_, _| Ok(()));
    match client.obtain(&params, &solver) {
        Ok(certificate) => told.debug(&certificate),
        Err(error) => {
            told.debug(&error);
            told.note(&error.to_string());
            told.debug(&error.state());
        }
    }
}

fn key(secret: &Secret, told: &Told) -> Key {
    let key = Key::from_pem(secret.pem.as_bytes(), None).unwrap();
    told.debug(&key);
    let broken = secret.pem.replace('M', "N");
    if let Err(error) = Key::from_pem(broken.as_bytes(), None) {
        told.debug(&error);
        told.note(&error.to_string());
    }
    key
}
