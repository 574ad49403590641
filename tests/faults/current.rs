//! The run that a proxy, its gate and its names work for.

use std::sync::{Arc, Mutex, PoisonError};

use crate::run::Run;

#[derive(Clone)]
pub struct Current(Arc<Mutex<Arc<Run>>>);

impl Current {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Arc::new(Run::new("none", None)))))
    }

    pub fn get(&self) -> Arc<Run> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn set(&self, run: &Arc<Run>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(run);
    }
}
