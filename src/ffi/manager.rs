//! Managers: certificates that are kept fresh.
//!
//! acme_manager_add says which certificates there shall be, acme_manager_run_pending does what is due: call it at
//! acme_manager_report_next_look, or every few hours. Several processes may do so with one store at once. In a folder,
//! NAME/current/chain.pem and NAME/current/key.pem are the certificate in use.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::issuance::manager::{Manager, ManagerOptions, stored_account};
use crate::protocol::AccountParams;

use super::account::acme_account_params;
use super::certificate::acme_certificate;
use super::client::acme_client;
use super::error::acme_error;
use super::guard::guard;
use super::handle::{empty, free, given};
use super::manager_options::acme_manager_options;
use super::manager_report::acme_manager_report;
use super::obtain_params::acme_obtain_params;
use super::options::acme_client_options;
use super::solver::acme_solver;
use super::status::acme_status;
use super::store::acme_store;
use super::text;

/// Keeps the certificates of a store fresh. All functions but acme_manager_free may be called from several threads at
/// once.
pub struct acme_manager(Manager);

/// Makes a client of the account that the store keeps. The first call makes key and account and stores them; several
/// processes that begin at once get one account. The token of acme_client_options_set_cancel ends it. Otherwise as
/// acme_client_from_credentials and acme_client_new_account.
///
/// @param options stay the caller's and may be freed
/// @param store stays the caller's
/// @param params what a new account says; NULL for nothing
/// @param out the client, to be freed with acme_client_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_from_store(
    options: Option<&acme_client_options>,
    store: Option<&acme_store>,
    params: Option<&acme_account_params>,
    out: Option<&mut MaybeUninit<Option<Box<acme_client>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let options = given("options", options)?.ready()?.clone();
        let store = &*given("store", store)?.0;
        let client = match params {
            Some(params) => stored_account(options, store, params.ready()?)?,
            None => stored_account(options, store, &AccountParams::default())?,
        };
        *out = Some(Box::new(client.into()));
        Ok(())
    })
}

/// Makes a manager. Nothing is read or sent yet. Client, store, solver and options stay the caller's and may be freed.
///
/// @param client whose account the certificates are issued to; its cancel token ends runs
/// @param store where they are kept
/// @param solver proves control of their names
/// @param options how it works; NULL for the defaults
/// @param out the manager, to be freed with acme_manager_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_new(
    client: Option<&acme_client>,
    store: Option<&acme_store>,
    solver: Option<&acme_solver>,
    options: Option<&acme_manager_options>,
    out: Option<&mut MaybeUninit<Option<Box<acme_manager>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let client = (**given("client", client)?).clone();
        let (store, solver) =
            (Arc::clone(&given("store", store)?.0), Arc::clone(&given("solver", solver)?.0));
        let options = match options {
            Some(options) => options.ready()?.clone(),
            None => ManagerOptions::default(),
        };
        *out = Some(Box::new(acme_manager(Manager::new(store, client, solver, options))));
        Ok(())
    })
}

/// Manages a certificate from now on; the next run issues it. When a certificate of that name is managed already and the
/// parameters ask for something else, the next run issues it anew.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT for a name that no store takes, and for parameters that are about a single
/// certificate: key, request, validity, state.
///
/// @param name a name for it; NULL to call it after the first of its names
/// @param params what it shall be; stay the caller's
/// @param out the name, to be freed with acme_string_free; NULL on failure. May be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_manager_add(
    manager: Option<&acme_manager>,
    name: *const c_char,
    params: Option<&acme_obtain_params>,
    out: Option<&mut MaybeUninit<Option<NonNull<c_char>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::optional("name", name) };
    guard(error, || {
        let out = out.map(|out| out.write(None));
        let manager = given("manager", manager)?;
        let name = manager.0.add(name?, given("params", params)?.ready()?)?;
        if let Some(out) = out {
            *out = text::owned(&name);
        }
        Ok(())
    })
}

/// Manages a certificate no longer and removes it with all that the store has of it.
///
/// Fails with ACME_STATUS_LOCKED when a run is at work with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_manager_remove(
    manager: Option<&acme_manager>,
    name: *const c_char,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    guard(error, || given("manager", manager)?.0.remove(name?))
}

/// The certificate in use, with its key (acme_certificate_key).
///
/// @param out the certificate, to be freed with acme_certificate_free; NULL when none was issued yet, and on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_manager_certificate(
    manager: Option<&acme_manager>,
    name: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_certificate>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    guard(error, || {
        let out = empty("out", out)?;
        let certificate = given("manager", manager)?.0.certificate(name?)?;
        *out = certificate.map(|certificate| Box::new(certificate.into()));
        Ok(())
    })
}

/// Does what is due and tells of every managed certificate. What goes wrong with one of them is told in the report and is
/// tried again after 1 minute, 10 minutes, 100 minutes, then once a day. Before its time is come nothing is sent.
///
/// Fails with ACME_STATUS_CANCELLED, or when the store cannot be listed.
///
/// @param now the time, in seconds since 1970-01-01 UTC
/// @param out the report, to be freed with acme_manager_report_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_run_pending(
    manager: Option<&acme_manager>,
    now: i64,
    out: Option<&mut MaybeUninit<Option<Box<acme_manager_report>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let outcomes = given("manager", manager)?.0.run_pending(now)?;
        *out = Some(Box::new(outcomes.into()));
        Ok(())
    })
}

/// Frees the manager; what its store keeps stays. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_free(manager: Option<Box<acme_manager>>) {
    free(manager);
}
