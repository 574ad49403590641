//! The name service of the workers: what a look-up of the one name comes to.
//!
//! The worker's look-up opens a connection and gets one byte. No byte, and the look-up is stalled.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread;

use acme_client::transport::TestLookup;

use crate::current::Current;
use crate::kind::{Act, Named};
use crate::run::Run;

/// The name of the one step's address.
pub const STEP_HOST: &str = "step.faults.example";

const FOUND: u8 = b'f';
const REFUSED: u8 = b'r';
const NOT_FOUND: u8 = b'n';

/// The name service.
pub struct Names {
    pub address: SocketAddr,
}

impl Names {
    pub fn serve(current: Current) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("a bound listener");
        thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let run = current.get();
                thread::spawn(move || answer(socket, &run));
            }
        });
        Self { address }
    }
}

fn answer(mut socket: TcpStream, run: &Run) {
    let answer = match run.plan.map(|plan| &plan.kind.act) {
        Some(Act::Name(named)) if run.strikes_connection() => match named {
            Named::Refused => REFUSED,
            Named::NotFound => NOT_FOUND,
            Named::Stalled => return run.wait_for_end(),
        },
        _ => FOUND,
    };
    let _ = socket.write_all(&[answer]);
}

/// The name service that this process asks.
static SERVICE: Mutex<Option<SocketAddr>> = Mutex::new(None);

/// Has this process ask that name service.
pub fn ask_at(address: SocketAddr) {
    *SERVICE.lock().expect("a lock that nobody broke") = Some(address);
}

/// The look-up of a worker's client.
pub struct Asked;

impl TestLookup for Asked {
    fn look_up(host: &str, port: u16) -> Vec<SocketAddr> {
        if host != STEP_HOST {
            return vec![(Ipv4Addr::LOCALHOST, port).into()];
        }
        match ask() {
            Ok(FOUND) => vec![(Ipv4Addr::LOCALHOST, port).into()],
            Ok(REFUSED) => vec![closed_port().expect("a free port")],
            _ => Vec::new(),
        }
    }
}

fn ask() -> io::Result<u8> {
    let service = *SERVICE.lock().map_err(|_| io::ErrorKind::Other)?;
    let mut answer = [0];
    TcpStream::connect(service.ok_or(io::ErrorKind::NotConnected)?)?.read_exact(&mut answer)?;
    Ok(answer[0])
}

/// Where nobody listens any more when the connection is made.
fn closed_port() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}
