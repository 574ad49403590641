//! A solver of closures.

use std::fmt;

use super::{Presentation, Solver, SolverContext};
use crate::error::Result;

type Step = Box<dyn Fn(&[Presentation], &SolverContext) -> Result<()> + Send + Sync>;

/// A solver whose steps are closures.
pub struct FnSolver {
    types: Vec<String>,
    present: Step,
    ready: Option<Step>,
    clean_up: Step,
    bound_to_caller: bool,
}

impl FnSolver {
    /// A solver of these challenge types, the preferred one first.
    pub fn new(
        types: &[&str],
        present: impl Fn(&[Presentation], &SolverContext) -> Result<()> + Send + Sync + 'static,
        clean_up: impl Fn(&[Presentation], &SolverContext) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self {
            types: types.iter().map(|&kind| kind.to_owned()).collect(),
            present: Box::new(present),
            ready: None,
            clean_up: Box::new(clean_up),
            bound_to_caller: false,
        }
    }

    /// The same solver, with what waits until the presented can be seen.
    #[must_use]
    pub fn with_ready(
        mut self,
        ready: impl Fn(&[Presentation], &SolverContext) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.ready = Some(Box::new(ready));
        self
    }

    /// The same solver, called on no other thread than the one that asks for the certificate.
    #[must_use]
    pub fn on_caller_thread(mut self) -> Self {
        self.bound_to_caller = true;
        self
    }
}

impl fmt::Debug for FnSolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FnSolver").field("types", &self.types).finish_non_exhaustive()
    }
}

impl Solver for FnSolver {
    fn types(&self) -> Vec<String> {
        self.types.clone()
    }

    fn present(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        (self.present)(batch, context)
    }

    fn ready(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        self.ready.as_ref().map_or(Ok(()), |ready| ready(batch, context))
    }

    fn clean_up(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        (self.clean_up)(batch, context)
    }

    fn bound_to_caller(&self) -> bool {
        self.bound_to_caller
    }
}
