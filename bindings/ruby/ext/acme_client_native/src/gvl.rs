//! The crossing: a call of the engine on a worker thread while the Ruby thread waits without the GVL.
//!
//! The Ruby thread waits in slices. Between two of them Ruby may run its interrupts: a time-out, `Thread#raise`,
//! `Thread#kill`, a signal. Each slice is inside of `rb_protect`, so that an interrupt comes back as a value and Rust's
//! destructors run; the call is then cancelled, its end awaited, and the interrupt raised through. What the call wants
//! of Ruby objects comes to the waiting thread as an [`Event`] and runs there, with the GVL.

use std::cell::{Cell, RefCell};
use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use acme_client::transport::Cancel;
use acme_client::{Error, Kind};
use magnus::Ruby;
use magnus::error::ErrorType;

use crate::client::This;
use crate::fault::Fault;
use crate::worker;

/// The longest wait before Ruby may run its interrupts, should nothing announce one.
const SLICE: Duration = Duration::from_millis(100);

/// How long a cancelled call is waited for. It ends within 100 ms; one that does not goes on alone.
const LONGEST_END: Duration = Duration::from_secs(1);

/// The same for a call that takes away what it presented, for which the engine gives 30 seconds.
const LONGEST_CLEAN_UP: Duration = Duration::from_secs(32);

/// `rb_nogvl` returns at once when an interrupt is pending; the unblock function may be called by a signal handler,
/// which spares Ruby a thread to call it from.
const NOGVL_FLAGS: c_int = (rb_sys::RB_NOGVL_INTR_FAIL | rb_sys::RB_NOGVL_UBF_ASYNC_SAFE) as c_int;

type Work = Box<dyn FnOnce(&Ruby, This) -> Result<(), magnus::Error> + Send>;

/// What a worker has for the Ruby thread.
enum Event {
    /// To be done with the GVL.
    Call(Work),
    /// The same, and also when the call was given up.
    CleanUp(Work),
    /// The call has ended.
    Done,
}

/// The worker's side of a call.
#[derive(Clone)]
struct Link {
    events: Sender<Event>,
    sleeper: Arc<Sleeper>,
}

impl Link {
    /// Whether the Ruby thread will see the event.
    fn send(&self, event: Event) -> bool {
        let sent = self.events.send(event).is_ok();
        self.sleeper.wake();
        sent
    }
}

/// The native thread on which the Ruby thread waits at the moment.
#[derive(Default)]
struct Sleeper(Mutex<Option<Thread>>);

impl Sleeper {
    fn set(&self, thread: &Thread) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread.clone());
    }

    fn wake(&self) {
        if let Some(thread) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            thread.unpark();
        }
    }
}

thread_local! {
    /// The call that this worker is busy with.
    static CALL: RefCell<Option<Link>> = const { RefCell::new(None) };
}

/// Runs `work` on a worker thread and waits for it without the GVL.
pub fn call<T: Send + 'static>(
    ruby: &Ruby,
    this: This,
    work: impl FnOnce(&acme_client::Client) -> acme_client::Result<T> + Send + 'static,
) -> Result<T, Fault> {
    call_ending_within(LONGEST_END, ruby, this, work)
}

/// The same for work that cleans up at its end, also when it is interrupted.
pub fn call_with_clean_up<T: Send + 'static>(
    ruby: &Ruby,
    this: This,
    work: impl FnOnce(&acme_client::Client) -> acme_client::Result<T> + Send + 'static,
) -> Result<T, Fault> {
    call_ending_within(LONGEST_CLEAN_UP, ruby, this, work)
}

fn call_ending_within<T: Send + 'static>(
    longest_end: Duration,
    ruby: &Ruby,
    this: This,
    work: impl FnOnce(&acme_client::Client) -> acme_client::Result<T> + Send + 'static,
) -> Result<T, Fault> {
    let cancel = Cancel::new();
    let client = this.engine().with_cancel(cancel.clone());
    let (events, inbox) = mpsc::channel();
    let (result, outcome) = mpsc::channel();
    let waiting = Waiting { inbox, sleeper: Arc::default(), process: std::process::id() };
    let link = Link { events, sleeper: Arc::clone(&waiting.sleeper) };
    let job = move || {
        CALL.set(Some(link.clone()));
        // The receiver is gone when the Ruby thread waits no longer.
        let _ = result.send(catch_unwind(AssertUnwindSafe(|| work(&client))));
        CALL.set(None);
        worker::end(move || _ = link.send(Event::Done))
    };
    worker::start(Box::new(job))
        .map_err(|error| magnus::Error::new(ruby.exception_thread_error(), error.to_string()))?;
    if let Err(fault) = waiting.serve(ruby, this) {
        if waiting.is_forked() {
            // Only the parent has the worker. What the child shares with it may be locked for ever.
            std::mem::forget((waiting, outcome));
            return Err(fault);
        }
        cancel.trigger();
        return Err(before_raising(fault, || waiting.end(ruby, this, longest_end)));
    }
    match outcome.try_recv() {
        Ok(Ok(outcome)) => Ok(outcome?),
        Ok(Err(payload)) => Err(Fault::panic(&*payload)),
        Err(_) => Err(Error::new(Kind::Panic, "the worker thread was lost").into()),
    }
}

/// Runs `last` before an interrupt goes on its way. `rb_ensure` keeps what Ruby remembers of the interrupt meanwhile.
fn before_raising(fault: Fault, last: impl FnOnce()) -> Fault {
    let Fault::Ruby(error) = fault else {
        last();
        return fault;
    };
    if !matches!(error.error_type(), ErrorType::Jump(_)) {
        last();
        return Fault::Ruby(error);
    }
    let mut ending = Ending { error: Some(error.clone()), last: Some(last) };
    let ending = &raw mut ending;
    let outcome = magnus::rb_sys::protect(|| {
        // SAFETY: the GVL is held. `ending` outlives the call, and nothing else uses it meanwhile: each function takes
        // its own part of it. What jumps out of here jumps over no frame that has something to drop.
        unsafe {
            rb_sys::rb_ensure(
                Some(resume),
                (&raw mut (*ending).error) as rb_sys::VALUE,
                Some(finish_with(&(*ending).last)),
                (&raw mut (*ending).last) as rb_sys::VALUE,
            )
        }
    });
    Fault::Ruby(outcome.err().unwrap_or(error))
}

/// An interrupt, and what is to be done before it goes on.
struct Ending<F> {
    error: Option<magnus::Error>,
    last: Option<F>,
}

type RubyFunction = unsafe extern "C" fn(rb_sys::VALUE) -> rb_sys::VALUE;

/// The interrupt goes on.
unsafe extern "C" fn resume(error: rb_sys::VALUE) -> rb_sys::VALUE {
    // SAFETY: `before_raising` passes its `Ending`'s error, which outlives the call.
    let error = unsafe { &mut *(error as *mut Option<magnus::Error>) }.take();
    if let Some(error) = error {
        // SAFETY: the error was moved out, and holds a number: the jump over this frame leaves nothing undropped.
        unsafe { magnus::rb_sys::resume_error(error) }
    }
    rb_sys::Qnil as rb_sys::VALUE
}

/// [`finish`] for what is to be done.
fn finish_with<F: FnOnce()>(_: &Option<F>) -> RubyFunction {
    finish::<F>
}

/// Does what is to be done.
unsafe extern "C" fn finish<F: FnOnce()>(last: rb_sys::VALUE) -> rb_sys::VALUE {
    // SAFETY: `before_raising` passes its `Ending`'s `last`, an `Option` of this very type that outlives the call.
    let last = unsafe { &mut *(last as *mut Option<F>) }.take();
    // A panic must not cross Ruby's frames; the interrupt counts for more than it.
    let _ = last.map(|last| catch_unwind(AssertUnwindSafe(last)));
    rb_sys::Qnil as rb_sys::VALUE
}

/// On a worker: runs `work` on the Ruby thread that made the call, with the GVL, and waits for what it gives. When it
/// raises, the call ends with that exception.
pub fn on_caller<T: Send + 'static>(
    work: impl FnOnce(&Ruby, This) -> Result<T, magnus::Error> + Send + 'static,
) -> acme_client::Result<T> {
    ask_caller(Event::Call, work)
}

/// The same for work that is done also when the call was given up.
pub fn clean_up_on_caller<T: Send + 'static>(
    work: impl FnOnce(&Ruby, This) -> Result<T, magnus::Error> + Send + 'static,
) -> acme_client::Result<T> {
    ask_caller(Event::CleanUp, work)
}

fn ask_caller<T: Send + 'static>(
    event: impl FnOnce(Work) -> Event,
    work: impl FnOnce(&Ruby, This) -> Result<T, magnus::Error> + Send + 'static,
) -> acme_client::Result<T> {
    let (reply, answer) = mpsc::channel();
    let process = std::process::id();
    let work: Work = Box::new(move |ruby, this| {
        let value = work(ruby, this)?;
        if std::process::id() == process {
            // Nobody waits for it any more when the call was given up.
            let _ = reply.send(value);
        }
        Ok(())
    });
    let sent = send(event(work));
    let stopped = || Error::new(Kind::Callback, "a Ruby callback failed");
    if sent { answer.recv().map_err(|_| stopped()) } else { Err(stopped()) }
}

/// On a worker: the same without waiting. Whether there was a Ruby thread to do it.
pub fn tell_caller(work: impl FnOnce(&Ruby, This) -> Result<(), magnus::Error> + Send + 'static) -> bool {
    send(Event::Call(Box::new(work)))
}

fn send(event: Event) -> bool {
    let link = CALL.with_borrow(Clone::clone);
    link.is_some_and(|link| link.send(event))
}

/// The Ruby thread's side of a call.
struct Waiting {
    inbox: Receiver<Event>,
    sleeper: Arc<Sleeper>,
    process: u32,
}

impl Waiting {
    /// Does what the worker asks for until the call ends.
    fn serve(&self, ruby: &Ruby, this: This) -> Result<(), Fault> {
        loop {
            match self.slice(Interrupts::Raised)? {
                Waited::For(Event::Done) => return Ok(()),
                Waited::For(Event::Call(work) | Event::CleanUp(work)) => {
                    let done = catch_unwind(AssertUnwindSafe(|| work(ruby, this)));
                    done.map_err(|payload| Fault::panic(&*payload))??;
                    if self.is_forked() {
                        return Err(Error::new(Kind::Callback, "the process was forked in a callback").into());
                    }
                }
                Waited::InVain | Waited::Cut => {}
            }
        }
    }

    /// Waits for a cancelled call to end; what it still asks for is refused, unless it cleans up.
    fn end(&self, ruby: &Ruby, this: This, longest: Duration) {
        let until = Instant::now() + longest;
        while Instant::now() < until {
            let event = match self.slice(Interrupts::Kept) {
                Ok(Waited::For(event)) => event,
                Ok(Waited::InVain) => continue,
                // Another interrupt is pending, so that Ruby does not let go of the GVL.
                Ok(Waited::Cut) | Err(_) => match self.inbox.recv_timeout(SLICE) {
                    Ok(event) => event,
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => return,
                },
            };
            match event {
                Event::Done => return,
                Event::Call(refused) => drop(refused),
                // The call ends with what interrupted it, whatever comes up here.
                Event::CleanUp(work) => {
                    let _ = catch_unwind(AssertUnwindSafe(|| work(ruby, this)));
                }
            }
        }
    }

    /// The worker of a call whose process was forked in a callback is not in the child.
    fn is_forked(&self) -> bool {
        std::process::id() != self.process
    }

    /// Waits for an event, a slice at the longest, and lets Ruby run its interrupts when none came.
    fn slice(&self, interrupts: Interrupts) -> Result<Waited, magnus::Error> {
        let slice = Slice { waiting: self, wake: Wake::default(), event: Cell::new(None) };
        magnus::rb_sys::protect(|| {
            // SAFETY: the GVL is held. `slice` outlives the call, during which Ruby alone uses the pointers: `wait` runs
            // on this thread, `wake_up` sees nothing but `wake`, whose fields are atomic. What may jump out of here
            // (`rb_thread_check_ints`) jumps over no frame that has something to drop.
            unsafe {
                let wake = (&raw const slice.wake).cast_mut().cast();
                rb_sys::rb_nogvl(
                    Some(wait),
                    (&raw const slice).cast_mut().cast(),
                    Some(wake_up),
                    wake,
                    NOGVL_FLAGS,
                );
                if matches!(interrupts, Interrupts::Raised) && !slice.has_event() {
                    rb_sys::rb_thread_check_ints();
                }
            }
            rb_sys::Qnil as rb_sys::VALUE
        })?;
        let is_cut = slice.wake.is_requested.load(Ordering::SeqCst) || slice.wake.thread.get().is_none();
        Ok(match slice.event.take() {
            Some(event) => Waited::For(event),
            None if is_cut => Waited::Cut,
            None => Waited::InVain,
        })
    }
}

/// How a slice ended.
enum Waited {
    For(Event),
    InVain,
    /// By an interrupt, or before it began because one was pending.
    Cut,
}

/// What to do about interrupts after a slice.
#[derive(Clone, Copy)]
enum Interrupts {
    Raised,
    Kept,
}

/// One wait without the GVL.
struct Slice<'a> {
    waiting: &'a Waiting,
    wake: Wake,
    event: Cell<Option<Event>>,
}

impl Slice<'_> {
    fn has_event(&self) -> bool {
        let event = self.event.take();
        let has_event = event.is_some();
        self.event.set(event);
        has_event
    }

    /// Waits without the GVL: touches nothing of Ruby's.
    fn wait(&self) {
        let thread = thread::current();
        self.waiting.sleeper.set(&thread);
        self.wake.thread.get_or_init(|| thread);
        let until = Instant::now() + SLICE;
        while !self.wake.is_requested.load(Ordering::SeqCst) {
            match self.waiting.inbox.try_recv() {
                Ok(event) => return self.event.set(Some(event)),
                Err(TryRecvError::Disconnected) => return self.event.set(Some(Event::Done)),
                Err(TryRecvError::Empty) => {}
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            thread::park_timeout(left);
        }
    }
}

/// How Ruby ends a wait.
#[derive(Default)]
struct Wake {
    is_requested: AtomicBool,
    thread: OnceLock<Thread>,
}

unsafe extern "C" fn wait(slice: *mut c_void) -> *mut c_void {
    // SAFETY: `Waiting::slice` passes a `Slice` that outlives the call and that no other thread uses.
    let slice = unsafe { &*slice.cast::<Slice<'_>>() };
    slice.wait();
    std::ptr::null_mut()
}

/// Ruby's unblock function, on any thread or in a signal handler: an atomic store and a futex.
unsafe extern "C" fn wake_up(wake: *mut c_void) {
    // SAFETY: `Waiting::slice` passes a `Wake` that outlives the call; its fields are atomic.
    let wake = unsafe { &*wake.cast::<Wake>() };
    wake.is_requested.store(true, Ordering::SeqCst);
    if let Some(thread) = wake.thread.get() {
        thread.unpark();
    }
}
