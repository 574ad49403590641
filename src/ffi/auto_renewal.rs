//! Orders whose certificate renews itself: STAR (RFC 8739). Few authorities offer them.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::error::{Error, Kind};
use crate::protocol::AutoRenewal;

use super::builder::set;
use super::certificate::acme_certificate;
use super::client::acme_client;
use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, given};
use super::order::{acme_order, acme_order_params};
use super::status::acme_status;
use super::text;

/// Has the certificate renew itself. Does not go with acme_order_params_set_not_before and _not_after.
///
/// @param start_date when the first certificate begins, as RFC 3339 writes it; NULL for at once
/// @param end_date when the last certificate ends, as RFC 3339 writes it
/// @param lifetime_s how long each certificate is valid, in seconds
/// @param allow_get whether the certificate may be fetched with a GET that nobody signs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_order_params_set_auto_renewal(
    params: Option<&mut acme_order_params>,
    start_date: *const c_char,
    end_date: *const c_char,
    lifetime_s: u64,
    allow_get: bool,
) {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (start, end) =
        unsafe { (text::optional("start_date", start_date), text::required("end_date", end_date)) };
    set(params, |params| {
        params.auto_renewal = Some(AutoRenewal {
            start_date: start?.map(str::to_owned),
            end_date: end?.to_owned(),
            lifetime: lifetime_s,
            lifetime_adjust: None,
            allow_certificate_get: allow_get.then_some(true),
        });
        Ok(())
    });
}

/// How much earlier than its issuance each certificate begins, for programs whose clocks are behind (RFC 8739, section
/// 3.1.1). Comes after acme_order_params_set_auto_renewal.
///
/// @param lifetime_adjust_s in seconds
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_params_set_auto_renewal_adjust(
    params: Option<&mut acme_order_params>,
    lifetime_adjust_s: u64,
) {
    set(params, |params| {
        let missing = || Error::new(Kind::InvalidArgument, "auto_renewal: is not set");
        params.auto_renewal.as_mut().ok_or_else(missing)?.lifetime_adjust = Some(lifetime_adjust_s);
        Ok(())
    });
}

/// The URL of the certificate of the day; NULL until the order is valid, and for an order that does not renew itself.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_star_certificate_url(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.optional(order.star_certificate.as_ref()))
}

/// Downloads the certificate of the day. Its checks are those of acme_order_certificate.
///
/// Fails with ACME_STATUS_CERTIFICATE_NOT_READY, with ACME_STATUS_AUTO_RENEWAL_CANCELED or
/// ACME_STATUS_AUTO_RENEWAL_EXPIRED when there is none any more.
///
/// @param out the certificate, to be freed with acme_certificate_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_star_certificate(
    client: Option<&acme_client>,
    order: Option<&acme_order>,
    out: Option<&mut MaybeUninit<Option<Box<acme_certificate>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let chain = given("client", client)?.star_certificate(given("order", order)?)?;
        *out = Some(Box::new(chain.into()));
        Ok(())
    })
}

/// Ends the renewal of an order; certificates that are out stay valid until they expire. On failure the order stays as it
/// is.
///
/// Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the directory has no auto-renewal, with
/// ACME_STATUS_AUTO_RENEWAL_CANCELLATION_INVALID when the order is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_cancel(
    client: Option<&acme_client>,
    order: Option<&mut acme_order>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, order) = (given("client", client)?, given("order", order)?);
        let newer = client.cancel_order(order)?;
        order.replace(newer);
        Ok(())
    })
}
