//! Onion services (RFC 9799): their request, and their CAA records within finalize.

use openssl::pkey::{Id, PKey};
use openssl::sign::Verifier;
use openssl::x509::X509Req;
use serde_json::Value;

use super::problem::Problem;
use super::state::Identifier;
use crate::support::encoding::{from_base32, from_base64url, now};

/// The nonce of onion-csr-01 in base64, and in bytes.
pub(super) const ONION_NONCE: &str = "MTIzNDU2Nzg5MA==";
const ONION_NONCE_BYTES: &[u8] = b"1234567890";

/// How far away the end of a CAA record set may be.
const LONGEST_CAA: i64 = 8 * 3600;
/// The bytes of an Ed25519 key, with which a service's address begins.
const KEY_LENGTH: usize = 32;

/// The CSR of an answer to onion-csr-01 (RFC 9799 section 3.2), checked as far as its signature and its nonce go.
pub(super) fn check_onion_csr(response: &Value) -> Result<(), Problem> {
    let csr = response["csr"].as_str().and_then(from_base64url);
    let csr = csr.ok_or_else(|| Problem::malformed("csr is no base64url text"))?;
    let request = X509Req::from_der(&csr).ok().filter(|request| {
        request.public_key().is_ok_and(|key| request.verify(&key).is_ok_and(|is_good| is_good))
    });
    if request.is_none() || !csr.windows(ONION_NONCE_BYTES.len()).any(|window| window == ONION_NONCE_BYTES) {
        return Err(Problem::new(400, "badCSR", "not signed, or without the nonce"));
    }
    Ok(())
}

/// The CAA records of each onion service among the names, signed by the service's key (RFC 9799 section 6.4).
pub(super) fn check_onion_caa(identifiers: &[Identifier], given: &Value) -> Result<(), Problem> {
    for name in identifiers.iter().filter_map(|identifier| identifier.value.strip_suffix(".onion")) {
        let label = name.rsplit('.').next().unwrap_or_default();
        let entry = given.get(format!("{label}.onion"));
        let entry =
            entry.ok_or_else(|| Problem::new(403, "onionCAARequired", &format!("none for {label}.onion")))?;
        if !is_signed(label, entry) {
            return Err(Problem::new(
                403,
                "caa",
                "the CAA records have expired or are not signed by the service",
            ));
        }
    }
    Ok(())
}

fn is_signed(label: &str, entry: &Value) -> bool {
    let Some(expiry) = entry["expiry"].as_i64() else { return false };
    let signed = format!("onion-caa|{expiry}|{}", entry["caa"].as_str().unwrap_or_default());
    let address = from_base32(label).filter(|address| address.len() > KEY_LENGTH);
    let key =
        address.and_then(|address| PKey::public_key_from_raw_bytes(&address[..KEY_LENGTH], Id::ED25519).ok());
    let signature = entry["signature"].as_str().and_then(from_base64url);
    let (Some(key), Some(signature)) = (key, signature) else { return false };
    let is_good = Verifier::new_without_digest(&key)
        .and_then(|mut verifier| verifier.verify_oneshot(&signature, signed.as_bytes()));
    is_good.unwrap_or(false) && entry.get("caa").is_some() && (now()..=now() + LONGEST_CAA).contains(&expiry)
}
