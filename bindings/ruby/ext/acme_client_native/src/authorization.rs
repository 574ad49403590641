//! Authorizations (RFC 8555, section 7.5).

use acme_client::protocol::Authorization;
use magnus::{Error, RHash, Ruby};

use crate::answer::{self, Resource};
use crate::client::This;

impl From<Authorization> for Resource {
    fn from(authorization: Authorization) -> Self {
        Self { url: authorization.url, json: authorization.json, retry_after: authorization.retry_after }
    }
}

pub fn authorization(ruby: &Ruby, this: This, url: String) -> Result<RHash, Error> {
    answer::resource(ruby, this, move |client| client.authorization(&url))
}

pub fn deactivate(ruby: &Ruby, this: This, url: String) -> Result<RHash, Error> {
    answer::resource(ruby, this, move |client| client.deactivate_authorization(&url))
}
