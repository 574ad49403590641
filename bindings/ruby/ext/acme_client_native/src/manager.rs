//! Certificates that are kept fresh. The plans are in the store, so that no object of the extension holds them: each verb
//! makes the engine's manager anew.

use std::sync::Arc;

use acme_client::issuance::manager::{
    Action, DeployCommand, Manager, ManagerOptions, Outcome, Renewed, RenewedFn,
};
use acme_client::issuance::solver::Solvers;
use acme_client::issuance::{Certificate, Store};
use acme_client::{Client, Kind};
use magnus::prelude::*;
use magnus::{Error, RArray, RHash, Ruby, Value};

use crate::answer;
use crate::client::{self, This};
use crate::fault::Fault;
use crate::gvl;
use crate::obtain::{certificate_to_hash, read_params, read_solvers};
use crate::options::Options;
use crate::renewal;
use crate::store;

/// `manager_add(store, host, name, options)`: the name.
pub fn add(
    ruby: &Ruby,
    this: This,
    store: Value,
    host: Value,
    name: Option<String>,
    options: RHash,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let params = read_params(&Options(options), 0)?;
        let name = in_store(ruby, this, store, host, move |manager| manager.add(name.as_deref(), &params))?;
        let answer = ruby.hash_new();
        answer.aset("name", name)?;
        Ok(answer)
    })
}

/// `manager_remove(store, host, name)`.
pub fn remove(ruby: &Ruby, this: This, store: Value, host: Value, name: String) -> Result<RHash, Error> {
    answer::of(ruby, || {
        in_store(ruby, this, store, host, move |manager| manager.remove(&name))?;
        Ok(ruby.hash_new())
    })
}

/// `manager_names(store, host)`.
pub fn names(ruby: &Ruby, this: This, store: Value, host: Value) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let names = in_store(ruby, this, store, host, Manager::names)?;
        let answer = ruby.hash_new();
        answer.aset("names", names)?;
        Ok(answer)
    })
}

/// `manager_certificate(store, host, name)`: the certificate in use, an empty hash when there is none.
pub fn certificate(ruby: &Ruby, this: This, store: Value, host: Value, name: String) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let found = in_store(ruby, this, store, host, move |manager| manager.certificate(&name))?;
        found.map_or_else(|| Ok(ruby.hash_new()), |certificate| certificate_to_hash(ruby, &certificate))
    })
}

/// What needs neither solver nor options.
fn in_store<T: Send + 'static>(
    ruby: &Ruby,
    this: This,
    store: Value,
    host: Value,
    work: impl FnOnce(&Manager) -> acme_client::Result<T> + Send + 'static,
) -> Result<T, Fault> {
    client::with_host(this, host, |number| {
        let store = store::of(store, number)?;
        gvl::call_with_clean_up(ruby, this, move |client| {
            work(&Manager::new(store, client.clone(), Arc::new(Solvers::new()), ManagerOptions::default()))
        })
    })
}

/// `manager_run(store, host, solvers, options, now)`: what was done about each certificate.
pub fn run(
    ruby: &Ruby,
    this: This,
    store: Value,
    host: Value,
    solvers: RArray,
    options: RHash,
    now: i64,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let outcomes = client::with_host(this, host, |number| {
            let setting = Setting::read(store, solvers, &Options(options), number)?;
            gvl::call_with_clean_up(ruby, this, move |client| setting.manager(client).run_pending(now))
        })?;
        let lines = ruby.ary_new_capa(outcomes.len());
        for outcome in &outcomes {
            lines.push(outcome_to_hash(ruby, outcome)?)?;
        }
        let answer = ruby.hash_new();
        answer.aset("outcomes", lines)?;
        Ok(answer)
    })
}

/// What a manager is made of but its client.
struct Setting {
    store: Arc<dyn Store>,
    solvers: Solvers,
    options: ManagerOptions,
}

impl Setting {
    fn read(store: Value, solvers: RArray, options: &Options, host: usize) -> Result<Self, Fault> {
        let mut manager = ManagerOptions::default();
        manager.policy = renewal::policy(options)?;
        manager.template = read_params(options, host)?;
        if options.get("has_renewed")?.unwrap_or(false) {
            manager.renewed = Some(renewed(host));
        }
        if let Some(command) = options.get::<String>("deploy")? {
            let mut deploy = DeployCommand::new(command);
            options.set_duration("deploy_timeout", &mut deploy.timeout)?;
            manager.deploy = Some(deploy);
        }
        Ok(Self { store: store::of(store, host)?, solvers: read_solvers(solvers, host)?, options: manager })
    }

    fn manager(self, client: &Client) -> Manager {
        Manager::new(self.store, client.clone(), Arc::new(self.solvers), self.options)
    }
}

/// Hands a renewed certificate to the host; a text that it gives is the reason for a failure.
fn renewed(host: usize) -> RenewedFn {
    Arc::new(move |renewed: &Renewed<'_>| {
        let (name, certificate): (_, Certificate) = (renewed.name.to_owned(), renewed.certificate.clone());
        let failure: Option<String> = gvl::on_caller(move |ruby, this| {
            let certificate = answer::of(ruby, || certificate_to_hash(ruby, &certificate))?;
            client::host(this, host)?.funcall("renewed", (name, certificate))
        })?;
        failure.map_or(Ok(()), |reason| Err(acme_client::Error::new(Kind::Callback, reason)))
    })
}

fn outcome_to_hash(ruby: &Ruby, outcome: &Outcome) -> Result<RHash, Fault> {
    let (action, error) = match &outcome.action {
        Action::Renewed => ("renewed", None),
        Action::Busy => ("busy", None),
        Action::Failed(error) => ("failed", Some(error)),
        _ => ("waiting", None),
    };
    let hash = ruby.hash_new();
    hash.aset("name", outcome.name.as_str())?;
    hash.aset("action", action)?;
    hash.aset("look_again_at", outcome.look_again_at)?;
    hash.aset("error", error.map(|error| answer::parts(ruby, error)).transpose()?)?;
    Ok(hash)
}
