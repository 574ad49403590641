//! Identifiers: what a certificate is for (RFC 8555, section 7.1.3; IP addresses RFC 8738).

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{Invalid, check_caller_text};

/// A DNS name, an IP address, or an identifier of a type that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
pub struct Identifier {
    /// `dns`, `ip` or another registered type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name or address; internationalised names as A-labels.
    pub value: String,
}

impl Identifier {
    /// A DNS name, `*.` allowed in front; internationalised names become A-labels, a final dot is dropped.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when the text is no DNS name.
    pub fn dns(name: &str) -> Result<Self, Invalid> {
        let refuse = |reason: &str| Invalid::argument("name", format!("{} {reason}", super::clean(name)));
        check_caller_text("name", name)?;
        let (wildcard, base) = match name.strip_prefix("*.") {
            Some(base) => ("*.", base),
            None => ("", name),
        };
        let base = base.strip_suffix('.').unwrap_or(base);
        if base.parse::<IpAddr>().is_ok() {
            return Err(refuse("is an IP address, not a DNS name"));
        }
        let ascii = idna::domain_to_ascii_cow(base.as_bytes(), idna::AsciiDenyList::EMPTY)
            .map_err(|_| refuse("cannot be written as A-labels"))?;
        if ascii.len() + wildcard.len() > 253 {
            return Err(refuse("is longer than 253 characters"));
        }
        for label in ascii.split('.') {
            check_label(label).map_err(refuse)?;
        }
        Ok(Self { kind: "dns".to_owned(), value: format!("{wildcard}{ascii}") })
    }

    /// An IP address, in its canonical text form (RFC 5952 for IPv6).
    ///
    /// # Errors
    /// [`Invalid::Argument`] when the text is no IP address.
    pub fn ip(address: &str) -> Result<Self, Invalid> {
        let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
        let parsed: IpAddr = bare.parse().map_err(|_| {
            Invalid::argument("ip", format!("{} is not an IP address", super::clean(address)))
        })?;
        Ok(Self { kind: "ip".to_owned(), value: parsed.to_string() })
    }

    /// An IP address when the text is one, a DNS name otherwise.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when the text is neither.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::ip(text).or_else(|_| Self::dns(text))
    }

    /// An identifier of any type, its value sent as given.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when type or value is empty or holds control characters.
    pub fn of_type(kind: &str, value: &str) -> Result<Self, Invalid> {
        match kind {
            "dns" => Self::dns(value),
            "ip" => Self::ip(value),
            _ => {
                check_caller_text("identifier type", kind)?;
                check_caller_text("identifier value", value)?;
                Ok(Self { kind: kind.to_owned(), value: value.to_owned() })
            }
        }
    }

    /// The address when this is an IP identifier.
    #[must_use]
    pub fn ip_address(&self) -> Option<IpAddr> {
        if self.kind == "ip" { self.value.parse().ok() } else { None }
    }

    /// Whether this is a DNS name that starts with `*.`.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.kind == "dns" && self.value.starts_with("*.")
    }

    /// The form in which two identifiers are compared: lower case, IP addresses canonical.
    pub(crate) fn canonical(&self) -> (String, String) {
        let kind = self.kind.to_ascii_lowercase();
        let value = match self.value.parse::<IpAddr>() {
            Ok(address) if kind == "ip" => address.to_canonical().to_string(),
            _ => self.value.to_ascii_lowercase(),
        };
        (kind, value)
    }
}

/// Whether two lists name the same identifiers: order, case, repetition and the spelling of addresses aside.
#[must_use]
pub fn same_identifiers(a: &[Identifier], b: &[Identifier]) -> bool {
    let set = |list: &[Identifier]| list.iter().map(Identifier::canonical).collect::<BTreeSet<_>>();
    set(a) == set(b)
}

fn check_label(label: &str) -> Result<(), &'static str> {
    match label {
        "" => Err("has an empty label"),
        "*" => Err("has a wildcard that is not its first label"),
        _ if label.len() > 63 => Err("has a label longer than 63 characters"),
        _ if label.starts_with('-') || label.ends_with('-') => {
            Err("has a label that begins or ends with a hyphen")
        }
        _ if !label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') => {
            Err("holds a character that no DNS name has")
        }
        _ => Ok(()),
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dns(name: &str) -> String {
        Identifier::dns(name).unwrap().value
    }

    #[test]
    fn dns_names_become_a_labels_in_lower_case() {
        assert_eq!(dns("Example.COM."), "example.com");
        assert_eq!(dns("*.Bücher.example"), "*.xn--bcher-kva.example");
        assert_eq!(dns("_service.example"), "_service.example");
    }

    #[test]
    fn what_is_no_dns_name_is_refused_with_the_reason() {
        let long = "a".repeat(64) + ".example";
        let longer = "a.".repeat(127) + "example";
        for (name, reason) in [
            ("", "is empty"),
            ("a..example", "empty label"),
            ("a.*.example", "wildcard"),
            ("**.example", "no DNS name has"),
            ("10.0.0.1", "IP address"),
            ("*.10.0.0.1", "IP address"),
            ("a b.example", "no DNS name has"),
            ("*", "wildcard"),
            ("-a.example", "hyphen"),
            (&long, "63"),
            (&longer, "253"),
            ("a\n.example", "control"),
            ("*.", "empty label"),
        ] {
            let message = Identifier::dns(name).unwrap_err().to_string();
            assert!(message.contains(reason), "{name:?}: {message}");
        }
    }

    #[test]
    fn addresses_take_their_canonical_form() {
        assert_eq!(Identifier::ip("2001:DB8:0:0::1").unwrap().value, "2001:db8::1");
        assert_eq!(Identifier::ip("[::1]").unwrap().value, "::1");
        assert_eq!(Identifier::parse("10.0.0.1").unwrap().kind, "ip");
        assert_eq!(Identifier::parse("example.com").unwrap().kind, "dns");
        assert!(Identifier::ip("10.0.0.256").is_err());
        assert!(Identifier::of_type("ip", "example.com").is_err());
    }

    #[test]
    fn comparison_forgives_what_authorities_change() {
        let list =
            |texts: &[&str]| texts.iter().map(|text| Identifier::parse(text).unwrap()).collect::<Vec<_>>();
        assert!(same_identifiers(
            &list(&["b.example", "A.example", "::ffff:10.0.0.1"]),
            &list(&["a.example", "10.0.0.1", "b.example"])
        ));
        assert!(same_identifiers(&list(&["a.example", "a.example"]), &list(&["a.example"])));
        assert!(!same_identifiers(&list(&["a.example"]), &list(&["a.example", "b.example"])));
        assert!(!same_identifiers(
            &list(&["a.example"]),
            &[Identifier::of_type("other", "a.example").unwrap()]
        ));
    }
}
