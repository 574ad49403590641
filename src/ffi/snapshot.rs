//! A noun together with the C strings that were asked of it.

use std::collections::HashSet;
use std::ffi::{CString, c_char};
use std::ops::Deref;
use std::ptr;
use std::sync::{Mutex, PoisonError};

use super::text::c_string;

/// A noun whose texts can be lent to C. It may be read by several threads at once.
pub struct Snapshot<T> {
    value: T,
    lent: Mutex<HashSet<CString>>,
}

impl<T> Snapshot<T> {
    /// `text`, to be valid until the snapshot is replaced or dropped.
    pub(super) fn text(&self, text: &str) -> *const c_char {
        let text = c_string(text);
        let mut lent = self.lent.lock().unwrap_or_else(PoisonError::into_inner);
        if !lent.contains(&text) {
            lent.insert(text.clone());
        }
        lent.get(&text).map_or(ptr::null(), |lent| lent.as_ptr())
    }

    /// The same for text that may be missing, which is NULL.
    pub(super) fn optional(&self, text: Option<impl AsRef<str>>) -> *const c_char {
        text.map_or(ptr::null(), |text| self.text(text.as_ref()))
    }

    /// Takes a newer value in place of this one and ends what was lent.
    pub(super) fn replace(&mut self, value: T) {
        *self = Self::from(value);
    }
}

impl<T> From<T> for Snapshot<T> {
    fn from(value: T) -> Self {
        Self { value, lent: Mutex::default() }
    }
}

impl<T> Deref for Snapshot<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    fn read<'a>(text: *const c_char) -> &'a str {
        // SAFETY: the snapshot of the test lives as long as what it lent.
        unsafe { CStr::from_ptr(text) }.to_str().unwrap()
    }

    #[test]
    fn a_lent_text_stays_where_it_is() {
        let snapshot = Snapshot::from(());
        let first = snapshot.text("first");
        let others: Vec<_> = (0..1000).map(|i| snapshot.text(&format!("text {i}"))).collect();
        assert_eq!(snapshot.text("first"), first);
        assert_eq!(read(first), "first");
        assert!(others.iter().enumerate().all(|(i, text)| read(*text) == format!("text {i}")));
        assert!(snapshot.optional(None::<&str>).is_null());
    }

    #[test]
    fn threads_may_ask_at_once() {
        let snapshot = Snapshot::from(());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    (0..200).for_each(|i| assert_eq!(read(snapshot.text(&i.to_string())), i.to_string()))
                });
            }
        });
    }
}
