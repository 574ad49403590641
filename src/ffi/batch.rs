//! Solvers of the caller's own functions.
//!
//! acme_solver_new takes three functions: one that presents, one that waits until the presented can be seen, one that
//! cleans up. Each gets a batch of presentations, so that a DNS provider can set many records at once. They are called on
//! the thread that asked for the certificate.

use std::ffi::{CString, c_char, c_void};
use std::mem::MaybeUninit;
use std::time::Instant;

use crate::error::{Error, Kind, Result};
use crate::issuance::solver::{Presentation, Solver, SolverContext};
use crate::protocol::{check_caller_text, clean};

use super::callback::{Destroy, Userdata};
use super::challenge::acme_challenge;
use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, given};
use super::snapshot::Snapshot;
use super::solver::{acme_solver, give};
use super::status::{ACME_STATUS_OK, acme_status};
use super::text;

/// The presentations of one round. It is valid until the function that got it returns, and belongs to one thread at a time.
pub struct acme_batch {
    presentations: Vec<acme_presentation>,
    context: SolverContext,
    reason: Option<CString>,
}

/// One thing to make visible so that the authority can validate an identifier. It is valid as long as its batch.
pub struct acme_presentation(Snapshot<Presentation>);

/// A step of a solver: presents, waits, or cleans up. It honours acme_batch_timeout_ms, and returns soon once
/// acme_batch_is_cancelled.
///
/// @return 0 for success; anything else ends the call with ACME_STATUS_CALLBACK, or with ACME_STATUS_CANCELLED or
///         ACME_STATUS_TIMED_OUT when it is that. What acme_batch_fail was told stands in the error.
pub type acme_solver_fn =
    Option<unsafe extern "C" fn(userdata: *mut c_void, batch: *mut acme_batch) -> acme_status>;

type Function = unsafe extern "C" fn(*mut c_void, *mut acme_batch) -> acme_status;

struct CallbackSolver {
    types: Vec<String>,
    present: Function,
    ready: Option<Function>,
    clean_up: Function,
    userdata: Userdata,
}

impl CallbackSolver {
    fn call(&self, function: Function, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        let presentations = batch.iter().map(|item| acme_presentation(Snapshot::from(item.clone())));
        let mut handed =
            acme_batch { presentations: presentations.collect(), context: context.clone(), reason: None };
        // SAFETY: the C caller's function gets its userdata and a batch that outlives the call.
        let status = unsafe { function(self.userdata.pointer(), &raw mut handed) };
        if status == ACME_STATUS_OK {
            return Ok(());
        }
        let kinds = [Kind::Cancelled, Kind::TimedOut];
        let kind = kinds.into_iter().find(|kind| *kind as acme_status == status).unwrap_or(Kind::Callback);
        let said = handed.reason.map(|reason| format!(": {}", clean(&reason.to_string_lossy())));
        Err(Error::new(kind, format!("the solver failed with {status}{}", said.unwrap_or_default())))
    }
}

impl Solver for CallbackSolver {
    fn types(&self) -> Vec<String> {
        self.types.clone()
    }

    fn present(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        self.call(self.present, batch, context)
    }

    fn ready(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        self.ready.map_or(Ok(()), |ready| self.call(ready, batch, context))
    }

    fn clean_up(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        self.call(self.clean_up, batch, context)
    }

    fn bound_to_caller(&self) -> bool {
        true
    }
}

/// Makes a solver of functions.
///
/// @param types the challenge types that it can do, the preferred one first, with commas between: "dns-01,http-01"
/// @param present makes all presentations of a batch visible
/// @param ready waits until they can be seen; may be NULL
/// @param clean_up takes them away again; called on every way out for what `present` was called with, also when that
///        failed
/// @param userdata handed to the functions; may be NULL
/// @param destroy called with `userdata` exactly once, on the thread that frees the solver, or before this function
///        returns when it fails; may be NULL
/// @param out the solver, to be freed with acme_solver_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_solver_new(
    types: *const c_char,
    present: acme_solver_fn,
    ready: acme_solver_fn,
    clean_up: acme_solver_fn,
    userdata: *mut c_void,
    destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
    out: Option<&mut MaybeUninit<Option<Box<acme_solver>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller hands the userdata over; its text is NULL or ends with NUL.
    let (userdata, types) =
        unsafe { (Userdata::new(userdata, destroy as Destroy), text::required("types", types)) };
    guard(error, || {
        let types = types?.split(',').map(str::trim);
        let types: Vec<_> = types.map(str::to_owned).collect();
        for kind in &types {
            check_caller_text("types", kind)?;
        }
        let (present, clean_up) = (given("present", present)?, given("clean_up", clean_up)?);
        give(out, || Ok(CallbackSolver { types, present, ready, clean_up, userdata }))
    })
}

/// How many presentations there are.
#[unsafe(no_mangle)]
pub extern "C" fn acme_batch_count(batch: Option<&acme_batch>) -> usize {
    read(batch, |batch| batch.presentations.len())
}

/// The presentation at `index`; NULL when there is no such one. It is valid as long as the batch.
#[unsafe(no_mangle)]
pub extern "C" fn acme_batch_presentation(
    batch: Option<&acme_batch>,
    index: usize,
) -> Option<&acme_presentation> {
    batch?.presentations.get(index)
}

/// How many milliseconds are left until the step must have ended.
#[unsafe(no_mangle)]
pub extern "C" fn acme_batch_timeout_ms(batch: Option<&acme_batch>) -> u64 {
    read(batch, |batch| {
        let left = batch.context.deadline.saturating_duration_since(Instant::now());
        u64::try_from(left.as_millis()).unwrap_or(u64::MAX)
    })
}

/// Whether the call was cancelled, so that the step is of no use any more.
#[unsafe(no_mangle)]
pub extern "C" fn acme_batch_is_cancelled(batch: Option<&acme_batch>) -> bool {
    read(batch, |batch| batch.context.cancel.is_triggered())
}

/// Says why the step fails; the function that got the batch returns another number than 0 then. The last words count.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_batch_fail(batch: Option<&mut acme_batch>, reason: *const c_char) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let reason = unsafe { text::raw(reason) };
    if let Some(batch) = batch {
        batch.reason = reason.map(Into::into);
    }
}

/// The challenge's type, such as "dns-01".
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_type(presentation: Option<&acme_presentation>) -> *const c_char {
    read(presentation, |presentation| presentation.0.text(presentation.0.kind()))
}

/// The DNS name or IP address to be validated, without "*.".
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_identifier(presentation: Option<&acme_presentation>) -> *const c_char {
    read(presentation, |presentation| presentation.0.text(&presentation.0.identifier.value))
}

/// Whether it is for the wildcard of the identifier.
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_is_wildcard(presentation: Option<&acme_presentation>) -> bool {
    read(presentation, |presentation| presentation.0.wildcard)
}

/// The token; NULL for a type without one.
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_token(presentation: Option<&acme_presentation>) -> *const c_char {
    read(presentation, |presentation| presentation.0.optional(presentation.0.challenge.token.as_deref()))
}

/// The token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1); NULL for a type without a token.
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_key_authorization(
    presentation: Option<&acme_presentation>,
) -> *const c_char {
    read(presentation, |presentation| presentation.0.optional(presentation.0.proof().ok()))
}

/// Where http-01 is served: "/.well-known/acme-challenge/" and the token; NULL for a type without a token.
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_http01_path(presentation: Option<&acme_presentation>) -> *const c_char {
    read(presentation, |presentation| presentation.0.optional(presentation.0.challenge.http01_path()))
}

/// The full name of the TXT record, without a final dot; NULL for what no DNS record proves.
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_dns_name(presentation: Option<&acme_presentation>) -> *const c_char {
    read(presentation, |presentation| {
        presentation.0.optional(presentation.0.dns_record().map(|record| record.name))
    })
}

/// The value of the TXT record; NULL for what no DNS record proves.
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_dns_value(presentation: Option<&acme_presentation>) -> *const c_char {
    read(presentation, |presentation| {
        presentation.0.optional(presentation.0.dns_record().map(|record| record.value))
    })
}

/// The thumbprint of the account's key (RFC 7638).
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_thumbprint(presentation: Option<&acme_presentation>) -> *const c_char {
    read(presentation, |presentation| presentation.0.text(&presentation.0.thumbprint))
}

/// The account's URL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_account_url(presentation: Option<&acme_presentation>) -> *const c_char {
    read(presentation, |presentation| presentation.0.text(&presentation.0.account_url))
}

/// Gives the challenge, as an object of its own.
///
/// @param out the challenge, to be freed with acme_challenge_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_presentation_challenge(
    presentation: Option<&acme_presentation>,
    out: Option<&mut MaybeUninit<Option<Box<acme_challenge>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let challenge = given("presentation", presentation)?.0.challenge.clone();
        *out = Some(Box::new(challenge.into()));
        Ok(())
    })
}
