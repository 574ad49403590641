//! Certificates that sign themselves: what tls-alpn-01 shows (RFC 8737), and what a server shows until it has a real one.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::time::SystemTime;

use crate::protocol::{Identifier, SelfSigned, SelfSignedParams};

use super::builder::{Builder, set};
use super::challenge::acme_challenge;
use super::client::acme_client;
use super::error::acme_error;
use super::guard::{caught, guard, read};
use super::handle::{empty, free, given, wraps};
use super::key::acme_key;
use super::memory::lend;
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// How long a certificate is valid that was not told.
const LIFETIME: i64 = 30 * 86_400;

/// What a certificate that signs itself says. As `const` it may be used by several threads at once; the setters and
/// acme_self_signed_params_free need it alone. What it was given is copied.
pub struct acme_self_signed_params(Builder<SelfSignedParams>);

wraps!(acme_self_signed_params, Builder<SelfSignedParams>);

/// A certificate that its own key signed. It never changes: every function that takes it as `const` may be called from
/// several threads at once, and what it gives lives until it is freed.
pub struct acme_self_signed(Snapshot<SelfSigned>);

wraps!(acme_self_signed, Snapshot<SelfSigned>);

/// Makes parameters for a certificate that names nothing yet and is valid from now on for 30 days.
///
/// @return the parameters, to be freed with acme_self_signed_params_free
#[unsafe(no_mangle)]
pub extern "C" fn acme_self_signed_params_new() -> Option<Box<acme_self_signed_params>> {
    let make = || {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_secs()).unwrap_or_default();
        let params =
            SelfSignedParams { not_before: now, not_after: now + LIFETIME, ..SelfSignedParams::default() };
        Box::new(acme_self_signed_params(Builder::new(params)))
    };
    caught(make).ok()
}

/// Frees the parameters. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_self_signed_params_free(params: Option<Box<acme_self_signed_params>>) {
    free(params);
}

/// Adds an IP address when `name` is one, a DNS name otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_self_signed_params_add_name(
    params: Option<&mut acme_self_signed_params>,
    name: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    set(params, |params| {
        params.identifiers.push(Identifier::parse(name?)?);
        Ok(())
    });
}

/// The common name of subject and issuer, at most 64 characters; both are empty without it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_self_signed_params_set_common_name(
    params: Option<&mut acme_self_signed_params>,
    common_name: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let common_name = unsafe { text::required("common_name", common_name) };
    set(params, |params| {
        params.common_name = Some(common_name?.to_owned());
        Ok(())
    });
}

/// From when and until when it is valid, in seconds since 1970-01-01 UTC.
#[unsafe(no_mangle)]
pub extern "C" fn acme_self_signed_params_set_validity(
    params: Option<&mut acme_self_signed_params>,
    not_before: i64,
    not_after: i64,
) {
    set(params, |params| {
        (params.not_before, params.not_after) = (not_before, not_after);
        Ok(())
    });
}

/// Makes the certificate of a key.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT, naming what is refused, such as an empty list of names.
///
/// @param key the certificate's private key
/// @param out the certificate, to be freed with acme_self_signed_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_self_signed_new(
    params: Option<&acme_self_signed_params>,
    key: Option<&acme_key>,
    out: Option<&mut MaybeUninit<Option<Box<acme_self_signed>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let params = given("params", params)?.ready()?;
        *out = Some(Box::new(acme_self_signed(params.build(given("key", key)?)?.into())));
        Ok(())
    })
}

/// Makes the certificate that a TLS server shows on port 443 to who asks for the protocol "acme-tls/1" and the server name
/// acme_challenge_tls_alpn01_name (RFC 8737, section 3). Nothing is sent.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when the challenge is not tls-alpn-01, or its identifier is not known because
/// it was read by its URL.
///
/// @param key the certificate's private key, made for it; any kind
/// @param out the certificate, to be freed with acme_self_signed_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_tls_alpn01_certificate(
    client: Option<&acme_client>,
    challenge: Option<&acme_challenge>,
    key: Option<&acme_key>,
    out: Option<&mut MaybeUninit<Option<Box<acme_self_signed>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let (client, challenge) = (given("client", client)?, given("challenge", challenge)?);
        let made = client.tls_alpn01_certificate(challenge, given("key", key)?)?;
        *out = Some(Box::new(acme_self_signed(made.into())));
        Ok(())
    })
}

/// The server name that the authority asks for in tls-alpn-01: the DNS name, or an IP address's name for reverse look-up,
/// such as "1.2.0.192.in-addr.arpa" (RFC 8738, section 6). NULL when the identifier is not known.
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_tls_alpn01_name(challenge: Option<&acme_challenge>) -> *const c_char {
    read(challenge, |challenge| challenge.optional(challenge.tls_alpn01_name()))
}

/// The certificate in PEM.
#[unsafe(no_mangle)]
pub extern "C" fn acme_self_signed_pem(certificate: Option<&acme_self_signed>) -> *const c_char {
    read(certificate, |certificate| certificate.text(certificate.pem()))
}

/// The certificate in DER, lent.
///
/// @param length receives its length in bytes; may be NULL
#[unsafe(no_mangle)]
pub extern "C" fn acme_self_signed_der(
    certificate: Option<&acme_self_signed>,
    length: Option<&mut MaybeUninit<usize>>,
) -> *const u8 {
    lend(certificate.map(|certificate| certificate.der()), length)
}

/// Frees the certificate. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_self_signed_free(certificate: Option<Box<acme_self_signed>>) {
    free(certificate);
}
