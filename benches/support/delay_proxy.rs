//! A TCP proxy before a server on this machine that makes it as far away as a given round-trip time.
//!
//!     delay_proxy TARGET_PORT ROUND_TRIP_MS
//!
//! It prints its own port and works until its input ends. Bytes arrive half a round trip later, in order, in each
//! direction; the first bytes of a connection take a whole one more, as TCP's handshake would.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes and when they arrive; no bytes for the end of the stream.
type Parcel = (Instant, Vec<u8>);

fn main() -> io::Result<()> {
    let mut numbers = std::env::args().skip(1).map(|argument| argument.parse::<u16>());
    let (Some(Ok(target)), Some(Ok(round_trip))) = (numbers.next(), numbers.next()) else {
        return Err(io::Error::other("usage: delay_proxy TARGET_PORT ROUND_TRIP_MS"));
    };
    let round_trip = Duration::from_millis(round_trip.into());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?.port());
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            if let Err(error) = join(client, target, round_trip) {
                eprintln!("delay_proxy: {error}");
            }
        }
    });
    io::copy(&mut io::stdin(), &mut io::sink()).map(drop)
}

/// Joins a connection with one to the target, both ways.
fn join(client: TcpStream, target: u16, round_trip: Duration) -> io::Result<()> {
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, target))?;
    let open = Instant::now() + round_trip;
    for (from, to) in [(&client, &server), (&server, &client)] {
        to.set_nodelay(true)?;
        let (from, to) = (from.try_clone()?, to.try_clone()?);
        let (sender, receiver) = channel();
        thread::spawn(move || take(from, &sender, open, round_trip / 2));
        thread::spawn(move || deliver(to, &receiver));
    }
    Ok(())
}

fn take(mut from: TcpStream, parcels: &Sender<Parcel>, open: Instant, delay: Duration) {
    let mut buffer = [0; 16 * 1024];
    loop {
        let length = from.read(&mut buffer).unwrap_or(0);
        let due = Instant::now().max(open) + delay;
        if parcels.send((due, buffer[..length].to_vec())).is_err() || length == 0 {
            return;
        }
    }
}

fn deliver(mut to: TcpStream, parcels: &Receiver<Parcel>) {
    for (due, bytes) in parcels {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if bytes.is_empty() || to.write_all(&bytes).is_err() {
            break;
        }
    }
    // The other side may be gone already.
    let _ = to.shutdown(Shutdown::Write);
}
