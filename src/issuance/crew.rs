//! Several calls side by side on a few threads.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::error::{Error, Result};

use super::relay::{Notice, Relay};

/// Workers, and the calling thread that does their errands meanwhile.
pub(super) struct Crew {
    pub(super) relay: Arc<Relay>,
}

/// What the workers of one round share.
struct Round<R> {
    count: usize,
    next: AtomicUsize,
    is_over: AtomicBool,
    results: Mutex<Vec<Option<R>>>,
    failure: Mutex<Option<Error>>,
}

impl Crew {
    /// Calls `work` with each number below `count`, on `threads` threads or here when it is one. `done` takes each
    /// result here as soon as it is there. After the first failure nothing more is begun, and it is given.
    pub(super) fn each<R: Send>(
        &self,
        threads: usize,
        count: usize,
        work: impl Fn(usize) -> Result<R> + Sync,
        mut done: impl FnMut(&R),
    ) -> Result<Vec<R>> {
        let threads = threads.min(count);
        let round = Round::new(count);
        if threads > 1 {
            self.side_by_side(threads, &round, &work, &mut done)?;
        }
        let mut here = |number| {
            let result = work(number)?;
            done(&result);
            Ok(result)
        };
        let results = round.results.into_inner().unwrap_or_else(PoisonError::into_inner);
        // What no worker did, because there are none or no thread could be made, is done here.
        results
            .into_iter()
            .enumerate()
            .map(|(number, result)| result.map_or_else(|| here(number), Ok))
            .collect()
    }

    fn side_by_side<R: Send>(
        &self,
        threads: usize,
        round: &Round<R>,
        work: &(impl Fn(usize) -> Result<R> + Sync),
        done: &mut impl FnMut(&R),
    ) -> Result<()> {
        let (sender, receiver) = mpsc::channel();
        self.relay.lead_to(Some(sender.clone()));
        thread::scope(|scope| {
            let hire = |_: &usize| {
                let sender = sender.clone();
                thread::Builder::new().spawn_scoped(scope, move || round.work(work, &sender)).is_ok()
            };
            let hired = (0..threads).filter(hire).count();
            round.serve(receiver, hired, done);
        });
        self.relay.lead_to(None);
        round.failure().take().map_or(Ok(()), Err)
    }
}

impl<R: Send> Round<R> {
    fn new(count: usize) -> Self {
        Self {
            count,
            next: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
            results: Mutex::new((0..count).map(|_| None).collect()),
            failure: Mutex::new(None),
        }
    }

    fn results(&self) -> MutexGuard<'_, Vec<Option<R>>> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failure(&self) -> MutexGuard<'_, Option<Error>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a worker does.
    fn work(&self, work: &impl Fn(usize) -> Result<R>, notices: &Sender<Notice>) {
        let _leaving = Leaving(notices);
        while !self.is_over.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.count {
                return;
            }
            match work(number) {
                Ok(result) => {
                    self.results()[number] = Some(result);
                    // Nobody listens once the calling thread panics.
                    let _ = notices.send(Notice::Done(number));
                }
                Err(error) => {
                    self.failure().get_or_insert(error);
                    self.is_over.store(true, Ordering::Relaxed);
                }
            }
        }
    }

    /// What the calling thread does until all workers have left. When it panics, the workers find nobody to ask.
    fn serve(&self, notices: Receiver<Notice>, workers: usize, done: &mut impl FnMut(&R)) {
        let _over = Over(&self.is_over);
        let mut left = workers;
        while left > 0 {
            match notices.recv() {
                Ok(Notice::Errand(errand)) => errand(),
                Ok(Notice::Done(number)) => {
                    let result = self.results()[number].take();
                    if let Some(result) = result {
                        done(&result);
                        self.results()[number] = Some(result);
                    }
                }
                Ok(Notice::Left) => left -= 1,
                Err(_) => return,
            }
        }
    }
}

struct Leaving<'a>(&'a Sender<Notice>);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        let _ = self.0.send(Notice::Left);
    }
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread::ThreadId;

    use super::*;
    use crate::error::Kind;

    fn crew() -> Crew {
        Crew { relay: Relay::to_here() }
    }

    #[test]
    fn results_come_in_order_whoever_worked() {
        for threads in [1, 3, 16] {
            let mut seen = 0;
            let results = crew().each(threads, 50, |number| Ok(number * 2), |_| seen += 1).unwrap();
            assert_eq!(results, (0..50).map(|number| number * 2).collect::<Vec<_>>());
            assert_eq!(seen, 50);
        }
    }

    #[test]
    fn errands_run_on_the_calling_thread_while_workers_wait_for_them() {
        let crew = crew();
        let here = thread::current().id();
        let asked: Vec<(ThreadId, ThreadId)> = crew
            .each(
                4,
                40,
                |_| {
                    let worker = thread::current().id();
                    let (sender, receiver) = mpsc::channel();
                    crew.relay.tell(move || sender.send(thread::current().id()).unwrap());
                    Ok((worker, receiver.recv().unwrap()))
                },
                |_| {},
            )
            .unwrap();
        assert!(asked.iter().all(|(worker, home)| *home == here && *worker != here));
        assert!(asked.iter().map(|(worker, _)| *worker).collect::<HashSet<_>>().len() <= 4);
    }

    #[test]
    fn the_first_failure_ends_the_round() {
        let begun = AtomicUsize::new(0);
        let fail = |_| -> Result<()> {
            begun.fetch_add(1, Ordering::Relaxed);
            Err(Error::new(Kind::Caa, "refused"))
        };
        assert_eq!(crew().each(4, 1000, fail, |_| {}).unwrap_err().kind(), Kind::Caa);
        assert!(begun.load(Ordering::Relaxed) <= 4);
    }

    #[test]
    fn a_panic_of_the_calling_thread_ends_the_workers() {
        let crew = crew();
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            crew.each(4, 1000, Ok, |_| panic!("a callback that throws"))
        }));
        assert!(ended.is_err());
    }
}
