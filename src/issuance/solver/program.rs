//! Runs a program of the caller's within a deadline.

use std::io::{ErrorKind, Read};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::process::{Pid, Signal};

use super::SolverContext;
use crate::error::{Error, Kind, Result};
use crate::protocol::clean;

/// How often a running program is looked at.
const LOOK_EVERY: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
/// How long a program that was asked to end may take for it: after a deadline, and after a cancellation.
const GRACE: Duration = Duration::from_secs(1);
const GRACE_WHEN_CANCELLED: Duration = Duration::from_millis(50);
/// The most output that is kept of each kind, in bytes.
const MAX_OUTPUT: usize = 64 * 1024;
/// The most output that an error shows, in characters: its end.
const SHOWN_OUTPUT: usize = 1000;

/// How a program ended and what it wrote.
#[derive(Debug)]
pub(in crate::issuance) struct Ended {
    status: ExitStatus,
    pub(in crate::issuance) output: String,
    errors: String,
}

impl Ended {
    /// Gives what it wrote to its standard output.
    ///
    /// # Errors
    /// [`Kind::SolverFailed`] with the exit status and the end of its output, unless it ended with 0.
    pub(in crate::issuance) fn success(self) -> Result<String> {
        if self.status.success() {
            return Ok(self.output);
        }
        let how = match self.status.code() {
            Some(code) => format!("ended with {code}"),
            None => format!("was ended by a {}", self.status),
        };
        Err(Error::new(Kind::SolverFailed, how + &shown(&self.errors, &self.output)))
    }
}

/// `: ` and the end of what a program wrote, on one line; its errors where it wrote some.
fn shown(errors: &str, output: &str) -> String {
    let text = if errors.trim().is_empty() { output } else { errors };
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let line = lines.join("; ");
    let skipped = line.chars().count().saturating_sub(SHOWN_OUTPUT);
    let end: String = line.chars().skip(skipped).collect();
    if end.is_empty() { end } else { format!(": {}", clean(&end)) }
}

/// Runs a command to its end in a process group of its own, without input. At the deadline and after a cancellation the
/// whole group is ended. What it left running in the background after a good end stays.
pub(in crate::issuance) fn run(command: &mut Command, context: &SolverContext) -> Result<Ended> {
    context.check()?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child =
        command.spawn().map_err(|error| Error::new(Kind::SolverFailed, format!("cannot be run: {error}")))?;
    let mut output = Pipe::new(child.stdout.take());
    let mut errors = Pipe::new(child.stderr.take());
    let watched = watch(&mut child, &mut output, &mut errors, context);
    let status = watched.map_err(|error| {
        end(&mut child, if error.kind() == Kind::Cancelled { GRACE_WHEN_CANCELLED } else { GRACE });
        output.drain();
        errors.drain();
        match error.kind() {
            Kind::TimedOut => {
                let written = shown(&errors.text(), &output.text());
                Error::new(Kind::TimedOut, format!("had not ended at the deadline{written}"))
            }
            _ => error,
        }
    })?;
    Ok(Ended { status, output: output.text(), errors: errors.text() })
}

fn watch(
    child: &mut Child,
    output: &mut Pipe<impl Read + AsFd>,
    errors: &mut Pipe<impl Read + AsFd>,
    context: &SolverContext,
) -> Result<ExitStatus> {
    loop {
        let ended = child.try_wait().map_err(|error| Error::new(Kind::SolverFailed, error.to_string()))?;
        output.drain();
        errors.drain();
        if let Some(status) = ended {
            return Ok(status);
        }
        context.check()?;
        let mut descriptors: Vec<_> = output.descriptor().into_iter().chain(errors.descriptor()).collect();
        // Interrupted or not, the next look tells.
        let _ = rustix::event::poll(&mut descriptors, Some(&LOOK_EVERY));
    }
}

/// Asks the process group to end, and ends it when it does not in time.
fn end(child: &mut Child, grace: Duration) {
    let group = Pid::from_child(child);
    // Nothing is left to be signalled when the group has ended by itself.
    let _ = rustix::process::kill_process_group(group, Signal::TERM);
    let until = Instant::now() + grace;
    while Instant::now() < until && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(Duration::from_millis(5));
    }
    let _ = rustix::process::kill_process_group(group, Signal::KILL);
    let _ = child.wait();
}

/// One end of a pipe that is read as far as it goes without waiting.
struct Pipe<R> {
    source: Option<R>,
    kept: Vec<u8>,
}

impl<R: Read + AsFd> Pipe<R> {
    fn new(source: Option<R>) -> Self {
        let ready = |source: &R| rustix::io::ioctl_fionbio(source, true).is_ok();
        Self { source: source.filter(ready), kept: Vec::new() }
    }

    fn descriptor(&self) -> Option<PollFd<'_>> {
        self.source.as_ref().map(|source| PollFd::new(source, PollFlags::IN))
    }

    /// Reads what is there; what is too much is read and forgotten, so that the program is not held up.
    fn drain(&mut self) {
        let mut buffer = [0; 4096];
        while let Some(source) = &mut self.source {
            match source.read(&mut buffer) {
                Ok(0) => self.source = None,
                Ok(read) => {
                    let room = MAX_OUTPUT.saturating_sub(self.kept.len());
                    self.kept.extend_from_slice(&buffer[..read.min(room)]);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.source = None,
            }
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.kept).into_owned()
    }
}
