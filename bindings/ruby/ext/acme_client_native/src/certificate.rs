//! Downloading certificates (RFC 8555, section 7.4.2).

use magnus::{Error, RHash, Ruby, Value};

use crate::answer;
use crate::chain_preference;
use crate::client::This;
use crate::gvl;

pub fn certificate(ruby: &Ruby, this: This, url: String, preference: Value) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let preference = chain_preference::read(preference)?;
        let chain = gvl::call(ruby, this, move |client| client.certificate_at(&url, preference.as_ref()))?;
        let answer = ruby.hash_new();
        answer.aset("pem", chain.pem())?;
        Ok(answer)
    })
}
