//! No panic crosses the border, and every failure becomes a status.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use crate::error::{Error, Kind, Result};

use super::error::acme_error;
use super::status::{ACME_STATUS_OK, acme_status};

/// Runs a call that can fail. `error` keeps the failure unless it holds one already.
pub(super) fn guard(
    error: Option<&mut Option<Box<acme_error>>>,
    call: impl FnOnce() -> Result<()>,
) -> acme_status {
    let Err(failure) = caught(call).and_then(|result| result) else { return ACME_STATUS_OK };
    let status = failure.kind() as acme_status;
    if let Some(slot) = error {
        slot.get_or_insert_with(|| Box::new(acme_error::from(failure)));
    }
    status
}

/// Reads something of a handle; what NULL gives is the value's own absence.
pub(super) fn read<H, T: Absent>(handle: Option<&H>, get: impl FnOnce(&H) -> T) -> T {
    let Some(handle) = handle else { return T::ABSENT };
    caught(|| get(handle)).unwrap_or(T::ABSENT)
}

/// Runs `call`; a panic comes back as a failure.
pub(super) fn caught<T>(call: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|payload| {
        let message = message_of(&*payload);
        Error::new(Kind::Panic, format!("a defect of acme_client: {message}"))
    })
}

fn message_of(payload: &(dyn Any + Send)) -> &str {
    let literal = payload.downcast_ref::<&str>().copied();
    literal
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without words")
}

/// What a function gives that cannot fail but has nothing to give.
pub(super) trait Absent {
    const ABSENT: Self;
}

impl<T> Absent for *const T {
    const ABSENT: Self = ptr::null();
}

impl Absent for bool {
    const ABSENT: Self = false;
}

impl Absent for u16 {
    const ABSENT: Self = 0;
}

impl Absent for i32 {
    const ABSENT: Self = 0;
}

impl Absent for i64 {
    const ABSENT: Self = 0;
}

impl Absent for u64 {
    const ABSENT: Self = 0;
}

impl Absent for usize {
    const ABSENT: Self = 0;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(kind: Kind) -> impl FnOnce() -> Result<()> {
        move || Err(Error::new(kind, "refused"))
    }

    #[test]
    fn a_panic_is_a_status_with_its_words() {
        let mut error = None;
        let number = 7;
        assert_eq!(guard(Some(&mut error), || panic!("no room for {number}")), Kind::Panic as i32);
        assert_eq!(error.unwrap().to_string(), "a defect of acme_client: no room for 7");
        assert_eq!(guard(None, || panic!("literal")), Kind::Panic as i32);
    }

    #[test]
    fn the_first_failure_is_kept_and_each_call_gives_its_own_status() {
        let mut error = None;
        assert_eq!(guard(Some(&mut error), failure(Kind::File)), Kind::File as i32);
        assert_eq!(guard(Some(&mut error), failure(Kind::Crypto)), Kind::Crypto as i32);
        assert_eq!(guard(Some(&mut error), || Ok(())), ACME_STATUS_OK);
        assert_eq!(error.unwrap().kind(), Kind::File);
    }

    #[test]
    fn a_read_of_null_or_with_a_panic_is_absent() {
        assert_eq!(read(None::<&u8>, |_| 5_usize), 0);
        assert_eq!(read(Some(&1_u8), |_| -> usize { panic!("defect") }), 0);
        assert!(read(None::<&u8>, ptr::from_ref).is_null());
        assert_eq!(read(Some(&3_u8), |byte| usize::from(*byte)), 3);
    }
}
