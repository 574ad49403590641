//! Orders whose certificate renews itself: STAR (RFC 8739).

use magnus::{Error, RHash, Ruby};

use crate::answer;
use crate::client::This;
use crate::gvl;

/// The certificate of the day of the order at a URL.
pub fn certificate(ruby: &Ruby, this: This, url: String) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let work = move |client: &acme_client::Client| client.star_certificate(&client.order(&url)?);
        let answer = ruby.hash_new();
        answer.aset("pem", gvl::call(ruby, this, work)?.pem())?;
        Ok(answer)
    })
}

/// Ends the renewal of the order at a URL.
pub fn cancel(ruby: &Ruby, this: This, url: String) -> Result<RHash, Error> {
    answer::resource(ruby, this, move |client| client.cancel_order(&client.order(&url)?))
}
