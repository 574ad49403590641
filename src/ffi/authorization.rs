//! Authorizations (RFC 8555, sections 7.1.4 and 7.5).
//!
//! An authorization is the server's belief that an account controls an identifier. It offers challenges, of which one is
//! enough. One that is valid already needs none: authorities reuse them.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::protocol::{Authorization, Challenge, clean};

use super::challenge::acme_challenge;
use super::client::acme_client;
use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, free, given, wraps};
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// An authorization as the server showed it last. All of its accessors may be called from several threads at once. The
/// calls that take it non-const, and acme_authorization_free, need it alone and end the life of the texts it gave.
pub struct acme_authorization(Snapshot<Authorization>);

wraps!(acme_authorization, Snapshot<Authorization>);

impl From<Authorization> for acme_authorization {
    fn from(authorization: Authorization) -> Self {
        Self(Snapshot::from(authorization))
    }
}

/// Reads an authorization by its URL.
///
/// Fails with ACME_STATUS_NOT_FOUND when there is none, with ACME_STATUS_FORBIDDEN_URL when the URL must not be fetched.
///
/// @param out the authorization, to be freed with acme_authorization_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_authorization(
    client: Option<&acme_client>,
    url: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_authorization>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let url = unsafe { text::required("url", url) };
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(given("client", client)?.authorization(url?)?.into()));
        Ok(())
    })
}

/// Reads the authorization again. On failure it stays as it is.
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_refresh(
    client: Option<&acme_client>,
    authorization: Option<&mut acme_authorization>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, authorization) = (given("client", client)?, given("authorization", authorization)?);
        let newer = client.authorization(&authorization.url)?;
        authorization.replace(newer);
        Ok(())
    })
}

/// Waits until the authorization is valid. Looks at once, then at growing intervals or when the server says. On failure
/// the authorization stays as it is.
///
/// Fails with ACME_STATUS_AUTHORIZATION_INVALID and the problem of the challenge that failed, or with
/// ACME_STATUS_TIMED_OUT.
///
/// @param timeout_ms how long to wait, in milliseconds
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_wait(
    client: Option<&acme_client>,
    authorization: Option<&mut acme_authorization>,
    timeout_ms: u64,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, authorization) = (given("client", client)?, given("authorization", authorization)?);
        let newer = client.wait_authorization(authorization, Duration::from_millis(timeout_ms))?;
        authorization.replace(newer);
        Ok(())
    })
}

/// Gives the authorization up (RFC 8555, section 7.5.2). On failure it stays as it is.
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_deactivate(
    client: Option<&acme_client>,
    authorization: Option<&mut acme_authorization>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, authorization) = (given("client", client)?, given("authorization", authorization)?);
        let newer = client.deactivate_authorization(&authorization.url)?;
        authorization.replace(newer);
        Ok(())
    })
}

/// Gives the challenge of a type. Nothing is sent.
///
/// Fails with ACME_STATUS_CHALLENGE_NOT_OFFERED when there is none; the message lists the types that are offered.
///
/// @param type such as "http-01" or "dns-01"
/// @param out the challenge, an object of its own, to be freed with acme_challenge_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_authorization_challenge(
    authorization: Option<&acme_authorization>,
    r#type: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_challenge>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let kind = unsafe { text::required("type", r#type) };
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(offered(given("authorization", authorization)?, kind?)?.clone().into()));
        Ok(())
    })
}

fn offered<'a>(authorization: &'a Authorization, kind: &str) -> Result<&'a Challenge> {
    authorization.challenge(kind).ok_or_else(|| {
        let types: Vec<_> = authorization.challenges.iter().map(|challenge| clean(&challenge.kind)).collect();
        let types = if types.is_empty() { "nothing".to_owned() } else { types.join(", ") };
        let reason = format!("{} is not offered, but {types}", clean(kind));
        Error::new(Kind::ChallengeNotOffered, reason).about(|| clean(&authorization.identifier.value))
    })
}

/// How many challenges are offered.
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_challenge_count(authorization: Option<&acme_authorization>) -> usize {
    read(authorization, |authorization| authorization.challenges.len())
}

/// Gives the challenge at `index`. Nothing is sent.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when there is no such challenge.
///
/// @param index less than acme_authorization_challenge_count
/// @param out the challenge, an object of its own, to be freed with acme_challenge_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_challenge_at(
    authorization: Option<&acme_authorization>,
    index: usize,
    out: Option<&mut MaybeUninit<Option<Box<acme_challenge>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let challenges = &given("authorization", authorization)?.challenges;
        let beyond = || {
            let reason = format!("index: {index}, but there are {} challenges", challenges.len());
            Error::new(Kind::InvalidArgument, reason)
        };
        *out = Some(Box::new(challenges.get(index).ok_or_else(beyond)?.clone().into()));
        Ok(())
    })
}

/// The authorization URL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_url(authorization: Option<&acme_authorization>) -> *const c_char {
    read(authorization, |authorization| authorization.text(&authorization.url))
}

/// The status: "pending", "valid", "invalid", "deactivated", "expired" or "revoked" (RFC 8555, section 7.1.6).
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_status(authorization: Option<&acme_authorization>) -> *const c_char {
    read(authorization, |authorization| authorization.text(authorization.status.as_str()))
}

/// When the server forgets it, as RFC 3339 writes it, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_expires(authorization: Option<&acme_authorization>) -> *const c_char {
    read(authorization, |authorization| authorization.optional(authorization.expires.as_ref()))
}

/// The type of the identifier, such as "dns".
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_identifier_type(
    authorization: Option<&acme_authorization>,
) -> *const c_char {
    read(authorization, |authorization| authorization.text(&authorization.identifier.kind))
}

/// The identifier, such as "example.com"; without "*." also for a wildcard.
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_identifier_value(
    authorization: Option<&acme_authorization>,
) -> *const c_char {
    read(authorization, |authorization| authorization.text(&authorization.identifier.value))
}

/// Whether it is for the wildcard name of the identifier.
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_is_wildcard(authorization: Option<&acme_authorization>) -> bool {
    read(authorization, |authorization| authorization.wildcard)
}

/// The authorization as the server sent it.
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_json(authorization: Option<&acme_authorization>) -> *const c_char {
    read(authorization, |authorization| authorization.text(&authorization.json))
}

/// Frees the authorization object; challenges taken from it live on. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_free(authorization: Option<Box<acme_authorization>>) {
    free(authorization);
}
