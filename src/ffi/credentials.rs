//! Credentials: an account as one JSON document, to be kept between runs.
//!
//! The document holds the directory, the account URL and the private key. It is as secret as the key.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use crate::client::Client;

use super::client::acme_client;
use super::error::acme_error;
use super::guard::guard;
use super::handle::{empty, given};
use super::options::acme_client_options;
use super::status::acme_status;
use super::text;

/// Writes the credentials of the client's account. Nothing is sent; the account URL is in the document when it is known
/// by now. Fails with ACME_STATUS_UNSUPPORTED when the client signs through a signer.
///
/// @param out the document, to be freed with acme_string_free, which wipes it; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_credentials(
    client: Option<&acme_client>,
    out: Option<&mut MaybeUninit<Option<NonNull<c_char>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        *out = text::owned(&given("client", client)?.credentials()?);
        Ok(())
    })
}

/// Makes a client of the account that a document of acme_client_credentials holds. Nothing is sent yet.
///
/// Fails with ACME_STATUS_INVALID_CREDENTIALS when it is no such document, with ACME_STATUS_WRONG_DIRECTORY when it
/// belongs to another directory than the options name, else as acme_client_new.
///
/// @param options stay the caller's and may be freed
/// @param credentials the document
/// @param out the client, to be freed with acme_client_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_from_credentials(
    options: Option<&acme_client_options>,
    credentials: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_client>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let credentials = unsafe { text::required("credentials", credentials) };
    guard(error, || {
        let out = empty("out", out)?;
        let options = given("options", options)?.ready()?.clone();
        *out = Some(Box::new(Client::from_credentials(options, credentials?)?.into()));
        Ok(())
    })
}
