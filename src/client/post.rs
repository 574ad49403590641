//! Signed POSTs (RFC 8555, sections 6.2 to 6.5).

use std::sync::Arc;

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::JwsHeader;
use crate::transport::{Method, Response};

use super::Client;
use super::answer::Answer;
use super::log::Level;
use super::nonce::nonce_of;
use super::operation::{Operation, Outgoing};
use super::retry::passes;
use super::signer::Signer;

/// The payload of a POST-as-GET (RFC 8555, section 6.3).
pub(super) const AS_GET: &str = "";

/// How the signer is named in the JWS header.
#[derive(Clone, Copy)]
pub enum SignedBy<'a> {
    /// By the account URL.
    Account,
    /// By the key itself.
    Key,
    /// By a key that is not the client's.
    OtherKey(&'a Arc<dyn Signer>),
}

/// One signed POST.
#[derive(Clone, Copy)]
pub(super) struct Post<'a> {
    pub(super) step: Step,
    pub(super) url: &'a str,
    pub(super) payload: &'a str,
    pub(super) signed_by: SignedBy<'a>,
    pub(super) accept: Option<&'a str>,
    pub(super) fresh_connection: bool,
}

impl<'a> Post<'a> {
    /// A POST signed by the account.
    pub(super) fn new(step: Step, url: &'a str, payload: &'a str) -> Self {
        Self { step, url, payload, signed_by: SignedBy::Account, accept: None, fresh_connection: false }
    }
}

impl Client {
    /// A signed POST of the caller's own (RFC 8555, section 6.2), for resources that this version does not know. An empty
    /// payload is a POST-as-GET and is sent again when it fails in passing; anything else is sent once.
    ///
    /// # Errors
    /// What the server refuses; else as every call.
    pub fn post(
        &self,
        url: &str,
        payload: &str,
        signed_by: SignedBy<'_>,
        accept: Option<&str>,
    ) -> Result<Response> {
        let operation = self.operation(0);
        let post = Post { signed_by, accept, ..Post::new(Step::Resource, url, payload) };
        let repeatable = |error: &Error| payload == AS_GET && passes(error);
        operation.retry_when(repeatable, |_| Ok(operation.post(&post)?.response))
    }

    /// A GET of the caller's own.
    ///
    /// # Errors
    /// What the server refuses; else as every call.
    pub fn get(&self, url: &str) -> Result<Response> {
        let operation = self.operation(0);
        operation.retry(|_| {
            let answer = operation.get(Step::Resource, Method::Get, url)?;
            operation.keep_nonce(&answer);
            Ok(answer.response)
        })
    }
}

impl Operation<'_> {
    /// Signs and sends once; a refused nonce is replaced and the request signed and sent again, since the server
    /// has done nothing with it.
    pub(super) fn post(&self, post: &Post<'_>) -> Result<Answer> {
        let (kid, signer) = match post.signed_by {
            SignedBy::Account => (Some(self.account_url()?), self.client().signer()),
            SignedBy::Key => (None, self.client().signer()),
            SignedBy::OtherKey(signer) => (None, Arc::clone(signer)),
        };
        let mut nonce = None;
        let mut attempts_left = self.client().options().nonce_attempts;
        loop {
            let fresh = nonce.take().map_or_else(|| self.nonce(), Ok)?;
            let answer = self.post_with(post, &signer, kid.as_deref(), &fresh)?;
            attempts_left -= 1;
            if attempts_left > 0 && is_bad_nonce(&answer) {
                self.client().log(Level::Debug, format_args!("{}: nonce refused", post.step));
                nonce = nonce_of(&answer.response);
                if nonce.is_none() {
                    self.client().nonces().clear();
                }
                continue;
            }
            self.keep_nonce(&answer);
            return answer.success(post.step);
        }
    }

    fn post_with(
        &self,
        post: &Post<'_>,
        signer: &Arc<dyn Signer>,
        kid: Option<&str>,
        nonce: &str,
    ) -> Result<Answer> {
        let header = JwsHeader { url: post.url, nonce: Some(nonce), kid };
        let body = signer.jws(&header, post.payload.as_bytes()).map_err(|error| error.at(post.step))?;
        self.send(
            post.step,
            &Outgoing {
                method: Method::Post,
                url: post.url,
                body: Some(&body),
                accept: post.accept,
                fresh_connection: post.fresh_connection,
            },
        )
    }

    /// A POST-as-GET read with `parse`, sent once.
    pub(super) fn read_once<T>(
        &self,
        step: Step,
        url: &str,
        parse: impl Fn(&Answer) -> Result<T>,
    ) -> Result<T> {
        parse(&self.post(&Post::new(step, url, AS_GET))?)
    }
}

fn is_bad_nonce(answer: &Answer) -> bool {
    answer.response.status >= 400
        && answer.problem().is_some_and(|problem| Kind::of_problem(&problem) == Kind::BadNonce)
}
