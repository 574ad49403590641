//! What a run of a manager did.

use std::ffi::c_char;
use std::ptr;

use crate::issuance::manager::{Action, Outcome};

use super::error::acme_error;
use super::guard::read;
use super::handle::free;
use super::snapshot::Snapshot;

/// What a run did about a certificate.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum ManagerAction {
    /// Nothing was due.
    Waiting = 1,
    /// A new certificate is in use.
    Renewed = 2,
    /// Another process is at work with it.
    Busy = 3,
    /// It failed: acme_manager_report_error says why. The certificate in use stays.
    Failed = 4,
}

/// What a run did about each certificate. It never changes: all of its accessors may be called from several threads at
/// once, and what they return lives until it is freed.
pub struct acme_manager_report(Vec<Line>);

struct Line {
    name: Snapshot<String>,
    action: ManagerAction,
    look_again_at: i64,
    error: Option<Box<acme_error>>,
}

impl From<Outcome> for Line {
    fn from(outcome: Outcome) -> Self {
        let (action, error) = match outcome.action {
            Action::Waiting => (ManagerAction::Waiting, None),
            Action::Renewed => (ManagerAction::Renewed, None),
            Action::Busy => (ManagerAction::Busy, None),
            Action::Failed(error) => (ManagerAction::Failed, Some(Box::new(acme_error::from(error)))),
        };
        Self { name: Snapshot::from(outcome.name), action, look_again_at: outcome.look_again_at, error }
    }
}

impl From<Vec<Outcome>> for acme_manager_report {
    fn from(outcomes: Vec<Outcome>) -> Self {
        Self(outcomes.into_iter().map(Line::from).collect())
    }
}

/// How many certificates are managed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_report_count(report: Option<&acme_manager_report>) -> usize {
    read(report, |report| report.0.len())
}

/// The name of the certificate at `index`; NULL when there is no such certificate.
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_report_name(
    report: Option<&acme_manager_report>,
    index: usize,
) -> *const c_char {
    read(report, |report| report.0.get(index).map_or(ptr::null(), |line| line.name.text(&line.name)))
}

/// What was done about the certificate at `index`: one of the ACME_MANAGER_ constants; 0 when there is no such
/// certificate.
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_report_action(report: Option<&acme_manager_report>, index: usize) -> i32 {
    read(report, |report| report.0.get(index).map_or(0, |line| line.action as i32))
}

/// Why the certificate at `index` failed, lent; NULL when it did not.
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_report_error(
    report: Option<&acme_manager_report>,
    index: usize,
) -> *const acme_error {
    read(report, |report| {
        let error = report.0.get(index).and_then(|line| line.error.as_deref());
        error.map_or(ptr::null(), ptr::from_ref)
    })
}

/// When there may be something to do for the certificate at `index`, in seconds since 1970-01-01 UTC; 0 when there is no
/// such certificate.
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_report_look_again_at(
    report: Option<&acme_manager_report>,
    index: usize,
) -> i64 {
    read(report, |report| report.0.get(index).map_or(0, |line| line.look_again_at))
}

/// When to run again: the earliest of these moments; 0 when nothing is managed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_report_next_look(report: Option<&acme_manager_report>) -> i64 {
    read(report, |report| report.0.iter().map(|line| line.look_again_at).min().unwrap_or_default())
}

/// Frees the report. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_manager_report_free(report: Option<Box<acme_manager_report>>) {
    free(report);
}
