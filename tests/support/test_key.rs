//! A key of each kind, with its JWK and its signatures made here. For the tests of the servers.

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;
use serde_json::{Value, json};

use super::encoding::base64url;

/// A key.
pub struct TestKey {
    pub jwk: Value,
    pub algorithm: &'static str,
    key: PKey<Private>,
    digest: Option<MessageDigest>,
    /// The bytes of a signature's half; 0 for a signature that has no halves.
    width: i32,
}

impl TestKey {
    /// One of each kind.
    pub fn all() -> [Self; 5] {
        [
            Self::rsa(),
            Self::ed25519(),
            Self::ec(Nid::X9_62_PRIME256V1, "P-256", "ES256", MessageDigest::sha256(), 32),
            Self::ec(Nid::SECP384R1, "P-384", "ES384", MessageDigest::sha384(), 48),
            Self::ec(Nid::SECP521R1, "P-521", "ES512", MessageDigest::sha512(), 66),
        ]
    }

    fn rsa() -> Self {
        let rsa = Rsa::generate(2048).unwrap();
        let (n, e) = (base64url(rsa.n().to_vec()), base64url(rsa.e().to_vec()));
        let (jwk, key) = (json!({"e": e, "kty": "RSA", "n": n}), PKey::from_rsa(rsa).unwrap());
        Self { jwk, algorithm: "RS256", key, digest: Some(MessageDigest::sha256()), width: 0 }
    }

    fn ed25519() -> Self {
        let key = PKey::generate_ed25519().unwrap();
        let jwk = json!({"crv": "Ed25519", "kty": "OKP", "x": base64url(key.raw_public_key().unwrap())});
        Self { jwk, algorithm: "EdDSA", key, digest: None, width: 0 }
    }

    fn ec(curve: Nid, name: &str, algorithm: &'static str, digest: MessageDigest, width: i32) -> Self {
        let key = EcKey::generate(&EcGroup::from_curve_name(curve).unwrap()).unwrap();
        let (mut x, mut y) = (BigNum::new().unwrap(), BigNum::new().unwrap());
        let mut context = BigNumContext::new().unwrap();
        key.public_key().affine_coordinates(key.group(), &mut x, &mut y, &mut context).unwrap();
        let [x, y] = [x, y].map(|number| base64url(number.to_vec_padded(width).unwrap()));
        let jwk = json!({"crv": name, "kty": "EC", "x": x, "y": y});
        Self { jwk, algorithm, key: PKey::from_ec_key(key).unwrap(), digest: Some(digest), width }
    }

    /// A signature as JWS has it.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signer = match self.digest {
            Some(digest) => Signer::new(digest, &self.key),
            None => Signer::new_without_digest(&self.key),
        };
        let signature = signer.unwrap().sign_oneshot_to_vec(message).unwrap();
        if self.width == 0 {
            return signature;
        }
        let halves = EcdsaSig::from_der(&signature).unwrap();
        [halves.r(), halves.s()].map(|half| half.to_vec_padded(self.width).unwrap()).concat()
    }
}
