//! Resources that this library has no call for: requests of the caller's own.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::client::SignedBy;
use crate::transport::Response;

use super::client::acme_client;
use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, free, given, wraps};
use super::memory::lend;
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// What the server answered. It never changes: all of its accessors may be called from several threads at once, and what
/// they return lives until it is freed.
pub struct acme_resource(Snapshot<Response>);

wraps!(acme_resource, Snapshot<Response>);

/// Reads a public resource with a GET. What fails in passing is tried again.
///
/// Fails as every call that goes to the network; with what the server refuses.
///
/// @param url an absolute URL
/// @param out the answer, to be freed with acme_resource_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_get(
    client: Option<&acme_client>,
    url: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_resource>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let url = unsafe { text::required("url", url) };
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(acme_resource(given("client", client)?.get(url?)?.into())));
        Ok(())
    })
}

/// Sends a POST that the account signs (RFC 8555, section 6.2). A POST-as-GET is sent again when it fails in passing,
/// anything else is sent once; a nonce that is refused is replaced in any case.
///
/// Fails as every call that goes to the network; with what the server refuses.
///
/// @param url an absolute URL
/// @param payload JSON; NULL for a POST-as-GET (RFC 8555, section 6.3)
/// @param accept the Accept header; may be NULL
/// @param out the answer, to be freed with acme_resource_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_post(
    client: Option<&acme_client>,
    url: *const c_char,
    payload: *const c_char,
    accept: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_resource>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (url, payload, accept) = unsafe {
        (text::required("url", url), text::optional("payload", payload), text::optional("accept", accept))
    };
    guard(error, || {
        let out = empty("out", out)?;
        let client = given("client", client)?;
        let answer = client.post(url?, payload?.unwrap_or_default(), SignedBy::Account, accept?)?;
        *out = Some(Box::new(acme_resource(answer.into())));
        Ok(())
    })
}

/// The HTTP status, one of 200 to 299.
#[unsafe(no_mangle)]
pub extern "C" fn acme_resource_http_status(resource: Option<&acme_resource>) -> u16 {
    read(resource, |resource| resource.status)
}

/// A header of the answer.
///
/// @param name in any case
/// @param index 0 for the first header of that name
/// @return its value; NULL when there is no such header
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_resource_header(
    resource: Option<&acme_resource>,
    name: *const c_char,
    index: usize,
) -> *const c_char {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    read(resource, |resource| {
        resource.optional(name.ok().and_then(|name| resource.header_values(name).nth(index)))
    })
}

/// The body.
///
/// @param length receives its length in bytes; may be NULL
/// @return its bytes, lent; NULL when there are none
#[unsafe(no_mangle)]
pub extern "C" fn acme_resource_body(
    resource: Option<&acme_resource>,
    length: Option<&mut MaybeUninit<usize>>,
) -> *const u8 {
    lend(resource.map(|resource| resource.body.as_slice()), length)
}

/// Frees the answer. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_resource_free(resource: Option<Box<acme_resource>>) {
    free(resource);
}
