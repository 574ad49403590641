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
    /// What an earlier call presented, to be cleaned up.
    pub(super) fn left_behind(
        solver: &'a dyn Solver,
        params: &'a ObtainParams,
        batch: Vec<Presentation>,
    ) -> Self {
        Self { solver, params, batch }
    }

    /// Presents `batch` as well and waits until it can be seen.
    pub(super) fn present(mut self, batch: Vec<Presentation>, context: &SolverContext) -> Result<Self> {
        self.batch.retain(|left| batch.iter().all(|new| new.challenge.url != left.challenge.url));
        let count = batch.len();
        self.batch.splice(..0, batch);
        let Self { solver, params, batch } = &self;
        let batch = &batch[..count];
        if batch.is_empty() {
            return Ok(self);
        }
        context.check().map_err(|error| error.at(Step::Present))?;
        call(Step::Present, batch, || solver.present(batch, context))?;
        for presentation in batch {
            let (identifier, challenge) = (presentation.identifier.clone(), clean(presentation.kind()));
            tell(params, &Event::Presented { identifier, challenge });
        }
        call(Step::Ready, batch, || solver.ready(batch, context))?;
        context.check().map_err(|error| error.at(Step::Ready))?;
        Ok(self)
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
