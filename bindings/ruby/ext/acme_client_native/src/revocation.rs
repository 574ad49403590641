//! Revocation (RFC 8555, section 7.6).

use acme_client::protocol::{Key, RevocationReason};
use magnus::{Error, RHash, RString, Ruby};

use crate::answer;
use crate::client::This;
use crate::gvl;

pub fn revoke(ruby: &Ruby, this: This, der: RString, reason: Option<u8>) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let der = der.to_bytes();
        gvl::call(ruby, this, move |client| client.revoke(&der, reason))?;
        Ok(ruby.hash_new())
    })
}

/// Signed with the certificate's own key, in PEM.
pub fn revoke_with_key(
    ruby: &Ruby,
    this: This,
    der: RString,
    key: RString,
    reason: Option<u8>,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let (der, key) = (der.to_bytes(), Key::from_pem(&key.to_bytes(), None)?);
        gvl::call(ruby, this, move |client| client.revoke_with_key(&der, &key, reason))?;
        Ok(ruby.hash_new())
    })
}

/// `Native.revocation_reason(name)`: the number of a reason, nil for a name that is none.
pub fn reason(name: String) -> Option<u8> {
    RevocationReason::from_name(&name).map(RevocationReason::number)
}
