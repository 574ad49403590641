//! Renewal information: when the authority wants a certificate to be renewed (RFC 9773).
//!
//! Look with acme_client_renewal_info, renew at the moment that acme_renewal_info_pick gives, and look again after
//! acme_renewal_info_next_look_ms: the authority may change its mind. The order of the new certificate names the old one
//! with acme_order_params_set_replaces.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::protocol::RenewalInfo;

use super::client::acme_client;
use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, free, given, wraps};
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// The authority's advice for one certificate. It never changes: all of its accessors may be called from several threads
/// at once, and what they return lives until it is freed.
pub struct acme_renewal_info(Snapshot<RenewalInfo>);

wraps!(acme_renewal_info, Snapshot<RenewalInfo>);

/// Asks when a certificate should be renewed (RFC 9773, section 4.1). No account is needed.
///
/// Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the directory has no renewalInfo, with ACME_STATUS_NOT_FOUND when the
/// authority does not know the certificate, with ACME_STATUS_INVALID_ARGUMENT when the id is none.
///
/// @param ari_id the certificate, by its acme_certificate_ari_id
/// @param out the advice, to be freed with acme_renewal_info_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_renewal_info(
    client: Option<&acme_client>,
    ari_id: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_renewal_info>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let ari_id = unsafe { text::required("ari_id", ari_id) };
    guard(error, || {
        let out = empty("out", out)?;
        let info = given("client", client)?.renewal_info(ari_id?)?;
        *out = Some(Box::new(acme_renewal_info(info.into())));
        Ok(())
    })
}

/// The begin of the suggested window, in seconds since 1970-01-01 UTC.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_info_start(info: Option<&acme_renewal_info>) -> i64 {
    read(info, |info| info.start)
}

/// The end of the suggested window, in seconds since 1970-01-01 UTC.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_info_end(info: Option<&acme_renewal_info>) -> i64 {
    read(info, |info| info.end)
}

/// The URL of a page that says why, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_info_explanation_url(info: Option<&acme_renewal_info>) -> *const c_char {
    read(info, |info| info.optional(info.explanation_url.as_ref()))
}

/// How long to wait before the next look, in milliseconds: what the server asked for, but at least a minute and at most a
/// day; 6 hours when it did not say.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_info_next_look_ms(info: Option<&acme_renewal_info>) -> u64 {
    read(info, |info| u64::try_from(info.next_look().as_millis()).unwrap_or(u64::MAX))
}

/// Picks the moment to renew at: a random one in the window, `now` when that has passed (RFC 9773, section 4.2). Pick once
/// and keep the moment while the window stays as it is.
///
/// Fails with ACME_STATUS_INVALID_RESPONSE when the window ends before it has begun. Renew then as if the authority had
/// given no advice.
///
/// @param now in seconds since 1970-01-01 UTC
/// @param out the moment, in seconds since 1970-01-01 UTC; 0 on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_info_pick(
    info: Option<&acme_renewal_info>,
    now: i64,
    out: Option<&mut MaybeUninit<i64>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        *out = given("info", info)?.pick(now)?;
        Ok(())
    })
}

/// The advice as the server sent it.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_info_json(info: Option<&acme_renewal_info>) -> *const c_char {
    read(info, |info| info.text(&info.json))
}

/// Frees the advice. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_info_free(info: Option<Box<acme_renewal_info>>) {
    free(info);
}
