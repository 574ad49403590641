//! The request that this thread is sending: what ends it, as seen by connections that outlive it.

use std::cell::{Cell, RefCell};
use std::io;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, Timespec, poll};

use super::{Cancel, Request};
use crate::error::{Error, Kind, Result};

/// The longest wait between two looks at the token.
const SLICE: Duration = Duration::from_millis(40);

thread_local! {
    static CURRENT: RefCell<Option<Call>> = const { RefCell::new(None) };
}

struct Call {
    peer: String,
    cancel: Cancel,
    deadline: Instant,
    fresh: bool,
    connecting: Cell<Option<(Instant, Duration)>>,
    probing: Cell<bool>,
}

impl Call {
    fn check(&self) -> Result<()> {
        self.cancel.check()?;
        let now = Instant::now();
        if now >= self.deadline {
            return Err(Error::new(
                Kind::RequestTimedOut,
                format!("{}: no complete response in time", self.peer),
            ));
        }
        match self.connecting.get() {
            Some((until, limit)) if now >= until => Err(Error::new(
                Kind::ConnectionFailed,
                format!("{}: no connection within {limit:?}", self.peer),
            )),
            _ => Ok(()),
        }
    }

    fn left(&self) -> Duration {
        let until = self.connecting.get().map_or(self.deadline, |(until, _)| until.min(self.deadline));
        until.saturating_duration_since(Instant::now())
    }
}

/// What holds the request as the thread's current one.
pub(super) struct Current(());

impl Drop for Current {
    fn drop(&mut self) {
        CURRENT.take();
    }
}

/// Makes `request`, to `peer`, the one that this thread is sending.
pub(super) fn enter(request: &Request<'_>, peer: &str) -> Current {
    let current = enter_for(peer, request.deadline, request.cancel);
    CURRENT.with_borrow_mut(|call| call.iter_mut().for_each(|call| call.fresh = request.fresh_connection));
    current
}

/// The same for work with `peer` that is no request.
pub(super) fn enter_for(peer: &str, deadline: Instant, cancel: &Cancel) -> Current {
    CURRENT.set(Some(Call {
        peer: peer.to_owned(),
        cancel: cancel.clone(),
        deadline,
        fresh: false,
        connecting: Cell::new(None),
        probing: Cell::new(false),
    }));
    Current(())
}

fn with<T>(look: impl FnOnce(&Call) -> T) -> Option<T> {
    CURRENT.with_borrow(|call| call.as_ref().map(look))
}

/// Fails once the request must end: cancelled, its deadline passed or its time for connecting over.
pub(super) fn check() -> Result<()> {
    with(Call::check).unwrap_or(Ok(()))
}

/// Whether the request refuses connections that were used before.
pub(super) fn wants_fresh_connection() -> bool {
    with(|call| call.fresh).unwrap_or(false)
}

/// How long to wait before the next [`check`].
pub(super) fn slice() -> Duration {
    with(Call::left).map_or(SLICE, |left| left.min(SLICE))
}

/// Runs `connect`, which must be done within `limit`.
pub(super) fn connecting<T>(limit: Duration, connect: impl FnOnce() -> T) -> T {
    let outermost = with(|call| {
        let outermost = call.connecting.get().is_none();
        if outermost {
            call.connecting.set(Instant::now().checked_add(limit).map(|until| (until, limit)));
        }
        outermost
    });
    let done = connect();
    if outermost == Some(true) {
        with(|call| call.connecting.set(None));
    }
    done
}

/// Runs `probe`, whose reads do not wait.
pub(super) fn probing<T>(probe: impl FnOnce() -> T) -> T {
    with(|call| call.probing.set(true));
    let done = probe();
    with(|call| call.probing.set(false));
    done
}

/// Whether reads must not wait. Nothing waits for a request that is none.
pub(super) fn is_probing() -> bool {
    with(|call| call.probing.get()).unwrap_or(true)
}

/// Waits until one of the descriptors is ready, at most `time` and at most one slice. Check the request afterwards.
pub(super) fn poll_slice(descriptors: &mut [PollFd<'_>], time: Duration) -> io::Result<()> {
    let time = slice().min(time).max(Duration::from_millis(1));
    let time = Timespec { tv_sec: 0, tv_nsec: time.subsec_nanos().into() };
    match poll(descriptors, Some(&time)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
