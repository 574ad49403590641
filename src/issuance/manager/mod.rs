//! Certificates that are kept fresh: a store of plans, and a run that does what is due.
//!
//! For each certificate the store holds, under its name: `plan.json`, what it shall be; `record.json`, what became of it;
//! `state.json`, an order that is under way; and for each issuance a numbered folder with `chain.pem` and `key.pem`, of
//! which `current` is the one in use. The record says which that is, so that a crash at any moment leaves the old or the
//! new certificate and never a mixture.

mod account;
mod deploy;
mod job;
mod plan;
mod record;

pub use account::stored_account;
pub use deploy::{DeployCommand, Renewed, RenewedFn};

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::error::{Error, Kind, Result};
use crate::protocol::{CertificateChain, Identifier, Key};

use super::solver::Solver;
use super::store::check_store_name;
use super::{Certificate, ObtainParams, RenewalPolicy, Store};
use job::Job;
use plan::Plan;
use record::{CHAIN, Goal, Issued, KEY, PLAN, Record, read_plan, write_plan};

/// How much longer than the work the lease of a lock is.
const LEASE_MARGIN: Duration = Duration::from_secs(120);
/// When to look again after another process was found at work.
const LOOK_WHEN_BUSY: i64 = 60;

/// How a [`Manager`] works.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct ManagerOptions {
    /// When to renew.
    pub policy: RenewalPolicy,
    /// Deadline, bounds and events of each issuance; what the certificate shall be is not taken from here.
    pub template: ObtainParams,
    /// Takes each renewed certificate.
    pub renewed: Option<RenewedFn>,
    /// Runs for each renewed certificate, after `renewed`.
    pub deploy: Option<DeployCommand>,
}

/// Keeps the certificates of a store fresh. Several managers, of several processes too, may work with one store: each
/// certificate is locked while it is worked at.
#[derive(Clone)]
pub struct Manager {
    store: Arc<dyn Store>,
    client: Client,
    solver: Arc<dyn Solver>,
    options: ManagerOptions,
}

/// What a run did about one certificate.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Outcome {
    /// The name that it is managed by.
    pub name: String,
    /// What was done.
    pub action: Action,
    /// When there may be something to do again, in Unix seconds.
    pub look_again_at: i64,
}

/// What a run did about a certificate.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Action {
    /// Nothing was due.
    Waiting,
    /// A new certificate is in use.
    Renewed,
    /// Another process is at work.
    Busy,
    /// It failed. The certificate in use stays; the attempt is repeated after a while that grows with each failure.
    Failed(Error),
}

impl Manager {
    /// A manager of the certificates in `store`, issued to the account of `client` and proven by `solver`.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        client: Client,
        solver: Arc<dyn Solver>,
        options: ManagerOptions,
    ) -> Self {
        Self { store, client, solver, options }
    }

    /// Manages a certificate from now on; the next run issues it. Without `name` it is called after its first identifier;
    /// the name is given back. A name that is managed already takes these parameters: when they ask for something else, the
    /// next run issues anew.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] for a name that no store takes, and for parameters that are about a single certificate:
    /// key, request, validity, `replaces`, state; else what the store fails with.
    pub fn add(&self, name: Option<&str>, params: &ObtainParams) -> Result<String> {
        let plan = Plan::new(params)?;
        let name = name.map_or_else(|| default_name(&plan.identifiers[0]), str::to_owned);
        check_name(&name)?;
        let known = read_plan(&*self.store, &name);
        if !known.is_ok_and(|known| known.as_ref() == Some(&plan)) {
            write_plan(&*self.store, &name, &plan)?;
        }
        Ok(name)
    }

    /// Manages a certificate no longer and removes it with all that the store has of it.
    ///
    /// # Errors
    /// [`Kind::Locked`] when another process is at work with it; else what the store fails with.
    pub fn remove(&self, name: &str) -> Result<()> {
        check_name(name)?;
        let busy = || Error::new(Kind::Locked, format!("{name}: another process is at work with it"));
        let _lease = self.store.lock(name, self.lease())?.ok_or_else(busy)?;
        self.store.remove(&format!("{name}/{PLAN}"))?;
        self.store.remove(&format!("{name}/{}", record::CURRENT))?;
        self.store.list(&format!("{name}/"))?.iter().try_for_each(|document| self.store.remove(document))
    }

    /// The names of the managed certificates, sorted.
    ///
    /// # Errors
    /// What the store fails with.
    pub fn names(&self) -> Result<Vec<String>> {
        let documents = self.store.list("")?;
        let plans = documents.iter().filter_map(|document| document.strip_suffix(PLAN)?.strip_suffix('/'));
        let mut names: Vec<_> = plans.filter(|name| !name.contains('/')).map(str::to_owned).collect();
        names.sort();
        Ok(names)
    }

    /// The certificate in use with its key; `None` when none was issued yet.
    ///
    /// # Errors
    /// [`Kind::InvalidRecord`] when the store has something else; else what it fails with.
    pub fn certificate(&self, name: &str) -> Result<Option<Certificate>> {
        check_name(name)?;
        let record = Record::read(&*self.store, name)?;
        record.issued.map(|issued| self.stored(name, &issued)).transpose()
    }

    /// Does what is due at `now` (Unix seconds) and tells of every managed certificate. Call it at the earliest
    /// `look_again_at`, or every few hours; calling it more often costs nothing.
    ///
    /// # Errors
    /// [`Kind::Cancelled`], or what the store fails with when it cannot list. What goes wrong with one certificate is its
    /// own [`Action::Failed`].
    pub fn run_pending(&self, now: i64) -> Result<Vec<Outcome>> {
        self.names()?.into_iter().map(|name| self.run_one(name, now)).collect()
    }

    fn run_one(&self, name: String, now: i64) -> Result<Outcome> {
        let (action, look_again_at) = match self.look(&name, now) {
            Err(error) if error.kind() == Kind::Cancelled => return Err(error),
            Err(error) => (Action::Failed(error), now.saturating_add(LOOK_WHEN_BUSY)),
            Ok(outcome) => outcome,
        };
        Ok(Outcome { name, action, look_again_at })
    }

    fn look(&self, name: &str, now: i64) -> Result<(Action, i64)> {
        self.client.cancel().check()?;
        if let Err(next_look) = self.pending(name, now)? {
            return Ok((Action::Waiting, next_look));
        }
        let Some(lease) = self.store.lock(name, self.lease())? else {
            return Ok((Action::Busy, now.saturating_add(LOOK_WHEN_BUSY)));
        };
        // Another process may have done it a moment ago.
        match self.pending(name, now)? {
            Ok((goal, record)) => Job::new(self, name, goal, record, lease, now).run(),
            Err(next_look) => Ok((Action::Waiting, next_look)),
        }
    }

    /// Goal and record of a certificate with which there is something to do, or else the moment of the next look.
    fn pending(&self, name: &str, now: i64) -> Result<std::result::Result<(Goal, Record), i64>> {
        let Some(plan) = read_plan(&*self.store, name)? else { return Ok(Err(i64::MAX)) };
        let goal = Goal { directory: self.client.options().directory_url.clone(), plan };
        let record = Record::read(&*self.store, name)?;
        Ok(if record.is_pending(&goal, now) { Ok((goal, record)) } else { Err(record.next_look) })
    }

    fn stored(&self, name: &str, issued: &Issued) -> Result<Certificate> {
        let read = |file: &str| self.store.read(&format!("{name}/{}/{file}", issued.version));
        let missing = || Error::new(Kind::InvalidRecord, format!("{name}: the store lost {CHAIN}"));
        let chain = CertificateChain::parse(&read(CHAIN)?.ok_or_else(missing)?)?;
        let key = read(KEY)?.map(|pem| Key::from_pem(&pem, None)).transpose()?;
        Ok(Certificate { chain, key, order_url: issued.order_url.clone() })
    }

    /// How long a lock is held without news at most.
    fn lease(&self) -> Duration {
        let deploy = self.options.deploy.as_ref().map_or(Duration::ZERO, |command| command.timeout);
        self.options.template.deadline.saturating_add(deploy).saturating_add(LEASE_MARGIN)
    }
}

impl fmt::Debug for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manager").field("client", &self.client).finish_non_exhaustive()
    }
}

/// `_wildcard.example.com` for `*.example.com`; hyphens for the colons of an address.
fn default_name(identifier: &Identifier) -> String {
    let value = identifier.value.replace(':', "-");
    match value.strip_prefix("*.") {
        Some(base) => format!("_wildcard.{base}"),
        None if value.starts_with('-') => format!("_{value}"),
        None => value,
    }
}

fn check_name(name: &str) -> Result<()> {
    check_store_name(name)?;
    if name.contains('/') {
        return Err(Error::new(Kind::InvalidArgument, "name: holds a '/'"));
    }
    Ok(())
}

/// A random number from 0 up to 1.
fn random() -> Result<f64> {
    let mut bytes = [0; 4];
    openssl::rand::rand_bytes(&mut bytes)?;
    Ok(f64::from(u32::from_be_bytes(bytes)) / (f64::from(u32::MAX) + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identifier_gives_a_name_that_a_store_takes() {
        for (identifier, expected) in [
            ("example.com", "example.com"),
            ("*.example.com", "_wildcard.example.com"),
            ("10.0.0.1", "10.0.0.1"),
            ("2001:db8::1", "2001-db8--1"),
            ("::1", "_--1"),
            ("bücher.example", "xn--bcher-kva.example"),
        ] {
            let name = default_name(&Identifier::parse(identifier).unwrap());
            assert_eq!(name, expected);
            assert!(check_name(&name).is_ok());
        }
    }

    #[test]
    fn random_numbers_are_parts_of_one() {
        let numbers: Vec<_> = (0..100).map(|_| random().unwrap()).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
        assert!(numbers.windows(2).any(|pair| (pair[0] - pair[1]).abs() > 0.01));
    }
}
