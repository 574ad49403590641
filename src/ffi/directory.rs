//! The directory: what the authority offers and says of itself (RFC 8555, section 7.1.1).

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::Arc;

use serde_json::Value;

use crate::protocol::Directory;

use super::client::acme_client;
use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, free, given, wraps};
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// An authority's directory. It never changes: all of its accessors may be called from several threads at once, and what
/// they return lives until it is freed.
pub struct acme_directory(Snapshot<Arc<Directory>>);

wraps!(acme_directory, Snapshot<Arc<Directory>>);

/// Gives the directory. It is fetched once in the life of a client.
///
/// Fails with ACME_STATUS_INVALID_DIRECTORY when the URL gives something else.
///
/// @param out the directory, to be freed with acme_directory_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_directory(
    client: Option<&acme_client>,
    out: Option<&mut MaybeUninit<Option<Box<acme_directory>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(acme_directory(given("client", client)?.directory()?.into())));
        Ok(())
    })
}

/// The URL of the terms of service, to be shown to the user, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_terms_of_service(directory: Option<&acme_directory>) -> *const c_char {
    read(directory, |directory| directory.optional(directory.terms_of_service.as_ref()))
}

/// The URL of the authority's website, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_website(directory: Option<&acme_directory>) -> *const c_char {
    read(directory, |directory| directory.optional(directory.website.as_ref()))
}

/// Whether a new account needs an external account binding (RFC 8555, section 7.3.4).
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_external_account_required(directory: Option<&acme_directory>) -> bool {
    read(directory, |directory| directory.external_account_required)
}

/// How many names a CAA record may give this authority (RFC 8659).
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_caa_identity_count(directory: Option<&acme_directory>) -> usize {
    read(directory, |directory| directory.caa_identities.len())
}

/// The CAA name at `index`, such as "letsencrypt.org"; NULL when there is no such name.
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_caa_identity(
    directory: Option<&acme_directory>,
    index: usize,
) -> *const c_char {
    read(directory, |directory| directory.optional(directory.caa_identities.get(index)))
}

/// How many certificate profiles the authority has.
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_profile_count(directory: Option<&acme_directory>) -> usize {
    read(directory, |directory| directory.profiles.len())
}

/// The name of the profile at `index`, for acme_order_params_set_profile; NULL when there is no such profile.
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_profile_name(
    directory: Option<&acme_directory>,
    index: usize,
) -> *const c_char {
    read(directory, |directory| directory.optional(directory.profiles.keys().nth(index)))
}

/// What the authority says of the profile at `index`; NULL when there is no such profile.
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_profile_description(
    directory: Option<&acme_directory>,
    index: usize,
) -> *const c_char {
    read(directory, |directory| directory.optional(directory.profiles.values().nth(index)))
}

/// The URL of a resource by its name in the directory, such as "newOrder"; NULL when the authority does not offer it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_directory_url(
    directory: Option<&acme_directory>,
    resource: *const c_char,
) -> *const c_char {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let resource = unsafe { text::required("resource", resource) };
    read(directory, |directory| {
        let members: Value = serde_json::from_str(&directory.json).unwrap_or_default();
        directory.optional(resource.ok().and_then(|resource| members.get(resource)?.as_str()))
    })
}

/// The directory as the server sent it.
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_json(directory: Option<&acme_directory>) -> *const c_char {
    read(directory, |directory| directory.text(&directory.json))
}

/// Frees the directory. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_directory_free(directory: Option<Box<acme_directory>>) {
    free(directory);
}
