//! One managed certificate in one run, under its lock.

use std::sync::Arc;

use crate::error::{Error, Kind, Result};
use crate::issuance::renewal::seconds;
use crate::issuance::{
    Certificate, Lease, ObtainError, ObtainParams, RenewalDecision, State, Store, renewal_decision,
    retry_delay,
};
use crate::protocol::{RenewalInfo, same_identifiers};

use super::deploy::Renewed;
use super::record::{BROKEN_STATE, CHAIN, CURRENT, Goal, Issued, KEY, Record, STATE};
use super::{Action, Manager, random};

pub(super) struct Job<'a> {
    manager: &'a Manager,
    name: &'a str,
    goal: Goal,
    /// Whether an earlier run was asked for something else.
    is_new_goal: bool,
    record: Record,
    lease: Box<dyn Lease>,
    now: i64,
}

impl<'a> Job<'a> {
    pub(super) fn new(
        manager: &'a Manager,
        name: &'a str,
        goal: Goal,
        mut record: Record,
        lease: Box<dyn Lease>,
        now: i64,
    ) -> Self {
        let earlier = record.goal.replace(goal.clone());
        let is_new_goal = earlier.is_some_and(|earlier| earlier != goal);
        Self { manager, name, goal, is_new_goal, record, lease, now }
    }

    /// Does what there is to do and gives it with the moment of the next look. A cancellation leaves everything as it is.
    pub(super) fn run(mut self) -> Result<(Action, i64)> {
        match self.step() {
            Ok(action) => Ok((action, self.record.next_look)),
            Err(error) if error.kind() == Kind::Cancelled => Err(error),
            Err(error) => {
                let delay = retry_delay(self.record.failures + 1, error.retry_after(), random()?);
                self.record.next_look = self.now.saturating_add(seconds(delay));
                self.remember(&error);
                Ok((Action::Failed(error), self.record.next_look))
            }
        }
    }

    /// Counts a failure. A record that cannot be written, or belongs to another by now, stays as it is.
    fn remember(&mut self, error: &Error) {
        self.record.failures = self.record.failures.saturating_add(1);
        self.record.last_error = Some(error.to_string());
        if self.hold().is_ok() {
            // The failure at hand is told in any case.
            drop(self.save());
        }
    }

    fn step(&mut self) -> Result<Action> {
        let undeployed = self.record.issued.clone().filter(|_| !self.record.deployed);
        let deployed = undeployed.map(|issued| self.put_to_use(&issued));
        let decision = self.decide()?;
        if decision.is_none_or(|decision| decision.due) {
            return self.renew();
        }
        let action = deployed.transpose()?.map_or(Action::Waiting, |()| Action::Renewed);
        if let Some(decision) = decision {
            self.record.next_look = decision.look_again_at;
        }
        (self.record.failures, self.record.last_error) = (0, None);
        self.save()?;
        Ok(action)
    }

    /// When to renew; `None` when there is nothing yet of what is asked for.
    fn decide(&self) -> Result<Option<RenewalDecision>> {
        let Some(issued) = self.current() else { return Ok(None) };
        let advice = self.advice(issued)?;
        Ok(Some(self.decision(issued, advice.as_ref())))
    }

    fn decision(&self, issued: &Issued, advice: Option<&RenewalInfo>) -> RenewalDecision {
        let policy = &self.manager.options.policy;
        let mut decision = renewal_decision(issued.validity(), advice, self.now, policy, issued.random);
        if decision.due && self.now < issued.rests_until() {
            (decision.due, decision.look_again_at) = (false, issued.rests_until());
        }
        decision
    }

    /// The certificate in use, when it is what is asked for.
    fn current(&self) -> Option<&Issued> {
        self.record.issued.as_ref().filter(|issued| issued.goal == self.goal)
    }

    /// What the authority suggests. Without an answer the certificate's own life decides.
    fn advice(&self, issued: &Issued) -> Result<Option<RenewalInfo>> {
        let Some(ari_id) = &issued.ari_id else { return Ok(None) };
        match self.manager.client.renewal_info(ari_id) {
            Err(error) if error.kind() == Kind::Cancelled => Err(error),
            answer => Ok(answer.ok()),
        }
    }

    fn renew(&mut self) -> Result<Action> {
        self.forget_other_order()?;
        let certificate = self.obtain()?;
        self.hold()?;
        let version = self.record.issued.as_ref().map_or(0, |issued| issued.version).saturating_add(1);
        let issued = Issued {
            version,
            goal: self.goal.clone(),
            order_url: certificate.order_url.clone(),
            issued_at: self.now,
            not_before: certificate.chain.not_before(),
            not_after: certificate.chain.not_after(),
            ari_id: certificate.chain.ari_id().ok(),
            random: random()?,
        };
        self.keep(&certificate, version)?;
        self.record = Record::of(issued.clone());
        self.save()?;
        self.put_to_use(&issued)?;
        Ok(Action::Renewed)
    }

    /// Gives up the order that was begun for another goal. The new goal is on record before the new order is.
    fn forget_other_order(&mut self) -> Result<()> {
        if !self.is_new_goal {
            return Ok(());
        }
        self.hold()?;
        self.store().remove(&self.document(STATE))?;
        self.record.next_look = self.now;
        self.save()
    }

    /// Obtains a certificate, going on with an order that an earlier run has begun.
    fn obtain(&self) -> Result<Certificate> {
        let mut params = self.params()?;
        match self.attempt(&params) {
            Err(error) if error.kind() == Kind::AlreadyReplaced && params.replaces.is_some() => {
                (params.replaces, params.state) = (None, None);
                self.attempt(&params)
            }
            result => result,
        }
    }

    fn attempt(&self, params: &ObtainParams) -> Result<Certificate> {
        let obtained = self.manager.client.obtain(params, &*self.manager.solver);
        obtained.map_err(|failure: ObtainError| {
            let error = Error::from(failure);
            if ends_the_order(error.kind()) {
                // When it cannot be removed, the order is found dead once more.
                drop(self.store().remove(&self.document(STATE)));
            }
            error
        })
    }

    fn params(&self) -> Result<ObtainParams> {
        let mut params = self.goal.plan.params(&self.manager.options.template);
        params.replaces = self.current().and_then(|issued| issued.ari_id.clone());
        params.state = self.state()?;
        let (store, document) = (Arc::clone(&self.manager.store), self.document(STATE));
        params.state_sink =
            Some(Arc::new(move |state: &State| store.write(&document, state.to_json()?.as_bytes(), true)));
        Ok(params)
    }

    /// The state of an order that an earlier run has begun for the same plan. One that cannot be read is put aside.
    fn state(&self) -> Result<Option<State>> {
        let document = self.document(STATE);
        let Some(bytes) = self.store().read(&document)? else { return Ok(None) };
        let state = std::str::from_utf8(&bytes).ok().and_then(|text| State::from_json(text).ok());
        let Some(state) = state else {
            self.store().write(&self.document(BROKEN_STATE), &bytes, true)?;
            self.store().remove(&document)?;
            return Ok(None);
        };
        let is_ours = state.directory() == self.goal.directory
            && same_identifiers(state.identifiers(), &self.goal.plan.identifiers);
        Ok(Some(state).filter(|_| is_ours))
    }

    /// Stores key and chain under a number of their own, where nobody looks yet.
    fn keep(&self, certificate: &Certificate, version: u64) -> Result<()> {
        let folder = format!("{}/{version}", self.name);
        if let Some(key) = &certificate.key {
            self.store().write(&format!("{folder}/{KEY}"), key.to_pem(None)?.as_bytes(), true)?;
        }
        self.store().write(&format!("{folder}/{CHAIN}"), certificate.chain.pem().as_bytes(), false)
    }

    /// Swaps the stored certificate in and tells of it; all of it may happen twice.
    fn put_to_use(&mut self, issued: &Issued) -> Result<()> {
        self.store().switch(&self.document(CURRENT), &self.document(&issued.version.to_string()))?;
        self.store().remove(&self.document(STATE))?;
        self.tell(issued)?;
        self.hold()?;
        self.record.deployed = true;
        self.record.next_look = self.decision(issued, None).look_again_at;
        self.save()?;
        self.remove_old(issued.version)
    }

    fn tell(&self, issued: &Issued) -> Result<()> {
        let options = &self.manager.options;
        if options.renewed.is_none() && options.deploy.is_none() {
            return Ok(());
        }
        let certificate = self.manager.stored(self.name, issued)?;
        let folder = self.store().path(&self.document(CURRENT));
        let renewed = Renewed { name: self.name, certificate: &certificate, folder };
        options.renewed.as_ref().map_or(Ok(()), |tell| tell(&renewed))?;
        let deploy = |command: &super::DeployCommand| {
            command.run(&renewed, &issued.goal.plan.identifiers, self.manager.client.cancel())
        };
        options.deploy.as_ref().map_or(Ok(()), deploy)
    }

    /// Removes what came before the certificate in use and the one before it.
    fn remove_old(&self, version: u64) -> Result<()> {
        let prefix = format!("{}/", self.name);
        for document in self.store().list(&prefix)? {
            let folder = document[prefix.len()..].split_once('/').and_then(|(folder, _)| folder.parse().ok());
            if folder.is_some_and(|number: u64| number.saturating_add(1) < version) {
                self.store().remove(&document)?;
            }
        }
        Ok(())
    }

    /// Makes sure that the lock is still ours before anything is written.
    fn hold(&self) -> Result<()> {
        self.lease.extend(self.manager.lease())
    }

    fn save(&self) -> Result<()> {
        self.record.write(self.store(), self.name)
    }

    fn store(&self) -> &dyn Store {
        &*self.manager.store
    }

    fn document(&self, name: &str) -> String {
        format!("{}/{name}", self.name)
    }
}

/// Whether a failure leaves nothing of the order to go on with. A new one costs little; a dead one would fail for ever.
fn ends_the_order(kind: Kind) -> bool {
    let passes = matches!(
        kind,
        Kind::RateLimited
            | Kind::ServerInternal
            | Kind::HttpError
            | Kind::UnreadableResponse
            | Kind::BadNonce
            | Kind::CertificateNotReady
    );
    kind as i32 >= Kind::InvalidResponse as i32 && !passes
}
