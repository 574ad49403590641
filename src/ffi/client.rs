//! Clients: one authority and one account key.
//!
//! A client keeps the directory, connections and nonces. Make one and use it for everything; nothing is sent before the
//! first call that needs an answer.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::client::Client;
use crate::protocol::Key;

use super::cancel::acme_cancel;
use super::error::acme_error;
use super::guard::guard;
use super::handle::{empty, free, given, wraps};
use super::key::acme_key;
use super::options::acme_client_options;
use super::signer::acme_signer;
use super::status::acme_status;
use super::text;

/// A client of one authority with one account key. All functions but acme_client_free may be called from several threads
/// at once. After a fork the child goes on with connections and nonces of its own.
pub struct acme_client(Client);

wraps!(acme_client, Client);

impl From<Client> for acme_client {
    fn from(client: Client) -> Self {
        Self(client)
    }
}

/// Makes a client. Nothing is sent yet.
///
/// Fails with the first value that a setter of the options refused, or with ACME_STATUS_INVALID_ARGUMENT,
/// ACME_STATUS_FORBIDDEN_URL or ACME_STATUS_FILE, naming the option.
///
/// @param options stay the caller's and may be freed
/// @param key the account's private key; stays the caller's and may be freed
/// @param out the client, to be freed with acme_client_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_new(
    options: Option<&acme_client_options>,
    key: Option<&acme_key>,
    out: Option<&mut MaybeUninit<Option<Box<acme_client>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let options = given("options", options)?.ready()?.clone();
        let key = Key::clone(given("key", key)?);
        *out = Some(Box::new(Client::new(options, key)?.into()));
        Ok(())
    })
}

/// Makes a client whose requests a signer signs. Otherwise as acme_client_new.
///
/// @param signer the account's key; stays the caller's and may be freed
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_new_with_signer(
    options: Option<&acme_client_options>,
    signer: Option<&acme_signer>,
    out: Option<&mut MaybeUninit<Option<Box<acme_client>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let options = given("options", options)?.ready()?.clone();
        let signer = Arc::clone(&given("signer", signer)?.0);
        *out = Some(Box::new(Client::with_signer(options, signer)?.into()));
        Ok(())
    })
}

/// Derives a client whose calls a token ends. It is cheap, and shares account, directory, connections and nonces with the
/// one it is derived from; each may be freed before the other.
///
/// @param cancel the token; it may be freed, but is needed to trigger it
/// @param out the client, to be freed with acme_client_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_with_cancel(
    client: Option<&acme_client>,
    cancel: Option<&acme_cancel>,
    out: Option<&mut MaybeUninit<Option<Box<acme_client>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let cancel = given("cancel", cancel)?.0.clone();
        *out = Some(Box::new(given("client", client)?.with_cancel(cancel).into()));
        Ok(())
    })
}

/// Frees the client. Accounts, orders and certificates that it gave live on. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_free(client: Option<Box<acme_client>>) {
    free(client);
}

/// The account URL, as far as it is known: from the options, from acme_client_new_account, or because a call needed it.
/// Nothing is sent.
///
/// @param out the URL, to be freed with acme_string_free; NULL when it is not known yet, and on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_account_url(
    client: Option<&acme_client>,
    out: Option<&mut MaybeUninit<Option<NonNull<c_char>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        *out = given("client", client)?.account_url().and_then(|url| text::owned(&url));
        Ok(())
    })
}
