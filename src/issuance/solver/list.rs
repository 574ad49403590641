//! Several solvers as one.

use std::fmt;
use std::sync::Arc;

use super::{Presentation, Solver, SolverContext};
use crate::error::{Kind, Result};

/// Several solvers as one: each challenge type goes to the first that can do it.
#[derive(Clone, Default)]
pub struct Solvers(Vec<Arc<dyn Solver>>);

impl Solvers {
    /// An empty list, which can do nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a solver behind those that are there.
    pub fn add(&mut self, solver: Arc<dyn Solver>) {
        self.0.push(solver);
    }

    /// The same list with one more solver at its end.
    #[must_use]
    pub fn with(mut self, solver: impl Solver + 'static) -> Self {
        self.add(Arc::new(solver));
        self
    }

    fn position(&self, kind: &str) -> Option<usize> {
        self.0.iter().position(|solver| solver.types().iter().any(|known| known == kind))
    }

    /// Calls each solver with its share of the batch, all of them even when one fails, and gives the first failure: who
    /// is told to clean up was told to present.
    fn each(
        &self,
        batch: &[Presentation],
        call: impl Fn(&dyn Solver, &[Presentation]) -> Result<()>,
    ) -> Result<()> {
        let mut shares = vec![Vec::new(); self.0.len()];
        let mut outcome = Ok(());
        for presentation in batch {
            match self.position(presentation.kind()) {
                Some(at) => shares[at].push(presentation.clone()),
                None => {
                    let error = presentation.failed(Kind::SolverFailed, "no solver can do this type");
                    outcome = outcome.and(Err(error));
                }
            }
        }
        for (solver, share) in self.0.iter().zip(&shares).filter(|(_, share)| !share.is_empty()) {
            outcome = outcome.and(call(&**solver, share));
        }
        outcome
    }
}

impl fmt::Debug for Solvers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|solver| solver.types())).finish()
    }
}

impl Solver for Solvers {
    fn types(&self) -> Vec<String> {
        let mut types = Vec::new();
        for kind in self.0.iter().flat_map(|solver| solver.types()) {
            if !types.contains(&kind) {
                types.push(kind);
            }
        }
        types
    }

    fn present(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        self.each(batch, |solver, share| solver.present(share, context))
    }

    fn ready(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        self.each(batch, |solver, share| solver.ready(share, context))
    }

    fn clean_up(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        self.each(batch, |solver, share| solver.clean_up(share, context))
    }

    fn bound_to_caller(&self) -> bool {
        self.0.iter().any(|solver| solver.bound_to_caller())
    }
}
