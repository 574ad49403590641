//! Threads for the engine's calls. A thread that has nothing to do waits a while for the next call.

use std::io;
use std::sync::mpsc::{self, SendError, Sender};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use acme_client::transport::PerProcess;

/// How many threads wait for work at the most.
const MOST_IDLE: usize = 16;

/// How long a thread waits for work.
const LONGEST_IDLE: Duration = Duration::from_secs(10);

/// Some work; it gives what is left to do once its thread is free for the next.
pub type Job = Box<dyn FnOnce() -> End + Send>;

/// The last words of a job.
pub type End = Box<dyn FnOnce() + Send>;

struct Idle {
    thread: ThreadId,
    jobs: Sender<Job>,
}

/// The waiting threads, the last one to be free at the end. A forked child has none.
static IDLE: LazyLock<PerProcess<Mutex<Vec<Idle>>>> = LazyLock::new(|| PerProcess::new(Mutex::default()));

fn idle() -> MutexGuard<'static, Vec<Idle>> {
    IDLE.get(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// To be called before there are threads, and so before one of them can fork.
pub fn prepare() {
    LazyLock::force(&IDLE);
}

/// The end of a job.
pub fn end(end: impl FnOnce() + Send + 'static) -> End {
    Box::new(end)
}

/// Runs a job on a thread of its own.
pub fn start(mut job: Job) -> io::Result<()> {
    loop {
        let Some(worker) = idle().pop() else { break };
        match worker.jobs.send(job) {
            Ok(()) => return Ok(()),
            Err(SendError(refused)) => job = refused,
        }
    }
    thread::Builder::new().name("acme-client".to_owned()).spawn(|| work(job)).map(drop)
}

/// Announces that the thread is free before the job's end does, so that the caller's next call finds it.
fn work(mut job: Job) {
    let (sender, jobs) = mpsc::channel();
    loop {
        let end = job();
        let waits = wait_in_line(&sender);
        end();
        if !waits {
            return;
        }
        job = match jobs.recv_timeout(LONGEST_IDLE) {
            Ok(job) => job,
            Err(_) if leave_line() => return,
            // Someone took this thread out of the line just now.
            Err(_) => match jobs.recv() {
                Ok(job) => job,
                Err(_) => return,
            },
        };
    }
}

fn wait_in_line(jobs: &Sender<Job>) -> bool {
    let mut idle = idle();
    let has_room = idle.len() < MOST_IDLE;
    if has_room {
        idle.push(Idle { thread: thread::current().id(), jobs: jobs.clone() });
    }
    has_room
}

/// Whether this thread was still in the line.
fn leave_line() -> bool {
    let mut idle = idle();
    let own = thread::current().id();
    let place = idle.iter().position(|worker| worker.thread == own);
    place.map(|place| idle.remove(place)).is_some()
}
