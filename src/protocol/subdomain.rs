//! Authorizations that count for the names below theirs (RFC 9444), and those asked for ahead of an order (RFC 8555,
//! section 7.4.1).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Identifier, Invalid, clean};

/// The payload of newAuthz; `subdomains` asks for an authorization that counts for the names below as well.
///
/// # Errors
/// [`Invalid::Argument`] for a wildcard name, which is authorized by an order alone.
pub fn authorization_payload(identifier: &Identifier, subdomains: bool) -> Result<String, Invalid> {
    if identifier.is_wildcard() {
        return Err(Invalid::argument(
            "identifier",
            format!("{} is a wildcard, which only an order authorizes", clean(&identifier.value)),
        ));
    }
    let mut payload = json!({ "identifier": identifier });
    if subdomains {
        payload["subdomainAuthAllowed"] = json!(true);
    }
    Ok(payload.to_string())
}

/// Adds the ancestors to the identifiers of newOrder's payload (RFC 9444, section 4.3).
pub(super) fn add_ancestors(
    identifiers: &mut Value,
    ancestors: &BTreeMap<String, String>,
) -> Result<(), Invalid> {
    for (name, ancestor) in ancestors {
        let refuse = |reason: &str| Invalid::argument("ancestors", format!("{} {reason}", clean(ancestor)));
        let (name, ancestor) = (Identifier::dns(name)?.value, Identifier::dns(ancestor)?.value);
        if !name.strip_suffix(&ancestor).is_some_and(|rest| rest.ends_with('.')) {
            return Err(refuse(&format!("is not above {}", clean(&name))));
        }
        let listed = identifiers.as_array_mut().map_or(&mut [][..], Vec::as_mut_slice);
        let identifier = listed.iter_mut().find(|identifier| identifier["value"] == name.as_str());
        let identifier = identifier.ok_or_else(|| refuse("is for a name that the order does not have"))?;
        identifier["ancestorDomain"] = json!(ancestor);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subdomains_are_asked_for_by_name() {
        let identifier = Identifier::dns("example.org").unwrap();
        assert_eq!(
            authorization_payload(&identifier, true).unwrap(),
            r#"{"identifier":{"type":"dns","value":"example.org"},"subdomainAuthAllowed":true}"#
        );
        let wildcard = authorization_payload(&Identifier::dns("*.example.org").unwrap(), false);
        assert!(wildcard.unwrap_err().to_string().contains("is a wildcard"));
    }

    #[test]
    fn an_ancestor_is_above_a_name_of_the_order() {
        let added = |name: &str, ancestor: &str| {
            let mut identifiers = json!([{"type": "dns", "value": "a.b.example.org"}]);
            let ancestors = [(name.to_owned(), ancestor.to_owned())].into();
            add_ancestors(&mut identifiers, &ancestors).map(|()| identifiers)
        };
        let expected = json!([{"type": "dns", "value": "a.b.example.org", "ancestorDomain": "example.org"}]);
        assert_eq!(added("A.b.example.org", "Example.org").unwrap(), expected);
        for (name, ancestor) in [
            ("a.b.example.org", "ample.org"),
            ("a.b.example.org", "a.b.example.org"),
            ("other.example.org", "example.org"),
        ] {
            assert!(added(name, ancestor).is_err(), "{name} {ancestor}");
        }
    }
}
