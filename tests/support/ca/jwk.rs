//! Public keys as JWK (RFC 7517, 7518, 8037) and the signatures made with them.

use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::hash::{MessageDigest, hash};
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Public};
use openssl::rsa::Rsa;
use openssl::sha::sha256;
use openssl::sign::Verifier;
use serde_json::{Value, json};

use crate::support::encoding::{base64url, from_base64url};

/// A public key that came as a JWK.
#[derive(Debug, Clone)]
pub struct Jwk {
    pub key: PKey<Public>,
    /// The members of RFC 7638, which also identify the key.
    members: Value,
}

impl Jwk {
    /// Reads a JWK, strictly: exact widths, the needed members, nothing private.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(value: &Value) -> Result<Self, String> {
        if ["d", "p", "q", "k"].iter().any(|member| value.get(member).is_some()) {
            return Err("the jwk has a private member".into());
        }
        let text = |member: &str| value.get(member).and_then(Value::as_str).unwrap_or_default();
        let (key, members) = match (text("kty"), text("crv")) {
            ("RSA", "") => (rsa(value)?, json!({"e": text("e"), "kty": "RSA", "n": text("n")})),
            ("OKP", "Ed25519") => (ed25519(value)?, json!({"crv": "Ed25519", "kty": "OKP", "x": text("x")})),
            ("EC", curve) => {
                (ec(value, curve)?, json!({"crv": curve, "kty": "EC", "x": text("x"), "y": text("y")}))
            }
            (kind, curve) => return Err(format!("unknown jwk kty '{kind}' crv '{curve}'")),
        };
        Ok(Self { key, members })
    }

    /// The thumbprint (RFC 7638).
    pub fn thumbprint(&self) -> String {
        base64url(sha256(self.members.to_string().as_bytes()))
    }

    /// Whether `value` is the same key as a JWK.
    pub fn is_same(&self, value: &Value) -> bool {
        Self::parse(value).is_ok_and(|other| other.members == self.members)
    }

    /// Checks a signature and that its algorithm is the key's.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn verify(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> Result<(), String> {
        let curve = self.members.get("crv").and_then(Value::as_str);
        let holds = match (algorithm, curve) {
            ("RS256", None) => self.verify_rsa(message, signature),
            ("ES256", Some("P-256")) => self.verify_ec(MessageDigest::sha256(), 32, message, signature)?,
            ("ES384", Some("P-384")) => self.verify_ec(MessageDigest::sha384(), 48, message, signature)?,
            ("ES512", Some("P-521")) => self.verify_ec(MessageDigest::sha512(), 66, message, signature)?,
            ("EdDSA" | "Ed25519", Some("Ed25519")) => Verifier::new_without_digest(&self.key)
                .unwrap()
                .verify_oneshot(signature, message)
                .unwrap_or(false),
            _ => return Err(format!("alg {algorithm} does not fit the key")),
        };
        if holds { Ok(()) } else { Err("the signature does not verify".into()) }
    }

    fn verify_rsa(&self, message: &[u8], signature: &[u8]) -> bool {
        let mut verifier = Verifier::new(MessageDigest::sha256(), &self.key).unwrap();
        verifier.verify_oneshot(signature, message).unwrap_or(false)
    }

    fn verify_ec(
        &self,
        digest: MessageDigest,
        width: usize,
        message: &[u8],
        raw: &[u8],
    ) -> Result<bool, String> {
        if raw.len() != 2 * width {
            return Err(format!("an EC signature of {} bytes instead of {}", raw.len(), 2 * width));
        }
        let half = |bytes| BigNum::from_slice(bytes).unwrap();
        let signature = EcdsaSig::from_private_components(half(&raw[..width]), half(&raw[width..])).unwrap();
        let digest = hash(digest, message).unwrap();
        Ok(signature.verify(&digest, &self.key.ec_key().unwrap()).unwrap_or(false))
    }
}

fn bytes(value: &Value, member: &str) -> Result<Vec<u8>, String> {
    let text = value.get(member).and_then(Value::as_str);
    text.and_then(from_base64url).ok_or_else(|| format!("the jwk's {member} is no base64url"))
}

fn exact(value: &Value, member: &str, width: usize) -> Result<Vec<u8>, String> {
    let bytes = bytes(value, member)?;
    if bytes.len() == width { Ok(bytes) } else { Err(format!("the jwk's {member} is not {width} bytes")) }
}

fn rsa(value: &Value) -> Result<PKey<Public>, String> {
    let number = |member| match bytes(value, member)? {
        number if number.first() == Some(&0) => Err(format!("the jwk's {member} begins with a zero")),
        number => BigNum::from_slice(&number).map_err(|error| error.to_string()),
    };
    let (modulus, exponent) = (number("n")?, number("e")?);
    if modulus.num_bits() < 2048 {
        return Err("the RSA key is shorter than 2048 bits".into());
    }
    let key = Rsa::from_public_components(modulus, exponent).and_then(PKey::from_rsa);
    key.map_err(|error| error.to_string())
}

fn ec(value: &Value, curve: &str) -> Result<PKey<Public>, String> {
    let (curve, width) = match curve {
        "P-256" => (Nid::X9_62_PRIME256V1, 32),
        "P-384" => (Nid::SECP384R1, 48),
        "P-521" => (Nid::SECP521R1, 66),
        _ => return Err(format!("unknown curve '{curve}'")),
    };
    let group = EcGroup::from_curve_name(curve).unwrap();
    let coordinate = |member| exact(value, member, width).map(|bytes| BigNum::from_slice(&bytes).unwrap());
    let key = EcKey::from_public_key_affine_coordinates(&group, &*coordinate("x")?, &*coordinate("y")?);
    key.and_then(PKey::from_ec_key).map_err(|error| error.to_string())
}

fn ed25519(value: &Value) -> Result<PKey<Public>, String> {
    PKey::public_key_from_raw_bytes(&exact(value, "x", 32)?, Id::ED25519).map_err(|error| error.to_string())
}
