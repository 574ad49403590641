//! A built-in server's sockets and threads: it listens while it is needed, serves a bounded number of connections, and
//! takes all of it down again.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};

use crate::error::{Error, Kind, Result};

/// The most connections that a server has open; further ones are closed at once.
const MOST_CONNECTIONS: usize = 128;
/// How long the acceptor rests when the system has no room for one more connection.
const REST: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// What becomes of one connection, on a thread of its own.
pub(super) type Serve = dyn Fn(TimedStream) + Send + Sync;

/// A server that listens while it is needed, or from its making to its end.
pub(super) struct Service {
    address: String,
    patience: Duration,
    serve: Arc<Serve>,
    lasting: bool,
    listening: Mutex<Option<Listening>>,
}

impl Service {
    /// A server that listens once [`Service::start`] is called. A connection must be done within `patience`.
    pub(super) fn new(
        address: &str,
        patience: Duration,
        serve: impl Fn(TimedStream) + Send + Sync + 'static,
    ) -> Result<Self> {
        crate::protocol::check_caller_text("address", address)?;
        Ok(Self {
            address: address.to_owned(),
            patience,
            serve: Arc::new(serve),
            lasting: false,
            listening: Mutex::new(None),
        })
    }

    /// The same server, which listens from now on until it is dropped.
    pub(super) fn lasting(mut self) -> Result<Self> {
        self.lasting = true;
        self.start()?;
        Ok(self)
    }

    /// Listens, if it does not yet. A forked child listens on its own.
    pub(super) fn start(&self) -> Result<()> {
        let mut listening = self.lock();
        if listening.as_ref().is_none_or(Listening::is_inherited) {
            *listening = None;
            *listening = Some(Listening::begin(&self.address, self.patience, Arc::clone(&self.serve))?);
        }
        Ok(())
    }

    /// Listens no more once `is_idle`, unless it was made to last. Who has something to serve adds it, then starts.
    pub(super) fn rest_when(&self, is_idle: impl FnOnce() -> bool) {
        let mut listening = self.lock();
        if !self.lasting && is_idle() {
            *listening = None;
        }
    }

    /// Where it listens; empty while it does not.
    pub(super) fn local_addresses(&self) -> Vec<SocketAddr> {
        self.lock().as_ref().map(|listening| listening.addresses.clone()).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Listening>> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Open sockets and the thread that accepts on them; dropping it ends them and every connection.
struct Listening {
    addresses: Vec<SocketAddr>,
    owner: u32,
    wake: UnixStream,
    acceptor: Option<JoinHandle<()>>,
}

impl Listening {
    fn begin(address: &str, patience: Duration, serve: Arc<Serve>) -> Result<Self> {
        let failed = |error: io::Error| refused(address, &error);
        let listeners = bind(address).map_err(failed)?;
        let addresses =
            listeners.iter().map(TcpListener::local_addr).collect::<io::Result<_>>().map_err(failed)?;
        let (wake, woken) = UnixStream::pair().map_err(failed)?;
        let acceptor = Acceptor { listeners, woken, patience, serve, connections: Vec::new() };
        let spawned = thread::Builder::new().name("acme-listen".to_owned()).spawn(|| acceptor.run());
        let acceptor = Some(spawned.map_err(failed)?);
        Ok(Self { addresses, owner: process::id(), wake, acceptor })
    }

    /// Whether another process began it, so that its threads are not here.
    fn is_inherited(&self) -> bool {
        self.owner != process::id()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if self.is_inherited() {
            // There is no such thread in this process, and the parent's goes on.
            std::mem::forget(self.acceptor.take());
            return;
        }
        // The acceptor reads it or is gone already.
        let _ = self.wake.write_all(&[0]);
        if let Some(acceptor) = self.acceptor.take() {
            // A server that panicked has ended, which is all that is asked for.
            let _ = acceptor.join();
        }
    }
}

fn refused(address: &str, error: &io::Error) -> Error {
    let kind = if error.kind() == ErrorKind::AddrInUse { Kind::AddressInUse } else { Kind::SolverFailed };
    Error::new(kind, format!("cannot listen at {address}: {error}"))
}

/// `:80` is that port of every address of both families.
fn bind(address: &str) -> io::Result<Vec<TcpListener>> {
    let listeners = match address.strip_prefix(':').map(str::parse::<u16>) {
        Some(port) => bind_everywhere(port.map_err(|_| io::Error::other("the port is no number"))?)?,
        None => address.to_socket_addrs()?.map(TcpListener::bind).collect::<io::Result<_>>()?,
    };
    for listener in &listeners {
        listener.set_nonblocking(true)?;
    }
    Ok(listeners)
}

fn bind_everywhere(port: u16) -> io::Result<Vec<TcpListener>> {
    let any = match TcpListener::bind((Ipv6Addr::UNSPECIFIED, port)) {
        Ok(any) => any,
        Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
        Err(_) => return Ok(vec![TcpListener::bind((Ipv4Addr::UNSPECIFIED, port))?]),
    };
    // Where the IPv6 socket takes IPv4 connections too, this address is in use already.
    let older = TcpListener::bind((Ipv4Addr::UNSPECIFIED, any.local_addr()?.port()));
    Ok(std::iter::once(any).chain(older).collect())
}

struct Acceptor {
    listeners: Vec<TcpListener>,
    woken: UnixStream,
    patience: Duration,
    serve: Arc<Serve>,
    connections: Vec<(TcpStream, JoinHandle<()>)>,
}

impl Acceptor {
    fn run(mut self) {
        while let Some(ready) = self.wait() {
            for at in ready {
                self.accept_all(at);
            }
        }
        for (stream, _) in &self.connections {
            // Fails when the peer has gone, and then nothing waits for it.
            let _ = stream.shutdown(Shutdown::Both);
        }
        for (_, thread) in self.connections {
            // A connection whose thread panicked has ended, too.
            let _ = thread.join();
        }
    }

    /// Waits for connections; gives the listeners that have some, or `None` at the end.
    fn wait(&self) -> Option<Vec<usize>> {
        let mut descriptors = vec![PollFd::new(&self.woken, PollFlags::IN)];
        descriptors.extend(self.listeners.iter().map(|listener| PollFd::new(listener, PollFlags::IN)));
        while let Err(error) = rustix::event::poll(&mut descriptors, None) {
            if error != rustix::io::Errno::INTR {
                return None;
            }
        }
        if !descriptors[0].revents().is_empty() {
            return None;
        }
        let is_ready = |at: &usize| !descriptors[at + 1].revents().is_empty();
        Some((0..self.listeners.len()).filter(is_ready).collect())
    }

    fn accept_all(&mut self, at: usize) {
        loop {
            match self.listeners[at].accept() {
                Ok((stream, _)) => self.admit(stream),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error)
                    if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::ConnectionAborted) => {}
                Err(_) => {
                    self.rest();
                    return;
                }
            }
        }
    }

    /// Waits a moment, or until the end; what it finds is looked at again.
    fn rest(&self) {
        let _ = rustix::event::poll(&mut [PollFd::new(&self.woken, PollFlags::IN)], Some(&REST));
    }

    /// Serves a connection on a thread of its own. Without room for it, it is closed: dropped here.
    fn admit(&mut self, stream: TcpStream) {
        self.connections.retain(|(_, thread)| !thread.is_finished());
        if self.connections.len() >= MOST_CONNECTIONS || stream.set_nonblocking(false).is_err() {
            return;
        }
        let Ok(kept) = stream.try_clone() else { return };
        let serve = Arc::clone(&self.serve);
        let timed = TimedStream { stream, deadline: Instant::now() + self.patience };
        let spawned = thread::Builder::new().name("acme-connection".to_owned()).spawn(move || serve(timed));
        if let Ok(thread) = spawned {
            self.connections.push((kept, thread));
        }
    }
}

/// A connection that must be done by its deadline, however slowly the peer goes on.
#[derive(Debug)]
pub(super) struct TimedStream {
    stream: TcpStream,
    deadline: Instant,
}

impl TimedStream {
    fn left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
    }

    /// Says that nothing more will be written.
    pub(super) fn finish_writing(&self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)
    }
}

impl Read for TimedStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.stream.set_read_timeout(Some(self.left()?))?;
            match self.stream.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }
}

impl Write for TimedStream {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        loop {
            self.stream.set_write_timeout(Some(self.left()?))?;
            match self.stream.write(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
