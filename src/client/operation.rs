//! One call of the caller's: its deadline, its bound of requests, its cancel token.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Resource, clean};
use crate::transport::{Method, Request};

use super::Client;
use super::answer::Answer;
use super::log::Level;
use super::nonce::nonce_of;

/// The longest JSON body and the longest certificate chain that are read, in bytes.
const MAX_BODY: usize = 1 << 20;
const REQUESTS: u32 = 100;
const REQUESTS_PER_IDENTIFIER: u32 = 4;

pub(super) struct Operation<'a> {
    client: &'a Client,
    started: Instant,
    deadline: Instant,
    requests_left: Cell<u32>,
}

/// One request before the client's headers are added.
pub(super) struct Outgoing<'a> {
    pub(super) method: Method,
    pub(super) url: &'a str,
    pub(super) body: Option<&'a str>,
    pub(super) accept: Option<&'a str>,
    pub(super) fresh_connection: bool,
}

impl Client {
    /// Begins a call that is about `identifiers` identifiers.
    pub(super) fn operation(&self, identifiers: usize) -> Operation<'_> {
        self.operation_within(self.options().operation_timeout, identifiers)
    }

    pub(super) fn operation_within(&self, timeout: Duration, identifiers: usize) -> Operation<'_> {
        let started = Instant::now();
        let for_identifiers =
            u32::try_from(identifiers).unwrap_or(u32::MAX).saturating_mul(REQUESTS_PER_IDENTIFIER);
        let deadline = started.checked_add(timeout).unwrap_or(started + Duration::from_secs(366 * 24 * 3600));
        Operation {
            client: self,
            started,
            deadline: self.frame.deadline.map_or(deadline, |end| end.min(deadline)),
            requests_left: Cell::new(REQUESTS.saturating_add(for_identifiers)),
        }
    }
}

impl<'a> Operation<'a> {
    pub(super) fn client(&self) -> &'a Client {
        self.client
    }

    /// How long is left until the deadline.
    pub(super) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Fails when the deadline has passed or the token was triggered.
    pub(super) fn check(&self) -> Result<()> {
        self.client.cancel().check()?;
        if self.left().is_zero() { Err(self.timed_out()) } else { Ok(()) }
    }

    pub(super) fn timed_out(&self) -> Error {
        if self.client.frame.deadline == Some(self.deadline) {
            return Error::new(Kind::TimedOut, "the deadline passed");
        }
        let seconds = self.deadline.saturating_duration_since(self.started).as_secs_f64();
        Error::new(Kind::TimedOut, format!("not done after {seconds:.1} s"))
    }

    /// Sleeps, but not past the deadline.
    pub(super) fn sleep(&self, time: Duration) -> Result<()> {
        self.client.cancel().sleep(time.min(self.left()))
    }

    /// The URL of a resource, the directory fetched first when it is not known.
    pub(super) fn resource(&self, resource: Resource) -> Result<String> {
        let directory = self.directory()?;
        directory.url(resource).map(str::to_owned).ok_or_else(|| {
            let reason = format!("the directory does not offer {}", resource.as_str());
            Error::new(Kind::UnsupportedOperation, reason).at(step_of(resource))
        })
    }

    /// A GET or HEAD whose answer must be a success; sent once.
    pub(super) fn get(&self, step: Step, method: Method, url: &str) -> Result<Answer> {
        let outgoing = Outgoing { method, url, body: None, accept: None, fresh_connection: false };
        let answer = self.send(step, &outgoing)?;
        answer.success(step)
    }

    /// Sends one request once and gives the answer, whatever its status.
    pub(super) fn send(&self, step: Step, outgoing: &Outgoing<'_>) -> Result<Answer> {
        self.send_inner(outgoing).map_err(|error| error.at(step))
    }

    fn send_inner(&self, outgoing: &Outgoing<'_>) -> Result<Answer> {
        self.check()?;
        self.spend_request()?;
        let options = self.client.options();
        options.url_policy().check("URL", outgoing.url)?;
        let mut headers = vec![("user-agent", self.client.user_agent())];
        headers.extend(outgoing.accept.map(|accept| ("accept", accept)));
        headers.extend(outgoing.body.map(|_| ("content-type", "application/jose+json")));
        let further = options.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in further.chain([("accept-language", options.accept_language.as_str())]) {
            if !headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                headers.push((name, value));
            }
        }
        let started = Instant::now();
        let result = self.client.transport().send(&Request {
            method: outgoing.method,
            url: outgoing.url,
            headers: &headers,
            body: outgoing.body.map(str::as_bytes),
            deadline: self.deadline.min(started + options.request_timeout),
            cancel: self.client.cancel(),
            max_body: MAX_BODY,
            fresh_connection: outgoing.fresh_connection,
        });
        self.log_exchange(outgoing, started, &result);
        match result {
            Ok(response) => {
                self.client.note_answer(started.elapsed());
                self.client.cancel().check()?;
                Ok(Answer { url: outgoing.url.to_owned(), response })
            }
            Err(_) if self.client.cancel().is_triggered() => Err(Error::new(Kind::Cancelled, "cancelled")),
            Err(error) if error.kind() == Kind::RequestTimedOut && self.left().is_zero() => {
                Err(self.timed_out())
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps the nonce of an answer for the next request.
    pub(super) fn keep_nonce(&self, answer: &Answer) {
        if let Some(nonce) = nonce_of(&answer.response) {
            self.client.nonces().keep(nonce);
        }
    }

    fn spend_request(&self) -> Result<()> {
        let left = self.requests_left.get().checked_sub(1);
        let left = left.ok_or_else(|| {
            Error::new(Kind::TooManyRequests, "the bound of requests for one call is reached")
        })?;
        self.requests_left.set(left);
        Ok(())
    }

    fn log_exchange(
        &self,
        outgoing: &Outgoing<'_>,
        started: Instant,
        result: &Result<crate::transport::Response>,
    ) {
        let method = outgoing.method.as_str();
        let url = clean(outgoing.url);
        let ms = started.elapsed().as_millis();
        match result {
            Ok(response) => {
                self.client.log(Level::Debug, format_args!("{method} {url}: {} in {ms} ms", response.status));
            }
            Err(error) => {
                self.client.log(Level::Debug, format_args!("{method} {url}: {error} after {ms} ms"))
            }
        }
    }
}

/// The step at which a resource of the directory is asked.
fn step_of(resource: Resource) -> Step {
    match resource {
        Resource::NewNonce => Step::NewNonce,
        Resource::NewAccount => Step::NewAccount,
        Resource::NewOrder => Step::NewOrder,
        Resource::NewAuthz => Step::NewAuthz,
        Resource::RevokeCert => Step::RevokeCert,
        Resource::KeyChange => Step::KeyChange,
        Resource::RenewalInfo => Step::RenewalInfo,
    }
}
