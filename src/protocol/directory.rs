//! The directory: where the server's resources are, and what it says of itself (RFC 8555, section 7.1.1).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{AutoRenewalLimits, Invalid, json};

/// A resource that the directory may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resource {
    /// Where nonces come from.
    NewNonce,
    /// Where accounts are made and found.
    NewAccount,
    /// Where orders are placed.
    NewOrder,
    /// Where authorizations are asked for ahead of an order (RFC 8555, section 7.4.1).
    NewAuthz,
    /// Where certificates are revoked.
    RevokeCert,
    /// Where the account's key is changed.
    KeyChange,
    /// Where renewal information is found (RFC 9773).
    RenewalInfo,
}

impl Resource {
    /// The member's name in the directory.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewNonce => "newNonce",
            Self::NewAccount => "newAccount",
            Self::NewOrder => "newOrder",
            Self::NewAuthz => "newAuthz",
            Self::RevokeCert => "revokeCert",
            Self::KeyChange => "keyChange",
            Self::RenewalInfo => "renewalInfo",
        }
    }
}

/// The server's directory. Members that this version does not know stay in `json`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Directory {
    /// The terms of service, a URL to show to the user; never fetched.
    pub terms_of_service: Option<String>,
    /// The authority's website.
    pub website: Option<String>,
    /// The names that a CAA record may give this authority (RFC 8659).
    pub caa_identities: Vec<String>,
    /// Whether a new account needs an external account binding (RFC 8555, section 7.3.4).
    pub external_account_required: bool,
    /// The certificate profiles by name, each with its description.
    pub profiles: BTreeMap<String, String>,
    /// The names that a record for dns-persist-01 may give this authority.
    pub issuer_domain_names: Vec<String>,
    /// What stands before the hash by which a record for dns-persist-01 names an account.
    pub account_hash_prefix: Option<String>,
    /// Whether an authorization may count for names below its own (RFC 9444).
    pub subdomains_allowed: bool,
    /// Whether finalize must bring the CAA records of onion services (RFC 9799, section 6.4.1).
    pub onion_caa_required: bool,
    /// What recurring orders may ask for, where there are any (RFC 8739).
    pub auto_renewal: Option<AutoRenewalLimits>,
    /// The document as the server sent it.
    pub json: String,
    wire: Wire,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    new_nonce: Option<String>,
    new_account: Option<String>,
    new_order: Option<String>,
    new_authz: Option<String>,
    revoke_cert: Option<String>,
    key_change: Option<String>,
    renewal_info: Option<String>,
    #[serde(default)]
    meta: Meta,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Meta {
    terms_of_service: Option<String>,
    website: Option<String>,
    caa_identities: Vec<String>,
    external_account_required: bool,
    profiles: BTreeMap<String, String>,
    issuer_domain_names: Vec<String>,
    account_hash_prefix: Option<String>,
    #[serde(rename = "subdomainAuthAllowed")]
    subdomains_allowed: bool,
    #[serde(rename = "inBandOnionCAARequired")]
    onion_caa_required: bool,
    /// The name under which it is registered with IANA.
    #[serde(rename = "onionCAARequired")]
    onion_caa_required_too: bool,
    #[serde(rename = "auto-renewal")]
    auto_renewal: Option<AutoRenewalLimits>,
}

impl Directory {
    /// Reads a directory. One that lacks a resource can still be used for the others.
    ///
    /// # Errors
    /// [`Invalid::Response`] unless it is JSON and names at least one of newNonce, newAccount and newOrder.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut wire: Wire = json::parse("directory", text)?;
        if wire.new_nonce.is_none() && wire.new_account.is_none() && wire.new_order.is_none() {
            return Err(Invalid::response("directory", "names none of newNonce, newAccount and newOrder"));
        }
        let meta = std::mem::take(&mut wire.meta);
        Ok(Self {
            terms_of_service: meta.terms_of_service,
            website: meta.website,
            caa_identities: meta.caa_identities,
            external_account_required: meta.external_account_required,
            profiles: meta.profiles,
            issuer_domain_names: meta.issuer_domain_names,
            account_hash_prefix: meta.account_hash_prefix,
            subdomains_allowed: meta.subdomains_allowed,
            onion_caa_required: meta.onion_caa_required || meta.onion_caa_required_too,
            auto_renewal: meta.auto_renewal,
            json: text.to_owned(),
            wire,
        })
    }

    /// The URL of a resource, or `None` when the server does not offer it.
    #[must_use]
    pub fn url(&self, resource: Resource) -> Option<&str> {
        match resource {
            Resource::NewNonce => self.wire.new_nonce.as_deref(),
            Resource::NewAccount => self.wire.new_account.as_deref(),
            Resource::NewOrder => self.wire.new_order.as_deref(),
            Resource::NewAuthz => self.wire.new_authz.as_deref(),
            Resource::RevokeCert => self.wire.revoke_cert.as_deref(),
            Resource::KeyChange => self.wire.key_change.as_deref(),
            Resource::RenewalInfo => self.wire.renewal_info.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8555, section 7.1.1.
    const EXAMPLE: &str = r#"{
        "newNonce": "https://example.com/acme/new-nonce",
        "newAccount": "https://example.com/acme/new-account",
        "newOrder": "https://example.com/acme/new-order",
        "newAuthz": "https://example.com/acme/new-authz",
        "revokeCert": "https://example.com/acme/revoke-cert",
        "keyChange": "https://example.com/acme/key-change",
        "meta": {
            "termsOfService": "https://example.com/acme/terms/2017-5-30",
            "website": "https://www.example.com/",
            "caaIdentities": ["example.com"],
            "externalAccountRequired": false
        }}"#;

    #[test]
    fn the_example_of_the_rfc() {
        let directory = Directory::parse(EXAMPLE).unwrap();
        assert_eq!(directory.url(Resource::KeyChange), Some("https://example.com/acme/key-change"));
        assert_eq!(directory.url(Resource::RenewalInfo), None);
        assert_eq!(directory.caa_identities, ["example.com"]);
        assert!(!directory.external_account_required);
    }

    #[test]
    fn unknown_members_and_a_missing_meta_are_fine() {
        let text = r#"{"newNonce": "a", "newAccount": "b", "newOrder": "c", "kj3hf8": "https://community.example/"}"#;
        let directory = Directory::parse(text).unwrap();
        assert_eq!(directory.terms_of_service, None);
        assert!(directory.json.contains("kj3hf8"));
    }

    #[test]
    fn what_is_no_directory_is_refused_by_name() {
        for (text, reason) in [
            ("<html>", "directory: expected value"),
            ("{}", "directory: names none of newNonce, newAccount and newOrder"),
            (r#"{"newNonce": 5}"#, "directory: invalid type"),
            ("", "directory: EOF"),
        ] {
            let message = Directory::parse(text).unwrap_err().to_string();
            assert!(message.starts_with(reason), "{text}: {message}");
        }
        assert!(Directory::parse(&"[".repeat(200_000)).is_err());
    }
}
