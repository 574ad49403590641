//! Nonces (RFC 8555, section 7.2).

use magnus::{Error, RHash, Ruby};

use crate::answer;
use crate::client::This;
use crate::gvl;

/// Fetches a nonce into the pool.
pub fn get(ruby: &Ruby, this: This) -> Result<RHash, Error> {
    answer::of(ruby, || {
        gvl::call(ruby, this, acme_client::Client::new_nonce)?;
        Ok(ruby.hash_new())
    })
}

pub fn push(_: &Ruby, this: This, nonce: String) {
    this.engine().nonces().keep(nonce);
}

pub fn pop(_: &Ruby, this: This) -> Option<String> {
    this.engine().nonces().take()
}

pub fn count(_: &Ruby, this: This) -> usize {
    this.engine().nonces().count()
}

pub fn clear(_: &Ruby, this: This) {
    this.engine().nonces().clear();
}
