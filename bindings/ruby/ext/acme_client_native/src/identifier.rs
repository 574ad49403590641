//! Identifiers (RFC 8555, section 7.1.3).

use acme_client::protocol::Identifier;
use magnus::{Error, RHash, Ruby};

use crate::answer;
use crate::fault::Fault;

/// `Native.dns_name(name)`: a host name as the DNS has it, with A-labels and without a final dot.
pub fn dns_name(ruby: &Ruby, name: String) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let answer = ruby.hash_new();
        answer.aset("name", Identifier::dns(&name)?.value)?;
        Ok(answer)
    })
}

/// Identifiers of their types and values.
pub fn list(identifiers: &[(String, String)]) -> Result<Vec<Identifier>, Fault> {
    let identifiers = identifiers.iter().map(|(kind, value)| Identifier::of_type(kind, value));
    Ok(identifiers.collect::<Result<_, _>>()?)
}
