//! Cancellation: a token that ends calls in flight.
//!
//! Derive a client with acme_client_with_cancel, or make it with acme_client_options_set_cancel, and trigger the token from
//! any thread. Every call made with that client ends within 100 ms with ACME_STATUS_CANCELLED, and every later one does at
//! once. There is no way back: the next piece of work takes a new token.

use std::mem::MaybeUninit;

use crate::transport::Cancel;

use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, free};
use super::status::acme_status;

/// A token that ends the calls made with it. All but acme_cancel_free may be called from several threads at once.
pub struct acme_cancel(pub(super) Cancel);

/// Makes a token that has not been triggered.
///
/// @param out the token, to be freed with acme_cancel_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_cancel_new(
    out: Option<&mut MaybeUninit<Option<Box<acme_cancel>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        *empty("out", out)? = Some(Box::new(acme_cancel(Cancel::new())));
        Ok(())
    })
}

/// Ends the calls in flight and all later ones. Not for signal handlers: it takes a lock. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_cancel_trigger(cancel: Option<&acme_cancel>) {
    read(cancel, |cancel| {
        cancel.0.trigger();
        true
    });
}

/// Whether acme_cancel_trigger was called; false for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_cancel_is_triggered(cancel: Option<&acme_cancel>) -> bool {
    read(cancel, |cancel| cancel.0.is_triggered())
}

/// Frees the token. Clients made with it go on, but can no longer be cancelled. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_cancel_free(cancel: Option<Box<acme_cancel>>) {
    free(cancel);
}
