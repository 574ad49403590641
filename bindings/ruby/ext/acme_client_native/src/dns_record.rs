//! The record of dns-persist-01 (draft-ietf-acme-dns-persist).

use acme_client::protocol::PersistentRecord;
use magnus::{Error, RHash, Ruby};

use crate::answer;
use crate::client::This;
use crate::gvl;

/// Without an issuer it names the authority as its directory does. The time is in Unix seconds.
pub fn persistent(
    ruby: &Ruby,
    this: This,
    name: String,
    issuer: Option<String>,
    wildcard: bool,
    persist_until: Option<u64>,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let record = PersistentRecord { issuer: issuer.unwrap_or_default(), wildcard, persist_until };
        let work = move |client: &acme_client::Client| client.persistent_dns_record(&name, &record);
        let record = gvl::call(ruby, this, work)?;
        let answer = ruby.hash_new();
        answer.aset("name", record.name)?;
        answer.aset("type", record.kind)?;
        answer.aset("value", record.value)?;
        Ok(answer)
    })
}
