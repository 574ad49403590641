//! Stores whose locks go by the name of their holder, as databases keep them.

use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};

use super::{Lease, Store, check_store_name};

/// What a [`LeasedStore`] is made of: the caller's functions over a database, say. Names are checked before they come
/// here.
pub trait Documents: Send + Sync {
    /// As [`Store::read`].
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>>;

    /// As [`Store::write`].
    ///
    /// # Errors
    /// When it cannot be written for good.
    fn write(&self, name: &str, bytes: &[u8], is_private: bool) -> Result<()>;

    /// As [`Store::list`].
    ///
    /// # Errors
    /// When they cannot be listed.
    fn list(&self, prefix: &str) -> Result<Vec<String>>;

    /// As [`Store::remove`].
    ///
    /// # Errors
    /// When it is still there.
    fn remove(&self, name: &str) -> Result<()>;

    /// Takes the lock for `holder` in one step: when nobody holds it, when its lease has run out, or when `holder` holds
    /// it already, which prolongs it. Otherwise `false`.
    ///
    /// # Errors
    /// When it cannot be told who holds it.
    fn lock(&self, name: &str, holder: &str, lease: Duration) -> Result<bool>;

    /// Gives the lock back when `holder` holds it, and does nothing otherwise. When that fails, the lease runs out.
    fn unlock(&self, name: &str, holder: &str);
}

/// A store of [`Documents`].
#[derive(Debug)]
pub struct LeasedStore<D>(Arc<D>);

impl<D: Documents + 'static> LeasedStore<D> {
    /// A store of these documents.
    #[must_use]
    pub fn new(documents: D) -> Self {
        Self(Arc::new(documents))
    }
}

impl<D: Documents + 'static> Store for LeasedStore<D> {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        check_store_name(name)?;
        self.0.read(name)
    }

    fn write(&self, name: &str, bytes: &[u8], is_private: bool) -> Result<()> {
        check_store_name(name)?;
        self.0.write(name, bytes, is_private)
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>> {
        self.0.list(prefix)
    }

    fn remove(&self, name: &str) -> Result<()> {
        check_store_name(name)?;
        self.0.remove(name)
    }

    fn lock(&self, name: &str, lease: Duration) -> Result<Option<Box<dyn Lease>>> {
        check_store_name(name)?;
        let mut random = [0; 16];
        openssl::rand::rand_bytes(&mut random)?;
        let holder = format!("{:032x}", u128::from_be_bytes(random));
        let lock = Held { documents: Arc::clone(&self.0), name: name.to_owned(), holder };
        if lock.take(lease)? {
            return Ok(Some(Box::new(lock)));
        }
        Ok(None)
    }
}

/// A lock. One that was never taken is given back too, which does nothing.
struct Held<D: Documents> {
    documents: Arc<D>,
    name: String,
    holder: String,
}

impl<D: Documents> Held<D> {
    fn take(&self, lease: Duration) -> Result<bool> {
        self.documents.lock(&self.name, &self.holder, lease)
    }
}

impl<D: Documents> Lease for Held<D> {
    fn extend(&self, lease: Duration) -> Result<()> {
        if self.take(lease)? {
            return Ok(());
        }
        Err(Error::new(Kind::Locked, format!("another took the lock {:?} over", self.name)))
    }
}

impl<D: Documents> Drop for Held<D> {
    fn drop(&mut self) {
        self.documents.unlock(&self.name, &self.holder);
    }
}
