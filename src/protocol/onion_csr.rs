//! onion-csr-01: proving control of an onion service by a request that its own key signs (RFC 9799, section 3.2).

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use openssl::rand::rand_bytes;
use serde_json::Value;

use super::{Challenge, Invalid, Key, clean, der, onion};

/// The attributes caSigningNonce and applicantSigningNonce of the CA/Browser Forum, 2.23.140.41 and .42.
const CA_NONCE: &[u8] = &[0x67, 0x81, 0x0c, 41];
const APPLICANT_NONCE: &[u8] = &[0x67, 0x81, 0x0c, 42];
/// The algorithm Ed25519 (RFC 8410).
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
/// The fewest bytes of a nonce, 64 bits; ours have twice as many.
const LEAST_NONCE: usize = 8;

impl Challenge {
    /// The answer to this challenge: a request signed by the onion service's key, with the authority's nonce in it.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when the challenge is of another type or the key is not the onion service's;
    /// [`Invalid::Response`] when the challenge has no nonce.
    pub fn onion_csr_payload(&self, key: &Key) -> Result<String, Invalid> {
        if self.kind != "onion-csr-01" {
            return Err(Invalid::argument(
                "challenge",
                format!("is {}, not onion-csr-01", clean(&self.kind)),
            ));
        }
        self.check_onion_key(key)?;
        let mut own = [0; 2 * LEAST_NONCE];
        rand_bytes(&mut own)?;
        let csr = request(key, &self.onion_nonce()?, &own)?;
        Ok(serde_json::json!({ "csr": BASE64_URL_SAFE_NO_PAD.encode(csr) }).to_string())
    }

    /// The nonce in its raw bytes.
    fn onion_nonce(&self) -> Result<Vec<u8>, Invalid> {
        let json: Value = serde_json::from_str(&self.json).unwrap_or_default();
        let nonce = json["nonce"].as_str().and_then(|nonce| BASE64_STANDARD.decode(nonce).ok());
        let nonce = nonce.filter(|nonce| nonce.len() >= LEAST_NONCE);
        nonce.ok_or_else(|| Invalid::response("challenge", "has no nonce of 64 bits or more"))
    }

    fn check_onion_key(&self, key: &Key) -> Result<(), Invalid> {
        let service = self.base_name().and_then(onion::service);
        let service = service
            .ok_or_else(|| Invalid::argument("challenge", "is not for an onion service that is known"))?;
        onion::check_key(&service, key)
    }
}

/// The request: an empty subject, the key, and the two nonces as attributes.
fn request(key: &Key, ca_nonce: &[u8], own_nonce: &[u8]) -> Result<Vec<u8>, Invalid> {
    let mut attributes = [attribute(CA_NONCE, ca_nonce), attribute(APPLICANT_NONCE, own_nonce)];
    attributes.sort();
    let mut information = Vec::new();
    der::write(&mut information, der::INTEGER, &[0]);
    der::write(&mut information, der::SEQUENCE, &[]);
    information.extend(key.pkey().public_key_to_der()?);
    der::write(&mut information, der::CONTEXT_0, &attributes.concat());

    let mut body = Vec::new();
    der::write(&mut body, der::SEQUENCE, &information);
    let signature = key.sign(&body)?;
    let mut algorithm = Vec::new();
    der::write(&mut algorithm, der::OID, ED25519);
    der::write(&mut body, der::SEQUENCE, &algorithm);
    der::write(&mut body, der::BIT_STRING, &[&[0], &signature[..]].concat());
    let mut request = Vec::new();
    der::write(&mut request, der::SEQUENCE, &body);
    Ok(request)
}

fn attribute(oid: &[u8], nonce: &[u8]) -> Vec<u8> {
    let (mut value, mut contents, mut attribute) = (Vec::new(), Vec::new(), Vec::new());
    der::write(&mut value, der::OCTET_STRING, nonce);
    der::write(&mut contents, der::OID, oid);
    der::write(&mut contents, der::SET, &value);
    der::write(&mut attribute, der::SEQUENCE, &contents);
    attribute
}

#[cfg(test)]
mod tests {
    use openssl::x509::X509Req;

    use super::*;
    use crate::protocol::{Identifier, KeyKind};

    fn onion(key: &Key) -> String {
        format!("www.{}", onion::name_of(key))
    }

    fn challenge(name: &str, nonce: &str) -> Challenge {
        let text = format!(r#"{{"type": "onion-csr-01", "url": "https://ca.example/", "nonce": "{nonce}"}}"#);
        Challenge::parse(&text, Some(&Identifier::dns(name).unwrap())).unwrap()
    }

    fn contains(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    #[test]
    fn the_request_is_signed_by_the_service_and_carries_both_nonces() {
        let key = Key::generate(KeyKind::Ed25519).unwrap();
        let challenge = challenge(&onion(&key), "MTIzNDU2Nzg5MA==");
        let payload: Value = serde_json::from_str(&challenge.onion_csr_payload(&key).unwrap()).unwrap();
        let csr = BASE64_URL_SAFE_NO_PAD.decode(payload["csr"].as_str().unwrap()).unwrap();
        assert!(X509Req::from_der(&csr).unwrap().verify(key.pkey()).unwrap());
        let ca_nonce =
            [&[0x30, 20, 0x06, 4, 0x67, 0x81, 0x0c, 41, 0x31, 12, 0x04, 10], &b"1234567890"[..]].concat();
        assert!(contains(&csr, &ca_nonce));
        assert!(contains(&csr, &[0x30, 26, 0x06, 4, 0x67, 0x81, 0x0c, 42, 0x31, 18, 0x04, 16]));
    }

    #[test]
    fn what_cannot_prove_the_service_is_refused_by_name() {
        let (key, other) =
            (Key::generate(KeyKind::Ed25519).unwrap(), Key::generate(KeyKind::Ed25519).unwrap());
        let refused =
            |challenge: Challenge, key: &Key| challenge.onion_csr_payload(key).unwrap_err().to_string();
        let nonce = "MTIzNDU2Nzg5MA==";
        assert!(refused(challenge(&onion(&key), nonce), &other).contains("key: is not the key of"));
        let ec = Key::generate(KeyKind::EcP256).unwrap();
        assert!(refused(challenge(&onion(&key), nonce), &ec).contains("not Ed25519"));
        assert!(refused(challenge("example.com", nonce), &key).contains("onion service"));
        for nonce in ["", "MTIz", "***"] {
            assert!(refused(challenge(&onion(&key), nonce), &key).contains("nonce"), "{nonce}");
        }
        let http = Challenge { kind: "http-01".into(), ..challenge(&onion(&key), nonce) };
        assert!(refused(http, &key).contains("is http-01, not onion-csr-01"));
    }
}
