//! Reads flattened JWS (RFC 7515, RFC 8555 section 6.2) as strictly as a CA may.

use openssl::hash::MessageDigest;
use openssl::memcmp;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use serde_json::{Map, Value};

use super::jwk::Jwk;
use crate::support::encoding::from_base64url;

/// The algorithms of account keys.
pub const ALGORITHMS: [&str; 6] = ["RS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];

/// A JWS whose signature has not been checked yet.
#[derive(Debug, Clone)]
pub struct Jws {
    protected: Map<String, Value>,
    /// The payload's bytes; empty for POST-as-GET.
    pub payload: Vec<u8>,
    signature: Vec<u8>,
    signing_input: String,
}

impl Jws {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(body: &[u8]) -> Result<Self, String> {
        Self::from_json(&serde_json::from_slice(body).map_err(|error| format!("not JSON: {error}"))?)
    }

    /// Reads a JWS that is a JSON value.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_json(value: &Value) -> Result<Self, String> {
        let object = value.as_object().ok_or("not an object")?;
        let mut members: Vec<_> = object.keys().map(String::as_str).collect();
        members.sort_unstable();
        if members != ["payload", "protected", "signature"] {
            return Err(format!("the members are {members:?}"));
        }
        let text = |member: &str| value[member].as_str().ok_or_else(|| format!("{member} is no string"));
        let decoded =
            |member| from_base64url(text(member)?).ok_or_else(|| format!("{member} is no base64url"));
        let protected = serde_json::from_slice(&decoded("protected")?);
        Ok(Self {
            protected: protected.map_err(|error| format!("the protected header: {error}"))?,
            payload: decoded("payload")?,
            signature: decoded("signature")?,
            signing_input: format!("{}.{}", text("protected")?, text("payload")?),
        })
    }

    /// A member of the protected header.
    pub fn header(&self, name: &str) -> Option<&Value> {
        self.protected.get(name)
    }

    /// A member of the protected header that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.header(name).and_then(Value::as_str)
    }

    /// The algorithm; empty when there is none.
    pub fn algorithm(&self) -> &str {
        self.text("alg").unwrap_or_default()
    }

    /// The payload as a JSON object; `None` for POST-as-GET.
    ///
    /// # Errors
    /// When it is neither empty nor an object.
    pub fn object(&self) -> Result<Option<Value>, String> {
        if self.payload.is_empty() {
            return Ok(None);
        }
        match serde_json::from_slice(&self.payload) {
            Ok(value @ Value::Object(_)) => Ok(Some(value)),
            _ => Err("the payload is no JSON object".into()),
        }
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn verify(&self, jwk: &Jwk) -> Result<(), String> {
        jwk.verify(self.algorithm(), self.signing_input.as_bytes(), &self.signature)
    }

    /// Checks a signature made with a shared key.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn verify_mac(&self, key: &[u8]) -> Result<(), String> {
        let digest = match self.algorithm() {
            "HS256" => MessageDigest::sha256(),
            "HS384" => MessageDigest::sha384(),
            "HS512" => MessageDigest::sha512(),
            other => return Err(format!("alg {other} is no MAC")),
        };
        let key = PKey::hmac(key).unwrap();
        let expected =
            Signer::new(digest, &key).unwrap().sign_oneshot_to_vec(self.signing_input.as_bytes()).unwrap();
        let holds = expected.len() == self.signature.len() && memcmp::eq(&expected, &self.signature);
        if holds { Ok(()) } else { Err("the MAC does not verify".into()) }
    }
}
