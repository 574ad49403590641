//! Text and bytes on their way in, and owned ones on their way out.

use std::ffi::{CStr, CString, c_char};
use std::ptr::NonNull;
use std::slice;

use crate::error::{Error, Kind, Result};

use super::handle::null;

/// The text of a parameter that must not be NULL.
///
/// # Safety
/// `text` is NULL or ends with NUL and stays as it is for `'a`.
pub(super) unsafe fn required<'a>(name: &str, text: *const c_char) -> Result<&'a str> {
    // SAFETY: the caller's promise is the same.
    unsafe { optional(name, text) }?.ok_or_else(|| null(name))
}

/// The text of a parameter that may be NULL.
///
/// # Safety
/// `text` is NULL or ends with NUL and stays as it is for `'a`.
pub(super) unsafe fn optional<'a>(name: &str, text: *const c_char) -> Result<Option<&'a str>> {
    // SAFETY: the caller's promise is the same.
    let Some(text) = (unsafe { raw(text) }) else { return Ok(None) };
    let invalid = |at| Error::new(Kind::InvalidUtf8, format!("{name}: is not UTF-8 from byte {at} on"));
    text.to_str().map(Some).map_err(|error| invalid(error.valid_up_to()))
}

/// Text in any encoding, or `None` for NULL.
///
/// # Safety
/// `text` is NULL or ends with NUL and stays as it is for `'a`.
pub(super) unsafe fn raw<'a>(text: *const c_char) -> Option<&'a CStr> {
    // SAFETY: it is not NULL here, so the caller promises that it ends with NUL.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) })
}

/// The bytes of a parameter; NULL is refused unless there are none.
///
/// # Safety
/// `data` is NULL or points to `length` bytes that stay as they are for `'a`.
pub(super) unsafe fn bytes<'a>(name: &str, data: *const u8, length: usize) -> Result<&'a [u8]> {
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(null(name));
    }
    if isize::try_from(length).is_err() {
        return Err(Error::new(Kind::InvalidArgument, format!("{name}: no memory is {length} bytes long")));
    }
    // SAFETY: it is not NULL, and the caller promises the length.
    Ok(unsafe { slice::from_raw_parts(data, length) })
}

/// A C string of its own. U+FFFD stands for a NUL within the text, which would end it.
pub(super) fn c_string(text: &str) -> CString {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend_from_slice(text.as_bytes());
    CString::new(bytes).unwrap_or_else(|_| c_string(&text.replace('\0', "\u{fffd}")))
}

/// Text that the C caller frees with `acme_string_free`.
pub(super) fn owned(text: &str) -> Option<NonNull<c_char>> {
    NonNull::new(c_string(text).into_raw())
}

/// Bytes that the C caller frees with `acme_bytes_free`.
pub(super) fn owned_bytes(bytes: &[u8]) -> Option<NonNull<u8>> {
    NonNull::new(Box::into_raw(Box::<[u8]>::from(bytes)).cast())
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use super::*;

    fn read(text: Option<&CStr>) -> Result<Option<&str>> {
        // SAFETY: a CStr ends with NUL.
        unsafe { optional("name", text.map_or(ptr::null(), CStr::as_ptr)) }
    }

    #[test]
    fn text_is_checked_and_the_parameter_named() {
        assert_eq!(read(Some(c"zoë")).unwrap(), Some("zoë"));
        assert_eq!(read(None).unwrap(), None);
        let error = read(Some(c"ab\xff")).unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidUtf8);
        assert_eq!(error.to_string(), "name: is not UTF-8 from byte 2 on");
        // SAFETY: NULL is allowed.
        let error = unsafe { required("name", ptr::null()) }.unwrap_err();
        assert_eq!((error.kind(), error.to_string()), (Kind::NullPointer, "name: is NULL".to_owned()));
    }

    #[test]
    fn no_bytes_need_no_pointer() {
        // SAFETY: NULL with any length is allowed, as is a pointer to what it says.
        unsafe {
            assert_eq!(bytes("der", ptr::null(), 0).unwrap(), b"");
            assert_eq!(bytes("der", ptr::null(), 1).unwrap_err().kind(), Kind::NullPointer);
            assert_eq!(bytes("der", b"abc".as_ptr(), 2).unwrap(), b"ab");
            assert_eq!(bytes("der", b"abc".as_ptr(), usize::MAX).unwrap_err().kind(), Kind::InvalidArgument);
        }
    }

    #[test]
    fn a_nul_within_text_does_not_cut_it() {
        assert_eq!(
            c_string("good.example\0.evil.example").to_str().unwrap(),
            "good.example\u{fffd}.evil.example"
        );
    }
}
