//! A private key that a test looks for where it must not be.

use std::ops::Range;

use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD, Engine};
use openssl::ec::{EcGroup, EcGroupRef, EcKey};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};

const PEM_LINE: usize = 64;

/// A key that is made or read here.
pub struct Secret {
    pub name: String,
    pub pem: String,
    scalar: Vec<u8>,
}

type Shape = (&'static str, Vec<u8>);

impl Secret {
    /// A new one, of P-256.
    pub fn new(name: &str) -> Self {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        Self::of(name, &PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap())
    }

    /// The keys whose PEM stands one after the other in a text.
    pub fn all_in(text: &str) -> Vec<Self> {
        let blocks = text.split_inclusive("PRIVATE KEY-----\n").collect::<Vec<_>>();
        let keys =
            blocks.chunks(2).map(|block| PKey::private_key_from_pem(block.concat().as_bytes()).unwrap());
        keys.enumerate().map(|(number, key)| Self::of(&format!("key {number}"), &key)).collect()
    }

    /// An EC or an Ed25519 key.
    fn of(name: &str, key: &PKey<Private>) -> Self {
        let scalar = key.ec_key().map_or_else(
            |_| key.raw_private_key().unwrap(),
            |key| key.private_key().to_vec_padded(length_of(key.group())).unwrap(),
        );
        let pem = key.private_key_to_pem_pkcs8().unwrap();
        Self { name: name.to_owned(), pem: String::from_utf8(pem).unwrap(), scalar }
    }

    /// How it may look in memory or in a text: as the number, as OpenSSL has numbers, in hexadecimal, in base64.
    pub fn shapes(&self) -> Vec<Shape> {
        vec![
            ("its number", self.scalar.clone()),
            ("its number, reversed", self.scalar.iter().rev().copied().collect()),
            ("PEM", self.line_of_pem().into_bytes()),
            ("base64", BASE64_STANDARD_NO_PAD.encode(&self.scalar).into_bytes()),
            ("hexadecimal", hexadecimal(&self.scalar).into_bytes()),
            ("base64url", BASE64_URL_SAFE_NO_PAD.encode(&self.scalar).into_bytes()),
        ]
    }

    /// How it may look in a text: the same, in capitals, and as part of something that is in base64 as a whole.
    pub fn shapes_in_text(&self) -> Vec<Shape> {
        let mut shapes = self.shapes();
        shapes.push(("capital hexadecimal", hexadecimal(&self.scalar).to_uppercase().into_bytes()));
        for before in 0..3 {
            let whole = [vec![0; before], self.scalar.clone()].concat();
            let own = digits_of(&(before..whole.len()));
            let within = |text: String| text[own.clone()].as_bytes().to_vec();
            shapes.push(("base64 of a whole", within(BASE64_STANDARD.encode(&whole))));
            shapes.push(("base64url of a whole", within(BASE64_URL_SAFE_NO_PAD.encode(&whole))));
        }
        shapes
    }

    /// What one line of the PEM has of the number, of that line which has the most.
    fn line_of_pem(&self) -> String {
        let body: String = self.pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = BASE64_STANDARD.decode(&body).unwrap();
        let at = der.windows(self.scalar.len()).position(|window| window == self.scalar).unwrap();
        let own = digits_of(&(at..at + self.scalar.len()));
        let lines = (0..body.len()).step_by(PEM_LINE);
        let in_line = |start: usize| own.start.max(start)..own.end.min(start + PEM_LINE);
        body[lines.map(in_line).max_by_key(ExactSizeIterator::len).unwrap()].to_owned()
    }
}

/// The bytes of a private number.
fn length_of(group: &EcGroupRef) -> i32 {
    i32::try_from(group.degree().div_ceil(8)).unwrap()
}

/// The digits of base64 that hang on these bytes alone.
fn digits_of(bytes: &Range<usize>) -> Range<usize> {
    (bytes.start * 4).div_ceil(3)..bytes.end * 4 / 3
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text that secrets are looked for in, as it stands and without its line breaks and spaces.
pub struct Text([String; 2]);

impl Text {
    pub fn new(bytes: &[u8]) -> Self {
        let plain = letters(bytes);
        let joined = plain.replace("\\n", "").split_whitespace().collect();
        Self([plain, joined])
    }

    /// The shape in which the secret stands there.
    pub fn shape_of(&self, secret: &Secret) -> Option<&'static str> {
        let stands = |shape: &Shape| self.0.iter().any(|text| text.contains(&letters(&shape.1)));
        secret.shapes_in_text().into_iter().find(stands).map(|(name, _)| name)
    }
}

/// A letter for each byte.
fn letters(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
