//! One DNS message to one server and its answer, by UDP or TCP.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::net::{AddressFamily, SocketType};

use super::failed;
use super::message::Answer;
use crate::error::{Error, Result};
use crate::issuance::solver::SolverContext;

/// How often a UDP question is sent, and how long each one waits for its answer.
const UDP_ATTEMPTS: usize = 3;
const UDP_PATIENCE: Duration = Duration::from_millis(1500);
/// How long an exchange by TCP may take.
const TCP_PATIENCE: Duration = Duration::from_secs(10);
/// How long a wait goes on before the context is looked at again.
const SLICE: Duration = Duration::from_millis(50);
const SLICE_TO_POLL: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
/// The longest UDP answer that is read, in bytes.
const MAX_UDP: usize = 4096;

/// Asks by UDP, and by TCP where the answer does not fit.
pub(super) fn exchange(server: SocketAddr, question: &[u8], context: &SolverContext) -> Result<Answer> {
    for _ in 0..UDP_ATTEMPTS {
        match by_udp(server, question, context)? {
            Some(answer) if answer.is_truncated() => break,
            Some(answer) => return Ok(answer),
            None => {}
        }
    }
    exchange_by_tcp(server, question, context)
}

/// One attempt; `None` when no answer came in time.
fn by_udp(server: SocketAddr, question: &[u8], context: &SolverContext) -> Result<Option<Answer>> {
    let trouble = |error: io::Error| unreachable(server, &error);
    let any: SocketAddr =
        if server.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
    let socket = UdpSocket::bind(any).map_err(trouble)?;
    socket.connect(server).map_err(trouble)?;
    socket.set_read_timeout(Some(SLICE)).map_err(trouble)?;
    socket.send(question).map_err(trouble)?;
    let until = Instant::now() + UDP_PATIENCE;
    let mut buffer = [0; MAX_UDP];
    while Instant::now() < until {
        context.check()?;
        match socket.recv(&mut buffer) {
            // What is no answer to this question may be anybody's: the wait goes on.
            Ok(read) => match Answer::read(question, buffer[..read].to_vec()) {
                Some(answer) => return Ok(Some(answer)),
                None => continue,
            },
            Err(error) if is_wait(&error) => {}
            Err(error) => return Err(trouble(error)),
        }
    }
    Ok(None)
}

/// Asks by TCP (RFC 1035, section 4.2.2).
pub(in super::super) fn exchange_by_tcp(
    server: SocketAddr,
    question: &[u8],
    context: &SolverContext,
) -> Result<Answer> {
    let mut stream = Stream::connect(server, context)?;
    let length = u16::try_from(question.len()).map_err(|_| failed("the DNS message is too long"))?;
    stream.write_all(&[&length.to_be_bytes(), question].concat())?;
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let mut bytes = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut bytes)?;
    Answer::read(question, bytes).ok_or_else(|| failed(format!("{server}: what it sent is no answer")))
}

/// A connection that waits no longer than its patience and its context allow.
struct Stream<'a> {
    stream: TcpStream,
    server: SocketAddr,
    until: Instant,
    context: &'a SolverContext,
}

impl<'a> Stream<'a> {
    fn connect(server: SocketAddr, context: &'a SolverContext) -> Result<Self> {
        let trouble = |error: io::Error| unreachable(server, &error);
        let stream = begin(server).map_err(trouble)?;
        let connection = Self { stream, server, until: Instant::now() + TCP_PATIENCE, context };
        connection.wait_for(PollFlags::OUT)?;
        match connection.stream.take_error().map_err(trouble)? {
            Some(error) => Err(trouble(error)),
            None => Ok(connection),
        }
    }

    fn wait_for(&self, events: PollFlags) -> Result<()> {
        loop {
            self.context.check()?;
            if Instant::now() >= self.until {
                return Err(unreachable(self.server, &ErrorKind::TimedOut.into()));
            }
            let mut descriptors = [PollFd::new(&self.stream, events)];
            // Interrupted or not, the next look tells.
            let _ = rustix::event::poll(&mut descriptors, Some(&SLICE_TO_POLL));
            if !descriptors[0].revents().is_empty() {
                return Ok(());
            }
        }
    }

    fn write_all(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            match self.stream.write(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(error) if is_wait(&error) => self.wait_for(PollFlags::OUT)?,
                Err(error) => return Err(unreachable(self.server, &error)),
            }
        }
        Ok(())
    }

    fn read_exact(&mut self, mut room: &mut [u8]) -> Result<()> {
        while !room.is_empty() {
            match self.stream.read(room) {
                Ok(0) => return Err(unreachable(self.server, &ErrorKind::UnexpectedEof.into())),
                Ok(read) => room = &mut room[read..],
                Err(error) if is_wait(&error) => self.wait_for(PollFlags::IN)?,
                Err(error) => return Err(unreachable(self.server, &error)),
            }
        }
        Ok(())
    }
}

/// Begins to connect without waiting.
fn begin(server: SocketAddr) -> io::Result<TcpStream> {
    let family = if server.is_ipv6() { AddressFamily::INET6 } else { AddressFamily::INET };
    let socket = rustix::net::socket(family, SocketType::STREAM, None)?;
    rustix::io::fcntl_setfd(&socket, rustix::io::FdFlags::CLOEXEC)?;
    rustix::io::ioctl_fionbio(&socket, true)?;
    match rustix::net::connect(&socket, &server) {
        Ok(()) | Err(rustix::io::Errno::INPROGRESS | rustix::io::Errno::INTR) => Ok(socket.into()),
        Err(error) => Err(error.into()),
    }
}

fn is_wait(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

fn unreachable(server: SocketAddr, error: &io::Error) -> Error {
    failed(format!("no answer from the DNS server {server}: {error}"))
}
