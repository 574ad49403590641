//! What a solver in Ruby is to make visible, as hashes.

use acme_client::issuance::solver::Presentation;
use acme_client::protocol::Identifier;
use magnus::{Error, RArray, RHash, Ruby};

/// Every presentation of a batch.
pub fn batch_to_array(ruby: &Ruby, batch: &[Presentation]) -> Result<RArray, Error> {
    let array = ruby.ary_new_capa(batch.len());
    for presentation in batch {
        array.push(to_hash(ruby, presentation)?)?;
    }
    Ok(array)
}

fn to_hash(ruby: &Ruby, presentation: &Presentation) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    hash.aset("type", presentation.kind())?;
    hash.aset("url", presentation.challenge.url.as_str())?;
    hash.aset("token", presentation.token())?;
    hash.aset("identifier", identifier_to_hash(ruby, &presentation.identifier)?)?;
    hash.aset("wildcard", presentation.wildcard)?;
    hash.aset("key_authorization", presentation.key_authorization.as_str())?;
    hash.aset("thumbprint", presentation.thumbprint.as_str())?;
    hash.aset("account_url", presentation.account_url.as_str())?;
    if let Some(record) = presentation.dns_record() {
        hash.aset("record_name", record.name)?;
        hash.aset("record_type", record.kind)?;
        hash.aset("record_content", record.value)?;
    }
    Ok(hash)
}

/// An identifier with its members' names in RFC 8555.
pub fn identifier_to_hash(ruby: &Ruby, identifier: &Identifier) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    hash.aset("type", identifier.kind.as_str())?;
    hash.aset("value", identifier.value.as_str())?;
    Ok(hash)
}
