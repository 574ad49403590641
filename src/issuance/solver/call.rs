//! One step of a solver, its failure named and its panic caught.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Presentation;
use crate::error::{Error, Kind, Result, Step};
use crate::protocol::clean;

/// How many names an error lists.
const SHOWN: usize = 5;

/// Runs a step of a solver over a batch. The error names step and identifiers; a panic is an error too.
///
/// # Errors
/// What the step failed with; [`Kind::SolverFailed`] when it panicked.
pub fn call(step: Step, batch: &[Presentation], run: impl FnOnce() -> Result<()>) -> Result<()> {
    let outcome = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|payload| {
        Err(Error::new(Kind::SolverFailed, format!("the solver panicked: {}", words_of(&*payload))))
    });
    outcome.map_err(|error| error.at(step).about(|| names_of(batch)))
}

fn names_of(batch: &[Presentation]) -> String {
    let mut names: Vec<_> =
        batch.iter().take(SHOWN).map(|presentation| clean(&presentation.identifier.value)).collect();
    if batch.len() > SHOWN {
        names.push(format!("and {} more", batch.len() - SHOWN));
    }
    names.join(", ")
}

fn words_of(payload: &(dyn Any + Send)) -> &str {
    let literal = payload.downcast_ref::<&str>().copied();
    literal.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("without words")
}
