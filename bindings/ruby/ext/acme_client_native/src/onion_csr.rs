//! onion-csr-01 (RFC 9799).

use acme_client::protocol::Key;
use magnus::{Error, RHash, RString, Ruby};

use crate::answer::{self, Resource};
use crate::challenge;
use crate::client::This;
use crate::gvl;

/// Answers a challenge with a request that the onion service's key, in PEM, signs.
pub fn request_validation(
    ruby: &Ruby,
    this: This,
    challenge: String,
    name: String,
    key: RString,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let challenge = challenge::read(&challenge, "dns", &name)?;
        let key = Key::from_pem(&key.to_bytes(), None)?;
        let work = move |client: &acme_client::Client| client.request_onion_validation(&challenge, &key);
        Resource::from(gvl::call(ruby, this, work)?).into_hash(ruby)
    })
}
