//! DNS records that prove control of a name: dns-01 (RFC 8555, section 8.4), dns-account-01
//! (draft-ietf-acme-dns-account-label) and dns-persist-01 (draft-ietf-acme-dns-persist).

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use openssl::sha::sha256;
use serde_json::Value;

use super::caa::issue_value;
use super::{Challenge, Identifier, Invalid, base32, clean};

/// How many bytes of the account URL's hash a label is made of.
const LABEL_BYTES: usize = 10;
/// How many issuers a dns-persist-01 challenge may name.
const MOST_ISSUERS: usize = 10;

/// One record to be put into the DNS.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DnsRecord {
    /// The full name, without a final dot.
    pub name: String,
    /// The record's type: `TXT`.
    pub kind: String,
    /// The text. Where it is longer than 255 characters the zone holds it in several strings of one record.
    pub value: String,
}

/// The account that a record speaks of.
#[derive(Debug, Clone, Copy)]
pub struct RecordAccount<'a> {
    /// The account URL.
    pub url: &'a str,
    /// The thumbprint of the account's key.
    pub thumbprint: &'a str,
    /// The directory's `accountHashPrefix`: where it has one, dns-persist-01 names the account by a hash.
    pub hash_prefix: Option<&'a str>,
}

/// A record for dns-persist-01, which is put in place once and may be there before any order.
#[derive(Debug, Clone, Default)]
pub struct PersistentRecord {
    /// The authority, one of the directory's or the challenge's issuer domain names.
    pub issuer: String,
    /// Whether the record also allows wildcard names and subdomains.
    pub wildcard: bool,
    /// Until when it may be used, in Unix seconds.
    pub persist_until: Option<u64>,
}

impl Challenge {
    /// The record that proves this challenge: of dns-01, dns-account-01 or dns-persist-01.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when the challenge is of another type, its identifier is no DNS name or not known;
    /// [`Invalid::Response`] when dns-persist-01 comes without the names of its authority.
    pub fn dns_record(&self, account: &RecordAccount<'_>) -> Result<DnsRecord, Invalid> {
        let name = self.base_name().ok_or_else(|| {
            Invalid::argument(
                "challenge",
                format!("{} is not for a DNS name that is known", clean(&self.kind)),
            )
        })?;
        match self.kind.as_str() {
            "dns-01" => {
                Ok(DnsRecord::txt(format!("_acme-challenge.{name}"), self.dns01_value(account.thumbprint)?))
            }
            "dns-account-01" => {
                let label = account_label(account.url);
                let name = format!("{label}._acme-challenge.{name}");
                Ok(DnsRecord::txt(name, self.dns01_value(account.thumbprint)?))
            }
            "dns-persist-01" => {
                let issuer = self.issuers()?.swap_remove(0);
                let record = PersistentRecord { issuer, wildcard: self.wildcard, persist_until: None };
                record.for_name(name, account)
            }
            other => {
                Err(Invalid::argument("challenge", format!("{} is proved by no DNS record", clean(other))))
            }
        }
    }

    /// The names of the authority that a dns-persist-01 challenge takes.
    fn issuers(&self) -> Result<Vec<String>, Invalid> {
        let json: Value = serde_json::from_str(&self.json).unwrap_or_default();
        let list = ["issuerDomainNames", "issuer-domain-names"].iter().find_map(|name| json[name].as_array());
        let names: Option<Vec<_>> = list.map(|names| names.iter().filter_map(Value::as_str).collect());
        match names {
            Some(names) if (1..=MOST_ISSUERS).contains(&names.len()) => {
                Ok(names.into_iter().map(str::to_owned).collect())
            }
            _ => Err(Invalid::response("challenge", "has no list of 1 to 10 issuerDomainNames")),
        }
    }
}

impl PersistentRecord {
    /// The record for a name; one for a wildcard name allows wildcards.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when name, issuer or account cannot stand in such a record.
    pub fn for_name(&self, name: &str, account: &RecordAccount<'_>) -> Result<DnsRecord, Invalid> {
        let identifier = Identifier::dns(name)?;
        let base = identifier.value.strip_prefix("*.").unwrap_or(&identifier.value);
        let mut parameters = vec![("accounturi", account.uri_for(base))];
        if self.wildcard || identifier.is_wildcard() {
            parameters.push(("policy", "wildcard".to_owned()));
        }
        parameters.extend(self.persist_until.map(|until| ("persistUntil", until.to_string())));
        Ok(DnsRecord::txt(format!("_validation-persist.{base}"), issue_value(&self.issuer, &parameters)?))
    }
}

impl RecordAccount<'_> {
    /// How a record below `name` names the account: hashed together with the name where the authority wants it so.
    fn uri_for(&self, name: &str) -> String {
        let Some(prefix) = self.hash_prefix else { return self.url.to_owned() };
        let length = u8::try_from(name.len()).unwrap_or(u8::MAX);
        let hashed = [&[length], name.as_bytes(), self.thumbprint.as_bytes(), self.url.as_bytes()].concat();
        format!("{prefix}sha-256/{}", BASE64_URL_SAFE_NO_PAD.encode(sha256(&hashed)))
    }
}

impl DnsRecord {
    fn txt(name: String, value: String) -> Self {
        Self { name, kind: "TXT".to_owned(), value }
    }
}

/// The label of dns-account-01, which tells the accounts of one name apart.
fn account_label(account_url: &str) -> String {
    format!("_{}", base32::encode(&sha256(account_url.as_bytes())[..LABEL_BYTES]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: RecordAccount<'_> = RecordAccount {
        url: "https://ca.example/acct/123",
        thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        hash_prefix: None,
    };

    fn challenge(kind: &str, name: &str, more: &str) -> Challenge {
        let text = format!(
            r#"{{"type": "{kind}", "url": "https://ca.example/1", "token": "LoqXcYV8q5ONbJQxbmR7SC"{more}}}"#
        );
        Challenge::parse(&text, Some(&Identifier::dns(name).unwrap())).unwrap()
    }

    #[test]
    fn dns01_is_below_the_name_without_wildcard_and_final_dot() {
        for (name, expected) in [
            ("*.example.org.", "_acme-challenge.example.org"),
            ("Bücher.example", "_acme-challenge.xn--bcher-kva.example"),
        ] {
            let record = challenge("dns-01", name, "").dns_record(&ACCOUNT).unwrap();
            assert_eq!((record.name.as_str(), record.kind.as_str()), (expected, "TXT"));
            assert_eq!(record.value.len(), 43);
        }
    }

    /// The example of draft-ietf-acme-dns-account-label, section 3.1.
    #[test]
    fn dns_account01_has_a_label_of_its_account() {
        let account = RecordAccount { url: "https://example.com/acme/acct/ExampleAccount", ..ACCOUNT };
        let challenge = challenge("dns-account-01", "example.org", "");
        let record = challenge.dns_record(&account).unwrap();
        assert_eq!(record.name, "_ujmmovf2vn55tgye._acme-challenge.example.org");
        assert_eq!(record.value, challenge.dns01_value(ACCOUNT.thumbprint).unwrap());
    }

    #[test]
    fn dns_persist01_names_authority_and_account() {
        let issuers = r#", "issuer-domain-names": ["authority.example", "ca.example.net"]"#;
        let mut challenge = challenge("dns-persist-01", "example.com", issuers);
        let record = challenge.dns_record(&ACCOUNT).unwrap();
        assert_eq!(record.name, "_validation-persist.example.com");
        assert_eq!(record.value, "authority.example; accounturi=https://ca.example/acct/123");
        challenge.wildcard = true;
        assert!(challenge.dns_record(&ACCOUNT).unwrap().value.ends_with("; policy=wildcard"));
    }

    /// The example of draft-ietf-acme-dns-persist-02, section 10.2.
    #[test]
    fn an_authority_may_ask_for_a_hashed_account() {
        let account = RecordAccount { hash_prefix: Some("https://ca.example/account-hash/"), ..ACCOUNT };
        let record = PersistentRecord { issuer: "authority.example".into(), ..PersistentRecord::default() };
        assert_eq!(
            record.for_name("Example.com.", &account).unwrap().value,
            "authority.example; accounturi=https://ca.example/account-hash/sha-256/5SQm7n6tPh2-PlLbCKGnViTXX5z19SCN4cPGQHSk-kw"
        );
    }

    #[test]
    fn a_persistent_record_needs_no_order() {
        let record = PersistentRecord {
            issuer: "authority.example".into(),
            wildcard: false,
            persist_until: Some(1_721_952_000),
        };
        assert_eq!(
            record.for_name("*.example.com", &ACCOUNT).unwrap().value,
            "authority.example; accounturi=https://ca.example/acct/123; policy=wildcard; persistUntil=1721952000"
        );
        let no_issuer = PersistentRecord::default().for_name("example.com", &ACCOUNT).unwrap_err();
        assert!(no_issuer.to_string().starts_with("issuer: "));
        let odd = RecordAccount { url: "https://ca.example/a;b", ..ACCOUNT };
        assert!(record.for_name("example.com", &odd).unwrap_err().to_string().starts_with("accounturi: "));
    }

    #[test]
    fn what_no_record_proves_is_refused_by_name() {
        let error = challenge("http-01", "example.org", "").dns_record(&ACCOUNT).unwrap_err();
        assert!(error.to_string().contains("http-01 is proved by no DNS record"));
        let error = challenge("dns-persist-01", "example.org", r#", "issuerDomainNames": []"#);
        assert!(error.dns_record(&ACCOUNT).unwrap_err().to_string().contains("issuerDomainNames"));
        let unknown =
            Challenge::parse(r#"{"type": "dns-01", "url": "https://ca.example/", "token": "x"}"#, None);
        assert!(
            unknown.unwrap().dns_record(&ACCOUNT).unwrap_err().to_string().contains("not for a DNS name")
        );
    }
}
