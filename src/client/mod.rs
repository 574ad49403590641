//! The verbs of RFC 8555: one call each, with its retries, its deadline and its cancellation.

mod account;
mod answer;
mod authorization;
mod auto_renewal;
mod caa;
mod certificate;
mod challenge;
mod credentials;
mod directory;
mod dns_record;
mod frame;
mod key_change;
mod log;
mod nonce;
mod onion_csr;
mod operation;
mod options;
mod order;
mod orders;
mod poll;
mod post;
mod pre_authorization;
mod renewal_info;
mod retry;
mod signer;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use once_cell::sync::OnceCell;

pub use self::log::{Level, Log};
pub(crate) use frame::Frame;
pub use nonce::NoncePool;
pub use options::ClientOptions;
pub use order::Finalization;
pub use orders::{OrderPages, Orders};
pub use post::SignedBy;
pub(crate) use retry::jittered;
pub use signer::{RemoteKey, Signer};

use crate::error::Result;
use crate::protocol::Directory;
use crate::transport::{Cancel, Transport};

/// A client of one authority with one account key.
///
/// It may be used by several threads at once, and a clone is the same client. After a fork the child goes on with
/// connections and nonces of its own.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    cancel: Cancel,
    frame: Arc<Frame>,
}

struct Shared {
    options: ClientOptions,
    user_agent: String,
    transport: Arc<dyn Transport>,
    signer: RwLock<Arc<dyn Signer>>,
    account_url: RwLock<Option<Arc<str>>>,
    directory: OnceCell<Arc<Directory>>,
    nonces: NoncePool,
    /// The time of the fastest answer so far, in microseconds.
    fastest: AtomicU64,
}

impl Client {
    /// A client whose requests `signer` signs: a [`Key`](crate::protocol::Key), or a [`RemoteKey`]. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`](crate::Kind::InvalidArgument), [`Kind::ForbiddenUrl`](crate::Kind::ForbiddenUrl) or
    /// [`Kind::File`](crate::Kind::File), naming the option that was refused.
    pub fn new(options: ClientOptions, signer: impl Signer + 'static) -> Result<Self> {
        Self::with_signer(options, Arc::new(signer))
    }

    /// The same for a signer that is shared with others.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_signer(options: ClientOptions, signer: Arc<dyn Signer>) -> Result<Self> {
        options.check()?;
        let cancel = options.cancel.clone().unwrap_or_default();
        let shared = Shared {
            user_agent: options.user_agent_header(),
            transport: options.build_transport()?,
            signer: RwLock::new(signer),
            account_url: RwLock::new(options.account_url.as_deref().map(Arc::from)),
            directory: OnceCell::new(),
            nonces: NoncePool::new(),
            fastest: AtomicU64::new(u64::MAX),
            options,
        };
        Ok(Self { shared: Arc::new(shared), cancel, frame: Arc::default() })
    }

    /// The same client, its calls ended by `cancel`. It shares account, connections and nonces with this one.
    #[must_use]
    pub fn with_cancel(&self, cancel: Cancel) -> Self {
        Self { cancel, ..self.clone() }
    }

    /// The same client, its calls a part of a larger operation.
    pub(crate) fn within(&self, frame: Frame) -> Self {
        Self { frame: Arc::new(frame), ..self.clone() }
    }

    /// The options it was made with.
    #[must_use]
    pub fn options(&self) -> &ClientOptions {
        &self.shared.options
    }

    /// Who signs its requests.
    #[must_use]
    pub fn signer(&self) -> Arc<dyn Signer> {
        let own = || Arc::clone(&self.shared.signer.read().unwrap_or_else(PoisonError::into_inner));
        self.frame.signer.as_ref().map_or_else(own, Arc::clone)
    }

    fn set_signer(&self, signer: Arc<dyn Signer>) {
        *self.shared.signer.write().unwrap_or_else(PoisonError::into_inner) = signer;
    }

    /// The token that ends its calls.
    #[must_use]
    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    pub(crate) fn transport(&self) -> &Arc<dyn Transport> {
        self.frame.transport.as_ref().unwrap_or(&self.shared.transport)
    }

    /// The nonces at hand.
    #[must_use]
    pub fn nonces(&self) -> &NoncePool {
        &self.shared.nonces
    }

    /// The time of the server's fastest answer so far: about one round trip.
    pub(crate) fn fastest_answer(&self) -> Duration {
        Duration::from_micros(self.shared.fastest.load(Ordering::Relaxed))
    }

    fn note_answer(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.shared.fastest.fetch_min(micros, Ordering::Relaxed);
    }

    fn user_agent(&self) -> &str {
        &self.shared.user_agent
    }

    fn log(&self, level: Level, line: fmt::Arguments<'_>) {
        let log = self.frame.log.as_deref().or(self.shared.options.log.as_deref());
        log::write(log, level, line);
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("directory_url", &self.shared.options.directory_url)
            .field("account_url", &self.account_url())
            .finish_non_exhaustive()
    }
}
