//! Where a manager keeps what it manages: a folder, or whatever else can read, write, list and lock.

mod folder;
mod leased;
mod lock;

pub use folder::FolderStore;
pub use leased::{Documents, LeasedStore};

use std::path::PathBuf;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::protocol::clean;

/// The longest name, in bytes.
const MAX_NAME: usize = 512;

/// A place for small documents with names such as `example.com/record.json`, shared by every process that works with it:
/// one folder, one database.
///
/// A [`Manager`](super::Manager) calls it on the thread that called the manager.
pub trait Store: Send + Sync {
    /// Reads a document, or gives `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>>;

    /// Writes a document. It is there whole or, after a failure or a crash, as it was before. A private one is for the
    /// owner's eyes alone.
    ///
    /// # Errors
    /// When it cannot be written for good.
    fn write(&self, name: &str, bytes: &[u8], is_private: bool) -> Result<()>;

    /// The names that begin with `prefix`, in any order.
    ///
    /// # Errors
    /// When they cannot be listed.
    fn list(&self, prefix: &str) -> Result<Vec<String>>;

    /// Removes a document; one that is not there is removed already.
    ///
    /// # Errors
    /// When it is still there.
    fn remove(&self, name: &str) -> Result<()>;

    /// Takes the lock `name` for as long as `lease`, unless another holds it: then `None`. Whoever holds a lock for longer
    /// than its lease, or has died, loses it to the next who asks.
    ///
    /// # Errors
    /// When it cannot be told who holds it.
    fn lock(&self, name: &str, lease: Duration) -> Result<Option<Box<dyn Lease>>>;

    /// Makes the documents under `target` visible under `name` as well, all of them at one moment, for others that read
    /// the store by itself. Without such readers there is nothing to do.
    ///
    /// # Errors
    /// When `name` stays what it was.
    fn switch(&self, name: &str, target: &str) -> Result<()> {
        let _ = (name, target);
        Ok(())
    }

    /// Where another program finds a document, when the store is made of files.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let _ = name;
        None
    }
}

/// A lock that is held. Dropping it gives it back.
pub trait Lease: Send {
    /// Makes sure that the lock is still held and holds it for as long as `lease` from now on.
    ///
    /// # Errors
    /// [`Kind::Locked`] when another took it over.
    fn extend(&self, lease: Duration) -> Result<()>;
}

/// Refuses a name that is not one or more words with `/` between them; a word is made of ASCII letters, digits, `.`, `_`
/// and `-`, and does not begin with a dot.
///
/// # Errors
/// [`Kind::InvalidArgument`].
pub fn check_store_name(name: &str) -> Result<()> {
    let is_word = |word: &str| {
        !word.is_empty()
            && !word.starts_with('.')
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    };
    if name.len() <= MAX_NAME && name.split('/').all(is_word) {
        return Ok(());
    }
    let reason = format!("name: {:?} is not made of letters, digits, '.', '_' and '-'", clean(name));
    Err(Error::new(Kind::InvalidArgument, reason))
}

pub(super) fn lease_lost(name: &str) -> Error {
    Error::new(Kind::Locked, format!("the lock {name} was held for too long, and another took it over"))
}
