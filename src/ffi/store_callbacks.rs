//! Stores of the caller's functions.

use std::ffi::{c_char, c_void};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::issuance::store::Documents;

use super::callback::{Callback, Userdata};
use super::guard::caught;
use super::text::{self, c_string};

/// The largest document that is taken, in bytes.
const MAX_DOCUMENT: usize = 16 << 20;
/// The largest number of names that is taken.
const MAX_NAMES: usize = 1 << 20;

/// What a store's function found. It is valid until the function returns, and belongs to one thread at a time.
#[derive(Default)]
pub struct acme_store_answer {
    document: Option<Zeroizing<Vec<u8>>>,
    names: Vec<String>,
    refused: Option<Error>,
}

/// Gives the document `name` to acme_store_answer_set_document, or nothing when there is none.
pub type acme_store_read_fn = Option<
    unsafe extern "C" fn(userdata: *mut c_void, name: *const c_char, answer: *mut acme_store_answer) -> i32,
>;

/// Writes a document so that whoever reads it finds the old one or the new one, whole.
pub type acme_store_write_fn = Option<
    unsafe extern "C" fn(
        userdata: *mut c_void,
        name: *const c_char,
        data: *const u8,
        length: usize,
        is_private: bool,
    ) -> i32,
>;

/// Gives every name that begins with `prefix` to acme_store_answer_add_name.
pub type acme_store_list_fn = Option<
    unsafe extern "C" fn(userdata: *mut c_void, prefix: *const c_char, answer: *mut acme_store_answer) -> i32,
>;

/// Removes a document; one that is not there is removed already.
pub type acme_store_remove_fn =
    Option<unsafe extern "C" fn(userdata: *mut c_void, name: *const c_char) -> i32>;

/// Takes the lock `name` for `holder` until `lease_ms` from now, in one step: when nobody holds it, when its lease has run
/// out, or when `holder` holds it already, which prolongs it. Otherwise it returns ACME_STATUS_LOCKED.
///
/// @param holder a text that no other holder has
pub type acme_store_lock_fn = Option<
    unsafe extern "C" fn(
        userdata: *mut c_void,
        name: *const c_char,
        holder: *const c_char,
        lease_ms: u64,
    ) -> i32,
>;

/// Gives the lock `name` back when `holder` holds it, and does nothing otherwise.
pub type acme_store_unlock_fn =
    Option<unsafe extern "C" fn(userdata: *mut c_void, name: *const c_char, holder: *const c_char)>;

type Found = unsafe extern "C" fn(*mut c_void, *const c_char, *mut acme_store_answer) -> i32;

/// The functions of a caller's store.
pub(super) struct Functions {
    pub(super) read: Found,
    pub(super) write: unsafe extern "C" fn(*mut c_void, *const c_char, *const u8, usize, bool) -> i32,
    pub(super) list: Found,
    pub(super) remove: unsafe extern "C" fn(*mut c_void, *const c_char) -> i32,
    pub(super) lock: unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char, u64) -> i32,
    pub(super) unlock: unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char),
}

/// The documents of a caller's functions.
pub(super) struct CallbackDocuments(Callback<Functions>);

impl CallbackDocuments {
    pub(super) fn new(functions: Functions, userdata: Userdata) -> Self {
        Self(Callback::new(functions, userdata))
    }

    fn find(&self, verb: &str, function: Found, name: &str) -> Result<acme_store_answer> {
        let (text, mut answer) = (c_string(name), acme_store_answer::default());
        // SAFETY: the C caller's function gets its userdata, a text and an answer that outlive the call.
        let result = unsafe { function(self.0.userdata(), text.as_ptr(), &raw mut answer) };
        check(verb, name, result)?;
        answer.refused.take().map_or(Ok(answer), Err)
    }
}

fn check(verb: &str, name: &str, result: i32) -> Result<()> {
    match result {
        0 => Ok(()),
        code => {
            let reason = format!("the store's function to {verb} {name:?} failed with {code}");
            Err(Error::new(Kind::Callback, reason))
        }
    }
}

impl Documents for CallbackDocuments {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        Ok(self.find("read", self.0.function.read, name)?.document)
    }

    fn write(&self, name: &str, bytes: &[u8], is_private: bool) -> Result<()> {
        let (text, write) = (c_string(name), self.0.function.write);
        // SAFETY: the C caller's function gets its userdata, and a text and bytes that outlive the call.
        let result =
            unsafe { write(self.0.userdata(), text.as_ptr(), bytes.as_ptr(), bytes.len(), is_private) };
        check("write", name, result)
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>> {
        Ok(self.find("list", self.0.function.list, prefix)?.names)
    }

    fn remove(&self, name: &str) -> Result<()> {
        let (text, remove) = (c_string(name), self.0.function.remove);
        // SAFETY: the C caller's function gets its userdata and a text that outlives the call.
        check("remove", name, unsafe { remove(self.0.userdata(), text.as_ptr()) })
    }

    fn lock(&self, name: &str, holder: &str, lease: Duration) -> Result<bool> {
        let (text, holder) = (c_string(name), c_string(holder));
        let milliseconds = u64::try_from(lease.as_millis()).unwrap_or(u64::MAX);
        let lock = self.0.function.lock;
        // SAFETY: the C caller's function gets its userdata and texts that outlive the call.
        let result = unsafe { lock(self.0.userdata(), text.as_ptr(), holder.as_ptr(), milliseconds) };
        if result == Kind::Locked as i32 {
            return Ok(false);
        }
        check("lock", name, result).map(|()| true)
    }

    fn unlock(&self, name: &str, holder: &str) {
        let (name, holder) = (c_string(name), c_string(holder));
        let unlock = self.0.function.unlock;
        // SAFETY: the C caller's function gets its userdata and texts that outlive the call.
        unsafe { unlock(self.0.userdata(), name.as_ptr(), holder.as_ptr()) };
    }
}

/// Gives the document that acme_store_read_fn was asked for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_store_answer_set_document(
    answer: Option<&mut acme_store_answer>,
    data: *const u8,
    length: usize,
) {
    // SAFETY: the C caller's bytes are as many as it says.
    let data = unsafe { text::bytes("data", data, length) };
    fill(answer, |answer| {
        if length > MAX_DOCUMENT {
            return Err(Error::new(Kind::Callback, "the store's document is larger than one may be"));
        }
        answer.document = Some(Zeroizing::new(data?.to_vec()));
        Ok(())
    });
}

/// Gives one of the names that acme_store_list_fn was asked for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_store_answer_add_name(
    answer: Option<&mut acme_store_answer>,
    name: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    fill(answer, |answer| {
        if answer.names.len() >= MAX_NAMES {
            return Err(Error::new(Kind::Callback, "the store lists more names than may be"));
        }
        answer.names.push(name?.to_owned());
        Ok(())
    });
}

/// Fills an answer in and keeps the first failure for the call that asked.
fn fill(answer: Option<&mut acme_store_answer>, change: impl FnOnce(&mut acme_store_answer) -> Result<()>) {
    if let Some(answer) = answer {
        if let Err(error) = caught(|| change(answer)).and_then(|result| result) {
            answer.refused.get_or_insert(error);
        }
    }
}
