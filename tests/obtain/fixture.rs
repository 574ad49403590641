//! A client of one world of the scripted CA, and a solver that remembers what it was asked.

use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, ThreadId};

use acme_client::client::ClientOptions;
use acme_client::issuance::solver::{Presentation, Solver, SolverContext};
use acme_client::issuance::{Certificate, Event, ObtainError, ObtainParams};
use acme_client::protocol::{AccountParams, Key, KeyKind};
use acme_client::{Client, Error, Kind, Result};

use crate::support::ca::{Behaviour, Endpoint, Problem, ScriptedCa};

pub const WORLD: &str = "obtain";

/// A CA with one world, and a client of it with an account.
pub struct Fixture {
    pub ca: ScriptedCa,
    pub client: Client,
    before: usize,
}

pub fn options(ca: &ScriptedCa, directory: &str) -> ClientOptions {
    let mut options = ClientOptions::new(directory);
    options.tls.system_roots = false;
    options.tls.ca_files.push(ca.ca_file().to_owned());
    options
}

pub fn register(client: &Client) {
    client.new_account(&AccountParams { terms_agreed: Some(true), ..AccountParams::default() }).unwrap();
}

pub fn params(names: &[&str]) -> ObtainParams {
    ObtainParams::for_names(names).unwrap()
}

/// 100 names.
pub fn hundred() -> Vec<String> {
    (0..100).map(|number| format!("n{number}.example")).collect()
}

impl Fixture {
    pub fn new(behaviour: Behaviour) -> Self {
        Self::with(behaviour, |_| {})
    }

    pub fn with(behaviour: Behaviour, change: impl FnOnce(&mut ClientOptions)) -> Self {
        let ca = ScriptedCa::start();
        let directory = ca.world(WORLD, behaviour);
        let mut options = options(&ca, &directory);
        change(&mut options);
        let client = Client::new(options, Key::generate(KeyKind::EcP256).unwrap()).unwrap();
        register(&client);
        let before = ca.requests(WORLD).values().sum();
        Self { ca, client, before }
    }

    /// A world in which these challenge types fail.
    pub fn failing(types: &[&'static str]) -> Self {
        Self::new(Behaviour {
            failed_validation: Some(Problem::new(403, "unauthorized", "not what was expected")),
            failing_types: types.to_vec(),
            ..Behaviour::default()
        })
    }

    pub fn obtain(&self, names: &[&str], solver: &Recorder) -> std::result::Result<Certificate, ObtainError> {
        self.client.obtain(&params(names), solver)
    }

    pub fn requests(&self, endpoint: Endpoint) -> usize {
        self.ca.request_count(WORLD, endpoint)
    }

    /// How many requests were sent since the account was made.
    pub fn all_requests(&self) -> usize {
        self.ca.requests(WORLD).values().sum::<usize>() - self.before
    }
}

/// What a solver was asked.
#[derive(Default)]
pub struct Asked {
    pub presented: Vec<String>,
    pub cleaned: Vec<String>,
    pub batches: Vec<usize>,
    pub threads: Vec<ThreadId>,
}

type Hook = Box<dyn Fn(&SolverContext) -> Result<()> + Send + Sync>;

/// A solver that remembers what it was asked and fails when told so.
pub struct Recorder {
    types: Vec<String>,
    asked: Mutex<Asked>,
    pub on_present: Hook,
    pub on_ready: Hook,
    pub on_clean_up: Hook,
}

impl Recorder {
    pub fn new(types: &[&str]) -> Self {
        Self {
            types: types.iter().map(|kind| (*kind).to_owned()).collect(),
            asked: Mutex::default(),
            on_present: Box::new(|_| Ok(())),
            on_ready: Box::new(|_| Ok(())),
            on_clean_up: Box::new(|_| Ok(())),
        }
    }

    pub fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap()
    }

    /// That everything was taken away which was presented.
    pub fn assert_clean(&self) {
        let asked = self.asked();
        let sorted = |list: &[String]| {
            let mut list = list.to_vec();
            list.sort();
            list
        };
        assert_eq!(sorted(&asked.presented), sorted(&asked.cleaned));
    }
}

fn label(presentation: &Presentation) -> String {
    assert!(presentation.key_authorization.ends_with(&presentation.thumbprint));
    let star = if presentation.wildcard { "*." } else { "" };
    format!("{star}{} {}", presentation.identifier, presentation.challenge.kind)
}

impl Solver for Recorder {
    fn types(&self) -> Vec<String> {
        self.types.clone()
    }

    fn present(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        {
            let mut asked = self.asked();
            asked.presented.extend(batch.iter().map(label));
            asked.batches.push(batch.len());
            asked.threads.push(thread::current().id());
        }
        (self.on_present)(context)
    }

    fn ready(&self, _: &[Presentation], context: &SolverContext) -> Result<()> {
        self.asked().threads.push(thread::current().id());
        (self.on_ready)(context)
    }

    fn clean_up(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        {
            let mut asked = self.asked();
            asked.cleaned.extend(batch.iter().map(label));
            asked.threads.push(thread::current().id());
        }
        (self.on_clean_up)(context)
    }
}

/// Remembers events.
#[derive(Default, Clone)]
pub struct Seen(Arc<Mutex<Vec<(Event, ThreadId)>>>);

impl Seen {
    pub fn watch(&self, params: &mut ObtainParams) {
        let seen = self.clone();
        params.events = Some(Arc::new(move |event: &Event| {
            seen.0.lock().unwrap().push((event.clone(), thread::current().id()));
        }));
    }

    pub fn events(&self) -> Vec<Event> {
        self.0.lock().unwrap().iter().map(|(event, _)| event.clone()).collect()
    }

    pub fn names(&self) -> Vec<&'static str> {
        self.events().iter().map(Event::name).collect()
    }

    pub fn threads(&self) -> Vec<ThreadId> {
        self.0.lock().unwrap().iter().map(|(_, thread)| *thread).collect()
    }
}

pub fn refused() -> Error {
    Error::new(Kind::SolverFailed, "refused")
}

pub fn key() -> Key {
    Key::generate(KeyKind::EcP256).unwrap()
}
