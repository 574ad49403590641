//! How a manager works, all of it with a default.

use std::ffi::{c_char, c_void};
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::issuance::manager::{DeployCommand, ManagerOptions, Renewed};

use super::builder::{Builder, set};
use super::callback::{Callback, Userdata};
use super::certificate::acme_certificate;
use super::guard::caught;
use super::handle::{free, given, wraps};
use super::obtain_params::acme_obtain_params;
use super::renewal::acme_renewal_options;
use super::text::{self, c_string};

/// How a manager works. As `const` it may be used by several threads at once; the setters and acme_manager_options_free
/// need it alone. What it was given is copied.
#[derive(Default)]
pub struct acme_manager_options(Builder<ManagerOptions>);

wraps!(acme_manager_options, Builder<ManagerOptions>);

/// Takes a renewed certificate, stored and in use by then, on the thread that runs the manager.
///
/// @param name the name that it is managed by
/// @param certificate the certificate with its key (acme_certificate_key); valid during this call
/// @return 0 for success; anything else is the certificate's failure in this run, and it is handed over again in a later
///         one
pub type acme_renewed_fn = Option<
    unsafe extern "C" fn(
        userdata: *mut c_void,
        name: *const c_char,
        certificate: *const acme_certificate,
    ) -> i32,
>;

type Function = unsafe extern "C" fn(*mut c_void, *const c_char, *const acme_certificate) -> i32;

/// Makes options with the defaults.
///
/// @return the options, to be freed with acme_manager_options_free
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_options_new() -> Option<Box<acme_manager_options>> {
    caught(Box::default).ok()
}

/// Frees the options. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_options_free(options: Option<Box<acme_manager_options>>) {
    free(options);
}

/// When certificates are renewed.
///
/// @param renewal stays the caller's
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_options_set_renewal(
    options: Option<&mut acme_manager_options>,
    renewal: Option<&acme_renewal_options>,
) {
    set(options, |options| {
        options.policy = given("renewal", renewal)?.ready()?.clone();
        Ok(())
    });
}

/// Deadline, bounds and events of each issuance. What a certificate shall be is said to acme_manager_add, not here.
///
/// @param params stay the caller's
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_options_set_obtain_params(
    options: Option<&mut acme_manager_options>,
    params: Option<&acme_obtain_params>,
) {
    set(options, |options| {
        options.template = given("params", params)?.ready()?.clone();
        Ok(())
    });
}

/// Hands each renewed certificate to a function.
///
/// @param renewed takes a certificate
/// @param userdata handed to `renewed`; may be NULL
/// @param destroy called with `userdata` exactly once: when the options and all managers made with them are freed, on the
///        thread that frees the last, or before this function returns when it refuses a value; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_manager_options_set_renewed(
    options: Option<&mut acme_manager_options>,
    renewed: acme_renewed_fn,
    userdata: *mut c_void,
    destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
) {
    // SAFETY: the C caller hands the userdata over.
    let userdata = unsafe { Userdata::new(userdata, destroy) };
    set(options, |options| {
        let callback = Callback::new(given("renewed", renewed)?, userdata);
        options.renewed = Some(Arc::new(move |renewed: &Renewed<'_>| tell(&callback, renewed)));
        Ok(())
    });
}

fn tell(callback: &Callback<Function>, renewed: &Renewed<'_>) -> Result<()> {
    let (name, certificate) = (c_string(renewed.name), acme_certificate::from(renewed.certificate.clone()));
    let function = callback.function;
    // SAFETY: the C caller's function gets its userdata, and a text and an object that outlive the call.
    let result = unsafe { function(callback.userdata(), name.as_ptr(), &raw const certificate) };
    match result {
        0 => Ok(()),
        code => {
            Err(Error::new(Kind::Callback, format!("the function that takes renewals failed with {code}")))
        }
    }
}

/// Runs a command for each renewed certificate, once it is stored and in use. A shell runs it with ACME_NAME and
/// ACME_IDENTIFIERS in its environment, and over a folder with ACME_FOLDER, ACME_CHAIN_FILE and ACME_KEY_FILE; also with
/// RENEWED_DOMAINS and RENEWED_LINEAGE, as hooks for certbot know them. When it fails, it is run again in a later run.
///
/// @param command the line for /bin/sh
/// @param timeout_ms how long it may take; 0 for 5 minutes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_manager_options_set_deploy_command(
    options: Option<&mut acme_manager_options>,
    command: *const c_char,
    timeout_ms: u64,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let command = unsafe { text::required("command", command) };
    set(options, |options| {
        let mut deploy = DeployCommand::new(command?);
        if timeout_ms > 0 {
            deploy.timeout = Duration::from_millis(timeout_ms);
        }
        options.deploy = Some(deploy);
        Ok(())
    });
}
