//! The version of the library that runs, which may be newer than this header.

use std::ffi::{CStr, c_char};

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => panic!("the version holds a NUL"),
};

const NUMBER: u32 = (part(env!("CARGO_PKG_VERSION_MAJOR")) << 16)
    | (part(env!("CARGO_PKG_VERSION_MINOR")) << 8)
    | part(env!("CARGO_PKG_VERSION_PATCH"));

const fn part(text: &str) -> u32 {
    match u32::from_str_radix(text, 10) {
        Ok(number) if number < 256 => number,
        _ => panic!("a part of the version is no number below 256"),
    }
}

/// The version as text, such as "1.0.0". The text lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn acme_version() -> *const c_char {
    VERSION.as_ptr()
}

/// The version as a number: 65536 * major + 256 * minor + patch. A program compiled with this header runs with every
/// library of the same major version whose number is not below ACME_CLIENT_VERSION_NUMBER.
#[unsafe(no_mangle)]
pub extern "C" fn acme_version_number() -> u32 {
    NUMBER
}
