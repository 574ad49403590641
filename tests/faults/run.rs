//! One run of a cell as the proxy sees it: what is to go wrong, how often it did, and what went over the wire.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::kind::FaultKind;
use crate::step::Step;
use crate::support::ca::Endpoint;
use crate::support::encoding::from_base64url;
use crate::support::http::{Request, Response};

/// What is to go wrong in a run.
#[derive(Clone, Copy)]
pub struct Plan {
    pub step: Step,
    pub kind: &'static FaultKind,
    /// How often.
    pub times: u32,
}

pub struct Run {
    pub world: String,
    pub plan: Option<Plan>,
    seen: Mutex<Seen>,
    over: Condvar,
}

/// What was seen.
#[derive(Default)]
pub struct Seen {
    /// How often the fault happened.
    pub strikes: u32,
    /// The requests of each step, without waiting looks: those whose answer was that the authority is not done yet.
    pub requests: BTreeMap<Step, u32>,
    pub waiting_looks: u32,
    nonces: HashSet<String>,
    pub repeated_nonces: u32,
    pub finalized: u32,
    pub accounts: u32,
    /// The chains as the authority gave them.
    pub chains: Vec<Vec<u8>>,
    /// What kept the proxy from doing its part.
    pub trouble: Option<String>,
    challenge_asked: bool,
    finalize_sent: bool,
    certificate_given: bool,
    is_over: bool,
}

impl Run {
    pub fn new(world: &str, plan: Option<Plan>) -> Self {
        Self { world: world.to_owned(), plan, seen: Mutex::default(), over: Condvar::new() }
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request and says which step it is.
    pub fn note(&self, (endpoint, is_alternate): (Endpoint, bool), request: &Request) -> Option<Step> {
        let mut seen = self.seen();
        let step = seen.step(endpoint, is_alternate)?;
        match step {
            Step::Challenge => seen.challenge_asked = true,
            Step::Finalize => seen.finalize_sent = true,
            _ => {}
        }
        *seen.requests.entry(step).or_default() += 1;
        if let Some(nonce) = nonce_of(request) {
            if !seen.nonces.insert(nonce) {
                seen.repeated_nonces += 1;
            }
        }
        Some(step)
    }

    /// Notes what the authority did.
    pub fn note_answer(&self, step: Step, response: &Response) {
        let mut seen = self.seen();
        let done = (200..300).contains(&response.status);
        match step {
            Step::NewAccount if response.status == 201 => seen.accounts += 1,
            Step::Finalize if done => seen.finalized += 1,
            Step::Certificate | Step::AlternateChain if done => {
                seen.certificate_given = true;
                seen.chains.push(response.body.clone());
            }
            Step::OrderLook | Step::LookAfterFinalize | Step::AuthorizationLook if is_waiting(response) => {
                seen.waiting_looks += 1;
                *seen.requests.entry(step).or_default() -= 1;
            }
            _ => {}
        }
    }

    /// Whether the fault happens at this step now; if so it counts.
    pub fn strikes_at(&self, step: Step) -> bool {
        let Some(plan) = self.plan else { return false };
        let mut seen = self.seen();
        let follows = seen.strikes > 0 && plan.kind.also.contains(&step);
        let strikes = plan.step == step && seen.strikes < plan.times;
        seen.strikes += u32::from(strikes);
        strikes || follows
    }

    /// The same for a connection to where the step alone is asked.
    pub fn strikes_connection(&self) -> bool {
        let Some(plan) = self.plan else { return false };
        let is_due = {
            let seen = self.seen();
            match plan.step {
                Step::AuthorizationLook => seen.challenge_asked,
                Step::LookAfterFinalize => seen.finalize_sent,
                Step::AlternateChain => seen.certificate_given,
                _ => true,
            }
        };
        is_due && self.strikes_at(plan.step)
    }

    /// Waits until the run is over, for a connection that is to be stalled.
    pub fn wait_for_end(&self) {
        let seen = self.seen();
        let limit = Duration::from_secs(60);
        drop(self.over.wait_timeout_while(seen, limit, |seen| !seen.is_over));
    }

    pub fn end(&self) {
        self.seen().is_over = true;
        self.over.notify_all();
    }
}

impl Seen {
    pub fn all_requests(&self) -> u32 {
        self.requests.values().sum()
    }

    fn step(&self, endpoint: Endpoint, is_alternate: bool) -> Option<Step> {
        Some(match endpoint {
            Endpoint::Directory => Step::Directory,
            Endpoint::NewNonce => Step::NewNonce,
            Endpoint::NewAccount => Step::NewAccount,
            Endpoint::NewOrder => Step::NewOrder,
            Endpoint::Authorization if self.challenge_asked => Step::AuthorizationLook,
            Endpoint::Authorization => Step::Authorization,
            Endpoint::Challenge => Step::Challenge,
            Endpoint::Order if self.finalize_sent => Step::LookAfterFinalize,
            Endpoint::Order => Step::OrderLook,
            Endpoint::Finalize => Step::Finalize,
            Endpoint::Certificate if is_alternate => Step::AlternateChain,
            Endpoint::Certificate => Step::Certificate,
            Endpoint::RenewalInfo => Step::RenewalInfo,
            Endpoint::RevokeCert => Step::RevokeCert,
            Endpoint::KeyChange => Step::KeyChange,
            Endpoint::Account => Step::Deactivation,
            Endpoint::Orders | Endpoint::NewAuthz => return None,
        })
    }
}

/// The nonce in a request's JWS.
fn nonce_of(request: &Request) -> Option<String> {
    let jws: Value = serde_json::from_slice(&request.body).ok()?;
    let protected = from_base64url(jws["protected"].as_str()?)?;
    let header: Value = serde_json::from_slice(&protected).ok()?;
    header["nonce"].as_str().map(str::to_owned)
}

fn is_waiting(response: &Response) -> bool {
    let status = serde_json::from_slice::<Value>(&response.body).unwrap_or_default();
    matches!(status["status"].as_str(), Some("pending" | "processing"))
}
