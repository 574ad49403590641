//! Requests of the caller's own.

use acme_client::client::SignedBy;
use magnus::{Error, RHash, Ruby};

use crate::answer;
use crate::client::This;
use crate::fault::Fault;
use crate::gvl;

/// `mode` is `kid`, signed by the account, or `jwk`, signed by the key itself.
pub fn post(
    ruby: &Ruby,
    this: This,
    url: String,
    payload: String,
    mode: String,
    accept: Option<String>,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let is_account = match mode.as_str() {
            "kid" => true,
            "jwk" => false,
            _ => return Err(Fault::argument("mode", "is neither kid nor jwk")),
        };
        let work = move |client: &acme_client::Client| {
            let signed_by = if is_account { SignedBy::Account } else { SignedBy::Key };
            client.post(&url, &payload, signed_by, accept.as_deref())
        };
        answer::response(ruby, &gvl::call(ruby, this, work)?)
    })
}

pub fn get(ruby: &Ruby, this: This, url: String) -> Result<RHash, Error> {
    answer::of(ruby, || answer::response(ruby, &gvl::call(ruby, this, move |client| client.get(&url))?))
}
