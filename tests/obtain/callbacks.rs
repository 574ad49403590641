//! Callbacks are called on the thread that asked for the certificate, however many workers there are.

use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use acme_client::client::{Level, Log, RemoteKey, Signer};
use acme_client::protocol::Key;
use acme_client::transport::{HttpOptions, HttpTransport, Request, Response, Transport};
use acme_client::{Client, Result};

use crate::fixture::{Fixture, Recorder, Seen, key, params, register};
use crate::support::ca::Behaviour;

type Threads = Arc<Mutex<Vec<ThreadId>>>;

fn note(threads: &Threads) {
    threads.lock().unwrap().push(thread::current().id());
}

fn distinct(threads: &Threads) -> Vec<ThreadId> {
    let mut list = threads.lock().unwrap().clone();
    list.sort_by_key(|id| format!("{id:?}"));
    list.dedup();
    list
}

struct BoundLog(Threads);

impl Log for BoundLog {
    fn enabled(&self, _: Level) -> bool {
        true
    }

    fn line(&self, _: Level, _: &str) {
        note(&self.0);
    }

    fn bound_to_caller(&self) -> bool {
        true
    }
}

/// A transport that notes who sends, and answers as late as one far away.
struct Noting {
    inner: HttpTransport,
    threads: Threads,
    is_bound: bool,
    delay: Duration,
}

impl Transport for Noting {
    fn send(&self, request: &Request<'_>) -> Result<Response> {
        note(&self.threads);
        request.cancel.sleep(self.delay)?;
        self.inner.send(request)
    }

    fn bound_to_caller(&self) -> bool {
        self.is_bound
    }
}

fn noting(fixture: &Fixture, threads: &Threads, is_bound: bool, delay: Duration) -> Arc<dyn Transport> {
    let options = HttpOptions { tls: fixture.client.options().tls.clone(), ..HttpOptions::default() };
    let inner = HttpTransport::new(options).unwrap();
    Arc::new(Noting { inner, threads: Arc::clone(threads), is_bound, delay })
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("n{number}.example")).collect()
}

#[test]
fn signer_log_solver_and_events_stay_on_the_calling_thread_while_requests_run_beside_it() {
    let fixture = Fixture::new(Behaviour::new());
    let [signing, logging, sending] = [(); 3].map(|()| Threads::default());
    let account_key = key();
    let mut options = fixture.client.options().clone();
    options.log = Some(Arc::new(BoundLog(Arc::clone(&logging))));
    options.transport = Some(noting(&fixture, &sending, false, Duration::from_millis(20)));
    let client = Client::new(options, remote(&account_key, &signing)).unwrap();
    register(&client);
    let (seen, solver) = (Seen::default(), Recorder::new(&["http-01"]));
    let names = names(20);
    let mut params = params(&names.iter().map(String::as_str).collect::<Vec<_>>());
    seen.watch(&mut params);
    client.obtain(&params, &solver).unwrap();
    let here = thread::current().id();
    assert_eq!(distinct(&signing), [here]);
    assert_eq!(distinct(&logging), [here]);
    assert!(solver.asked().threads.iter().chain(&seen.threads()).all(|thread| *thread == here));
    assert!(distinct(&sending).len() > 4, "{:?}", distinct(&sending));
}

fn remote(key: &Key, threads: &Threads) -> impl Signer + use<> {
    let (own, threads) = (key.clone(), Arc::clone(threads));
    let sign = move |message: &[u8]| {
        note(&threads);
        Ok(own.sign(message)?)
    };
    RemoteKey::new(key.algorithm(), key.jwk().clone(), sign).on_calling_thread()
}

#[test]
fn a_transport_of_the_host_sends_on_the_calling_thread() {
    let fixture = Fixture::new(Behaviour::new());
    let sending = Threads::default();
    let mut options = fixture.client.options().clone();
    options.transport = Some(noting(&fixture, &sending, true, Duration::from_millis(4)));
    let client = Client::new(options, key()).unwrap();
    register(&client);
    let names = names(10);
    let params = params(&names.iter().map(String::as_str).collect::<Vec<_>>());
    client.obtain(&params, &Recorder::new(&["http-01"])).unwrap();
    assert_eq!(distinct(&sending), [thread::current().id()]);
}

#[test]
fn a_hundred_names_take_the_time_of_few_round_trips() {
    const ROUND_TRIP: Duration = Duration::from_millis(50);
    let fixture = Fixture::new(Behaviour::new());
    let sending = Threads::default();
    let mut options = fixture.client.options().clone();
    options.transport = Some(noting(&fixture, &sending, false, ROUND_TRIP));
    let client = Client::new(options, key()).unwrap();
    register(&client);
    let before: usize = fixture.ca.requests(crate::fixture::WORLD).values().sum();
    let names = crate::fixture::hundred();
    let params = params(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let started = Instant::now();
    client.obtain(&params, &Recorder::new(&["http-01"])).unwrap();
    let round_trips = started.elapsed().as_secs_f64() / ROUND_TRIP.as_secs_f64();
    let requests = fixture.ca.requests(crate::fixture::WORLD).values().sum::<usize>() - before;
    println!("100 names: {round_trips:.1} round trips of {ROUND_TRIP:?}, {requests} requests");
    assert!(round_trips < 40.0, "{round_trips}");
    assert!(requests <= 210 + 16, "{requests}");
}
