//! Authorizations ahead of an order (RFC 8555, section 7.4.1; for names below RFC 9444).

use acme_client::protocol::Identifier;
use magnus::{Error, RHash, Ruby};

use crate::answer::{self, Resource};
use crate::client::This;
use crate::gvl;

pub fn new_authorization(
    ruby: &Ruby,
    this: This,
    kind: String,
    value: String,
    subdomains: bool,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let identifier = Identifier::of_type(&kind, &value)?;
        let work = move |client: &acme_client::Client| client.new_authorization(&identifier, subdomains);
        Resource::from(gvl::call(ruby, this, work)?).into_hash(ruby)
    })
}
