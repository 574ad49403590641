//! The way to the one step that a fault of the connection is for: an address of its own, whose connections go wrong as
//! planned and otherwise lead to the proxy.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use openssl::ssl::SslAcceptor;

use crate::current::Current;
use crate::kind::{Act, Gated};
use crate::run::Run;
use crate::support::tls::Authority;

/// What connections that go wrong are accepted with.
struct Acceptors {
    unknown: SslAcceptor,
    wrong_host: SslAcceptor,
    expired: SslAcceptor,
}

pub struct Gate {
    address: SocketAddr,
}

impl Gate {
    /// Opens the way to `proxy`.
    pub fn open(authority: &Authority, proxy: SocketAddr, current: Current) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("a bound listener");
        let acceptors = Arc::new(Acceptors {
            unknown: Authority::new().localhost().acceptor(),
            wrong_host: authority.wrong_host().acceptor(),
            expired: authority.expired().acceptor(),
        });
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let (acceptors, run) = (Arc::clone(&acceptors), current.get());
                thread::spawn(move || pass(socket, proxy, &acceptors, &run));
            }
        });
        Self { address }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

fn pass(mut socket: TcpStream, proxy: SocketAddr, acceptors: &Acceptors, run: &Run) {
    let gated = match run.plan.map(|plan| &plan.kind.act) {
        Some(Act::Connection(gated)) if run.strikes_connection() => *gated,
        _ => return relay(socket, proxy),
    };
    match gated {
        Gated::UnknownAuthority => drop(acceptors.unknown.accept(socket)),
        Gated::WrongHost => drop(acceptors.wrong_host.accept(socket)),
        Gated::Expired => drop(acceptors.expired.accept(socket)),
        Gated::PlainHttp => {
            let _ = socket.read(&mut [0; 4096]);
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
        Gated::Alert => {
            let _ = socket.read(&mut [0; 4096]);
            // A fatal alert: internal_error.
            let _ = socket.write_all(&[0x15, 3, 3, 0, 2, 2, 80]);
        }
        Gated::Stalled => run.wait_for_end(),
    }
}

/// Carries bytes both ways until both ends are done.
fn relay(client: TcpStream, proxy: SocketAddr) {
    let Ok(target) = TcpStream::connect(proxy) else { return };
    let carry = |mut from: TcpStream, mut to: TcpStream| {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    };
    let (Ok(from), Ok(to)) = (client.try_clone(), target.try_clone()) else { return };
    thread::spawn(move || carry(from, to));
    carry(target, client);
}
