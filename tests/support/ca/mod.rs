//! A scripted CA: an RFC 8555 server that checks its clients strictly and misbehaves on command.
//!
//! ```text
//! let ca = ScriptedCa::start();
//! let url = ca.world("flaky", Behaviour::new().on(Endpoint::Finalize, Occurs::Nth(1), Fault::LOST_ANSWER));
//! // ... a client at `url`, trusting `ca.ca_file()` ...
//! assert_eq!(ca.orders_finalized("flaky"), 1);
//! ```
//! Dropping it fails the test when a client broke a rule.

mod account;
mod authorization;
mod behaviour;
mod certificate;
mod faults;
mod issuer;
mod jwk;
mod jws;
mod onion;
mod order;
mod problem;
mod signed;
mod state;
mod world;
mod worlds;

use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

pub use behaviour::{BadChain, Behaviour, Break, Edit, Endpoint, Fault, Occurs};
pub use faults::{HTML, deep_json, edit_json};
pub use jwk::Jwk;
pub use problem::Problem;
pub use worlds::{EXTERNAL_ACCOUNT_KEY, EXTERNAL_ACCOUNT_KID, behaviour as ready_made};

use issuer::Issuer;
use world::{Common, World};

use super::http::{Answer, Request, Response, Server};
use super::tls::Authority;

/// A running scripted CA.
pub struct ScriptedCa {
    server: Server,
    forbidden: Server,
    authority: Arc<Authority>,
    worlds: Arc<Worlds>,
}

struct Worlds {
    common: Arc<Common>,
    by_name: Mutex<HashMap<String, Arc<World>>>,
}

impl ScriptedCa {
    /// Starts a CA with a TLS authority of its own.
    pub fn start() -> Self {
        Self::start_with(Arc::new(Authority::new()))
    }

    /// Starts a CA with a TLS certificate of that authority.
    pub fn start_with(authority: Arc<Authority>) -> Self {
        Self::start_as(authority, Vec::new())
    }

    /// Starts a CA behind a proxy, which clients reach at these origins; the first one is in all URLs.
    pub fn start_behind(authority: Arc<Authority>, origins: Vec<String>) -> Self {
        Self::start_as(authority, origins)
    }

    fn start_as(authority: Arc<Authority>, mut origins: Vec<String>) -> Self {
        let [listener, forbidden] =
            [(); 2].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port"));
        let port = |listener: &TcpListener| listener.local_addr().expect("a bound listener").port();
        origins.push(format!("https://localhost:{}", port(&listener)));
        let common = Arc::new(Common {
            origin: origins[0].clone(),
            origins,
            forbidden_origin: format!("http://localhost:{}", port(&forbidden)),
            issuer: Issuer::new(),
            violations: Mutex::default(),
        });
        let worlds = Arc::new(Worlds { common: Arc::clone(&common), by_name: Mutex::default() });
        let acceptor = authority.localhost().acceptor();
        let server = Server::start_on(listener, Some(acceptor), {
            let worlds = Arc::clone(&worlds);
            move |request| worlds.respond(request)
        });
        let forbidden = Server::start_on(forbidden, None, move |request| forbid(&common, request));
        Self { server, forbidden, authority, worlds }
    }

    /// Makes a world of that behaviour, new in any case, and gives its directory URL.
    pub fn world(&self, name: &str, behaviour: Behaviour) -> String {
        let world = World::new(name, behaviour, Arc::clone(&self.worlds.common));
        let url = world.resource(Endpoint::Directory);
        self.worlds.by_name().insert(name.to_owned(), Arc::new(world));
        url
    }

    /// The directory URL of a ready-made world (see [`worlds`]), or of one that [`ScriptedCa::world`] made.
    ///
    /// # Panics
    /// When there is no such world.
    pub fn directory_url(&self, name: &str) -> String {
        self.find(name).resource(Endpoint::Directory)
    }

    /// Answers a request that came by another way than a connection.
    pub fn answer(&self, request: &Request) -> Answer {
        self.worlds.respond(request)
    }

    /// The URL under which all worlds are.
    pub fn base_url(&self) -> &str {
        &self.worlds.common.origin
    }

    /// The PEM file of the authority behind the CA's TLS certificate.
    pub fn ca_file(&self) -> &Path {
        self.authority.ca_file()
    }

    /// The same as text.
    pub fn ca_pem(&self) -> String {
        self.authority.ca_pem()
    }

    /// The root that the issued certificates chain up to.
    pub fn root_pem(&self) -> String {
        self.worlds.common.issuer.root_pem(0)
    }

    /// The root behind the alternate chains.
    pub fn alternate_root_pem(&self) -> String {
        self.worlds.common.issuer.root_pem(1)
    }

    /// How many requests each endpoint of a world has had.
    pub fn requests(&self, world: &str) -> BTreeMap<Endpoint, usize> {
        self.find(world).state().requests.clone()
    }

    /// How many requests an endpoint of a world has had.
    pub fn request_count(&self, world: &str, endpoint: Endpoint) -> usize {
        self.requests(world).get(&endpoint).copied().unwrap_or_default()
    }

    /// How many orders of a world were finalized.
    pub fn orders_finalized(&self, world: &str) -> usize {
        self.find(world).state().orders_finalized
    }

    /// How many accounts a world has.
    pub fn accounts(&self, world: &str) -> usize {
        self.find(world).state().accounts.len()
    }

    /// How many certificates a world has issued.
    pub fn certificates(&self, world: &str) -> usize {
        self.find(world).state().certificates.len()
    }

    /// How many connections were made to the CA.
    pub fn connection_count(&self) -> u64 {
        self.server.connection_count()
    }

    /// How many connections were made to where nobody may ask.
    pub fn forbidden_connection_count(&self) -> u64 {
        self.forbidden.connection_count()
    }

    /// Waits until an endpoint of a world has had that many requests; false when the time is over first.
    pub fn wait_for_request(&self, world: &str, endpoint: Endpoint, count: usize, timeout: Duration) -> bool {
        self.find(world).wait_for_request(endpoint, count, timeout)
    }

    /// The rules that clients broke.
    pub fn violations(&self) -> Vec<String> {
        self.worlds.common.violations.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the rules that clients broke, so that they do not fail the test.
    pub fn take_violations(&self) -> Vec<String> {
        std::mem::take(&mut self.worlds.common.violations.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn find(&self, name: &str) -> Arc<World> {
        self.worlds.find(name).unwrap_or_else(|| panic!("no world is named {name}"))
    }
}

impl Drop for ScriptedCa {
    fn drop(&mut self) {
        let violations = self.violations();
        assert!(thread::panicking() || violations.is_empty(), "clients broke rules: {violations:#?}");
    }
}

impl Worlds {
    fn by_name(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<World>>> {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A world; a ready-made one is made at its first visit.
    fn find(&self, name: &str) -> Option<Arc<World>> {
        let mut by_name = self.by_name();
        if let Some(world) = by_name.get(name) {
            return Some(Arc::clone(world));
        }
        let kind = name.split_once('.').map_or(name, |(kind, _)| kind);
        let world = Arc::new(World::new(name, worlds::behaviour(kind)?, Arc::clone(&self.common)));
        by_name.insert(name.to_owned(), Arc::clone(&world));
        Some(world)
    }

    fn respond(&self, request: &Request) -> Answer {
        let path = request.path.strip_prefix('/').unwrap_or_default();
        match path.split_once('/').unwrap_or_default() {
            ("forbidden", _) => forbid(&self.common, request),
            (name, path) => match self.find(name) {
                Some(world) => world.respond(path, request),
                None => Answer::Send(Response::new(404)),
            },
        }
    }
}

/// Records a request to where nobody may ask.
fn forbid(common: &Common, request: &Request) -> Answer {
    common.violation(format!("a forbidden target was asked: {} {}", request.method, request.path));
    Answer::Send(Response::new(403))
}
