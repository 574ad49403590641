//! What an issuance is doing.

use std::time::SystemTime;

use crate::error::{Error, Step};
use crate::protocol::{Identifier, Problem};

/// One thing that happened in an issuance.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// The order is placed, or was found again by the state of an earlier call.
    Ordered {
        /// The order URL.
        url: String,
        /// Whether it is the order of an earlier call.
        resumed: bool,
    },
    /// A challenge is visible, as far as the solver can tell.
    Presented {
        /// What is to be proven control of, without `*.`.
        identifier: Identifier,
        /// The challenge's type.
        challenge: String,
    },
    /// The authority was asked to validate.
    Asked {
        /// What is to be proven control of, without `*.`.
        identifier: Identifier,
        /// The challenge's type.
        challenge: String,
    },
    /// The authority holds control of the identifier for proven: now, or since an earlier order.
    Validated {
        /// What was proven control of, without `*.`.
        identifier: Identifier,
        /// How many authorizations of the order are valid by now.
        done: usize,
        /// How many it has.
        total: usize,
    },
    /// A challenge failed. The next type is tried when there is one.
    ChallengeFailed {
        /// What could not be proven control of, without `*.`.
        identifier: Identifier,
        /// The challenge's type.
        challenge: String,
        /// Why.
        problem: Option<Problem>,
    },
    /// The server is at work and will be looked at again.
    Waiting {
        /// What is waited for.
        step: Step,
        /// When the next look will be.
        until: SystemTime,
    },
    /// A call failed in passing and will be made again.
    Retrying {
        /// The number of the attempt that failed.
        attempt: u32,
        /// Why.
        error: Error,
    },
    /// The certificate request is about to be sent.
    Finalizing,
    /// The certificate was downloaded and checked.
    Issued {
        /// The order URL.
        url: String,
    },
    /// What the solver presented could not be taken away.
    CleanUpFailed {
        /// Why.
        error: Error,
    },
}

impl Event {
    /// The event's name, such as `validated`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ordered { .. } => "ordered",
            Self::Presented { .. } => "presented",
            Self::Asked { .. } => "asked",
            Self::Validated { .. } => "validated",
            Self::ChallengeFailed { .. } => "challenge_failed",
            Self::Waiting { .. } => "waiting",
            Self::Retrying { .. } => "retrying",
            Self::Finalizing => "finalizing",
            Self::Issued { .. } => "issued",
            Self::CleanUpFailed { .. } => "clean_up_failed",
        }
    }

    /// The step that it belongs to.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        match self {
            Self::Ordered { .. } => Some(Step::NewOrder),
            Self::Presented { .. } => Some(Step::Present),
            Self::Asked { .. } => Some(Step::Challenge),
            Self::Validated { .. } | Self::ChallengeFailed { .. } => Some(Step::Authorization),
            Self::Waiting { step, .. } => Some(*step),
            Self::Retrying { error, .. } => error.step(),
            Self::Finalizing => Some(Step::Finalize),
            Self::Issued { .. } => Some(Step::Certificate),
            Self::CleanUpFailed { .. } => Some(Step::CleanUp),
        }
    }

    /// The identifier that it is about.
    #[must_use]
    pub fn identifier(&self) -> Option<&Identifier> {
        match self {
            Self::Presented { identifier, .. }
            | Self::Asked { identifier, .. }
            | Self::Validated { identifier, .. }
            | Self::ChallengeFailed { identifier, .. } => Some(identifier),
            _ => None,
        }
    }

    /// The type of the challenge that it is about.
    #[must_use]
    pub fn challenge(&self) -> Option<&str> {
        match self {
            Self::Presented { challenge, .. }
            | Self::Asked { challenge, .. }
            | Self::ChallengeFailed { challenge, .. } => Some(challenge),
            _ => None,
        }
    }

    /// What went wrong.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Retrying { error, .. } | Self::CleanUpFailed { error } => Some(error),
            _ => None,
        }
    }

    /// The server's problem document.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::ChallengeFailed { problem, .. } => problem.as_ref(),
            _ => self.error().and_then(Error::problem),
        }
    }
}

/// Takes the events of an issuance, on the thread that asked for the certificate.
pub trait Events: Send + Sync {
    /// Takes one event.
    fn event(&self, event: &Event);
}

impl<F: Fn(&Event) + Send + Sync> Events for F {
    fn event(&self, event: &Event) {
        self(event);
    }
}
