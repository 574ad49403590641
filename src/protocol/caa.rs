//! CAA records for one authority and one account (RFC 8659; their parameters RFC 8657).

use std::fmt;

use super::{Identifier, Invalid, clean};

/// The data of a CAA record. Its `Display` is what a zone file has after `CAA`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaaRecord {
    /// Flags; 0.
    pub flags: u8,
    /// `issue`, or `issuewild` for wildcard names alone.
    pub tag: String,
    /// The authority's name and what it is bound to.
    pub value: String,
}

/// The record that lets one authority alone issue.
///
/// `issuer` is one of the directory's `caaIdentities`. With `account_url` the authority issues to that account alone, with
/// `methods` (such as `dns-01`) only after validation by one of them. `wildcard` makes it a record for wildcard names.
///
/// # Errors
/// [`Invalid::Argument`] when one of them cannot stand in such a record.
pub fn caa_record(
    issuer: &str,
    account_url: Option<&str>,
    methods: &[&str],
    wildcard: bool,
) -> Result<CaaRecord, Invalid> {
    let mut parameters = Vec::new();
    parameters.extend(account_url.map(|url| ("accounturi", url.to_owned())));
    if let Some(method) = methods.iter().find(|method| !is_method(method)) {
        return Err(Invalid::argument("methods", format!("{} is no name of a method", clean(method))));
    }
    if !methods.is_empty() {
        parameters.push(("validationmethods", methods.join(",")));
    }
    let tag = if wildcard { "issuewild" } else { "issue" };
    Ok(CaaRecord { flags: 0, tag: tag.to_owned(), value: issue_value(issuer, &parameters)? })
}

/// An issue-value (RFC 8659, section 4.2): the authority and its parameters.
pub(super) fn issue_value(issuer: &str, parameters: &[(&str, String)]) -> Result<String, Invalid> {
    let refuse = || Invalid::argument("issuer", format!("{} is no name of an authority", clean(issuer)));
    let issuer = Identifier::dns(issuer).map_err(|_| refuse())?;
    if issuer.is_wildcard() {
        return Err(refuse());
    }
    let mut value = issuer.value;
    for (name, text) in parameters {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic() && b != b';' && b != b'"') {
            return Err(Invalid::argument(name, format!("{} cannot stand in a record", clean(text))));
        }
        value.extend(["; ", name, "=", text]);
    }
    Ok(value)
}

fn is_method(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

impl fmt::Display for CaaRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} \"{}\"", self.flags, self.tag, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_written_as_a_zone_file_has_them() {
        let record = |methods: &[&str], wildcard| {
            caa_record("ca.example", Some("https://ca.example/acct/1"), methods, wildcard)
                .unwrap()
                .to_string()
        };
        assert_eq!(record(&[], false), r#"0 issue "ca.example; accounturi=https://ca.example/acct/1""#);
        assert_eq!(
            record(&["dns-01", "http-01"], true),
            r#"0 issuewild "ca.example; accounturi=https://ca.example/acct/1; validationmethods=dns-01,http-01""#
        );
        assert_eq!(caa_record("ca.example", None, &[], false).unwrap().value, "ca.example");
    }

    #[test]
    fn what_would_say_something_else_is_refused() {
        for issuer in ["", ";", "ca.example; x=y", "*.ca.example", "ca example"] {
            assert!(caa_record(issuer, None, &[], false).is_err(), "{issuer:?}");
        }
        for url in ["", "https://ca.example/;a", "https://ca.example/ a", "a\"b", "a\nb"] {
            assert!(caa_record("ca.example", Some(url), &[], false).is_err(), "{url:?}");
        }
        for method in ["", "dns_01", "dns-01,http-01", "a;b"] {
            assert!(caa_record("ca.example", None, &[method], false).is_err(), "{method:?}");
        }
    }
}
