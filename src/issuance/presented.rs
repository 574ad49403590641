//! What a solver presents, taken away again on every way out.

use crate::error::{Result, Step};
use crate::protocol::clean;

use super::Event;
use super::params::ObtainParams;
use super::solver::{Presentation, Solver, SolverContext, call};
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
        call(Step::Present, batch, || solver.present(batch, context))?;
        for presentation in batch {
            let (identifier, challenge) = (presentation.identifier.clone(), clean(presentation.kind()));
            tell(params, &Event::Presented { identifier, challenge });
        }
        call(Step::Ready, batch, || solver.ready(batch, context))?;
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
        if let Err(error) = call(Step::CleanUp, batch, || solver.clean_up(batch, &context)) {
            tell(params, &Event::CleanUpFailed { error });
        }
    }
}
