//! Accounts (RFC 8555, sections 7.1.2 and 7.3).
//!
//! A client has one account, that of its key. acme_client_new_account makes it, or finds it when it exists; it is enough
//! to do that once and keep the key, since every call finds the account by its key.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::error::{Error, Kind, Result};
use crate::protocol::{Account, AccountParams, ExternalAccount, HmacAlgorithm, clean};

use super::builder::{Builder, set};
use super::client::acme_client;
use super::error::acme_error;
use super::guard::{caught, guard, read};
use super::handle::{empty, free, given, wraps};
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// What a new account, or a change of one, says. As `const` it may be used by several threads at once; the setters and
/// acme_account_params_free need it alone. What it was given is copied.
#[derive(Default)]
pub struct acme_account_params(Builder<AccountParams>);

wraps!(acme_account_params, Builder<AccountParams>);

/// An account as the server showed it last. All of its accessors may be called from several threads at once. The calls
/// that take it non-const, and acme_account_free, need it alone and end the life of the texts it gave.
pub struct acme_account(Snapshot<Account>);

wraps!(acme_account, Snapshot<Account>);

impl From<Account> for acme_account {
    fn from(account: Account) -> Self {
        Self(Snapshot::from(account))
    }
}

/// Makes parameters that say nothing yet.
///
/// @return the parameters, to be freed with acme_account_params_free
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_params_new() -> Option<Box<acme_account_params>> {
    caught(Box::default).ok()
}

/// Frees the parameters. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_params_free(params: Option<Box<acme_account_params>>) {
    free(params);
}

/// Adds a contact, a URL such as "mailto:ops@example.com".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_account_params_add_contact(
    params: Option<&mut acme_account_params>,
    contact: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let contact = unsafe { text::required("contact", contact) };
    set(params, |params| {
        params.contact.get_or_insert_default().push(contact?.to_owned());
        Ok(())
    });
}

/// Removes the contacts: those added so far, and in acme_account_update those that the account has. Contacts that are
/// neither added nor cleared stay as they are.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_params_clear_contacts(params: Option<&mut acme_account_params>) {
    set(params, |params| {
        params.contact = Some(Vec::new());
        Ok(())
    });
}

/// Agrees to the terms of service, which acme_directory_terms_of_service names.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_params_set_terms_agreed(
    params: Option<&mut acme_account_params>,
    agreed: bool,
) {
    set(params, |params| {
        params.terms_agreed = Some(agreed);
        Ok(())
    });
}

/// Finds the account but makes none: without one acme_client_new_account fails with
/// ACME_STATUS_ACCOUNT_DOES_NOT_EXIST (RFC 8555, section 7.3.1).
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_params_set_only_return_existing(
    params: Option<&mut acme_account_params>,
    only_existing: bool,
) {
    set(params, |params| {
        params.only_return_existing = only_existing;
        Ok(())
    });
}

/// Binds the new account to one that the authority knows from elsewhere (RFC 8555, section 7.3.4).
///
/// @param kid the key id that the authority gave
/// @param hmac_key the key that it gave: base64 or base64url, padded or not
/// @param algorithm "HS256", "HS384" or "HS512"; NULL for "HS256"
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_account_params_set_external_account(
    params: Option<&mut acme_account_params>,
    kid: *const c_char,
    hmac_key: *const c_char,
    algorithm: *const c_char,
) {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (kid, hmac_key, algorithm) = unsafe {
        (
            text::required("kid", kid),
            text::required("hmac_key", hmac_key),
            text::optional("algorithm", algorithm),
        )
    };
    set(params, |params| {
        let algorithm = algorithm?.map_or(Ok(HmacAlgorithm::default()), hmac_algorithm)?;
        params.external_account = Some(ExternalAccount::new(kid?, hmac_key?, algorithm)?);
        Ok(())
    });
}

fn hmac_algorithm(name: &str) -> Result<HmacAlgorithm> {
    let all = [HmacAlgorithm::Hs256, HmacAlgorithm::Hs384, HmacAlgorithm::Hs512];
    let refuse = || {
        let reason = format!("algorithm: {} is none of HS256, HS384 and HS512", clean(name));
        Error::new(Kind::InvalidArgument, reason)
    };
    all.into_iter().find(|algorithm| algorithm.as_str() == name).ok_or_else(refuse)
}

/// Makes the account of the client's key, or finds it when it exists (RFC 8555, section 7.3). An existing account keeps
/// its contacts.
///
/// Fails with ACME_STATUS_ACCOUNT_DOES_NOT_EXIST when it was only to be found, with
/// ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED when the authority wants a binding, with ACME_STATUS_USER_ACTION_REQUIRED when
/// its terms must be agreed to.
///
/// @param params what it says; NULL for nothing
/// @param out the account, to be freed with acme_account_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_new_account(
    client: Option<&acme_client>,
    params: Option<&acme_account_params>,
    out: Option<&mut MaybeUninit<Option<Box<acme_account>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let client = given("client", client)?;
        let account = match params {
            Some(params) => client.new_account(params.ready()?)?,
            None => client.new_account(&AccountParams::default())?,
        };
        *out = Some(Box::new(account.into()));
        Ok(())
    })
}

/// Reads the client's account. When its URL is not known yet, the account of the client's key is found first.
///
/// Fails with ACME_STATUS_ACCOUNT_DOES_NOT_EXIST when the key has none.
///
/// @param out the account, to be freed with acme_account_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_account(
    client: Option<&acme_client>,
    out: Option<&mut MaybeUninit<Option<Box<acme_account>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(given("client", client)?.account()?.into()));
        Ok(())
    })
}

/// Reads the account again. On failure it stays as it is.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when it is not the account of this client.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_refresh(
    client: Option<&acme_client>,
    account: Option<&mut acme_account>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, account) = own(client, account)?;
        let newer = client.account()?;
        account.replace(newer);
        Ok(())
    })
}

/// Changes the contacts or the agreement to the terms of service (RFC 8555, section 7.3.2). On failure the account stays
/// as it is.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when it is not the account of this client.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_update(
    client: Option<&acme_client>,
    account: Option<&mut acme_account>,
    params: Option<&acme_account_params>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, account) = own(client, account)?;
        let newer = client.update_account(given("params", params)?.ready()?)?;
        account.replace(newer);
        Ok(())
    })
}

/// Deactivates the account for good (RFC 8555, section 7.3.6). On failure it stays as it is.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when it is not the account of this client.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_deactivate(
    client: Option<&acme_client>,
    account: Option<&mut acme_account>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, account) = own(client, account)?;
        let newer = client.deactivate_account()?;
        account.replace(newer);
        Ok(())
    })
}

/// The two, when the account is the client's as far as that is known.
fn own<'a>(
    client: Option<&'a acme_client>,
    account: Option<&'a mut acme_account>,
) -> Result<(&'a acme_client, &'a mut acme_account)> {
    let (client, account) = (given("client", client)?, given("account", account)?);
    if client.account_url().is_some_and(|url| *url != *account.url) {
        return Err(Error::new(Kind::InvalidArgument, "account: is not the account of this client"));
    }
    Ok((client, account))
}

/// The account URL, which is also the key id of its signatures.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_url(account: Option<&acme_account>) -> *const c_char {
    read(account, |account| account.text(&account.url))
}

/// The status: "valid", "deactivated" or "revoked" (RFC 8555, section 7.1.6).
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_status(account: Option<&acme_account>) -> *const c_char {
    read(account, |account| account.text(account.status.as_str()))
}

/// How many contacts the server shows. Some servers check contacts and keep none.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_contact_count(account: Option<&acme_account>) -> usize {
    read(account, |account| account.contact.len())
}

/// The contact at `index`, such as "mailto:ops@example.com"; NULL when there is no such contact.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_contact(account: Option<&acme_account>, index: usize) -> *const c_char {
    read(account, |account| account.optional(account.contact.get(index)))
}

/// Whether the server says that the terms of service were agreed to.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_terms_agreed(account: Option<&acme_account>) -> bool {
    read(account, |account| account.terms_agreed.unwrap_or(false))
}

/// The URL of the list of the account's orders, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_orders_url(account: Option<&acme_account>) -> *const c_char {
    read(account, |account| account.optional(account.orders_url.as_ref()))
}

/// The account as the server sent it.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_json(account: Option<&acme_account>) -> *const c_char {
    read(account, |account| account.text(&account.json))
}

/// Frees the account object; the account itself stays. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_account_free(account: Option<Box<acme_account>>) {
    free(account);
}
