//! A private key that a test looks for where it must not be.

use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD, Engine};
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::PKey;

/// A P-256 key that is made here.
pub struct Secret {
    pub name: &'static str,
    pub pem: String,
    scalar: Vec<u8>,
}

impl Secret {
    /// A new one.
    pub fn new(name: &'static str) -> Self {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = EcKey::generate(&group).unwrap();
        let scalar = key.private_key().to_vec_padded(32).unwrap();
        let pem = PKey::from_ec_key(key).unwrap().private_key_to_pem_pkcs8().unwrap();
        Self { name, pem: String::from_utf8(pem).unwrap(), scalar }
    }

    /// How it may look in memory or in a text: as the number, as OpenSSL has numbers, in hexadecimal, in base64.
    pub fn shapes(&self) -> Vec<(&'static str, Vec<u8>)> {
        let second_line = self.pem.lines().nth(2).unwrap();
        vec![
            ("its number", self.scalar.clone()),
            ("its number, reversed", self.scalar.iter().rev().copied().collect()),
            ("PEM", second_line.as_bytes()[..32].to_vec()),
            ("base64", BASE64_STANDARD_NO_PAD.encode(&self.scalar).into_bytes()),
            ("hexadecimal", self.scalar.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()),
            ("base64url", BASE64_URL_SAFE_NO_PAD.encode(&self.scalar).into_bytes()),
        ]
    }
}
