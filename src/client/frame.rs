//! What a larger operation lends to the calls that it is made of.

use std::sync::Arc;
use std::time::Instant;

use crate::error::Error;
use crate::transport::Transport;

use super::{Log, Signer};

/// Takes the failure that a call is about to try again after, with the number of the attempt that failed.
pub(crate) type OnRetry = Arc<dyn Fn(u32, &Error) + Send + Sync>;

/// The deadline of the larger operation, and its own way to network, signer and log. What is unset is the client's own.
#[derive(Clone, Default)]
pub(crate) struct Frame {
    /// The end of every call; within it a call waits as long as the server asks.
    pub(crate) deadline: Option<Instant>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) signer: Option<Arc<dyn Signer>>,
    pub(crate) log: Option<Arc<dyn Log>>,
    pub(crate) on_retry: Option<OnRetry>,
}
