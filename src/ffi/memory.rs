//! Memory that belongs to the caller.
//!
//! Text and bytes that a function hands over, rather than lends from an object, are freed here. Both functions
//! overwrite the memory first: it may have held a private key.

use std::ffi::{CString, c_char};
use std::mem::MaybeUninit;
use std::ptr;

use zeroize::Zeroize;

use super::guard::caught;

/// Bytes lent to C: NULL and 0 when there are none.
pub(super) fn lend(bytes: Option<&[u8]>, length: Option<&mut MaybeUninit<usize>>) -> *const u8 {
    let bytes = bytes.unwrap_or_default();
    if let Some(length) = length {
        length.write(bytes.len());
    }
    if bytes.is_empty() { ptr::null() } else { bytes.as_ptr() }
}

/// Wipes and frees text that a function of this library gave as `char *`. Its length must not have been changed.
/// NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_string_free(text: *mut c_char) {
    let wipe = || {
        if !text.is_null() {
            // SAFETY: the caller gives back what `text::owned` made.
            unsafe { CString::from_raw(text) }.into_bytes().zeroize();
        }
    };
    drop(caught(wipe));
}

/// Wipes and frees bytes that a function of this library gave as `uint8_t *`, with the length it gave. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_bytes_free(bytes: *mut u8, length: usize) {
    let wipe = || {
        if !bytes.is_null() {
            // SAFETY: the caller gives back what `text::owned_bytes` made, with its length.
            unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(bytes, length)) }.zeroize();
        }
    };
    drop(caught(wipe));
}
