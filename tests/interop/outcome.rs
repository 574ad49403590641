//! What became of one scenario.

use acme_client::{Error, Kind};

/// What became of a scenario, tried in one language at one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    NotOffered,
    Failed(String),
}

impl Outcome {
    /// Whether it failed for a reason with these words.
    pub fn has_failed_for(&self, words: &str) -> bool {
        matches!(self, Self::Failed(why) if why.contains(words))
    }

    /// The same, but failed for that reason unless it had one of its own.
    pub fn but(self, why: &str) -> Self {
        if matches!(self, Self::Failed(_)) { self } else { Self::Failed(why.to_owned()) }
    }
}

/// Why a scenario in Rust did not come to its end.
pub enum Trouble {
    NotOffered,
    Failed(String),
}

impl From<Result<(), Trouble>> for Outcome {
    fn from(result: Result<(), Trouble>) -> Self {
        match result {
            Ok(()) => Self::Passed,
            Err(Trouble::NotOffered) => Self::NotOffered,
            Err(Trouble::Failed(reason)) => Self::Failed(reason),
        }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error.kind() {
            Kind::UnsupportedOperation | Kind::ChallengeNotOffered => Self::NotOffered,
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<acme_client::protocol::Invalid> for Trouble {
    fn from(invalid: acme_client::protocol::Invalid) -> Self {
        Error::from(invalid).into()
    }
}
