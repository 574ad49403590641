//! For this project's own tests.

use super::error::acme_error;
use super::guard::guard;
use super::status::acme_status;

/// Panics inside the guard.
#[unsafe(no_mangle)]
pub extern "C" fn acme_test_panic(error: Option<&mut Option<Box<acme_error>>>) -> acme_status {
    guard(error, || panic!("forced by a test"))
}
