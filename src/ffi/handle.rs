//! Handles that must be there, places for what a call makes, and the end of a handle.

use std::mem::MaybeUninit;

use crate::error::{Error, Kind, Result};

use super::guard::caught;

/// What a parameter that must not be NULL points to.
pub(super) fn given<T>(name: &str, pointer: Option<T>) -> Result<T> {
    pointer.ok_or_else(|| null(name))
}

/// The failure of a call that got NULL for the parameter `name`.
pub(super) fn null(name: &str) -> Error {
    Error::new(Kind::NullPointer, format!("{name}: is NULL"))
}

/// The place for a result, which is NULL or 0 until the call has succeeded. What was there before is not looked at.
pub(super) fn empty<'a, T: Default>(name: &str, place: Option<&'a mut MaybeUninit<T>>) -> Result<&'a mut T> {
    Ok(given(name, place)?.write(T::default()))
}

/// Frees a handle; nothing happens when it is NULL.
pub(super) fn free<T>(handle: Option<Box<T>>) {
    // What is left of a handle whose freeing panics is leaked: nobody can be told.
    drop(caught(|| drop(handle)));
}

/// Makes a C type stand for what it wraps.
macro_rules! wraps {
    ($name:ident, $inner:ty) => {
        impl std::ops::Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl std::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut $inner {
                &mut self.0
            }
        }
    };
}
pub(super) use wraps;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_emptied_whatever_it_held() {
        let mut place = MaybeUninit::new(7_usize);
        assert_eq!(*empty("length", Some(&mut place)).unwrap(), 0);
        assert_eq!(empty::<usize>("length", None).unwrap_err().to_string(), "length: is NULL");
    }
}
