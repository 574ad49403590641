//! Orders (RFC 8555, sections 7.1.3 and 7.4).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AutoRenewal, Csr, Identifier, Invalid, Problem, RetryAfter, Status, check_caller_text, json, subdomain,
};

/// A snapshot of an order.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Order {
    /// The order URL.
    pub url: String,
    /// `pending`, `ready`, `processing`, `valid` or `invalid`.
    pub status: Status,
    /// When the server forgets the order, as it wrote it (RFC 3339).
    pub expires: Option<String>,
    /// What the certificate is for.
    pub identifiers: Vec<Identifier>,
    /// The requested start of validity, as the server wrote it.
    pub not_before: Option<String>,
    /// The requested end of validity, as the server wrote it.
    pub not_after: Option<String>,
    /// Why the order is invalid.
    pub error: Option<Problem>,
    /// One URL for each authorization.
    pub authorizations: Vec<String>,
    /// Where the CSR is sent.
    pub finalize: String,
    /// Where the certificate is, once the order is valid.
    pub certificate: Option<String>,
    /// The certificate profile, where the server has profiles.
    pub profile: Option<String>,
    /// The ARI id of the certificate that this one replaces (RFC 9773, section 5).
    pub replaces: Option<String>,
    /// What the certificate's automatic renewal was asked to be (RFC 8739).
    pub auto_renewal: Option<AutoRenewal>,
    /// Where the certificate of the day is, for an order that renews itself (RFC 8739).
    pub star_certificate: Option<String>,
    /// The CSR that this program finalized it with; later snapshots of the same order keep it.
    pub csr: Option<Csr>,
    /// How long the server asked to wait before the next look, when it said so.
    pub retry_after: Option<RetryAfter>,
    /// The resource as the server sent it.
    pub json: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    status: Status,
    expires: Option<String>,
    identifiers: Vec<Identifier>,
    not_before: Option<String>,
    not_after: Option<String>,
    error: Option<Value>,
    authorizations: Vec<String>,
    finalize: String,
    certificate: Option<String>,
    profile: Option<String>,
    replaces: Option<String>,
    #[serde(rename = "auto-renewal")]
    auto_renewal: Option<Value>,
    #[serde(rename = "star-certificate")]
    star_certificate: Option<String>,
}

impl Order {
    /// Reads an order whose URL is known from the Location header or the request.
    ///
    /// # Errors
    /// [`Invalid::Response`] naming the field that is missing or wrong.
    pub fn parse(url: &str, text: &str) -> Result<Self, Invalid> {
        let wire: Wire = json::parse("order", text)?;
        Ok(Self {
            url: url.to_owned(),
            status: wire.status,
            expires: wire.expires,
            identifiers: wire.identifiers,
            not_before: wire.not_before,
            not_after: wire.not_after,
            error: wire.error.as_ref().and_then(Problem::from_json_value),
            authorizations: wire.authorizations,
            finalize: wire.finalize,
            certificate: wire.certificate,
            profile: wire.profile,
            replaces: wire.replaces,
            auto_renewal: wire.auto_renewal.and_then(|value| serde_json::from_value(value).ok()),
            star_certificate: wire.star_certificate,
            csr: None,
            retry_after: None,
            json: text.to_owned(),
        })
    }
}

/// What a new order asks for.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderParams {
    /// What the certificate shall be for; at least one.
    pub identifiers: Vec<Identifier>,
    /// The wanted start of validity, RFC 3339. Most authorities refuse it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// The wanted end of validity, RFC 3339. Most authorities refuse it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_after: Option<String>,
    /// The certificate profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The ARI id of the certificate that this one replaces (RFC 9773, section 5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// Whether the authority's default will do where it does not have the profile.
    #[serde(skip)]
    pub profile_optional: bool,
    /// Whether the order is placed without `replaces` where that certificate has a successor already.
    #[serde(skip)]
    pub replaces_optional: bool,
    /// For a name, the one above it whose authorization shall count for it (RFC 9444).
    #[serde(skip)]
    pub ancestors: BTreeMap<String, String>,
    /// Has the certificate renew itself (RFC 8739).
    #[serde(rename = "auto-renewal", skip_serializing_if = "Option::is_none")]
    pub auto_renewal: Option<AutoRenewal>,
}

impl OrderParams {
    /// The payload of newOrder.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when there is no identifier, or a time, profile or ARI id cannot be sent.
    pub fn payload(&self) -> Result<String, Invalid> {
        if self.identifiers.is_empty() {
            return Err(Invalid::argument("identifiers", "is empty"));
        }
        for (name, time) in [("not_before", &self.not_before), ("not_after", &self.not_after)] {
            if time.as_ref().is_some_and(|time| time.parse::<jiff::Timestamp>().is_err()) {
                return Err(Invalid::argument(name, "is not a time as RFC 3339 writes it"));
            }
        }
        for (name, text) in [("profile", &self.profile), ("replaces", &self.replaces)] {
            text.as_deref().map_or(Ok(()), |text| check_caller_text(name, text))?;
        }
        self.check_renewal()?;
        let mut payload = serde_json::json!(self);
        subdomain::add_ancestors(&mut payload["identifiers"], &self.ancestors)?;
        Ok(payload.to_string())
    }

    fn check_renewal(&self) -> Result<(), Invalid> {
        let Some(renewal) = &self.auto_renewal else { return Ok(()) };
        if self.not_before.is_some() || self.not_after.is_some() {
            return Err(Invalid::argument("auto_renewal", "does not go with not_before or not_after"));
        }
        renewal.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8555, section 7.1.3.
    const EXAMPLE: &str = r#"{
        "status": "valid",
        "expires": "2016-01-20T14:09:07.99Z",
        "identifiers": [{"type": "dns", "value": "www.example.org"}, {"type": "dns", "value": "example.org"}],
        "notBefore": "2016-01-01T00:00:00Z",
        "notAfter": "2016-01-08T00:00:00Z",
        "authorizations": ["https://example.com/acme/authz/PAniVnsZcis", "https://example.com/acme/authz/r4HqLzrSrpI"],
        "finalize": "https://example.com/acme/order/TOlocE8rfgo/finalize",
        "certificate": "https://example.com/acme/cert/mAt3xBGaobw"}"#;

    #[test]
    fn the_example_of_the_rfc() {
        let order = Order::parse("https://example.com/acme/order/TOlocE8rfgo", EXAMPLE).unwrap();
        assert_eq!(order.status, Status::Valid);
        assert_eq!(order.identifiers[1].value, "example.org");
        assert_eq!(order.authorizations.len(), 2);
        assert_eq!(order.certificate.as_deref(), Some("https://example.com/acme/cert/mAt3xBGaobw"));
        assert_eq!(order.error, None);
    }

    #[test]
    fn every_required_field_is_named_when_it_is_missing() {
        let whole: serde_json::Value = serde_json::from_str(EXAMPLE).unwrap();
        for field in ["status", "identifiers", "authorizations", "finalize"] {
            let mut cut = whole.clone();
            cut.as_object_mut().unwrap().remove(field);
            let message = Order::parse("https://example.com/", &cut.to_string()).unwrap_err().to_string();
            assert!(message.contains(field), "{message}");
        }
    }

    #[test]
    fn unknown_statuses_and_errors_are_carried_through() {
        let text =
            EXAMPLE.replace("\"valid\"", r#""odd", "error": {"type": "urn:ietf:params:acme:error:caa"}"#);
        let order = Order::parse("https://example.com/", &text).unwrap();
        assert_eq!(order.status.as_str(), "odd");
        assert_eq!(order.error.unwrap().acme_type(), Some("caa"));
    }

    #[test]
    fn payloads_are_checked_before_they_are_sent() {
        let mut params = OrderParams::default();
        assert_eq!(params.payload().unwrap_err().to_string(), "identifiers: is empty");
        params.identifiers.push(Identifier::dns("example.com").unwrap());
        assert_eq!(params.payload().unwrap(), r#"{"identifiers":[{"type":"dns","value":"example.com"}]}"#);
        params.not_before = Some("tomorrow".into());
        assert!(params.payload().unwrap_err().to_string().starts_with("not_before: "));
        params.not_before = Some("2016-01-01T00:00:00Z".into());
        params.profile = Some("a\nb".into());
        assert!(params.payload().unwrap_err().to_string().starts_with("profile: "));
    }
}
