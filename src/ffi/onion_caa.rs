//! CAA records of onion services, which have no DNS to hold them (RFC 9799, section 6.4).

use std::ffi::c_char;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::client::Finalization;
use crate::protocol::OnionCaa;

use super::builder::{Builder, set};
use super::client::acme_client;
use super::csr::acme_csr;
use super::directory::acme_directory;
use super::error::acme_error;
use super::guard::{caught, guard, read};
use super::handle::{free, given, null, wraps};
use super::key::acme_key;
use super::order::acme_order;
use super::status::acme_status;
use super::text;

/// How long records are good for by default, in seconds.
const LIFE: i64 = 3600;

/// The CAA records of onion services. As `const` it may be used by several threads at once; the setter and
/// acme_onion_caa_params_free need it alone. What it was given is copied.
#[derive(Default)]
pub struct acme_onion_caa_params(Builder<OnionCaa>);

wraps!(acme_onion_caa_params, Builder<OnionCaa>);

/// Whether the authority wants the CAA records of onion services within finalize, by
/// acme_order_finalize_with_onion_caa.
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_onion_caa_required(directory: Option<&acme_directory>) -> bool {
    read(directory, |directory| directory.onion_caa_required)
}

/// Makes parameters without a service.
///
/// @return the parameters, to be freed with acme_onion_caa_params_free
#[unsafe(no_mangle)]
pub extern "C" fn acme_onion_caa_params_new() -> Option<Box<acme_onion_caa_params>> {
    caught(Box::default).ok()
}

/// Frees the parameters. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_onion_caa_params_free(params: Option<Box<acme_onion_caa_params>>) {
    free(params);
}

/// Adds the records of a service, which its key signs.
///
/// @param name the service's name, or one below it
/// @param records as the service's descriptor has them, a line each, such as `caa 0 issue "ca.example"`:
///        acme_client_caa_record gives what stands behind "caa "; NULL when it has none
/// @param expiry until when they are good, in seconds since 1970-01-01 UTC, at most 8 hours from now; 0 for an hour from
///        now
/// @param key the onion service's Ed25519 key
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_onion_caa_params_add(
    params: Option<&mut acme_onion_caa_params>,
    name: *const c_char,
    records: *const c_char,
    expiry: i64,
    key: Option<&acme_key>,
) {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (name, records) = unsafe { (text::required("name", name), text::optional("records", records)) };
    set(params, |params| {
        let expiry = if expiry == 0 { now() + LIFE } else { expiry };
        Ok(params.add(name?, records?, expiry, key.ok_or_else(|| null("key"))?)?)
    });
}

fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX - LIFE)
}

/// Sends the certificate request of an order that is ready, with the CAA records of its onion services. Otherwise as
/// acme_order_finalize, which fails with ACME_STATUS_ONION_CAA_REQUIRED where the authority wants them.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_finalize_with_onion_caa(
    client: Option<&acme_client>,
    order: Option<&mut acme_order>,
    csr: Option<&acme_csr>,
    params: Option<&acme_onion_caa_params>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, order) = (given("client", client)?, given("order", order)?);
        let caa = given("params", params)?.ready()?;
        let what = Finalization { onion_caa: Some(caa), ..Finalization::of(order) };
        let newer = client.finalize_at(&what, given("csr", csr)?)?;
        order.replace(newer);
        Ok(())
    })
}
