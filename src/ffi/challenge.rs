//! Challenges (RFC 8555, sections 7.1.5 and 8).
//!
//! Put the proof in place, then call acme_challenge_request_validation, then wait for the authorization. For http-01 the
//! proof is acme_challenge_key_authorization, served by plain HTTP on port 80 at acme_challenge_http01_path; for dns-01
//! it is acme_challenge_dns01_value in a TXT record at acme_challenge_dns01_name, for all that a DNS record proves
//! acme_challenge_dns_record; for tls-alpn-01 acme_challenge_tls_alpn01_certificate.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use crate::protocol::{Challenge, Problem};

use super::client::acme_client;
use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, free, given, wraps};
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// A challenge as the server showed it last. All of its accessors may be called from several threads at once. The calls
/// that take it non-const, and acme_challenge_free, need it alone and end the life of the texts it gave.
pub struct acme_challenge(Snapshot<Challenge>);

wraps!(acme_challenge, Snapshot<Challenge>);

impl From<Challenge> for acme_challenge {
    fn from(challenge: Challenge) -> Self {
        Self(Snapshot::from(challenge))
    }
}

impl acme_challenge {
    fn lend_of_problem(&self, text: impl FnOnce(&Problem) -> Option<&str>) -> *const c_char {
        self.optional(self.error.as_ref().and_then(text))
    }
}

/// Reads a challenge by its URL. It does not know its identifier, so acme_challenge_dns01_name gives NULL.
///
/// Fails with ACME_STATUS_NOT_FOUND when there is none, with ACME_STATUS_FORBIDDEN_URL when the URL must not be fetched.
///
/// @param out the challenge, to be freed with acme_challenge_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_challenge(
    client: Option<&acme_client>,
    url: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_challenge>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let url = unsafe { text::required("url", url) };
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(given("client", client)?.challenge(url?)?.into()));
        Ok(())
    })
}

/// Reads the challenge again. On failure it stays as it is.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_refresh(
    client: Option<&acme_client>,
    challenge: Option<&mut acme_challenge>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, challenge) = (given("client", client)?, given("challenge", challenge)?);
        let newer = client.refresh_challenge(challenge)?;
        challenge.replace(newer);
        Ok(())
    })
}

/// Tells the server that the proof is in place (RFC 8555, section 7.5.1). On failure the challenge stays as it is.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_request_validation(
    client: Option<&acme_client>,
    challenge: Option<&mut acme_challenge>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, challenge) = (given("client", client)?, given("challenge", challenge)?);
        let newer = client.request_validation(challenge)?;
        challenge.replace(newer);
        Ok(())
    })
}

/// Answers a challenge with JSON of the caller's own: device-attest-01 and others want more than to be told. Otherwise as
/// acme_challenge_request_validation.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when the payload is no JSON object.
///
/// @param payload a JSON object
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_challenge_request_validation_with(
    client: Option<&acme_client>,
    challenge: Option<&mut acme_challenge>,
    payload: *const c_char,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let payload = unsafe { text::required("payload", payload) };
    guard(error, || {
        let (client, challenge) = (given("client", client)?, given("challenge", challenge)?);
        let newer = client.request_validation_with(challenge, payload?)?;
        challenge.replace(newer);
        Ok(())
    })
}

/// Gives the key authorization: the token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1).
/// Nothing is sent.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when the challenge has no token.
///
/// @param out the text, to be freed with acme_string_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_key_authorization(
    client: Option<&acme_client>,
    challenge: Option<&acme_challenge>,
    out: Option<&mut MaybeUninit<Option<NonNull<c_char>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        *out = text::owned(&given("client", client)?.key_authorization(given("challenge", challenge)?)?);
        Ok(())
    })
}

/// Gives the value of the TXT record of dns-01: base64url of the SHA-256 of the key authorization (RFC 8555, section
/// 8.4). Nothing is sent.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when the challenge has no token.
///
/// @param out the text, to be freed with acme_string_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_dns01_value(
    client: Option<&acme_client>,
    challenge: Option<&acme_challenge>,
    out: Option<&mut MaybeUninit<Option<NonNull<c_char>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        *out = text::owned(&given("client", client)?.dns01_value(given("challenge", challenge)?)?);
        Ok(())
    })
}

/// Where http-01's proof is served: "/.well-known/acme-challenge/" and the token (RFC 8555, section 8.3). The token is
/// in base64url, so the path cannot lead elsewhere. NULL when the challenge has no token.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_http01_path(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.optional(challenge.http01_path()))
}

/// The name of dns-01's TXT record: "_acme-challenge." and the name without "*." (RFC 8555, section 8.4). NULL when the
/// identifier is no DNS name or not known.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_dns01_name(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.optional(challenge.dns01_name()))
}

/// The challenge URL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_url(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.text(&challenge.url))
}

/// The type, such as "http-01". It may be one that this library does not know.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_type(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.text(&challenge.kind))
}

/// The status: "pending", "processing", "valid" or "invalid" (RFC 8555, section 7.1.6).
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_status(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.text(challenge.status.as_str()))
}

/// The token, in base64url; NULL for types that have none.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_token(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.optional(challenge.token.as_ref()))
}

/// When the server validated it, as RFC 3339 writes it, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_validated(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.optional(challenge.validated.as_ref()))
}

/// Why the challenge failed: the type of the server's problem document, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_problem_type(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.lend_of_problem(|problem| Some(&problem.kind)))
}

/// Why the challenge failed: the detail of the server's problem document, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_problem_detail(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.lend_of_problem(|problem| problem.detail.as_deref()))
}

/// Why the challenge failed: the server's whole problem document, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_problem_json(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.lend_of_problem(|problem| Some(&problem.json)))
}

/// The challenge as the server sent it.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_json(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.text(&challenge.json))
}

/// Frees the challenge. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_free(challenge: Option<Box<acme_challenge>>) {
    free(challenge);
}
