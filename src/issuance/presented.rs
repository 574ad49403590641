//! What a solver presents, taken away again on every way out.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::clean;

use super::Event;
use super::params::ObtainParams;
use super::solver::{Presentation, Solver, SolverContext};
use super::tell;

/// What the solver was asked to present; dropping it cleans up.
pub(super) struct Presented<'a> {
    solver: &'a dyn Solver,
    params: &'a ObtainParams,
    batch: Vec<Presentation>,
}

impl<'a> Presented<'a> {
    /// Presents `batch` and waits until it can be seen. `left_behind` is what an earlier call presented: it is only
    /// cleaned up.
    pub(super) fn present(
        solver: &'a dyn Solver,
        params: &'a ObtainParams,
        batch: Vec<Presentation>,
        left_behind: Vec<Presentation>,
        context: &SolverContext,
    ) -> Result<Self> {
        let is_new = |left: &Presentation| batch.iter().all(|new| new.challenge.url != left.challenge.url);
        let left_behind: Vec<_> = left_behind.into_iter().filter(is_new).collect();
        let count = batch.len();
        let all = Self { solver, params, batch: batch.into_iter().chain(left_behind).collect() };
        let batch = &all.batch[..count];
        if batch.is_empty() {
            return Ok(all);
        }
        context.check().map_err(|error| error.at(Step::Present))?;
        called(Step::Present, batch, || solver.present(batch, context))?;
        for presentation in batch {
            let (identifier, challenge) = (presentation.identifier.clone(), clean(presentation.kind()));
            tell(params, &Event::Presented { identifier, challenge });
        }
        called(Step::Ready, batch, || solver.ready(batch, context))?;
        context.check().map_err(|error| error.at(Step::Ready))?;
        Ok(all)
    }
}

impl<'a> Presented<'a> {
    /// What an earlier call presented, to be cleaned up.
    pub(super) fn left_behind(
        solver: &'a dyn Solver,
        params: &'a ObtainParams,
        batch: Vec<Presentation>,
    ) -> Self {
        Self { solver, params, batch }
    }
}

impl Drop for Presented<'_> {
    fn drop(&mut self) {
        let Self { solver, params, batch } = self;
        if batch.is_empty() {
            return;
        }
        let context = SolverContext::for_clean_up();
        if let Err(error) = called(Step::CleanUp, batch, || solver.clean_up(batch, &context)) {
            tell(params, &Event::CleanUpFailed { error });
        }
    }
}

/// Calls the solver; what it throws becomes an error that names step and identifiers.
fn called(step: Step, batch: &[Presentation], call: impl FnOnce() -> Result<()>) -> Result<()> {
    let outcome = catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|thrown| {
        Err(Error::new(Kind::SolverFailed, format!("the solver panicked: {}", words(&*thrown))))
    });
    outcome.map_err(|error| {
        let identifiers: Vec<_> = batch.iter().map(|presentation| presentation.identifier.clone()).collect();
        error.at(step).about(|| crate::error::names(&identifiers))
    })
}

fn words(thrown: &(dyn Any + Send)) -> &str {
    let literal = thrown.downcast_ref::<&str>().copied();
    literal.or_else(|| thrown.downcast_ref::<String>().map(String::as_str)).unwrap_or("without words")
}
