//! Renewal: whether a certificate is due.
//!
//! acme_renewal_decide is a pure function of what it is given: it asks neither clock nor network. acme_client_renewal_info
//! gives it the authority's advice.

use std::mem::MaybeUninit;
use std::time::Duration;

use crate::issuance::{RenewalDecision, RenewalPolicy, Validity, renewal_decision};

use super::builder::{Builder, set};
use super::error::acme_error;
use super::guard::{caught, guard, read};
use super::handle::{empty, free, wraps};
use super::renewal_info::acme_renewal_info;
use super::status::acme_status;

/// What is wanted of renewals. As `const` it may be used by several threads at once; the setters and
/// acme_renewal_options_free need it alone.
#[derive(Default)]
pub struct acme_renewal_options(Builder<RenewalPolicy>);

wraps!(acme_renewal_options, Builder<RenewalPolicy>);

/// What is to be done about a certificate, and when. It never changes: all of its accessors may be called from several
/// threads at once.
pub struct acme_renewal_decision(RenewalDecision);

/// Makes options with the defaults.
///
/// @return the options, to be freed with acme_renewal_options_free
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_options_new() -> Option<Box<acme_renewal_options>> {
    caught(Box::default).ok()
}

/// Frees the options. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_options_free(options: Option<Box<acme_renewal_options>>) {
    free(options);
}

/// Renew at the latest this long before the certificate's end, whatever the authority suggests. By default, without a
/// suggestion, when a third of its life is left, or half of a life of less than 10 days.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_options_set_renew_before(
    options: Option<&mut acme_renewal_options>,
    time_ms: u64,
) {
    set(options, |options| {
        options.renew_before = Some(Duration::from_millis(time_ms));
        Ok(())
    });
}

/// How long until the next look when the authority does not say: between a minute and a day, 6 hours by default.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_options_set_look_every(
    options: Option<&mut acme_renewal_options>,
    time_ms: u64,
) {
    set(options, |options| {
        options.look_every = Duration::from_millis(time_ms);
        Ok(())
    });
}

/// Decides whether a certificate is due. Points in time are seconds since 1970-01-01 UTC.
///
/// @param not_before when the certificate becomes valid, its acme_certificate_not_before
/// @param not_after when it stops being valid, its acme_certificate_not_after
/// @param info the authority's advice; NULL for none. A window that ends before it has begun counts as none
/// @param options what is wanted; NULL for the defaults
/// @param now the time
/// @param random a number from 0 up to 1, which places the moment within the suggested window. Keep it as long as the
///        certificate lives, and the moment stays where it is while the window does
/// @param out the decision, to be freed with acme_renewal_decision_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_decide(
    not_before: i64,
    not_after: i64,
    info: Option<&acme_renewal_info>,
    options: Option<&acme_renewal_options>,
    now: i64,
    random: f64,
    out: Option<&mut MaybeUninit<Option<Box<acme_renewal_decision>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let policy = match options {
            Some(options) => options.ready()?.clone(),
            None => RenewalPolicy::default(),
        };
        let validity = Validity { not_before, not_after };
        let decision = renewal_decision(validity, info.map(|info| &***info), now, &policy, random);
        *out = Some(Box::new(acme_renewal_decision(decision)));
        Ok(())
    })
}

/// Whether to renew now.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_decision_is_due(decision: Option<&acme_renewal_decision>) -> bool {
    read(decision, |decision| decision.0.due)
}

/// The moment to renew at; in the past when it was missed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_decision_at(decision: Option<&acme_renewal_decision>) -> i64 {
    read(decision, |decision| decision.0.at)
}

/// What that moment follows from: one of the ACME_RENEWAL_ constants.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_decision_reason(decision: Option<&acme_renewal_decision>) -> i32 {
    read(decision, |decision| decision.0.reason as i32)
}

/// When to decide again: between a minute and a day from the time that was given.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_decision_look_again_at(decision: Option<&acme_renewal_decision>) -> i64 {
    read(decision, |decision| decision.0.look_again_at)
}

/// Frees the decision. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_renewal_decision_free(decision: Option<Box<acme_renewal_decision>>) {
    free(decision);
}
