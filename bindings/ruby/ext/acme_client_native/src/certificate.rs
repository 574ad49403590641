//! Downloading certificates (RFC 8555, section 7.4.2).

use acme_client::protocol::CertificateChain;
use magnus::{Error, RHash, Ruby, Value};

use crate::answer;
use crate::chain_preference;
use crate::client::This;
use crate::gvl;

/// `Native.issuers(text)`: the names of the issuers of all certificates in it.
pub fn issuers(ruby: &Ruby, text: String) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let answer = ruby.hash_new();
        answer.aset("issuers", CertificateChain::issuers_in(&text)?)?;
        Ok(answer)
    })
}

pub fn certificate(ruby: &Ruby, this: This, url: String, preference: Value) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let preference = chain_preference::read(preference)?;
        let chain = gvl::call(ruby, this, move |client| client.certificate_at(&url, preference.as_ref()))?;
        let answer = ruby.hash_new();
        answer.aset("pem", chain.pem())?;
        Ok(answer)
    })
}
