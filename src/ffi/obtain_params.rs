//! What an issuance is asked for: names, and everything else that has a default.

use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::issuance::{ObtainParams, Rate, State, StateSink};
use crate::protocol::{Csr, Identifier, Key};

use super::builder::{Builder, set};
use super::callback::{Callback, Userdata};
use super::chain_preference::acme_chain_preference;
use super::csr::acme_csr;
use super::error::acme_error;
use super::event::{CallbackEvents, acme_event_fn};
use super::guard::{caught, guard};
use super::handle::{empty, free, given, wraps};
use super::key::{acme_key, kind_of};
use super::status::acme_status;
use super::text;

/// What acme_client_obtain is asked for. The setters, acme_client_obtain and acme_obtain_params_free need it alone. What
/// it was given is copied.
#[derive(Default)]
pub struct acme_obtain_params(Builder<ObtainParams>);

wraps!(acme_obtain_params, Builder<ObtainParams>);

/// Keeps the state of an issuance, on the thread that called acme_client_obtain.
///
/// @param state the document, as secret as the key in it; valid during this call
/// @return 0 for success; anything else ends the issuance with ACME_STATUS_CALLBACK, before the step that the state is
///         kept for
pub type acme_state_fn = Option<unsafe extern "C" fn(userdata: *mut c_void, state: *const c_char) -> i32>;

/// A caller's function that keeps the state.
struct CallbackSink(Callback<unsafe extern "C" fn(*mut c_void, *const c_char) -> i32>);

impl StateSink for CallbackSink {
    fn keep(&self, state: &State) -> Result<()> {
        let document = Zeroizing::new(text::c_string(&state.to_json()?).into_bytes_with_nul());
        let keep = self.0.function;
        // SAFETY: the C caller's function gets its userdata and a text that outlives the call.
        let result = unsafe { keep(self.0.userdata(), document.as_ptr().cast()) };
        match result {
            0 => Ok(()),
            code => Err(Error::new(Kind::Callback, format!("the state was not kept: {code}"))),
        }
    }
}

/// Makes parameters that ask for nothing yet.
///
/// @return the parameters, to be freed with acme_obtain_params_free
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_new() -> Option<Box<acme_obtain_params>> {
    caught(Box::default).ok()
}

/// Frees the parameters. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_free(params: Option<Box<acme_obtain_params>>) {
    free(params);
}

/// Adds an IP address when `name` is one, a DNS name otherwise: "*." allowed in front, internationalised names in any
/// script. Names that are given twice count once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_add_name(
    params: Option<&mut acme_obtain_params>,
    name: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    set(params, |params| {
        params.identifiers.push(Identifier::parse(name?)?);
        Ok(())
    });
}

/// Adds an identifier of any type. Those of types other than "dns" and "ip" are sent as given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_add_identifier(
    params: Option<&mut acme_obtain_params>,
    r#type: *const c_char,
    value: *const c_char,
) {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (kind, value) = unsafe { (text::required("type", r#type), text::required("value", value)) };
    set(params, |params| {
        params.identifiers.push(Identifier::of_type(kind?, value?)?);
        Ok(())
    });
}

/// Adds a challenge type, such as "dns-01", behind the preferred ones. Without any, the solver's order counts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_add_challenge_type(
    params: Option<&mut acme_obtain_params>,
    r#type: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let kind = unsafe { text::required("type", r#type) };
    set(params, |params| {
        params.challenge_types.push(kind?.to_owned());
        Ok(())
    });
}

/// The certificate's key. Without one, a key is made.
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_set_key(
    params: Option<&mut acme_obtain_params>,
    key: Option<&acme_key>,
) {
    set(params, |params| {
        params.key = Some(Key::clone(given("key", key)?));
        Ok(())
    });
}

/// The kind of key to make: one of the ACME_KEY_ constants but ACME_KEY_OTHER; ACME_KEY_EC_P256 by default.
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_set_key_kind(params: Option<&mut acme_obtain_params>, kind: i32) {
    set(params, |params| {
        params.key_kind = kind_of(kind)?;
        Ok(())
    });
}

/// A certificate request of one's own. Its names are those asked for, and its key stays with the caller.
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_set_csr(
    params: Option<&mut acme_obtain_params>,
    csr: Option<&acme_csr>,
) {
    set(params, |params| {
        params.csr = Some(Csr::clone(given("csr", csr)?));
        Ok(())
    });
}

/// A DNS name for the subject, at most 64 characters. Without one, which is the default and what authorities recommend,
/// the names stand in the list of alternative names alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_set_common_name(
    params: Option<&mut acme_obtain_params>,
    common_name: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let common_name = unsafe { text::required("common_name", common_name) };
    set(params, |params| {
        params.common_name = Some(common_name?.to_owned());
        Ok(())
    });
}

/// Whether the certificate may only be used with a stapled OCSP response (RFC 7633); false by default.
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_set_must_staple(
    params: Option<&mut acme_obtain_params>,
    must_staple: bool,
) {
    set(params, |params| {
        params.must_staple = must_staple;
        Ok(())
    });
}

/// The certificate profile, one of those that acme_directory_profile_name gives.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_set_profile(
    params: Option<&mut acme_obtain_params>,
    profile: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let profile = unsafe { text::required("profile", profile) };
    set(params, |params| {
        params.profile = Some(profile?.to_owned());
        Ok(())
    });
}

/// The wanted start of validity, as RFC 3339 writes it. Most authorities refuse it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_set_not_before(
    params: Option<&mut acme_obtain_params>,
    not_before: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let not_before = unsafe { text::required("not_before", not_before) };
    set(params, |params| {
        params.not_before = Some(not_before?.to_owned());
        Ok(())
    });
}

/// The wanted end of validity, as RFC 3339 writes it. Most authorities refuse it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_set_not_after(
    params: Option<&mut acme_obtain_params>,
    not_after: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let not_after = unsafe { text::required("not_after", not_after) };
    set(params, |params| {
        params.not_after = Some(not_after?.to_owned());
        Ok(())
    });
}

/// Which of several chains is wanted; the one that the server prefers by default.
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_set_chain_preference(
    params: Option<&mut acme_obtain_params>,
    preference: Option<&acme_chain_preference>,
) {
    set(params, |params| {
        params.chain = Some((**given("preference", preference)?).clone());
        Ok(())
    });
}

/// The certificate that the new one replaces, by its acme_certificate_ari_id (RFC 9773, section 5). acme_client_renew
/// sets it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_set_replaces(
    params: Option<&mut acme_obtain_params>,
    replaces: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let replaces = unsafe { text::required("replaces", replaces) };
    set(params, |params| {
        params.replaces = Some(replaces?.to_owned());
        Ok(())
    });
}

/// How long the whole may take, in milliseconds; 600000 by default. Cleaning up has 30 seconds of its own after that.
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_set_timeout(params: Option<&mut acme_obtain_params>, timeout_ms: u64) {
    set(params, |params| {
        params.deadline = Duration::from_millis(timeout_ms);
        Ok(())
    });
}

/// The most connections and threads; 16 by default. 1 does everything on the calling thread.
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_set_parallel(params: Option<&mut acme_obtain_params>, parallel: usize) {
    set(params, |params| {
        params.parallel = parallel;
        Ok(())
    });
}

/// How many requests a second go to newNonce and newOrder; 18, and 12 at once after a pause, by default, as Let's Encrypt
/// asks.
///
/// @param per_second how many in the long run; 0 for no bound
/// @param burst how many at once after a pause
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_set_order_rate(
    params: Option<&mut acme_obtain_params>,
    per_second: u32,
    burst: u32,
) {
    set(params, |params| {
        params.pace = params.pace.with_orders(rate(per_second, burst));
        Ok(())
    });
}

/// How many requests a second go to everything else; 240, and 120 at once after a pause, by default.
///
/// @param per_second how many in the long run; 0 for no bound
/// @param burst how many at once after a pause
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_set_request_rate(
    params: Option<&mut acme_obtain_params>,
    per_second: u32,
    burst: u32,
) {
    set(params, |params| {
        params.pace = params.pace.with_requests(rate(per_second, burst));
        Ok(())
    });
}

fn rate(per_second: u32, burst: u32) -> Rate {
    if per_second == 0 {
        return Rate::UNLIMITED;
    }
    Rate { per_second: per_second.into(), burst: burst.into() }
}

/// Goes on from the state of an earlier call: the same order, the same key, one certificate.
///
/// A value that is no state, is damaged or of a newer version makes acme_client_obtain fail with
/// ACME_STATUS_INVALID_STATE.
///
/// @param state a document that acme_obtain_params_state or an acme_state_fn gave; NULL forgets the state that these
///        parameters keep
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_set_state(
    params: Option<&mut acme_obtain_params>,
    state: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let state = unsafe { text::optional("state", state) };
    set(params, |params| {
        params.state = state?.map(State::from_json).transpose()?;
        Ok(())
    });
}

/// Keeps the state in a file: readable by its owner alone, whole at any moment, written before each step that cannot be
/// undone. When it is there, acme_client_obtain goes on from it, and gives the same certificate again when that issuance
/// was done: remove the file once certificate and key are stored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_set_state_file(
    params: Option<&mut acme_obtain_params>,
    path: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let path = unsafe { text::required("path", path) };
    set(params, |params| {
        params.state_file = Some(path?.into());
        Ok(())
    });
}

/// Hands the state to a function before each step that cannot be undone.
///
/// @param keep takes the state
/// @param userdata handed to `keep`; may be NULL
/// @param destroy called with `userdata` exactly once, when the parameters are freed or get another function, or before
///        this function returns when it refuses a value; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_set_state_sink(
    params: Option<&mut acme_obtain_params>,
    keep: acme_state_fn,
    userdata: *mut c_void,
    destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
) {
    // SAFETY: the C caller hands the userdata over.
    let userdata = unsafe { Userdata::new(userdata, destroy) };
    set(params, |params| {
        params.state_sink = Some(Arc::new(CallbackSink(Callback::new(given("keep", keep)?, userdata))));
        Ok(())
    });
}

/// Hands the events to a function, on the thread that calls acme_client_obtain.
///
/// @param take takes one event
/// @param userdata handed to `take`; may be NULL
/// @param destroy called with `userdata` exactly once, when the parameters are freed or get another function, or before
///        this function returns when it refuses a value; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_obtain_params_set_events(
    params: Option<&mut acme_obtain_params>,
    take: acme_event_fn,
    userdata: *mut c_void,
    destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
) {
    // SAFETY: the C caller hands the userdata over.
    let userdata = unsafe { Userdata::new(userdata, destroy) };
    set(params, |params| {
        params.events = Some(Arc::new(CallbackEvents(Callback::new(given("take", take)?, userdata))));
        Ok(())
    });
}

/// The state that these parameters keep: after an acme_client_obtain that failed, the one to go on from, with the key of
/// the certificate. acme_client_obtain with the same parameters goes on from it by itself.
///
/// @param out the document, as secret as the key in it, to be freed with acme_string_free, which wipes it; NULL when
///        there is none, and on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_obtain_params_state(
    params: Option<&acme_obtain_params>,
    out: Option<&mut MaybeUninit<Option<NonNull<c_char>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let params = given("params", params)?.ready()?;
        let document = params.state.as_ref().map(State::to_json).transpose()?;
        *out = document.and_then(|document| text::owned(&document));
        Ok(())
    })
}
