//! Challenges (RFC 8555, section 7.5.1).

use acme_client::protocol::Challenge;
use magnus::{Error, RHash, Ruby};

use crate::answer::{self, Resource};
use crate::client::This;

impl From<Challenge> for Resource {
    fn from(challenge: Challenge) -> Self {
        Self { url: challenge.url, json: challenge.json, retry_after: challenge.retry_after }
    }
}

pub fn challenge(ruby: &Ruby, this: This, url: String) -> Result<RHash, Error> {
    answer::resource(ruby, this, move |client| client.challenge(&url))
}

pub fn request_validation(ruby: &Ruby, this: This, url: String) -> Result<RHash, Error> {
    answer::resource(ruby, this, move |client| client.request_validation_at(&url))
}
