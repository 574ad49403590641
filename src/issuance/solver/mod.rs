//! Solvers: who makes visible what the authority asks to see.
//!
//! [`Solver`] is the seam: three small steps over a whole batch. The ones here are built in; several together are
//! [`Solvers`].

mod call;
mod command;
mod context;
#[cfg(feature = "dns-update")]
mod dns;
#[cfg(feature = "dns-update")]
mod dns_update;
mod function;
mod http01_server;
mod list;
mod listener;
mod presentation;
pub(super) mod program;
mod self_check;
mod tls_alpn01_server;
mod webroot;

pub use call::call;
pub use command::Command;
pub use context::SolverContext;
#[cfg(feature = "dns-update")]
pub use dns::{TsigAlgorithm, TsigKey};
#[cfg(feature = "dns-update")]
pub use dns_update::DnsUpdate;
pub use function::FnSolver;
pub use http01_server::Http01Server;
pub use list::Solvers;
pub use presentation::Presentation;
pub use self_check::{SelfCheck, SelfChecked};
pub use tls_alpn01_server::TlsAlpn01Server;
pub use webroot::Webroot;

use std::sync::Arc;

use crate::error::Result;

/// Makes visible what the authority asks to see, and takes it away again.
///
/// The errors of a solver need neither step nor subject: [`call`] adds them. One that is about a single presentation
/// may name it with [`Presentation::failed`].
pub trait Solver: Send + Sync {
    /// The challenge types that it can do (`http-01`), the preferred one first.
    fn types(&self) -> Vec<String>;

    /// Makes all of these visible: every presentation of one round at once.
    ///
    /// # Errors
    /// When one of them cannot be made visible. [`Solver::clean_up`] is called for all of them then.
    fn present(&self, batch: &[Presentation], context: &SolverContext) -> Result<()>;

    /// Waits until what was presented can be seen, such as a DNS record at every server of its zone.
    ///
    /// # Errors
    /// When the wait failed or reached the context's deadline.
    fn ready(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        let _ = (batch, context);
        Ok(())
    }

    /// Takes these away again. It is called on every way out, for each presentation that [`Solver::present`] was called
    /// with, also when that failed.
    ///
    /// # Errors
    /// When something stays behind: an event tells so, and the issuance goes on.
    fn clean_up(&self, batch: &[Presentation], context: &SolverContext) -> Result<()>;

    /// Whether it must be called on the thread that asked for the certificate: a callback of the host's language.
    fn bound_to_caller(&self) -> bool {
        false
    }
}

macro_rules! solver_behind {
    ($pointer:ty) => {
        impl<S: Solver + ?Sized> Solver for $pointer {
            fn types(&self) -> Vec<String> {
                (**self).types()
            }

            fn present(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
                (**self).present(batch, context)
            }

            fn ready(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
                (**self).ready(batch, context)
            }

            fn clean_up(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
                (**self).clean_up(batch, context)
            }

            fn bound_to_caller(&self) -> bool {
                (**self).bound_to_caller()
            }
        }
    };
}

solver_behind!(Arc<S>);
solver_behind!(Box<S>);
