//! TCP that waits no longer than the current request may, and a race of addresses to make it.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags};
use rustix::net::{AddressFamily, SocketType};

use super::{call, fault};
use crate::error::{Error, Kind, Result};

/// How long an attempt has before the next address is tried beside it (RFC 8305, section 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// A connected socket. It reads and writes for the current request of its thread, until that must end.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    answer_due: bool,
}

impl Socket {
    /// Connects to the first of the addresses that answers; `peer` is their name in errors.
    pub(super) fn connect(addresses: Vec<SocketAddr>, peer: &str) -> Result<Self> {
        let stream = Race::new(addresses).run(peer)?;
        // A socket that cannot be told so is slower, and works.
        let _ = stream.set_nodelay(true);
        Ok(Self { stream, answer_due: false })
    }

    fn wait(&self, events: PollFlags) -> io::Result<()> {
        loop {
            let mut descriptors = [PollFd::new(&self.stream, events)];
            call::poll_slice(&mut descriptors, Duration::MAX)?;
            if !descriptors[0].revents().is_empty() {
                return Ok(());
            }
            call::check().map_err(fault::carry)?;
        }
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let waits = !call::is_probing();
        loop {
            call::check().map_err(fault::carry)?;
            if waits && std::mem::take(&mut self.answer_due) {
                self.wait(PollFlags::IN)?;
            }
            match self.stream.read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock && waits => self.answer_due = true,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.answer_due = true;
        loop {
            call::check().map_err(fault::carry)?;
            match self.stream.write(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.wait(PollFlags::OUT)?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Attempts at several addresses, the next begun while those before it are still open (RFC 8305).
struct Race {
    waiting: VecDeque<SocketAddr>,
    running: Vec<TcpStream>,
    next_start: Instant,
    failure: Option<io::Error>,
}

impl Race {
    fn new(addresses: Vec<SocketAddr>) -> Self {
        let waiting = interleaved(addresses);
        Self { waiting, running: Vec::new(), next_start: Instant::now(), failure: None }
    }

    fn run(mut self, peer: &str) -> Result<TcpStream> {
        loop {
            call::check()?;
            if Instant::now() >= self.next_start {
                self.start_next();
            }
            if self.running.is_empty() && self.waiting.is_empty() {
                let reason = self.failure.as_ref().map_or_else(|| "no address".to_owned(), fault::reason);
                return Err(Error::new(
                    Kind::ConnectionFailed,
                    format!("cannot connect to {peer}: {reason}"),
                ));
            }
            if let Some(winner) = self.wait_for_winner() {
                return Ok(winner);
            }
        }
    }

    fn start_next(&mut self) {
        let Some(address) = self.waiting.pop_front() else { return };
        match begin(&address) {
            Ok(stream) => {
                self.running.push(stream);
                self.next_start = Instant::now() + HEAD_START;
            }
            Err(error) => self.failure = Some(error),
        }
    }

    fn wait_for_winner(&mut self) -> Option<TcpStream> {
        let until_next = self.next_start.saturating_duration_since(Instant::now());
        let time = if self.waiting.is_empty() { Duration::MAX } else { until_next };
        let mut descriptors: Vec<_> = self.running.iter().map(|s| PollFd::new(s, PollFlags::OUT)).collect();
        if let Err(error) = call::poll_slice(&mut descriptors, time) {
            self.failure = Some(error);
        }
        let ready: Vec<_> = descriptors.iter().map(|descriptor| !descriptor.revents().is_empty()).collect();
        for index in (0..ready.len()).rev().filter(|index| ready[*index]) {
            let stream = self.running.swap_remove(index);
            match stream.take_error() {
                Ok(None) => return Some(stream),
                Ok(Some(error)) | Err(error) => self.failure = Some(error),
            }
            self.next_start = Instant::now();
        }
        None
    }
}

/// The addresses with their families taking turns, the first one's family first.
fn interleaved(addresses: Vec<SocketAddr>) -> VecDeque<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (VecDeque<_>, VecDeque<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut all = VecDeque::new();
    loop {
        let turn: Vec<_> = first.next().into_iter().chain(second.next()).collect();
        if turn.is_empty() {
            return all;
        }
        all.extend(turn);
    }
}

/// Begins to connect without waiting.
fn begin(address: &SocketAddr) -> io::Result<TcpStream> {
    let family = if address.is_ipv6() { AddressFamily::INET6 } else { AddressFamily::INET };
    let socket = open(family)?;
    match rustix::net::connect(&socket, address) {
        Ok(()) | Err(rustix::io::Errno::INPROGRESS | rustix::io::Errno::INTR) => Ok(socket.into()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_vendor = "apple"))]
fn open(family: AddressFamily) -> io::Result<OwnedFd> {
    use rustix::net::SocketFlags;
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    Ok(rustix::net::socket_with(family, SocketType::STREAM, flags, None)?)
}

#[cfg(target_vendor = "apple")]
fn open(family: AddressFamily) -> io::Result<OwnedFd> {
    let socket = rustix::net::socket(family, SocketType::STREAM, None)?;
    rustix::io::fcntl_setfd(&socket, rustix::io::FdFlags::CLOEXEC)?;
    rustix::io::ioctl_fionbio(&socket, true)?;
    rustix::net::sockopt::set_socket_nosigpipe(&socket, true)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn families_take_turns() {
        let given = addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "2.2.2.2:1"]);
        let expected = addresses(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "2.2.2.2:1", "[::3]:1"]);
        assert_eq!(interleaved(given), expected);
    }

    #[test]
    fn a_refused_address_gives_way_to_the_next_at_once() {
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let open = TcpListener::bind("127.0.0.1:0").unwrap();
        let started = Instant::now();
        let socket = Socket::connect(vec![closed, open.local_addr().unwrap()], "test").unwrap();
        assert_eq!(socket.stream.peer_addr().unwrap(), open.local_addr().unwrap());
        assert!(started.elapsed() < HEAD_START);
    }

    #[test]
    fn when_all_addresses_refuse_the_reason_is_told() {
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let error = Socket::connect(vec![closed], "ca.example:443").unwrap_err();
        assert_eq!(error.kind(), Kind::ConnectionFailed);
        assert_eq!(error.to_string(), "cannot connect to ca.example:443: Connection refused");
    }
}
