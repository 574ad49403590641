//! Errors: what went wrong, with everything the server said about it.
//!
//! Begin with `acme_error *error = NULL;` and pass `&error` to each call. It receives the first failure; later ones do
//! not overwrite it until acme_error_clear(&error). All accessors take NULL, as if nothing had gone wrong.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::error::Error;
use crate::protocol::{Problem, Subproblem};

use super::guard::{caught, read};
use super::handle::{free, wraps};
use super::snapshot::Snapshot;
use super::status::acme_status;

/// A failure. It never changes: all of its accessors may be called from several threads at once, and what they return
/// lives until it is freed.
pub struct acme_error(Snapshot<Error>);

wraps!(acme_error, Snapshot<Error>);

impl From<Error> for acme_error {
    fn from(error: Error) -> Self {
        Self(Snapshot::from(error))
    }
}

impl acme_error {
    fn lend_of_problem(&self, text: impl FnOnce(&Problem) -> Option<&str>) -> *const c_char {
        self.optional(self.problem().and_then(text))
    }

    fn lend_of_subproblem(
        &self,
        index: usize,
        text: impl FnOnce(&Subproblem) -> Option<&str>,
    ) -> *const c_char {
        self.lend_of_problem(|problem| problem.subproblems.get(index).and_then(text))
    }
}

/// Frees the error. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_free(error: Option<Box<acme_error>>) {
    free(error);
}

/// Frees the error that `*error` points to, if any, and sets `*error` to NULL, ready for the next calls.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_clear(error: Option<&mut Option<Box<acme_error>>>) {
    free(error.and_then(Option::take));
}

/// The status of the call that failed; ACME_STATUS_OK for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_status(error: Option<&acme_error>) -> acme_status {
    read(error, |error| error.kind() as acme_status)
}

/// All of it as text: a line that says what it was about, at which step, and what kind of failure; then the server's
/// detail; then a line for each subproblem. No line break at the end.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_message(error: Option<&acme_error>) -> *const c_char {
    read(error, |error| error.text(&error.to_string()))
}

/// The step of the protocol at which it failed, by the name of its resource: "directory", "newNonce", "newAccount",
/// "account", "newOrder", "newAuthz", "order", "authorization", "challenge", "finalize", "certificate", "revokeCert",
/// "keyChange", "renewalInfo" or "resource". NULL when nothing of the protocol had begun.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_step(error: Option<&acme_error>) -> *const c_char {
    read(error, |error| error.optional(error.step().map(|step| step.as_str())))
}

/// What the call was about, such as "order for example.com", or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_subject(error: Option<&acme_error>) -> *const c_char {
    read(error, |error| error.optional(error.subject()))
}

/// The type of the server's problem document, such as "urn:ietf:params:acme:error:rateLimited" (RFC 8555, section 6.7);
/// NULL when the server sent none.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_problem_type(error: Option<&acme_error>) -> *const c_char {
    read(error, |error| error.lend_of_problem(|problem| Some(&problem.kind)))
}

/// The problem document's title, a summary of its type, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_problem_title(error: Option<&acme_error>) -> *const c_char {
    read(error, |error| error.lend_of_problem(|problem| problem.title.as_deref()))
}

/// The problem document's detail: the server's own words for what went wrong this time. Or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_detail(error: Option<&acme_error>) -> *const c_char {
    read(error, |error| error.lend_of_problem(|problem| problem.detail.as_deref()))
}

/// The problem document's instance, or NULL. With ACME_STATUS_USER_ACTION_REQUIRED it is the URL of the page that the
/// user must visit (RFC 8555, section 7.3.3).
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_problem_instance(error: Option<&acme_error>) -> *const c_char {
    read(error, |error| error.lend_of_problem(|problem| problem.instance.as_deref()))
}

/// The whole problem document as the server sent it, or NULL. Unlike the other texts it is not cleaned of what could
/// drive a terminal.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_problem_json(error: Option<&acme_error>) -> *const c_char {
    read(error, |error| error.lend_of_problem(|problem| Some(&problem.json)))
}

/// The HTTP status of the answer, or 0 when it was not an answer that failed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_http_status(error: Option<&acme_error>) -> u16 {
    read(error, |error| error.http_status().unwrap_or(0))
}

/// How long the server asks to wait before the next attempt (Retry-After).
///
/// @param milliseconds receives the wait, 0 when there is none; may be NULL
/// @return whether the server named a time
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_retry_after_ms(
    error: Option<&acme_error>,
    milliseconds: Option<&mut MaybeUninit<u64>>,
) -> bool {
    let wait = error.and_then(|error| caught(|| error.retry_after()).ok().flatten());
    if let Some(milliseconds) = milliseconds {
        milliseconds.write(wait.map_or(0, |wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)));
    }
    wait.is_some()
}

/// The URL of a page about the failure that the server names (a Link with the relation "help"), such as the rules of a rate
/// limit; or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_help_url(error: Option<&acme_error>) -> *const c_char {
    read(error, |error| error.optional(error.help_url()))
}

/// The URL of a page that the user must visit before the call can succeed, or NULL: with
/// ACME_STATUS_USER_ACTION_REQUIRED the problem document's instance, with ACME_STATUS_RATE_LIMITED the page where the
/// account is unpaused.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_action_url(error: Option<&acme_error>) -> *const c_char {
    read(error, |error| error.optional(error.action_url()))
}

/// How many subproblems the problem document has, one for each identifier with a problem of its own (RFC 8555, section
/// 6.7.1).
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_subproblem_count(error: Option<&acme_error>) -> usize {
    read(error, |error| error.problem().map_or(0, |problem| problem.subproblems.len()))
}

/// The type of the subproblem at `index`, such as "urn:ietf:params:acme:error:caa"; NULL when there is no such
/// subproblem.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_subproblem_type(error: Option<&acme_error>, index: usize) -> *const c_char {
    read(error, |error| error.lend_of_subproblem(index, |subproblem| Some(&subproblem.kind)))
}

/// The detail of the subproblem at `index`, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_subproblem_detail(error: Option<&acme_error>, index: usize) -> *const c_char {
    read(error, |error| error.lend_of_subproblem(index, |subproblem| subproblem.detail.as_deref()))
}

/// The type of the identifier that the subproblem at `index` is about, such as "dns", or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_subproblem_identifier_type(
    error: Option<&acme_error>,
    index: usize,
) -> *const c_char {
    read(error, |error| {
        error.lend_of_subproblem(index, |subproblem| {
            subproblem.identifier.as_ref().map(|identifier| identifier.kind.as_str())
        })
    })
}

/// The identifier that the subproblem at `index` is about, such as "www.example.com", or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_error_subproblem_identifier_value(
    error: Option<&acme_error>,
    index: usize,
) -> *const c_char {
    read(error, |error| {
        error.lend_of_subproblem(index, |subproblem| {
            subproblem.identifier.as_ref().map(|identifier| identifier.value.as_str())
        })
    })
}
