//! The way from a worker back to the thread that asked for the certificate.
//!
//! Callbacks of the host's language may only be called there. A worker hands the call over and waits for its result.

use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use crate::client::{Level, Log, Signer};
use crate::error::{Error, Kind, Result};
use crate::protocol::JwsHeader;
use crate::transport::{Request, Response, Transport};

/// What a worker tells the calling thread.
pub(super) enum Notice {
    /// Something to be done there.
    Errand(Box<dyn FnOnce() + Send>),
    /// The result of this number is there.
    Done(usize),
    /// A worker has left.
    Left,
}

/// Leads to the calling thread.
pub(super) struct Relay {
    home: ThreadId,
    notices: Mutex<Option<Sender<Notice>>>,
}

impl Relay {
    /// A relay to the thread that calls this.
    pub(super) fn to_here() -> Arc<Self> {
        Arc::new(Self { home: thread::current().id(), notices: Mutex::new(None) })
    }

    /// Sets where errands go, or that there is nowhere.
    pub(super) fn lead_to(&self, notices: Option<Sender<Notice>>) {
        *self.notices.lock().unwrap_or_else(PoisonError::into_inner) = notices;
    }

    /// Runs `errand` on the calling thread without waiting for it.
    pub(super) fn tell(&self, errand: impl FnOnce() + Send + 'static) {
        if thread::current().id() == self.home {
            return errand();
        }
        if let Some(notices) = &*self.notices.lock().unwrap_or_else(PoisonError::into_inner) {
            // When nobody listens any more, the issuance is over.
            let _ = notices.send(Notice::Errand(Box::new(errand)));
        }
    }

    /// Runs `work` on the calling thread and gives what it gave.
    fn ask<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        if thread::current().id() == self.home {
            return Ok(work());
        }
        let (answer, answered) = mpsc::channel();
        // A worker that is gone needs no answer.
        self.tell(move || drop(answer.send(work())));
        answered.recv().map_err(|_| Error::new(Kind::Cancelled, "the calling thread has left"))
    }
}

/// A signer that signs on the calling thread.
pub(super) struct RelayedSigner {
    pub(super) inner: Arc<dyn Signer>,
    pub(super) relay: Arc<Relay>,
}

impl RelayedSigner {
    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Signer) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = Arc::clone(&self.inner);
        self.relay.ask(move || work(&*inner))?
    }
}

impl Signer for RelayedSigner {
    fn jws(&self, header: &JwsHeader<'_>, payload: &[u8]) -> Result<String> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let (url, nonce, kid) = (header.url.to_owned(), owned(header.nonce), owned(header.kid));
        let payload = payload.to_vec();
        self.ask(move |signer| {
            let header = JwsHeader { url: &url, nonce: nonce.as_deref(), kid: kid.as_deref() };
            signer.jws(&header, &payload)
        })
    }

    fn jwk(&self) -> Result<String> {
        self.ask(|signer| signer.jwk())
    }

    fn thumbprint(&self) -> Result<String> {
        self.ask(|signer| signer.thumbprint())
    }

    fn bound_to_caller(&self) -> bool {
        true
    }
}

/// A log whose lines are written on the calling thread.
pub(super) struct RelayedLog {
    pub(super) inner: Arc<dyn Log>,
    pub(super) relay: Arc<Relay>,
}

impl Log for RelayedLog {
    fn enabled(&self, level: Level) -> bool {
        let inner = Arc::clone(&self.inner);
        self.relay.ask(move || inner.enabled(level)).unwrap_or(false)
    }

    fn line(&self, level: Level, line: &str) {
        let (inner, line) = (Arc::clone(&self.inner), line.to_owned());
        self.relay.tell(move || inner.line(level, &line));
    }

    fn bound_to_caller(&self) -> bool {
        true
    }
}

/// A transport that sends on the calling thread.
pub(super) struct RelayedTransport {
    pub(super) inner: Arc<dyn Transport>,
    pub(super) relay: Arc<Relay>,
}

impl Transport for RelayedTransport {
    fn send(&self, request: &Request<'_>) -> Result<Response> {
        let inner = Arc::clone(&self.inner);
        let text = |text: &str| text.to_owned();
        let headers: Vec<_> = request.headers.iter().map(|(name, value)| (text(name), text(value))).collect();
        let (url, body, cancel) =
            (text(request.url), request.body.map(<[u8]>::to_vec), request.cancel.clone());
        let (method, deadline, max_body, fresh_connection) =
            (request.method, request.deadline, request.max_body, request.fresh_connection);
        self.relay.ask(move || {
            let headers: Vec<_> =
                headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            inner.send(&Request {
                method,
                url: &url,
                headers: &headers,
                body: body.as_deref(),
                deadline,
                cancel: &cancel,
                max_body,
                fresh_connection,
            })
        })?
    }

    fn bound_to_caller(&self) -> bool {
        true
    }
}
