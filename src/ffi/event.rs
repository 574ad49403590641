//! Events: what an issuance is doing.
//!
//! acme_obtain_params_set_events hands them to a function, on the thread that called acme_client_obtain. What an event
//! has nothing to say about is NULL or 0.

use std::ffi::{c_char, c_void};
use std::time::UNIX_EPOCH;

use crate::issuance::{Event, Events};

use super::callback::Callback;
use super::guard::read;
use super::snapshot::Snapshot;

/// The kinds of events.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum EventKind {
    /// The order is placed, or was found again; its URL is acme_event_url.
    Ordered = 1,
    /// A challenge is visible, as far as the solver can tell.
    Presented = 2,
    /// The authority was asked to validate.
    Asked = 3,
    /// Control of an identifier is proven; acme_event_done of acme_event_total are by now.
    Validated = 4,
    /// A challenge failed; the next type is tried when there is one.
    ChallengeFailed = 5,
    /// The server is at work and will be looked at again at acme_event_until.
    Waiting = 6,
    /// A request failed in passing and will be sent again.
    Retrying = 7,
    /// The certificate request is about to be sent.
    Finalizing = 8,
    /// The certificate was downloaded and checked.
    Issued = 9,
    /// What the solver presented could not be taken away.
    CleanUpFailed = 10,
}

/// An event. It lives during the call of the function that it is handed to.
pub struct acme_event(Snapshot<Event>);

/// Takes one event, on the thread that called acme_client_obtain. It must not free the client.
pub type acme_event_fn = Option<unsafe extern "C" fn(userdata: *mut c_void, event: *const acme_event)>;

pub(super) type Function = unsafe extern "C" fn(*mut c_void, *const acme_event);

/// Events for a caller's function.
pub(super) struct CallbackEvents(pub(super) Callback<Function>);

impl Events for CallbackEvents {
    fn event(&self, event: &Event) {
        let (take, event) = (self.0.function, acme_event(Snapshot::from(event.clone())));
        // SAFETY: the C caller's function gets its userdata and an event that outlives the call.
        unsafe { take(self.0.userdata(), &raw const event) };
    }
}

/// What happened: one of the ACME_EVENT_ constants.
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_kind(event: Option<&acme_event>) -> i32 {
    read(event, |event| {
        let kind = match &*event.0 {
            Event::Ordered { .. } => EventKind::Ordered,
            Event::Presented { .. } => EventKind::Presented,
            Event::Asked { .. } => EventKind::Asked,
            Event::Validated { .. } => EventKind::Validated,
            Event::ChallengeFailed { .. } => EventKind::ChallengeFailed,
            Event::Waiting { .. } => EventKind::Waiting,
            Event::Retrying { .. } => EventKind::Retrying,
            Event::Finalizing => EventKind::Finalizing,
            Event::Issued { .. } => EventKind::Issued,
            Event::CleanUpFailed { .. } => EventKind::CleanUpFailed,
        };
        kind as i32
    })
}

/// The event's name, such as "validated".
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_name(event: Option<&acme_event>) -> *const c_char {
    read(event, |event| event.0.text(event.0.name()))
}

/// The protocol step that it belongs to, such as "newOrder".
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_step(event: Option<&acme_event>) -> *const c_char {
    read(event, |event| event.0.optional(event.0.step().map(|step| step.as_str())))
}

/// The type of the identifier that it is about, such as "dns".
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_identifier_type(event: Option<&acme_event>) -> *const c_char {
    read(event, |event| event.0.optional(event.0.identifier().map(|identifier| &identifier.kind)))
}

/// The identifier that it is about, without "*.".
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_identifier_value(event: Option<&acme_event>) -> *const c_char {
    read(event, |event| event.0.optional(event.0.identifier().map(|identifier| &identifier.value)))
}

/// The type of the challenge that it is about, such as "http-01".
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_challenge_type(event: Option<&acme_event>) -> *const c_char {
    read(event, |event| event.0.optional(event.0.challenge()))
}

/// How many authorizations of the order are valid by now.
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_done(event: Option<&acme_event>) -> usize {
    read(event, |event| if let Event::Validated { done, .. } = &*event.0 { *done } else { 0 })
}

/// How many authorizations the order has.
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_total(event: Option<&acme_event>) -> usize {
    read(event, |event| if let Event::Validated { total, .. } = &*event.0 { *total } else { 0 })
}

/// When the next look will be, in milliseconds since 1970-01-01 UTC.
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_until(event: Option<&acme_event>) -> i64 {
    read(event, |event| match &*event.0 {
        Event::Waiting { until, .. } => {
            let since = until.duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        }
        _ => 0,
    })
}

/// The number of the attempt that failed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_attempt(event: Option<&acme_event>) -> usize {
    read(event, |event| match &*event.0 {
        Event::Retrying { attempt, .. } => usize::try_from(*attempt).unwrap_or(usize::MAX),
        _ => 0,
    })
}

/// The order URL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_url(event: Option<&acme_event>) -> *const c_char {
    read(event, |event| match &*event.0 {
        Event::Ordered { url, .. } | Event::Issued { url } => event.0.text(url),
        _ => std::ptr::null(),
    })
}

/// What went wrong, as acme_error_message tells it.
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_message(event: Option<&acme_event>) -> *const c_char {
    read(event, |event| {
        let problem = || event.0.problem().and_then(|problem| problem.detail.clone());
        event.0.optional(event.0.error().map(ToString::to_string).or_else(problem))
    })
}

/// The type of the server's problem document.
#[unsafe(no_mangle)]
pub extern "C" fn acme_event_problem_type(event: Option<&acme_event>) -> *const c_char {
    read(event, |event| event.0.optional(event.0.problem().map(|problem| &problem.kind)))
}
