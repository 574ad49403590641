//! Accounts (RFC 8555, sections 7.1.2 and 7.3).

use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD, Engine};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{Invalid, Status, check_caller_text, json};

/// A snapshot of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// The account URL, which is also the key id (`kid`) of its signatures.
    pub url: String,
    /// `valid`, `deactivated` or `revoked`.
    pub status: Status,
    /// Contact URLs such as `mailto:ops@example.com`; some servers check them and keep none.
    pub contact: Vec<String>,
    /// Whether the terms of service were agreed to, where the server says so.
    pub terms_agreed: Option<bool>,
    /// Where the account's orders are listed, where the server has such a list.
    pub orders_url: Option<String>,
    /// The resource as the server sent it.
    pub json: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    status: Status,
    contact: Option<Vec<String>>,
    terms_of_service_agreed: Option<bool>,
    orders: Option<String>,
}

impl Account {
    /// Reads an account whose URL is known from the Location header or the request.
    ///
    /// # Errors
    /// [`Invalid::Response`] naming the field that is missing or wrong.
    pub fn parse(url: &str, text: &str) -> Result<Self, Invalid> {
        let wire: Wire = json::parse("account", text)?;
        Ok(Self {
            url: url.to_owned(),
            status: wire.status,
            contact: wire.contact.unwrap_or_default(),
            terms_agreed: wire.terms_of_service_agreed,
            orders_url: wire.orders,
            json: text.to_owned(),
        })
    }
}

/// What a new account, or a change of one, says.
#[derive(Debug, Clone, Default)]
pub struct AccountParams {
    /// Contact URLs. `None` leaves an existing account's as they are; an empty list removes them.
    pub contact: Option<Vec<String>>,
    /// Agreement to the terms of service.
    pub terms_agreed: Option<bool>,
    /// Find the account of this key, but make none.
    pub only_return_existing: bool,
    /// The binding to an account that the authority knows from elsewhere.
    pub external_account: Option<ExternalAccount>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms_of_service_agreed: Option<bool>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    only_return_existing: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_account_binding: Option<Value>,
}

impl AccountParams {
    /// The payload of newAccount, or of an update of an account.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when a contact is no URL or holds control characters.
    pub fn payload(&self, external_account_binding: Option<Value>) -> Result<String, Invalid> {
        for contact in self.contact.iter().flatten() {
            check_caller_text("contact", contact)?;
            if url::Url::parse(contact).is_err() {
                let shown = super::clean(contact);
                return Err(Invalid::argument(
                    "contact",
                    format!("{shown} is not a URL such as mailto:ops@example.com"),
                ));
            }
        }
        let request = Request {
            contact: self.contact.as_deref(),
            terms_of_service_agreed: self.terms_agreed,
            only_return_existing: self.only_return_existing,
            external_account_binding,
        };
        Ok(serde_json::json!(request).to_string())
    }
}

/// The hash of an external account binding's HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HmacAlgorithm {
    /// HMAC with SHA-256, what every authority takes.
    #[default]
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl HmacAlgorithm {
    /// The name in a JWS header.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }
}

/// An account that the authority knows from elsewhere (RFC 8555, section 7.3.4).
#[derive(Clone)]
pub struct ExternalAccount {
    /// The key id that the authority gave.
    pub kid: String,
    /// The HMAC key's bytes.
    pub hmac_key: Zeroizing<Vec<u8>>,
    /// The HMAC's hash.
    pub algorithm: HmacAlgorithm,
}

impl ExternalAccount {
    /// From the key as authorities print it: base64 or base64url, padded or not.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when the key id is empty or the key is not base64.
    pub fn new(kid: &str, hmac_key: &str, algorithm: HmacAlgorithm) -> Result<Self, Invalid> {
        check_caller_text("external account kid", kid)?;
        let bare = hmac_key.trim().trim_end_matches('=');
        let decoded = BASE64_URL_SAFE_NO_PAD.decode(bare).or_else(|_| BASE64_STANDARD_NO_PAD.decode(bare));
        match decoded {
            Ok(bytes) if !bytes.is_empty() => {
                Ok(Self { kid: kid.to_owned(), hmac_key: Zeroizing::new(bytes), algorithm })
            }
            Ok(_) => Err(Invalid::argument("external account hmac_key", "is empty")),
            Err(_) => Err(Invalid::argument("external account hmac_key", "is neither base64 nor base64url")),
        }
    }
}

impl std::fmt::Debug for ExternalAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExternalAccount")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc() {
        let text = r#"{"status": "valid", "contact": ["mailto:cert-admin@example.org", "mailto:admin@example.org"],
            "termsOfServiceAgreed": true, "orders": "https://example.com/acme/orders/rzGoeA"}"#;
        let account = Account::parse("https://example.com/acme/acct/evOfKhNU60wg", text).unwrap();
        assert_eq!(account.status, Status::Valid);
        assert_eq!(account.contact.len(), 2);
        assert_eq!(account.orders_url.as_deref(), Some("https://example.com/acme/orders/rzGoeA"));
        assert!(Account::parse("https://example.com/", "{}").unwrap_err().to_string().contains("status"));
    }

    #[test]
    fn payloads_say_only_what_was_set() {
        assert_eq!(AccountParams::default().payload(None).unwrap(), "{}");
        let params = AccountParams {
            contact: Some(vec!["mailto:ops@example.com".into()]),
            terms_agreed: Some(true),
            ..AccountParams::default()
        };
        assert_eq!(
            params.payload(None).unwrap(),
            r#"{"contact":["mailto:ops@example.com"],"termsOfServiceAgreed":true}"#
        );
        let find = AccountParams { only_return_existing: true, ..AccountParams::default() };
        assert_eq!(find.payload(None).unwrap(), r#"{"onlyReturnExisting":true}"#);
    }

    #[test]
    fn a_contact_is_a_url() {
        for contact in ["ops@example.com", "", "mailto:a\n@example.com"] {
            let params = AccountParams { contact: Some(vec![contact.into()]), ..AccountParams::default() };
            assert!(params.payload(None).unwrap_err().to_string().starts_with("contact: "), "{contact:?}");
        }
    }

    #[test]
    fn external_account_keys_in_every_base64_form() {
        let bytes = [0xfb, 0xff, 0x01, 0x02];
        for text in ["+/8BAg==", "-_8BAg==", "+/8BAg", "-_8BAg", " -_8BAg== "] {
            let account = ExternalAccount::new("kid", text, HmacAlgorithm::Hs256).unwrap();
            assert_eq!(*account.hmac_key, bytes, "{text}");
        }
        assert!(ExternalAccount::new("kid", "no base64!", HmacAlgorithm::Hs256).is_err());
        assert!(ExternalAccount::new("kid", "", HmacAlgorithm::Hs256).is_err());
        assert!(
            !format!("{:?}", ExternalAccount::new("kid", "+/8BAg", HmacAlgorithm::Hs512).unwrap())
                .contains("255")
        );
    }
}
