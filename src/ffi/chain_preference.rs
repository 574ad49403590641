//! Chain preferences: which of several certificate chains is wanted (RFC 8555, section 7.4.2).
//!
//! For acme_order_certificate. The chain that the server prefers is looked at first, then its alternates in their order.
//! An alternate that cannot be had is passed over. When no other chain will do, the error is why it could not be had if
//! that may pass, and ACME_STATUS_CHAIN_NOT_FOUND otherwise.
//! acme_chain_preference_or makes a list of preferences.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::error::{Error, Kind};
use crate::protocol::{ChainPreference, check_caller_text};

use super::error::acme_error;
use super::guard::guard;
use super::handle::{empty, free, given, wraps};
use super::status::acme_status;
use super::text;

/// Which chain is wanted. It never changes and may be used by several threads at once; acme_chain_preference_free needs
/// it alone.
pub struct acme_chain_preference(ChainPreference);

wraps!(acme_chain_preference, ChainPreference);

/// Wants the chain whose topmost certificate was issued under this name: that of the root, which chains leave out.
///
/// @param common_name the whole common name, such as "ISRG Root X1"
/// @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_chain_preference_top_issuer(
    common_name: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_chain_preference>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let common_name = unsafe { text::required("common_name", common_name) };
    guard(error, || {
        let out = empty("out", out)?;
        let common_name = common_name?;
        check_caller_text("common_name", common_name)?;
        *out = Some(Box::new(acme_chain_preference(ChainPreference::TopIssuer(common_name.to_owned()))));
        Ok(())
    })
}

/// Wants a chain in which some certificate's issuer has this text in its name.
///
/// @param text a part of the name, which is written "/C=US/O=Example/CN=Root"
/// @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_chain_preference_any_issuer(
    text: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_chain_preference>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let text = unsafe { text::required("text", text) };
    guard(error, || {
        let out = empty("out", out)?;
        let text = text?;
        check_caller_text("text", text)?;
        *out = Some(Box::new(acme_chain_preference(ChainPreference::AnyIssuer(text.to_owned()))));
        Ok(())
    })
}

/// Wants a chain in which some certificate has this Subject Key Identifier, or the topmost one this Authority Key
/// Identifier (RFC 5280, sections 4.2.1.1 and 4.2.1.2).
///
/// @param key_id the identifier's bytes
/// @param length how many there are; 0 is ACME_STATUS_INVALID_ARGUMENT
/// @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_chain_preference_key_id(
    key_id: *const u8,
    length: usize,
    out: Option<&mut MaybeUninit<Option<Box<acme_chain_preference>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's bytes are NULL or as many as said.
    let key_id = unsafe { text::bytes("key_id", key_id, length) };
    guard(error, || {
        let out = empty("out", out)?;
        let key_id = key_id?;
        if key_id.is_empty() {
            return Err(Error::new(Kind::InvalidArgument, "key_id: is empty"));
        }
        *out = Some(Box::new(acme_chain_preference(ChainPreference::KeyId(key_id.to_vec()))));
        Ok(())
    })
}

/// Wants a chain in which some certificate has this SHA-256 fingerprint.
///
/// @param fingerprint the 32 bytes of the fingerprint
/// @param length 32; anything else is ACME_STATUS_INVALID_ARGUMENT
/// @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_chain_preference_fingerprint(
    fingerprint: *const u8,
    length: usize,
    out: Option<&mut MaybeUninit<Option<Box<acme_chain_preference>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's bytes are NULL or as many as said.
    let fingerprint = unsafe { text::bytes("fingerprint", fingerprint, length) };
    guard(error, || {
        let out = empty("out", out)?;
        let wrong_length =
            |_| Error::new(Kind::InvalidArgument, format!("fingerprint: is {length} bytes long, not 32"));
        let fingerprint = fingerprint?.try_into().map_err(wrong_length)?;
        *out = Some(Box::new(acme_chain_preference(ChainPreference::Fingerprint(fingerprint))));
        Ok(())
    })
}

/// Wants the chain of the fewest certificates; of equal ones the first that the server offers.
///
/// @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_chain_preference_shortest(
    out: Option<&mut MaybeUninit<Option<Box<acme_chain_preference>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        *empty("out", out)? = Some(Box::new(acme_chain_preference(ChainPreference::Shortest)));
        Ok(())
    })
}

/// Wants the chain that the server offers first: what acme_chain_preference_or falls back to.
///
/// @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_chain_preference_server_choice(
    out: Option<&mut MaybeUninit<Option<Box<acme_chain_preference>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        *empty("out", out)? = Some(Box::new(acme_chain_preference(ChainPreference::ServerChoice)));
        Ok(())
    })
}

/// Wants the chain that `first` wants, or where there is none the one that `second` wants; either may be such a list again.
/// With acme_chain_preference_server_choice at its end the list falls back to the default; without it a server that offers
/// none of the wanted ones is ACME_STATUS_CHAIN_NOT_FOUND.
///
/// @param first stays the caller's and may be freed
/// @param second stays the caller's and may be freed
/// @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_chain_preference_or(
    first: Option<&acme_chain_preference>,
    second: Option<&acme_chain_preference>,
    out: Option<&mut MaybeUninit<Option<Box<acme_chain_preference>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let list = vec![given("first", first)?.0.clone(), given("second", second)?.0.clone()];
        *out = Some(Box::new(acme_chain_preference(ChainPreference::FirstOf(list))));
        Ok(())
    })
}

/// Frees the preference. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_chain_preference_free(preference: Option<Box<acme_chain_preference>>) {
    free(preference);
}
