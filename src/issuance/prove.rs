//! Proving control of an order's identifiers: fetch the authorizations, present, ask for validation, wait.

use std::time::{Duration, Instant};

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Authorization, Challenge, Order, Status, clean};

use super::Event;
use super::choice::{Choices, about};
use super::obtain::is_unknown;
use super::presented::Presented;
use super::solver::{Presentation, Solver};
use super::stage::Stage;

/// After this long the authorizations are looked at one by one, and again after each doubling.
const SINGLE_LOOKS: Duration = Duration::from_secs(10);

/// What became of an order's authorizations.
pub(super) enum Proof {
    /// All are valid, the order can go on.
    Done(Box<Order>),
    /// The order is invalid because of these, which failed by the challenge of that type.
    Failed(Vec<Failure>),
}

/// An authorization that failed.
pub(super) struct Failure {
    authorization: Authorization,
    /// The authorization as it was before, with all of its challenges: servers leave the others out once one failed.
    pub(super) offered: Authorization,
    pub(super) challenge: Option<Challenge>,
}

impl Failure {
    fn of(authorization: Authorization, offered: &Authorization) -> Self {
        let invalid = |challenge: &&Challenge| challenge.status == Status::Invalid;
        let challenge = authorization.challenges.iter().find(invalid).cloned();
        Self { authorization, offered: offered.clone(), challenge }
    }

    /// The failure as an error; `others` failed beside it.
    pub(super) fn error(&self, others: usize) -> Error {
        let beside = if others > 0 { format!(", as are {others} more") } else { String::new() };
        let reason = format!("the authorization is {}{beside}", self.authorization.status);
        let problem = self.challenge.as_ref().and_then(|challenge| challenge.error.clone());
        about(&self.authorization, Error::new(Kind::AuthorizationInvalid, reason).because_of(problem))
    }

    pub(super) fn event(&self) -> Event {
        Event::ChallengeFailed {
            identifier: self.authorization.identifier.clone(),
            challenge: self.challenge.as_ref().map(|challenge| clean(&challenge.kind)).unwrap_or_default(),
            problem: self.challenge.as_ref().and_then(|challenge| challenge.error.clone()),
        }
    }
}

/// An authorization to be proven by that challenge.
struct Task {
    authorization: Authorization,
    challenge: Challenge,
}

/// One order's proof.
pub(super) struct Prover<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) solver: &'a dyn Solver,
    pub(super) choices: &'a Choices,
    pub(super) thumbprint: &'a str,
    pub(super) account_url: &'a str,
}

impl Prover<'_> {
    /// Proves what is not proven yet. `keep` is called with what will be presented, before it is. `left_behind` is what
    /// an earlier call may have presented: it is cleaned up on every way out.
    pub(super) fn prove(
        &self,
        order: Order,
        left_behind: Vec<Presentation>,
        keep: impl FnOnce(&[Presentation]) -> Result<()>,
    ) -> Result<Proof> {
        let left_behind = Presented::left_behind(self.solver, self.stage.params, left_behind);
        let authorizations = self.authorizations(&order)?;
        let total = authorizations.len();
        if authorizations.iter().any(is_over) {
            let seen = authorizations.clone();
            return Ok(Proof::Failed(self.give_up(seen, authorizations.iter())));
        }
        let tasks = self.tasks(authorizations)?;
        let mut progress = Progress { stage: self.stage, done: total - tasks.len(), total, seen: Vec::new() };
        let batch: Vec<_> = tasks.iter().map(|task| self.presentation(task)).collect();
        if !batch.is_empty() {
            keep(&batch)?;
        }
        let presented = left_behind.present(batch, &self.stage.context())?;
        self.ask(&tasks)?;
        let order = self.wait(order, &tasks, &mut progress)?;
        drop(presented);
        if order.status == Status::Invalid {
            return self.explain(&order, &tasks).map(Proof::Failed);
        }
        tasks.iter().for_each(|task| progress.validated(&task.authorization));
        Ok(Proof::Done(Box::new(order)))
    }

    fn authorizations(&self, order: &Order) -> Result<Vec<Authorization>> {
        let (stage, count) = (self.stage, order.authorizations.len());
        let mut done = 0;
        let fetch = |number| stage.client.order_authorization(order, number);
        stage.crew.each(stage.workers(count), count, fetch, |authorization| {
            if authorization.status == Status::Valid {
                done += 1;
                let identifier = authorization.identifier.clone();
                stage.tell(&Event::Validated { identifier, done, total: count });
            }
        })
    }

    /// What is left to be proven, each with the challenge that shall do it.
    fn tasks(&self, authorizations: Vec<Authorization>) -> Result<Vec<Task>> {
        let open = authorizations.into_iter().filter(|known| known.status != Status::Valid);
        open.map(|authorization| {
            let challenge = self.choices.choose(&authorization)?.clone();
            Ok(Task { authorization, challenge })
        })
        .collect()
    }

    fn presentation(&self, task: &Task) -> Presentation {
        Presentation::new(&task.authorization, &task.challenge, self.thumbprint, self.account_url)
    }

    /// Asks for the validations that are not under way.
    fn ask(&self, tasks: &[Task]) -> Result<()> {
        let stage = self.stage;
        let open: Vec<_> = tasks.iter().filter(|task| task.challenge.status == Status::Pending).collect();
        let ask = |number: usize| {
            let task: &Task = open[number];
            stage
                .client
                .request_validation(&task.challenge)
                .map_err(|error| about(&task.authorization, error))
        };
        let asked = |challenge: &Challenge| {
            if let Some(identifier) = challenge.identifier.clone() {
                stage.tell(&Event::Asked { identifier, challenge: clean(&challenge.kind) });
            }
        };
        stage.crew.each(stage.workers(open.len()), open.len(), ask, asked).map(|_| ())
    }

    /// Waits for the order, which costs one request a look however many authorizations it has.
    fn wait(&self, order: Order, tasks: &[Task], progress: &mut Progress<'_>) -> Result<Order> {
        let (started, mut next) = (Instant::now(), SINGLE_LOOKS);
        let mut failed = false;
        let meanwhile = || {
            if started.elapsed() >= next {
                next *= 2;
                let seen = self.look(tasks)?;
                seen.iter()
                    .filter(|seen| seen.status == Status::Valid)
                    .for_each(|seen| progress.validated(seen));
                failed = seen.iter().any(is_over);
            }
            Ok(failed)
        };
        let goes_on = |seen: &Order| seen.status != Status::Pending && !is_unknown(seen);
        let mut order = self.stage.wait(order, goes_on, meanwhile)?;
        if failed {
            // The server is slow to say of the order what it says of an authorization.
            order.status = Status::Invalid;
        }
        Ok(order)
    }

    fn look(&self, tasks: &[Task]) -> Result<Vec<Authorization>> {
        let stage = self.stage;
        let look = |number: usize| stage.client.authorization(&tasks[number].authorization.url);
        stage.crew.each(stage.workers(tasks.len()), tasks.len(), look, |_| {})
    }

    /// Why the order is invalid.
    fn explain(&self, order: &Order, tasks: &[Task]) -> Result<Vec<Failure>> {
        let failures = self.give_up(self.look(tasks)?, tasks.iter().map(|task| &task.authorization));
        if failures.is_empty() {
            let error = Error::new(Kind::OrderInvalid, "the order is invalid");
            return Err(error.because_of(order.error.clone()).at(Step::Order));
        }
        Ok(failures)
    }

    /// Gives up what is pending of an invalid order, so that it does not count against the account; keeps what failed.
    fn give_up<'o>(
        &self,
        seen: Vec<Authorization>,
        offered: impl Iterator<Item = &'o Authorization>,
    ) -> Vec<Failure> {
        let stage = self.stage;
        let pending: Vec<_> = seen.iter().filter(|known| known.status == Status::Pending).collect();
        let give_up = |number: usize| {
            // The order is lost already: what the server answers to this changes nothing.
            let _ = stage.client.deactivate_authorization(&pending[number].url);
            Ok(())
        };
        let _ = stage.crew.each(stage.workers(pending.len()), pending.len(), give_up, |()| {});
        let failed = seen.into_iter().zip(offered).filter(|(seen, _)| is_over(seen));
        failed.map(|(seen, offered)| Failure::of(seen, offered)).collect()
    }
}

/// Whether the authorization can never become valid.
fn is_over(authorization: &Authorization) -> bool {
    matches!(authorization.status, Status::Invalid | Status::Deactivated | Status::Expired | Status::Revoked)
}

/// Which authorizations are valid, each told once.
struct Progress<'a> {
    stage: &'a Stage<'a>,
    done: usize,
    total: usize,
    seen: Vec<String>,
}

impl Progress<'_> {
    fn validated(&mut self, authorization: &Authorization) {
        if self.seen.contains(&authorization.url) {
            return;
        }
        self.seen.push(authorization.url.clone());
        self.done += 1;
        let identifier = authorization.identifier.clone();
        self.stage.tell(&Event::Validated { identifier, done: self.done, total: self.total });
    }
}
