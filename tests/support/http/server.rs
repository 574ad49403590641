//! The server: a thread for each connection, all of them gone when it is dropped.

use std::collections::HashMap;
use std::io::BufReader;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use openssl::ssl::SslAcceptor;

use super::answer::Answer;
use super::connection::Connection;
use super::message::Request;

type Handler = dyn Fn(&Request) -> Answer + Send + Sync;

/// A running server on 127.0.0.1 and a free port.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    handler: Box<Handler>,
    acceptor: Option<SslAcceptor>,
    open: Mutex<Open>,
}

/// The connections under way; a stopped server takes no more.
#[derive(Default)]
struct Open {
    stopped: bool,
    count: u64,
    sockets: HashMap<u64, TcpStream>,
    threads: Vec<JoinHandle<()>>,
}

impl Shared {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets a connection when its thread ends, so that nothing keeps its socket open.
struct Entry<'a> {
    shared: &'a Shared,
    number: u64,
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.shared.open().sockets.remove(&self.number);
    }
}

impl Server {
    /// Starts a server, over TLS where there is an acceptor.
    pub fn start(
        acceptor: Option<SslAcceptor>,
        handler: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        Self::start_on(listener, acceptor, handler)
    }

    /// Starts a server on a listener of the caller's.
    pub fn start_on(
        listener: TcpListener,
        acceptor: Option<SslAcceptor>,
        handler: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("a bound listener");
        let shared = Arc::new(Shared { handler: Box::new(handler), acceptor, open: Mutex::default() });
        let accepting = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept_all(&listener, &shared)
        });
        Self { address, shared, accepting: Some(accepting) }
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many connections were ever accepted.
    pub fn connection_count(&self) -> u64 {
        self.shared.open().count
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let threads = {
            let mut open = self.shared.open();
            open.stopped = true;
            open.sockets.values().for_each(|socket| drop(socket.shutdown(Shutdown::Both)));
            std::mem::take(&mut open.threads)
        };
        let _ = TcpStream::connect(self.address);
        threads.into_iter().chain(self.accepting.take()).for_each(|thread| drop(thread.join()));
    }
}

fn accept_all(listener: &TcpListener, shared: &Arc<Shared>) {
    for socket in listener.incoming() {
        let mut open = shared.open();
        if open.stopped {
            return;
        }
        let Ok((socket, handle)) = socket.and_then(|socket| Ok((socket.try_clone()?, socket))) else {
            continue;
        };
        open.threads.retain(|thread| !thread.is_finished());
        open.count += 1;
        let number = open.count;
        open.sockets.insert(number, handle);
        let shared = Arc::clone(shared);
        open.threads.push(thread::spawn(move || {
            let entry = Entry { shared: &shared, number };
            serve(socket, entry.shared);
        }));
    }
}

fn serve(socket: TcpStream, shared: &Shared) {
    let Ok(connection) = Connection::accept(socket, shared.acceptor.as_ref()) else { return };
    let mut reader = BufReader::new(connection);
    while let Ok(Some(request)) = Request::read(&mut reader) {
        let answer = (shared.handler)(&request);
        let kept = answer.perform(reader.get_mut(), request.method == "HEAD");
        match kept {
            Ok(true) if !request.wants_close() => {}
            Ok(_) if matches!(answer, Answer::Send(_) | Answer::Trickle(..) | Answer::Zeros(..)) => {
                return reader.get_mut().close();
            }
            _ => return,
        }
    }
}
