//! Authorizations ahead of an order (RFC 8555, section 7.4.1), also for the names below (RFC 9444).

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Authorization, Identifier, Resource, authorization_payload, clean, same_identifiers};

use super::Client;
use super::authorization::read_authorization;
use super::operation::Operation;
use super::post::Post;

impl Client {
    /// Asks for an authorization that orders will use later (RFC 8555, section 7.4.1). With `subdomains` it shall count
    /// for the names below as well (RFC 9444).
    ///
    /// # Errors
    /// [`Kind::UnsupportedOperation`] when the directory does not offer newAuthz, or subdomainAuthAllowed where that is
    /// asked for; [`Kind::InvalidArgument`] for a wildcard; [`Kind::OrderMismatch`] when the answer is for another
    /// identifier; what the server refuses; else as every call.
    pub fn new_authorization(&self, identifier: &Identifier, subdomains: bool) -> Result<Authorization> {
        let made = self.operation(1).new_authorization(identifier, subdomains);
        made.map_err(|error| error.at(Step::NewAuthz).about(|| clean(&identifier.value)))
    }
}

impl Operation<'_> {
    fn new_authorization(&self, identifier: &Identifier, subdomains: bool) -> Result<Authorization> {
        let payload = authorization_payload(identifier, subdomains)?;
        let url = self.resource(Resource::NewAuthz)?;
        if subdomains && !self.directory()?.subdomains_allowed {
            let reason = "the directory does not offer subdomainAuthAllowed";
            return Err(Error::new(Kind::UnsupportedOperation, reason));
        }
        self.retry(|_| {
            let answer = self.post(&Post::new(Step::NewAuthz, &url, &payload))?;
            let missing = || Error::new(Kind::UnreadableResponse, "the answer has no Location");
            let authorization = read_authorization(&answer, &answer.location().ok_or_else(missing)?)?;
            let given = std::slice::from_ref(&authorization.identifier);
            if same_identifiers(given, std::slice::from_ref(identifier)) {
                return Ok(authorization);
            }
            let reason = format!("the authorization is for {}", clean(&authorization.identifier.value));
            Err(Error::new(Kind::OrderMismatch, reason))
        })
    }
}
