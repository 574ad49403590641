//! What an issuance works with: a client of its own, its workers, its clock and its events.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::client::{Client, Frame, jittered};
use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Order, Status};
use crate::transport::Transport;

use super::crew::Crew;
use super::rate::Paced;
use super::relay::{Relay, RelayedLog, RelayedSigner, RelayedTransport};
use super::solver::SolverContext;
use super::{Event, ObtainParams, tell};

/// A connection and a nonce of its own are worth their requests to a worker when answers take at least this long.
const TIME_A_WORKER: Duration = Duration::from_millis(3);
/// A server that answers at once is given this long before the first look.
const FIRST_LOOK: Duration = Duration::from_millis(10);
const FIRST_WAIT: Duration = Duration::from_millis(40);
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// The time kept for a last look before the deadline, when the server asks to wait longer than that.
const LAST_LOOK: Duration = Duration::from_secs(2);

pub(super) struct Stage<'a> {
    pub(super) client: Client,
    pub(super) params: &'a ObtainParams,
    pub(super) crew: Crew,
    deadline: Instant,
}

impl<'a> Stage<'a> {
    /// Fetches the directory when it is not known.
    pub(super) fn new(client: &Client, params: &'a ObtainParams, deadline: Instant) -> Result<Self> {
        let relay = Relay::to_here();
        let frame = Frame {
            deadline: Some(deadline),
            transport: Some(relayed_transport(client, &relay)),
            signer: relayed_signer(client, &relay),
            log: relayed_log(client, &relay),
            on_retry: params.events.clone().map(|events| {
                let relay = Arc::clone(&relay);
                Arc::new(move |attempt: u32, error: &Error| {
                    let (events, event) =
                        (Arc::clone(&events), Event::Retrying { attempt, error: error.clone() });
                    relay.tell(move || events.event(&event));
                }) as _
            }),
        };
        let directory = client.within(frame.clone()).directory()?;
        let inner = frame.transport.clone().unwrap_or_else(|| Arc::clone(client.transport()));
        let paced = Paced::new(inner, params.pace.clone(), &directory);
        let client = client.within(Frame { transport: Some(Arc::new(paced)), ..frame });
        Ok(Self { client, params, crew: Crew { relay }, deadline })
    }

    pub(super) fn tell(&self, event: &Event) {
        tell(self.params, event);
    }

    pub(super) fn context(&self) -> SolverContext {
        SolverContext::new(self.deadline, self.client.cancel().clone())
    }

    /// How many workers are worth it: many when answers take long, few when they are there at once. One when
    /// requests have to be sent by the calling thread anyway.
    pub(super) fn workers(&self, count: usize) -> usize {
        if self.client.transport().bound_to_caller() {
            return 1;
        }
        // Without a nonce there was nothing but the directory yet, whose time is that of connecting, too.
        let round_trips = if self.client.nonces().count() == 0 { 3 } else { 1 };
        let latency = self.client.fastest_answer() / round_trips;
        let by_latency = latency.as_millis() / TIME_A_WORKER.as_millis();
        count.min(self.params.parallel).min(usize::try_from(by_latency.max(2)).unwrap_or(usize::MAX))
    }

    /// Looks at the order until `settled`. `meanwhile` is called after each look that it is not.
    pub(super) fn wait(
        &self,
        order: Order,
        settled: impl Fn(&Order) -> bool,
        mut meanwhile: impl FnMut() -> Result<bool>,
    ) -> Result<Order> {
        let (mut wait, mut status) = (FIRST_WAIT, order.status.clone());
        self.client
            .cancel()
            .sleep(FIRST_LOOK.saturating_sub(self.client.fastest_answer()).min(self.left()))?;
        loop {
            let seen = self.client.refresh_order(&order).map_err(|error| match error.kind() {
                Kind::TimedOut if self.left().is_zero() => self.still(&status),
                _ => error,
            })?;
            if settled(&seen) || meanwhile()? {
                return Ok(seen);
            }
            status = seen.status;
            let asked = seen.retry_after.and_then(|asked| asked.wait);
            let pause = asked.map(|asked| asked.min(self.left().saturating_sub(LAST_LOOK)).max(FIRST_WAIT));
            let pause = pause.unwrap_or_else(|| jittered(wait)).min(self.left());
            self.tell(&Event::Waiting { step: Step::Order, until: SystemTime::now() + pause });
            self.client.cancel().sleep(pause)?;
            if self.left().is_zero() {
                return Err(self.still(&status));
            }
            wait = (wait * 3 / 2).min(LONGEST_WAIT);
        }
    }

    /// The deadline passed while the order was like this.
    fn still(&self, status: &Status) -> Error {
        let seconds = self.params.deadline.as_secs_f64();
        let reason = format!("still {status}, not done after {seconds:.1} s");
        Error::new(Kind::TimedOut, reason).at(Step::Order)
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

fn relayed_transport(client: &Client, relay: &Arc<Relay>) -> Arc<dyn Transport> {
    let inner = Arc::clone(client.transport());
    if inner.bound_to_caller() {
        return Arc::new(RelayedTransport { inner, relay: Arc::clone(relay) });
    }
    inner
}

fn relayed_signer(client: &Client, relay: &Arc<Relay>) -> Option<Arc<dyn crate::client::Signer>> {
    let inner = client.signer();
    inner.bound_to_caller().then(|| Arc::new(RelayedSigner { inner, relay: Arc::clone(relay) }) as _)
}

fn relayed_log(client: &Client, relay: &Arc<Relay>) -> Option<Arc<dyn crate::client::Log>> {
    let inner = client.options().log.clone().filter(|log| log.bound_to_caller())?;
    Some(Arc::new(RelayedLog { inner, relay: Arc::clone(relay) }))
}
