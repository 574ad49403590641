//! CAA records (RFC 8659, RFC 8657).

use magnus::{Error, RHash, Ruby};

use crate::answer;
use crate::client::This;
use crate::gvl;

pub fn record(ruby: &Ruby, this: This, methods: Vec<String>, wildcard: bool) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let work = move |client: &acme_client::Client| {
            let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
            client.caa_record(&methods, wildcard)
        };
        let record = gvl::call(ruby, this, work)?;
        let answer = ruby.hash_new();
        answer.aset("flags", record.flags)?;
        answer.aset("tag", record.tag)?;
        answer.aset("value", record.value)?;
        Ok(answer)
    })
}
