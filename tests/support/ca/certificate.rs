//! Certificates: downloaded, revoked, and when to renew them.

use openssl::x509::X509;
use serde_json::json;

use super::behaviour::{BadChain, Endpoint};
use super::issuer::{CHAINS, certificate_names, renewal_id};
use super::problem::Problem;
use super::signed::{Signed, Signer};
use super::state::{Certificate, State};
use super::world::{Outcome, World, json_response};
use crate::support::encoding::{from_base64url, rfc3339};
use crate::support::http::Response;

/// The reason codes of RFC 5280 that a subscriber may give.
const REVOCATION_REASONS: [i64; 5] = [0, 1, 3, 4, 5];

impl World {
    pub(super) fn certificate(&self, state: &State, signed: &Signed, number: usize, chain: usize) -> Outcome {
        signed.no_object()?;
        let certificate = state.certificates.get(number).ok_or_else(Problem::not_found)?;
        if certificate.account != signed.account()? {
            return Err(Problem::unauthorized(403, "another account's certificate"));
        }
        if state.orders[certificate.order].status == "canceled" {
            return Err(Problem::new(403, "autoRenewalCanceled", "the order is canceled"));
        }
        let pem = self.common.issuer.chain(&certificate.leaf, chain).ok_or_else(Problem::not_found)?;
        let mut response = Response::new(200).with_body("application/pem-certificate-chain", pem);
        for other in (0..CHAINS).filter(|other| *other != chain) {
            let url = match other {
                0 => self.url(Endpoint::Certificate, number),
                other => self.url(Endpoint::Certificate, format!("{number}/{other}")),
            };
            response = response.with("Link", format!("<{url}>;rel=\"alternate\""));
        }
        Ok(response.with("Link", format!("<{}>;rel=\"up\"", self.issuer_url())))
    }

    /// A chain with something wrong in it, for a certificate by its number.
    pub(super) fn bad_chain(&self, state: &State, number: usize, bad: BadChain) -> Vec<u8> {
        let Some(Certificate { leaf, .. }) = state.certificates.get(number) else { return Vec::new() };
        self.common.issuer.bad_chain(leaf, &certificate_names(leaf).unwrap_or_default(), bad).into_bytes()
    }

    pub(super) fn revoke(&self, state: &mut State, signed: &Signed) -> Outcome {
        let payload = signed.object()?;
        let der = payload["certificate"].as_str().and_then(from_base64url);
        let given = der.and_then(|der| X509::from_der(&der).ok());
        let given = given.ok_or_else(|| Problem::malformed("certificate is no base64url DER"))?;
        let reason = payload.get("reason").map_or(Some(0), serde_json::Value::as_i64);
        if !reason.is_some_and(|reason| REVOCATION_REASONS.contains(&reason)) {
            return Err(Problem::new(400, "badRevocationReason", "a reason that a subscriber cannot give"));
        }
        let known = state.certificates.iter_mut().find(|known| known.leaf == given);
        let known = known.ok_or_else(|| Problem::new(404, "malformed", "not a certificate of this CA"))?;
        let may_revoke = match &signed.signer {
            Signer::Account(account) => *account == known.account,
            Signer::Key(jwk) => given.public_key().is_ok_and(|key| key.public_eq(&jwk.key)),
        };
        if !may_revoke {
            return Err(Problem::unauthorized(403, "not the account or the key of the certificate"));
        }
        if known.is_revoked {
            return Err(Problem::new(400, "alreadyRevoked", "the certificate is revoked already"));
        }
        known.is_revoked = true;
        Ok(Response::new(200))
    }

    /// When to renew a certificate (RFC 9773): in the last third of its life, at once when it is revoked.
    pub(super) fn renewal_info(&self, state: &State, id: &str) -> Outcome {
        let known = state.certificates.iter().find(|known| renewal_id(&known.leaf) == id);
        let known = known.ok_or_else(Problem::not_found)?;
        let lifetime = known.not_after - known.not_before;
        let start = if known.is_revoked { known.not_before } else { known.not_before + lifetime * 2 / 3 };
        let window = json!({"start": rfc3339(start), "end": rfc3339(start + lifetime / 10)});
        let body = json!({"suggestedWindow": window, "explanationURL": self.terms_url()});
        Ok(json_response(200, &body).with("Retry-After", "21600"))
    }
}
