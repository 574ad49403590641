//! Certificates: download and revocation (RFC 8555, sections 7.4.2 and 7.6).

use acme_client::protocol::ChainPreference;
use magnus::{Error, RHash, RString, Ruby};

use crate::answer;
use crate::client::This;
use crate::gvl;

pub fn certificate(
    ruby: &Ruby,
    this: This,
    url: String,
    force_chain: Option<String>,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let preference = force_chain.map(ChainPreference::AnyIssuer);
        let chain = gvl::call(ruby, this, move |client| client.certificate_at(&url, preference.as_ref()))?;
        let answer = ruby.hash_new();
        answer.aset("pem", chain.pem())?;
        Ok(answer)
    })
}

pub fn revoke(ruby: &Ruby, this: This, der: RString, reason: Option<u8>) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let der = der.to_bytes();
        gvl::call(ruby, this, move |client| client.revoke(&der, reason))?;
        Ok(ruby.hash_new())
    })
}
