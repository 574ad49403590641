//! Which of the chains that the authority offers is wanted (RFC 8555, section 7.4.2).

use acme_client::protocol::ChainPreference;
use magnus::prelude::*;
use magnus::{RArray, RString, TryConvert, Value};

use crate::fault::Fault;

/// Reads nil, the text that an issuer's name contains, or an array of pairs: what is looked at, and what it shall be.
pub fn read(value: Value) -> Result<Option<ChainPreference>, Fault> {
    if value.is_nil() {
        return Ok(None);
    }
    if RString::from_value(value).is_some() {
        return Ok(Some(ChainPreference::AnyIssuer(String::try_convert(value)?)));
    }
    let list = RArray::try_convert(value)?.into_iter().map(|pair| {
        let (kind, wanted) = <(String, RString)>::try_convert(pair)?;
        one(&kind, wanted)
    });
    Ok(Some(ChainPreference::FirstOf(list.collect::<Result<_, _>>()?)))
}

fn one(kind: &str, wanted: RString) -> Result<ChainPreference, Fault> {
    Ok(match kind {
        "top_issuer" => ChainPreference::TopIssuer(wanted.to_string()?),
        "any_issuer" => ChainPreference::AnyIssuer(wanted.to_string()?),
        "key_id" => ChainPreference::KeyId(wanted.to_bytes().to_vec()),
        "fingerprint" => ChainPreference::Fingerprint(
            wanted
                .to_bytes()
                .as_ref()
                .try_into()
                .map_err(|_| Fault::argument("chain", "a SHA-256 fingerprint has 32 bytes"))?,
        ),
        "shortest" => ChainPreference::Shortest,
        "server_choice" => ChainPreference::ServerChoice,
        _ => return Err(Fault::argument("chain", "is no preference that is known")),
    })
}
