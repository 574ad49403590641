//! Onion services: names that are made of a key (RFC 9799, section 2).

use super::{Identifier, Invalid, Key, KeyKind, base32, clean};

/// The characters of an onion service's label that come from its key alone, and all of them.
const KEY_CHARACTERS: usize = 51;
const LABEL_CHARACTERS: usize = 56;

/// The onion service that a name is, or is below: its own name, in lower case.
pub(super) fn service(name: &str) -> Option<String> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let label = name.strip_suffix(".onion")?.rsplit('.').next()?;
    let is_service = label.len() == LABEL_CHARACTERS && label.is_ascii();
    is_service.then(|| format!("{label}.onion"))
}

/// The onion services that identifiers are, or are below.
pub(super) fn services(identifiers: &[Identifier]) -> impl Iterator<Item = String> {
    identifiers.iter().filter(|identifier| identifier.kind == "dns").filter_map(|name| service(&name.value))
}

/// Refuses a key that is not the service's.
pub(super) fn check_key(service: &str, key: &Key) -> Result<(), Invalid> {
    if key.kind() != KeyKind::Ed25519 {
        return Err(Invalid::argument("key", "is not Ed25519, as an onion service's is"));
    }
    let of_key = base32::encode(&key.pkey().raw_public_key()?);
    if service.get(..KEY_CHARACTERS) == Some(&of_key[..KEY_CHARACTERS]) {
        return Ok(());
    }
    Err(Invalid::argument("key", format!("is not the key of {}", clean(service))))
}

/// The name of the onion service that a key is.
#[cfg(test)]
pub(super) fn name_of(key: &Key) -> String {
    let mut address = key.pkey().raw_public_key().unwrap();
    address.extend([0, 0, 3]);
    format!("{}.onion", base32::encode(&address))
}
