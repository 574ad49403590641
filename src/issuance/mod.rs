//! One call to a certificate, and keeping it fresh: what most callers want, above the verbs of [`client`](crate::client).

mod backoff;
mod certificate;
mod choice;
mod crew;
mod event;
pub mod manager;
mod obtain;
mod params;
mod presented;
mod prove;
mod rate;
mod relay;
mod renewal;
pub mod solver;
mod stage;
mod state;
mod state_file;
pub mod store;

pub use backoff::retry_delay;
pub use certificate::{Certificate, ObtainError};
pub use event::{Event, Events};
pub use manager::{Manager, ManagerOptions};
pub use params::ObtainParams;
pub use rate::{Pace, Rate};
pub use renewal::{RenewalDecision, RenewalPolicy, RenewalReason, Validity, renewal_decision};
pub use state::{State, StateSink};
pub use state_file::StateFile;
pub use store::{FolderStore, Lease, Store};

/// Hands an event to who wants to know.
fn tell(params: &ObtainParams, event: &Event) {
    if let Some(events) = &params.events {
        events.event(event);
    }
}
