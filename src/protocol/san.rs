//! The extension subjectAltName (RFC 5280, section 4.2.1.6), as far as ACME uses it.

use std::net::{IpAddr, Ipv6Addr};

use super::{Identifier, Invalid, clean, der};

/// The identifier of the extension.
pub(super) const OID: &[u8] = &[0x55, 0x1d, 0x11];
const DNS_NAME: u8 = 0x82;
const IP_ADDRESS: u8 = 0x87;

/// The extension's value: DNS names and IP addresses, no other types.
pub(super) fn encode(identifiers: &[Identifier]) -> Result<Vec<u8>, Invalid> {
    let mut names = Vec::with_capacity(identifiers.iter().map(|identifier| identifier.value.len() + 4).sum());
    for identifier in identifiers {
        match (identifier.kind.as_str(), identifier.ip_address().map(|address| address.to_canonical())) {
            ("dns", _) => der::write(&mut names, DNS_NAME, identifier.value.as_bytes()),
            (_, Some(IpAddr::V4(address))) => der::write(&mut names, IP_ADDRESS, &address.octets()),
            (_, Some(IpAddr::V6(address))) => der::write(&mut names, IP_ADDRESS, &address.octets()),
            (kind, None) => {
                let reason = format!("a certificate names dns and ip identifiers, not {}", clean(kind));
                return Err(Invalid::argument("identifiers", reason));
            }
        }
    }
    let mut value = Vec::with_capacity(names.len() + 4);
    der::write(&mut value, der::SEQUENCE, &names);
    Ok(value)
}

/// The elements of the extension's value; `None` when it is not one list of whole names.
pub(super) fn names(value: &[u8]) -> Option<&[u8]> {
    let (names, after) = der::expect(der::SEQUENCE, value)?;
    let mut rest = names;
    while !rest.is_empty() {
        let (tag, _, after) = der::read(rest)?;
        is_name(tag).then_some(())?;
        rest = after;
    }
    after.is_empty().then_some(names)
}

/// Whether it is the tag of a GeneralName.
fn is_name(tag: u8) -> bool {
    matches!(tag, 0x81 | DNS_NAME | 0x86 | IP_ADDRESS | 0x88 | 0xa0 | 0xa3..=0xa5)
}

/// The DNS names and IP addresses of the extension's value; `None` when it cannot be read.
pub(super) fn decode(value: &[u8]) -> Option<Vec<Identifier>> {
    der::elements(names(value)?)
        .filter_map(|(tag, contents)| match tag {
            DNS_NAME => Some(std::str::from_utf8(contents).ok().and_then(|name| Identifier::dns(name).ok())),
            IP_ADDRESS => Some(ip_identifier(contents)),
            _ => None,
        })
        .collect()
}

/// The same of a certificate: what cannot be read is passed over.
pub(super) fn read(value: &[u8]) -> Vec<Identifier> {
    let read = |(tag, contents)| match tag {
        DNS_NAME => {
            let name = std::str::from_utf8(contents).ok()?;
            Some(Identifier { kind: "dns".to_owned(), value: clean(name) })
        }
        IP_ADDRESS => ip_identifier(contents),
        _ => None,
    };
    der::elements(names(value).unwrap_or_default()).filter_map(read).collect()
}

/// The IP identifier of an address in network byte order.
pub(super) fn ip_identifier(octets: &[u8]) -> Option<Identifier> {
    let address = match octets.len() {
        4 => IpAddr::from(<[u8; 4]>::try_from(octets).ok()?),
        _ => Ipv6Addr::from(<[u8; 16]>::try_from(octets).ok()?).to_canonical(),
    };
    Some(Identifier { kind: "ip".to_owned(), value: address.to_string() })
}
