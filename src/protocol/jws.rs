//! JSON Web Signatures in the flattened form that ACME uses (RFC 7515; RFC 8555, section 6.2).

use std::fmt::Write;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};

use super::{Invalid, Key};

/// A signature algorithm of ACME.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RSA with PKCS #1 v1.5 and SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
    /// Ed25519 by the name of RFC 8037, the one that authorities know.
    EdDsa,
    /// Ed25519 by its fully specified name (RFC 9864); the signature is the same.
    Ed25519,
}

impl Algorithm {
    const ALL: [Self; 6] = [Self::Rs256, Self::Es256, Self::Es384, Self::Es512, Self::EdDsa, Self::Ed25519];

    /// The name in a JWS header.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
            Self::Ed25519 => "Ed25519",
        }
    }

    /// The algorithm of that name; upper and lower case matter.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// What the protected header says besides the algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JwsHeader<'a> {
    /// The URL that the request goes to.
    pub url: &'a str,
    /// The nonce; the inner JWS of a key change and an external account binding have none.
    pub nonce: Option<&'a str>,
    /// The account URL. `None` embeds the public key instead, as newAccount and revocation by certificate key need it.
    pub kid: Option<&'a str>,
}

impl JwsHeader<'_> {
    /// The protected header as JSON; `jwk_json` is the public key, used where there is no `kid`.
    #[must_use]
    pub fn protected(&self, algorithm: Algorithm, jwk_json: &str) -> String {
        self.protected_for(algorithm.as_str(), jwk_json)
    }

    pub(super) fn protected_for(&self, algorithm: &str, jwk_json: &str) -> String {
        let nonce = self.nonce.unwrap_or_default();
        let key = self.kid.unwrap_or(jwk_json);
        let mut json = String::with_capacity(64 + algorithm.len() + nonce.len() + self.url.len() + key.len());
        json.push_str("{\"alg\":");
        push_json_string(&mut json, algorithm);
        if let Some(nonce) = self.nonce {
            json.push_str(",\"nonce\":");
            push_json_string(&mut json, nonce);
        }
        json.push_str(",\"url\":");
        push_json_string(&mut json, self.url);
        if let Some(kid) = self.kid {
            json.push_str(",\"kid\":");
            push_json_string(&mut json, kid);
        } else {
            json.push_str(",\"jwk\":");
            json.push_str(jwk_json);
        }
        json.push('}');
        json
    }
}

fn push_json_string(json: &mut String, text: &str) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            '\0'..='\x1f' => _ = write!(json, "\\u{:04x}", u32::from(c)),
            _ => json.push(c),
        }
    }
    json.push('"');
}

/// The flattened JSON serialization of a payload signed by `sign`, which is given the signing input and returns the
/// raw signature. An empty payload makes a POST-as-GET.
///
/// # Errors
/// What `sign` returns.
pub fn flattened_jws<E>(
    protected: &str,
    payload: &[u8],
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
) -> Result<String, E> {
    const START: &str = "{\"protected\":\"";
    const PAYLOAD: &str = "\",\"payload\":\"";
    const SIGNATURE: &str = "\",\"signature\":\"";
    const END: &str = "\"}";
    /// What a signature of RS256 with 2048 bits takes; the other common ones are shorter.
    const SIGNATURE_LENGTH: usize = 342;

    let fixed = START.len() + PAYLOAD.len() + SIGNATURE.len() + END.len();
    let encoded = (protected.len() + payload.len() + 2).div_ceil(3) * 4;
    let mut json = String::with_capacity(fixed + encoded + SIGNATURE_LENGTH);
    json.push_str(START);
    BASE64_URL_SAFE_NO_PAD.encode_string(protected, &mut json);
    let dot = json.len();
    json.push('.');
    BASE64_URL_SAFE_NO_PAD.encode_string(payload, &mut json);
    let signature = sign(&json.as_bytes()[START.len()..])?;
    json.replace_range(dot..=dot, PAYLOAD);
    json.push_str(SIGNATURE);
    BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut json);
    json.push_str(END);
    Ok(json)
}

impl Key {
    /// The payload signed by this key.
    ///
    /// # Errors
    /// [`Invalid::Crypto`] when OpenSSL fails.
    pub fn jws(&self, header: &JwsHeader<'_>, payload: &[u8]) -> Result<String, Invalid> {
        flattened_jws(&header.protected(self.algorithm(), self.jwk().to_json()), payload, |input| {
            self.sign(input)
        })
    }
}
