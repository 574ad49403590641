//! Stores: where managed certificates are kept.
//!
//! acme_store_folder keeps them in files. acme_store_new makes a store of the caller's functions, over a database that
//! many machines share, say. Documents have names such as "example.com/record.json": words of letters, digits, '.', '_'
//! and '-' with '/' between them.

use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;
use std::path::PathBuf;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::issuance::store::LeasedStore;
use crate::issuance::{FolderStore, Store};

use super::callback::Userdata;
use super::error::acme_error;
use super::guard::guard;
use super::handle::{empty, free, given};
use super::status::acme_status;
use super::store_callbacks::{
    CallbackDocuments, Functions, acme_store_list_fn, acme_store_lock_fn, acme_store_read_fn,
    acme_store_remove_fn, acme_store_unlock_fn, acme_store_write_fn,
};
use super::text;

/// A place for documents. All functions but acme_store_free may be called from several threads at once; if it is one of
/// functions, those are called likewise.
pub struct acme_store(pub(super) Arc<dyn Store>);

/// Makes a store of a folder, which is made when it is not there. Several processes of this machine may use it at once.
/// Documents are written beside their place, flushed to the disk and renamed; private ones have mode 0600.
///
/// Fails with ACME_STATUS_FILE when the folder cannot be made or is none.
///
/// @param path the folder
/// @param out the store, to be freed with acme_store_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_store_folder(
    path: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_store>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let path = unsafe { text::required("path", path) };
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(acme_store(Arc::new(FolderStore::open(PathBuf::from(path?))?))));
        Ok(())
    })
}

/// Makes a store of functions. They are called on the thread that made the call, by several threads at once when the store
/// is used so, and with names that were checked. Each returns 0 for success; what it returns otherwise is in the message
/// of ACME_STATUS_CALLBACK.
///
/// @param read gives a document
/// @param write writes a document, whole or not at all
/// @param list gives the names with a beginning
/// @param remove removes a document
/// @param lock takes or prolongs a lock
/// @param unlock gives a lock back
/// @param userdata handed to the functions; may be NULL
/// @param destroy called with `userdata` exactly once: when the store and all managers made with it are freed, on the
///        thread that frees the last, or before this function returns when it fails; may be NULL
/// @param out the store, to be freed with acme_store_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_store_new(
    read: acme_store_read_fn,
    write: acme_store_write_fn,
    list: acme_store_list_fn,
    remove: acme_store_remove_fn,
    lock: acme_store_lock_fn,
    unlock: acme_store_unlock_fn,
    userdata: *mut c_void,
    destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
    out: Option<&mut MaybeUninit<Option<Box<acme_store>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller hands the userdata over.
    let userdata = unsafe { Userdata::new(userdata, destroy) };
    guard(error, || {
        let out = empty("out", out)?;
        let functions = Functions {
            read: given("read", read)?,
            write: given("write", write)?,
            list: given("list", list)?,
            remove: given("remove", remove)?,
            lock: given("lock", lock)?,
            unlock: given("unlock", unlock)?,
        };
        *out = Some(Box::new(acme_store(Arc::new(LeasedStore::new(CallbackDocuments::new(
            functions, userdata,
        ))))));
        Ok(())
    })
}

/// Reads a document.
///
/// @param out the bytes, to be freed with acme_bytes_free; NULL when there is no such document, when it is empty, and on
///        failure
/// @param length receives the length in bytes; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_store_read(
    store: Option<&acme_store>,
    name: *const c_char,
    out: Option<&mut MaybeUninit<Option<NonNull<u8>>>>,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    guard(error, || {
        let out = empty("out", out)?;
        let length = length.map(|length| length.write(0));
        let document = given("store", store)?.0.read(name?)?;
        let Some(bytes) = document.filter(|bytes| !bytes.is_empty()) else { return Ok(()) };
        *out = text::owned_bytes(&bytes);
        if let Some(length) = length {
            *length = bytes.len();
        }
        Ok(())
    })
}

/// Writes a document, whole or not at all.
///
/// @param is_private whether it is for the owner's eyes alone
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_store_write(
    store: Option<&acme_store>,
    name: *const c_char,
    data: *const u8,
    length: usize,
    is_private: bool,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL, and the bytes are as many as it says.
    let (name, data) = unsafe { (text::required("name", name), text::bytes("data", data, length)) };
    guard(error, || given("store", store)?.0.write(name?, data?, is_private))
}

/// Removes a document; one that is not there is removed already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_store_remove(
    store: Option<&acme_store>,
    name: *const c_char,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    guard(error, || given("store", store)?.0.remove(name?))
}

/// Frees the store; what it keeps stays. Managers made with it go on. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_store_free(store: Option<Box<acme_store>>) {
    free(store);
}
