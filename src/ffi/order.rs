//! Orders (RFC 8555, sections 7.1.3 and 7.4).
//!
//! An order is pending until each of its authorizations is valid, then ready for acme_order_finalize, then processing,
//! then valid: its certificate can be downloaded. From any of these it can turn invalid, and that is for good.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::time::Duration;

use crate::protocol::{ChainPreference, Identifier, Order, OrderParams, Problem};

use super::authorization::acme_authorization;
use super::builder::{Builder, set};
use super::certificate::acme_certificate;
use super::chain_preference::acme_chain_preference;
use super::client::acme_client;
use super::csr::acme_csr;
use super::error::acme_error;
use super::guard::{caught, guard, read};
use super::handle::{empty, free, given, wraps};
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// What a new order asks for. As `const` it may be used by several threads at once; the setters and
/// acme_order_params_free need it alone. What it was given is copied.
#[derive(Default)]
pub struct acme_order_params(Builder<OrderParams>);

wraps!(acme_order_params, Builder<OrderParams>);

/// An order as the server showed it last. All of its accessors may be called from several threads at once. The calls that
/// take it non-const, and acme_order_free, need it alone and end the life of the texts it gave.
pub struct acme_order(Snapshot<Order>);

wraps!(acme_order, Snapshot<Order>);

impl From<Order> for acme_order {
    fn from(order: Order) -> Self {
        Self(Snapshot::from(order))
    }
}

impl acme_order {
    fn lend_of_problem(&self, text: impl FnOnce(&Problem) -> Option<&str>) -> *const c_char {
        self.optional(self.error.as_ref().and_then(text))
    }
}

/// Makes parameters that ask for nothing yet.
///
/// @return the parameters, to be freed with acme_order_params_free
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_params_new() -> Option<Box<acme_order_params>> {
    caught(Box::default).ok()
}

/// Frees the parameters. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_params_free(params: Option<Box<acme_order_params>>) {
    free(params);
}

/// Adds a DNS name, "*." allowed in front. Internationalised names may be written in any script; a final dot is dropped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_order_params_add_dns(
    params: Option<&mut acme_order_params>,
    name: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    set(params, |params| {
        params.identifiers.push(Identifier::dns(name?)?);
        Ok(())
    });
}

/// Adds an IP address, version 4 or 6 (RFC 8738).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_order_params_add_ip(params: Option<&mut acme_order_params>, ip: *const c_char) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let ip = unsafe { text::required("ip", ip) };
    set(params, |params| {
        params.identifiers.push(Identifier::ip(ip?)?);
        Ok(())
    });
}

/// Adds an IP address when `name` is one, a DNS name otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_order_params_add_name(
    params: Option<&mut acme_order_params>,
    name: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    set(params, |params| {
        params.identifiers.push(Identifier::parse(name?)?);
        Ok(())
    });
}

/// Adds an identifier of any type. Those of types other than "dns" and "ip" are sent as given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_order_params_add_identifier(
    params: Option<&mut acme_order_params>,
    r#type: *const c_char,
    value: *const c_char,
) {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (kind, value) = unsafe { (text::required("type", r#type), text::required("value", value)) };
    set(params, |params| {
        params.identifiers.push(Identifier::of_type(kind?, value?)?);
        Ok(())
    });
}

/// The wanted start of validity, as RFC 3339 writes it ("2030-01-31T12:00:00Z"). Most authorities refuse it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_order_params_set_not_before(
    params: Option<&mut acme_order_params>,
    not_before: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let not_before = unsafe { text::required("not_before", not_before) };
    set(params, |params| {
        params.not_before = Some(not_before?.to_owned());
        Ok(())
    });
}

/// The wanted end of validity, as RFC 3339 writes it. Most authorities refuse it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_order_params_set_not_after(
    params: Option<&mut acme_order_params>,
    not_after: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let not_after = unsafe { text::required("not_after", not_after) };
    set(params, |params| {
        params.not_after = Some(not_after?.to_owned());
        Ok(())
    });
}

/// The certificate profile, one of those that acme_directory_profile_name gives.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_order_params_set_profile(
    params: Option<&mut acme_order_params>,
    profile: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let profile = unsafe { text::required("profile", profile) };
    set(params, |params| {
        params.profile = Some(profile?.to_owned());
        Ok(())
    });
}

/// Whether the authority's default will do where it does not have the profile or refuses it; false by default.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_params_set_profile_optional(
    params: Option<&mut acme_order_params>,
    optional: bool,
) {
    set(params, |params| {
        params.profile_optional = optional;
        Ok(())
    });
}

/// Whether the order is placed as a new one where the certificate that it replaces has a successor already; false by
/// default. After a lost answer it is in any case: the successor may be this order's.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_params_set_replaces_optional(
    params: Option<&mut acme_order_params>,
    optional: bool,
) {
    set(params, |params| {
        params.replaces_optional = optional;
        Ok(())
    });
}

/// The certificate that the new one replaces, by its acme_certificate_ari_id (RFC 9773, section 5).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_order_params_set_replaces(
    params: Option<&mut acme_order_params>,
    replaces: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let replaces = unsafe { text::required("replaces", replaces) };
    set(params, |params| {
        params.replaces = Some(replaces?.to_owned());
        Ok(())
    });
}

/// Places an order (RFC 8555, section 7.4). The server's order must name the identifiers that were asked for.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when there is no identifier or a time cannot be read, with
/// ACME_STATUS_INVALID_PROFILE when the directory does not offer the profile, with ACME_STATUS_ORDER_MISMATCH when the
/// order is for others, with ACME_STATUS_UNSUPPORTED_OPERATION when the directory does not offer what the parameters ask
/// for, or with what the server refuses, such as ACME_STATUS_REJECTED_IDENTIFIER or ACME_STATUS_RATE_LIMITED.
///
/// @param out the order, to be freed with acme_order_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_new_order(
    client: Option<&acme_client>,
    params: Option<&acme_order_params>,
    out: Option<&mut MaybeUninit<Option<Box<acme_order>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let client = given("client", client)?;
        *out = Some(Box::new(client.new_order(given("params", params)?.ready()?)?.into()));
        Ok(())
    })
}

/// Reads an order by its URL.
///
/// Fails with ACME_STATUS_NOT_FOUND when there is none, with ACME_STATUS_FORBIDDEN_URL when the URL must not be fetched.
///
/// @param out the order, to be freed with acme_order_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_order(
    client: Option<&acme_client>,
    url: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_order>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let url = unsafe { text::required("url", url) };
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(given("client", client)?.order(url?)?.into()));
        Ok(())
    })
}

/// Reads the order again. On failure it stays as it is.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_refresh(
    client: Option<&acme_client>,
    order: Option<&mut acme_order>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, order) = (given("client", client)?, given("order", order)?);
        let newer = client.refresh_order(order)?;
        order.replace(newer);
        Ok(())
    })
}

/// Waits until the order can go on: ready when this program has not finalized it yet, valid when it has. Looks at once,
/// then at growing intervals or when the server says. On failure the order stays as it is.
///
/// Fails with ACME_STATUS_ORDER_INVALID and the server's problem, with ACME_STATUS_ORDER_MISMATCH when the server names
/// other identifiers than before, or with ACME_STATUS_TIMED_OUT.
///
/// @param timeout_ms how long to wait, in milliseconds
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_wait(
    client: Option<&acme_client>,
    order: Option<&mut acme_order>,
    timeout_ms: u64,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, order) = (given("client", client)?, given("order", order)?);
        let newer = client.wait_order(order, Duration::from_millis(timeout_ms))?;
        order.replace(newer);
        Ok(())
    })
}

/// Sends the certificate request of an order that is ready (RFC 8555, section 7.4). It is never sent blindly a second
/// time: when the answer is lost, the order is looked at first. Keep the request's key before this call. On failure the
/// order stays as it is.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when the request names other identifiers than the order, with
/// ACME_STATUS_BAD_CSR when the server refuses it, with ACME_STATUS_ORDER_INVALID and the server's problem.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_finalize(
    client: Option<&acme_client>,
    order: Option<&mut acme_order>,
    csr: Option<&acme_csr>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, order) = (given("client", client)?, given("order", order)?);
        let newer = client.finalize(order, given("csr", csr)?)?;
        order.replace(newer);
        Ok(())
    })
}

/// Downloads the certificate of a valid order (RFC 8555, section 7.4.2). Its leaf must name the order's identifiers, and
/// be for the key of the request that this program finalized the order with.
///
/// Fails with ACME_STATUS_CERTIFICATE_NOT_READY, ACME_STATUS_INVALID_CHAIN, ACME_STATUS_CERTIFICATE_MISMATCH, or with
/// ACME_STATUS_CHAIN_NOT_FOUND when no chain that the server offers is the preferred one.
///
/// @param preference which of several chains is wanted; NULL for the one that the server prefers
/// @param out the certificate, to be freed with acme_certificate_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_certificate(
    client: Option<&acme_client>,
    order: Option<&acme_order>,
    preference: Option<&acme_chain_preference>,
    out: Option<&mut MaybeUninit<Option<Box<acme_certificate>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let (client, order) = (given("client", client)?, given("order", order)?);
        let preference: Option<&ChainPreference> = preference.map(|preference| &**preference);
        *out = Some(Box::new(client.certificate(order, preference)?.into()));
        Ok(())
    })
}

/// Reads the order's authorization at `index`.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when the order has no such authorization, with ACME_STATUS_ORDER_MISMATCH
/// when it is for none of the order's identifiers.
///
/// @param index less than acme_order_authorization_count
/// @param out the authorization, to be freed with acme_authorization_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_authorization(
    client: Option<&acme_client>,
    order: Option<&acme_order>,
    index: usize,
    out: Option<&mut MaybeUninit<Option<Box<acme_authorization>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let (client, order) = (given("client", client)?, given("order", order)?);
        *out = Some(Box::new(client.order_authorization(order, index)?.into()));
        Ok(())
    })
}

/// The order URL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_url(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.text(&order.url))
}

/// The status: "pending", "ready", "processing", "valid" or "invalid" (RFC 8555, section 7.1.6).
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_status(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.text(order.status.as_str()))
}

/// When the server forgets the order, as RFC 3339 writes it, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_expires(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.optional(order.expires.as_ref()))
}

/// The requested start of validity, as RFC 3339 writes it, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_not_before(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.optional(order.not_before.as_ref()))
}

/// The requested end of validity, as RFC 3339 writes it, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_not_after(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.optional(order.not_after.as_ref()))
}

/// How many identifiers the certificate is for.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_identifier_count(order: Option<&acme_order>) -> usize {
    read(order, |order| order.identifiers.len())
}

/// The type of the identifier at `index`, such as "dns"; NULL when there is no such identifier.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_identifier_type(order: Option<&acme_order>, index: usize) -> *const c_char {
    read(order, |order| order.optional(order.identifiers.get(index).map(|identifier| &identifier.kind)))
}

/// The identifier at `index`, such as "*.example.com"; NULL when there is no such identifier.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_identifier_value(order: Option<&acme_order>, index: usize) -> *const c_char {
    read(order, |order| order.optional(order.identifiers.get(index).map(|identifier| &identifier.value)))
}

/// How many authorizations the order has.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_authorization_count(order: Option<&acme_order>) -> usize {
    read(order, |order| order.authorizations.len())
}

/// The URL of the authorization at `index`; NULL when there is no such authorization.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_authorization_url(order: Option<&acme_order>, index: usize) -> *const c_char {
    read(order, |order| order.optional(order.authorizations.get(index)))
}

/// The URL that the certificate request is sent to.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_finalize_url(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.text(&order.finalize))
}

/// The URL of the certificate; NULL until the order is valid.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_certificate_url(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.optional(order.certificate.as_ref()))
}

/// The certificate profile, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_profile(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.optional(order.profile.as_ref()))
}

/// The ARI id of the certificate that this one replaces (RFC 9773, section 5), or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_replaces(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.optional(order.replaces.as_ref()))
}

/// Why the order is invalid: the type of the server's problem document, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_problem_type(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.lend_of_problem(|problem| Some(&problem.kind)))
}

/// Why the order is invalid: the detail of the server's problem document, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_problem_detail(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.lend_of_problem(|problem| problem.detail.as_deref()))
}

/// Why the order is invalid: the server's whole problem document, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_problem_json(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.lend_of_problem(|problem| Some(&problem.json)))
}

/// The order as the server sent it.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_json(order: Option<&acme_order>) -> *const c_char {
    read(order, |order| order.text(&order.json))
}

/// Frees the order object; the order itself stays. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_order_free(order: Option<Box<acme_order>>) {
    free(order);
}
