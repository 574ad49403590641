//! Authorizations ahead of an order (RFC 8555, section 7.4.1), also for the names below (RFC 9444). Few authorities offer
//! them.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::protocol::Identifier;

use super::authorization::acme_authorization;
use super::builder::set;
use super::client::acme_client;
use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, given};
use super::order::acme_order_params;
use super::status::acme_status;
use super::text;

/// Asks for an authorization that orders will use later.
///
/// Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the directory has no newAuthz, or where that is asked for no
/// subdomainAuthAllowed; with ACME_STATUS_INVALID_ARGUMENT for a wildcard.
///
/// @param name an IP address or a DNS name
/// @param subdomains whether it shall count for the names below as well (RFC 9444)
/// @param out the authorization, to be freed with acme_authorization_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_new_authorization(
    client: Option<&acme_client>,
    name: *const c_char,
    subdomains: bool,
    out: Option<&mut MaybeUninit<Option<Box<acme_authorization>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    guard(error, || {
        let out = empty("out", out)?;
        let identifier = Identifier::parse(name?)?;
        let made = given("client", client)?.new_authorization(&identifier, subdomains)?;
        *out = Some(Box::new(made.into()));
        Ok(())
    })
}

/// Whether the authorization counts for the names below as well (RFC 9444).
#[unsafe(no_mangle)]
pub extern "C" fn acme_authorization_subdomains_allowed(authorization: Option<&acme_authorization>) -> bool {
    read(authorization, |authorization| authorization.subdomains_allowed)
}

/// Lets the authorization of a name above count for one of the order's names (RFC 9444).
///
/// @param name one of the order's names
/// @param ancestor a name above it
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_order_params_set_ancestor(
    params: Option<&mut acme_order_params>,
    name: *const c_char,
    ancestor: *const c_char,
) {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (name, ancestor) = unsafe { (text::required("name", name), text::required("ancestor", ancestor)) };
    set(params, |params| {
        params.ancestors.insert(name?.to_owned(), ancestor?.to_owned());
        Ok(())
    });
}
