//! Authorizations (RFC 8555, section 7.5).

use std::time::Duration;

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Authorization, Identifier, Order, Status};

use super::Client;
use super::answer::Answer;
use super::operation::Operation;
use super::post::Post;

impl Client {
    /// Reads an authorization by its URL.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is none; else as every call.
    pub fn authorization(&self, url: &str) -> Result<Authorization> {
        let operation = self.operation(0);
        operation.retry(|_| operation.look_at_authorization(url))
    }

    /// Reads the order's authorization at `index`.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when the order has no such authorization; [`Kind::OrderMismatch`] when what the server
    /// gives is for none of the order's identifiers; else as every call.
    pub fn order_authorization(&self, order: &Order, index: usize) -> Result<Authorization> {
        let count = order.authorizations.len();
        let beyond = || {
            Error::new(
                Kind::InvalidArgument,
                format!("index: {index}, but the order has {count} authorizations"),
            )
        };
        let authorization = self.authorization(order.authorizations.get(index).ok_or_else(beyond)?)?;
        check_belongs(&authorization, order)?;
        Ok(authorization)
    }

    /// Waits until the authorization is valid.
    ///
    /// # Errors
    /// [`Kind::AuthorizationInvalid`] with the problem of the challenge that failed; [`Kind::OrderMismatch`] when it is
    /// for another identifier than before; [`Kind::TimedOut`] after `timeout`; else as every call.
    pub fn wait_authorization(
        &self,
        authorization: &Authorization,
        timeout: Duration,
    ) -> Result<Authorization> {
        let operation = self.operation_within(timeout, 1);
        let look = || {
            let seen = operation.look_at_authorization(&authorization.url)?;
            check_same(&seen, authorization)?;
            Ok(seen)
        };
        let looked = operation.poll(Step::Authorization, &authorization.status, look, settled);
        looked.map_err(|error| about(authorization, error))
    }

    /// Gives an authorization up (RFC 8555, section 7.5.2).
    ///
    /// # Errors
    /// What the server refuses; else as every call.
    pub fn deactivate_authorization(&self, url: &str) -> Result<Authorization> {
        let operation = self.operation(1);
        operation.retry(|failures| {
            if failures > 0 {
                let seen = operation.look_at_authorization(url)?;
                if seen.status == Status::Deactivated {
                    return Ok(seen);
                }
            }
            let answer =
                operation.post(&Post::new(Step::Authorization, url, r#"{"status":"deactivated"}"#))?;
            read_authorization(&answer, url)
        })
    }
}

impl Operation<'_> {
    fn look_at_authorization(&self, url: &str) -> Result<Authorization> {
        self.read_once(Step::Authorization, url, |answer| read_authorization(answer, url))
    }
}

pub(super) fn read_authorization(answer: &Answer, url: &str) -> Result<Authorization> {
    let mut authorization = answer.read(Step::Authorization, |text| Authorization::parse(url, text))?;
    authorization.retry_after = answer.response.retry_after();
    Ok(authorization)
}

fn about(authorization: &Authorization, error: Error) -> Error {
    error.about(|| crate::protocol::clean(&authorization.identifier.value))
}

/// An authorization is for an identifier of the order, the name below a wildcard, or a name above (RFC 9444).
fn check_belongs(authorization: &Authorization, order: &Order) -> Result<()> {
    let found = &authorization.identifier;
    if order.identifiers.iter().any(|wanted| covers(found, wanted)) {
        return Ok(());
    }
    Err(for_something_else(authorization))
}

/// A later snapshot is for the same identifier.
fn check_same(seen: &Authorization, earlier: &Authorization) -> Result<()> {
    let same = seen.identifier.canonical() == earlier.identifier.canonical();
    if same { Ok(()) } else { Err(for_something_else(seen)) }
}

fn for_something_else(authorization: &Authorization) -> Error {
    let reason = "the server answers with an authorization for something else";
    about(authorization, Error::new(Kind::OrderMismatch, reason).at(Step::Authorization))
}

fn covers(found: &Identifier, wanted: &Identifier) -> bool {
    let ((found_kind, found), (wanted_kind, wanted)) = (found.canonical(), wanted.canonical());
    let same = found == wanted
        || (wanted_kind == "dns" && wanted.strip_suffix(&found).is_some_and(|rest| rest.ends_with('.')));
    found_kind == wanted_kind && same
}

/// Whether the wait for an authorization is over.
fn settled(seen: &Authorization) -> Option<Result<()>> {
    match seen.status {
        Status::Valid => Some(Ok(())),
        Status::Invalid | Status::Deactivated | Status::Expired | Status::Revoked => {
            let problem = seen.challenges.iter().find_map(|challenge| challenge.error.clone());
            let reason = format!("the authorization is {}", seen.status);
            Some(Err(Error::new(Kind::AuthorizationInvalid, reason).because_of(problem)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authorization_covers_its_name_its_wildcard_and_names_below() {
        let covers = |found: &str, wanted: &str| {
            covers(&Identifier::parse(found).unwrap(), &Identifier::parse(wanted).unwrap())
        };
        assert!(covers("example.com", "example.com"));
        assert!(covers("example.com", "*.example.com"));
        assert!(covers("example.com", "a.b.example.com"));
        assert!(covers("10.0.0.1", "::ffff:10.0.0.1"));
        assert!(!covers("example.com", "badexample.com"));
        assert!(!covers("a.example.com", "example.com"));
        assert!(!covers("10.0.0.1", "10.0.0.2"));
    }
}
