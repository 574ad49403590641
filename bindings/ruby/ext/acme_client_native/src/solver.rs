//! Solvers: the built-in ones as objects of `Native::Solver`, and those that are Ruby objects.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use acme_client::issuance::solver::{
    Command, DnsUpdate, Http01Server, Presentation, SelfCheck, Solver, SolverContext, TlsAlpn01Server,
    TsigAlgorithm, TsigKey, Webroot,
};
use acme_client::{Kind, Result};
use magnus::prelude::*;
use magnus::typed_data::Obj;
use magnus::{Error, RHash, RModule, Ruby, function};

use crate::answer;
use crate::client;
use crate::fault::Fault;
use crate::gvl::{clean_up_on_caller, on_caller};
use crate::presentation::batch_to_array;

/// A built-in solver.
#[magnus::wrap(class = "Acme::Client::Native::Solver", free_immediately, size)]
pub struct NativeSolver(pub Arc<dyn Solver>);

pub fn define(ruby: &Ruby, native: RModule) -> std::result::Result<(), Error> {
    let class = native.define_class("Solver", ruby.class_object())?;
    magnus::Class::undef_default_alloc_func(class);
    class.define_singleton_method("webroot", function!(webroot, 1))?;
    class.define_singleton_method("http01_server", function!(http01_server, 1))?;
    class.define_singleton_method("http01_stateless", function!(http01_stateless, 2))?;
    class.define_singleton_method("tls_alpn01_server", function!(tls_alpn01_server, 1))?;
    class.define_singleton_method("dns_update", function!(dns_update, 6))?;
    class.define_singleton_method("certbot_hook", function!(certbot_hook, 3))?;
    class.define_singleton_method("dehydrated_hook", function!(dehydrated_hook, 3))?;
    class.define_singleton_method("self_check", function!(self_check, 3))?;
    class.define_singleton_method("types", function!(types, 1))
}

/// `{"solver" => ...}`, or the failure.
fn give<S: Solver + 'static>(
    ruby: &Ruby,
    make: impl FnOnce() -> std::result::Result<S, Fault>,
) -> std::result::Result<RHash, Error> {
    answer::of(ruby, || {
        let answer = ruby.hash_new();
        answer.aset("solver", ruby.obj_wrap(NativeSolver(Arc::new(make()?))))?;
        Ok(answer)
    })
}

fn webroot(ruby: &Ruby, root: String) -> std::result::Result<RHash, Error> {
    give(ruby, || Ok(Webroot::new(root)))
}

fn http01_server(ruby: &Ruby, address: String) -> std::result::Result<RHash, Error> {
    give(ruby, || Ok(Http01Server::new(&address)?))
}

fn http01_stateless(ruby: &Ruby, address: String, thumbprint: String) -> std::result::Result<RHash, Error> {
    give(ruby, || Ok(Http01Server::stateless(&address, &thumbprint)?))
}

fn tls_alpn01_server(ruby: &Ruby, address: String) -> std::result::Result<RHash, Error> {
    give(ruby, || Ok(TlsAlpn01Server::new(&address)?))
}

fn dns_update(
    ruby: &Ruby,
    server: String,
    key_name: Option<String>,
    algorithm: Option<String>,
    secret: Option<String>,
    zone: Option<String>,
    resolver: Option<String>,
) -> std::result::Result<RHash, Error> {
    give(ruby, || {
        let mut solver = DnsUpdate::new(&server)?;
        if let Some(name) = key_name {
            let algorithm = algorithm.as_deref().map(TsigAlgorithm::parse).transpose()?.unwrap_or_default();
            let secret = secret.ok_or_else(|| Fault::argument("secret", "is missing"))?;
            solver = solver.with_key(TsigKey::new(&name, algorithm, &secret)?);
        }
        if let Some(zone) = zone {
            solver = solver.with_zone(&zone)?;
        }
        Ok(match resolver {
            Some(resolver) => solver.with_resolvers(vec![read_address(&resolver)?]),
            None => solver,
        })
    })
}

/// The address of a server, with a port unless that is the one of the DNS.
fn read_address(text: &str) -> std::result::Result<SocketAddr, Fault> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address =
        text.parse().or_else(|_| bare.parse::<IpAddr>().map(|address| SocketAddr::new(address, 53)));
    address.map_err(|_| Fault::argument("resolver", "is no address"))
}

fn certbot_hook(
    ruby: &Ruby,
    auth: String,
    cleanup: Option<String>,
    kind: String,
) -> std::result::Result<RHash, Error> {
    give(ruby, || Ok(Command::certbot(&auth, cleanup.as_deref())?.with_types(&[&kind])))
}

fn dehydrated_hook(
    ruby: &Ruby,
    program: String,
    kind: String,
    chain: bool,
) -> std::result::Result<RHash, Error> {
    give(ruby, || {
        let hook = Command::dehydrated(&program)?.with_types(&[&kind]);
        Ok(if chain { hook.with_chain() } else { hook })
    })
}

fn self_check(
    ruby: &Ruby,
    solver: Obj<NativeSolver>,
    timeout: Option<f64>,
    http_port: Option<u16>,
) -> std::result::Result<RHash, Error> {
    give(ruby, || {
        let mut check = SelfCheck::new()?;
        if let Some(seconds) = timeout {
            let timeout = Duration::try_from_secs_f64(seconds);
            check = check
                .with_timeout(timeout.map_err(|_| Fault::argument("timeout", "is not a time in seconds"))?);
        }
        if let Some(port) = http_port {
            check = check.with_http_port(port);
        }
        Ok(check.around(Arc::clone(&solver.0)))
    })
}

fn types(solver: Obj<NativeSolver>) -> Vec<String> {
    solver.0.types()
}

/// A solver in Ruby: the host's `present`, `ready` and `clean_up` are given its number and the batch.
pub struct RubySolver {
    pub host: usize,
    pub number: usize,
    pub types: Vec<String>,
}

impl RubySolver {
    /// A call of the host; a text that it gives is the reason for a failure.
    fn work(
        &self,
        step: &'static str,
        batch: &[Presentation],
    ) -> impl FnOnce(&Ruby, client::This) -> std::result::Result<Option<String>, Error> + Send + 'static {
        let (host, number, batch) = (self.host, self.number, batch.to_vec());
        move |ruby, this| client::host(this, host)?.funcall(step, (number, batch_to_array(ruby, &batch)?))
    }
}

fn outcome(failure: Option<String>) -> Result<()> {
    failure.map_or(Ok(()), |reason| Err(acme_client::Error::new(Kind::SolverFailed, reason)))
}

impl Solver for RubySolver {
    fn types(&self) -> Vec<String> {
        self.types.clone()
    }

    fn present(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        outcome(on_caller(self.work("present", batch))?)
    }

    fn ready(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        outcome(on_caller(self.work("ready", batch))?)
    }

    fn clean_up(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        outcome(clean_up_on_caller(self.work("clean_up", batch))?)
    }

    fn bound_to_caller(&self) -> bool {
        true
    }
}
