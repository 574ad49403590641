//! The directory (RFC 8555, section 7.1.1).

use magnus::{Error, RHash, Ruby};

use crate::answer;
use crate::client::This;
use crate::gvl;

pub fn directory(ruby: &Ruby, this: This) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let directory = gvl::call(ruby, this, acme_client::Client::directory)?;
        let answer = ruby.hash_new();
        answer.aset("json", directory.json.as_str())?;
        Ok(answer)
    })
}
