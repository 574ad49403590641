//! Challenges (RFC 8555, section 7.5.1).

use acme_client::protocol::{Challenge, Identifier};
use magnus::{Error, RHash, Ruby};

use crate::answer::{self, Resource};
use crate::client::This;
use crate::fault::Fault;
use crate::gvl;

impl From<Challenge> for Resource {
    fn from(challenge: Challenge) -> Self {
        Self { url: challenge.url, json: challenge.json, retry_after: challenge.retry_after }
    }
}

/// A challenge by its document and by the type and value of its identifier.
pub fn read(json: &str, kind: &str, value: &str) -> Result<Challenge, Fault> {
    Ok(Challenge::parse(json, Some(&Identifier::of_type(kind, value)?))?)
}

pub fn challenge(ruby: &Ruby, this: This, url: String) -> Result<RHash, Error> {
    answer::resource(ruby, this, move |client| client.challenge(&url))
}

pub fn request_validation(ruby: &Ruby, this: This, url: String) -> Result<RHash, Error> {
    answer::resource(ruby, this, move |client| client.request_validation_at(&url))
}

/// The same with a payload of the caller's own. Of the challenge's document type and URL are needed.
pub fn request_validation_with(
    ruby: &Ruby,
    this: This,
    challenge: String,
    payload: String,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let challenge = Challenge::parse(&challenge, None)?;
        let work = move |client: &acme_client::Client| client.request_validation_with(&challenge, &payload);
        Resource::from(gvl::call(ruby, this, work)?).into_hash(ruby)
    })
}
