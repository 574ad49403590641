//! Public keys as JSON Web Keys (RFC 7517, 7518, 8037) and their thumbprints (RFC 7638).

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use once_cell::sync::OnceCell;
use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use openssl::ec::{EcGroup, EcGroupRef, EcKey, EcKeyRef};
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{HasPublic, Id, PKey, PKeyRef, Public};
use openssl::rsa::{Rsa, RsaRef};
use openssl::sha::sha256;
use serde_json::Value;

use super::{Algorithm, Invalid, KeyKind, clean};

/// The smallest and the largest modulus of an RSA key, in bits.
const RSA_BITS: std::ops::RangeInclusive<u32> = 2048..=8192;

/// The members that only a private or a symmetric key has.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A curve of ECDSA.
pub(super) struct Curve {
    /// OpenSSL's number of it.
    pub nid: Nid,
    /// The kind of its keys.
    pub kind: KeyKind,
    /// The algorithm of its keys.
    pub algorithm: Algorithm,
    /// The length of a coordinate, and of each half of a signature, in bytes.
    pub width: i32,
    name: &'static str,
    /// Its parameters, which take longer to set up than a key to make.
    group: OnceCell<EcGroup>,
}

/// The curves that ACME has algorithms for.
static CURVES: [Curve; 3] = [
    Curve {
        nid: Nid::X9_62_PRIME256V1,
        kind: KeyKind::EcP256,
        algorithm: Algorithm::Es256,
        width: 32,
        name: "P-256",
        group: OnceCell::new(),
    },
    Curve {
        nid: Nid::SECP384R1,
        kind: KeyKind::EcP384,
        algorithm: Algorithm::Es384,
        width: 48,
        name: "P-384",
        group: OnceCell::new(),
    },
    Curve {
        nid: Nid::SECP521R1,
        kind: KeyKind::EcP521,
        algorithm: Algorithm::Es512,
        width: 66,
        name: "P-521",
        group: OnceCell::new(),
    },
];

impl Curve {
    /// The curve of an EC key.
    pub fn of(nid: Option<Nid>) -> Result<&'static Self, Invalid> {
        let Some(nid) = nid else {
            return Err(Invalid::UnsupportedKey("is on a curve without a name".to_owned()));
        };
        CURVES.iter().find(|curve| curve.nid == nid).ok_or_else(|| {
            let name = nid.short_name().unwrap_or("an unknown curve");
            Invalid::UnsupportedKey(format!(
                "is on the curve {name}, which is none of P-256, P-384 and P-521"
            ))
        })
    }

    /// Its parameters.
    pub fn group(&self) -> Result<&EcGroupRef, ErrorStack> {
        self.group.get_or_try_init(|| EcGroup::from_curve_name(self.nid)).map(|group| &**group)
    }
}

/// A public key: RSA, EC or Ed25519. Equal keys have equal texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    json: String,
    thumbprint: String,
    algorithm: Algorithm,
}

impl Jwk {
    /// The public half of an OpenSSL key.
    ///
    /// # Errors
    /// [`Invalid::UnsupportedKey`] for a kind, curve or size that ACME has no algorithm for.
    pub fn from_public<T: HasPublic>(key: &PKeyRef<T>) -> Result<Self, Invalid> {
        match key.id() {
            Id::RSA => Self::from_rsa(&*key.rsa()?),
            Id::EC => Self::from_ec(&*key.ec_key()?),
            Id::ED25519 => {
                let x = encode(&key.raw_public_key()?);
                Ok(Self::new(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#), Algorithm::EdDsa))
            }
            other => Err(unsupported_kind(other)),
        }
    }

    fn from_rsa<T: HasPublic>(key: &RsaRef<T>) -> Result<Self, Invalid> {
        check_rsa_bits(key.n().num_bits())?;
        let (e, n) = (encode(&key.e().to_vec()), encode(&key.n().to_vec()));
        Ok(Self::new(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#), Algorithm::Rs256))
    }

    fn from_ec<T: HasPublic>(key: &EcKeyRef<T>) -> Result<Self, Invalid> {
        let curve = Curve::of(key.group().curve_name())?;
        let (mut x, mut y, mut context) = (BigNum::new()?, BigNum::new()?, BigNumContext::new()?);
        key.public_key().affine_coordinates(key.group(), &mut x, &mut y, &mut context)?;
        let (x, y) = (encode(&x.to_vec_padded(curve.width)?), encode(&y.to_vec_padded(curve.width)?));
        let name = curve.name;
        Ok(Self::new(format!(r#"{{"crv":"{name}","kty":"EC","x":"{x}","y":"{y}"}}"#), curve.algorithm))
    }

    fn new(json: String, algorithm: Algorithm) -> Self {
        let thumbprint = encode(&sha256(json.as_bytes()));
        Self { json, thumbprint, algorithm }
    }

    /// Reads a public key and brings it into the form of [`Jwk::to_json`]; members that are not of the key itself
    /// (`use`, `kid`, ...) are dropped.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when it is no public key, a private one included; [`Invalid::UnsupportedKey`] for a
    /// curve or size that ACME has no algorithm for.
    pub fn parse(json: &str) -> Result<Self, Invalid> {
        Self::from_public(&*decode_key(json)?)
    }

    /// The members that make the key, in the order of RFC 7638, without white space.
    #[must_use]
    pub fn to_json(&self) -> &str {
        &self.json
    }

    /// The base64url SHA-256 of [`Jwk::to_json`] (RFC 7638).
    #[must_use]
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// The algorithm of the key's signatures.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The same key for OpenSSL.
    ///
    /// # Errors
    /// [`Invalid::Crypto`] when OpenSSL fails.
    pub fn to_public_key(&self) -> Result<PKey<Public>, Invalid> {
        decode_key(&self.json)
    }
}

/// Refuses a modulus that is too small to be safe or too large to be quick.
pub(super) fn check_rsa_bits(bits: i32) -> Result<(), Invalid> {
    if u32::try_from(bits).is_ok_and(|bits| RSA_BITS.contains(&bits)) {
        return Ok(());
    }
    let (least, most) = RSA_BITS.into_inner();
    Err(Invalid::UnsupportedKey(format!("is RSA with {bits} bits, outside {least} to {most}")))
}

pub(super) fn unsupported_kind(id: Id) -> Invalid {
    let kind = Nid::from_raw(id.as_raw())
        .short_name()
        .map_or_else(|_| "an unknown kind".to_owned(), |name| format!("the kind {name}"));
    Invalid::UnsupportedKey(format!("is of {kind}, which is none of RSA, EC and Ed25519"))
}

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn refuse(reason: impl Into<String>) -> Invalid {
    Invalid::argument("jwk", reason)
}

fn decode_key(json: &str) -> Result<PKey<Public>, Invalid> {
    let jwk: Value = serde_json::from_str(json).map_err(|error| refuse(clean(&error.to_string())))?;
    if let Some(name) = PRIVATE.iter().find(|name| jwk.get(name).is_some()) {
        return Err(refuse(format!("holds {name}, which only a private key has")));
    }
    match text(&jwk, "kty")? {
        "RSA" => decode_rsa(&jwk),
        "EC" => decode_ec(&jwk),
        "OKP" => decode_okp(&jwk),
        other => Err(refuse(format!("has the unknown kty {}", clean(other)))),
    }
}

fn decode_rsa(jwk: &Value) -> Result<PKey<Public>, Invalid> {
    let (n, e) = (BigNum::from_slice(&member(jwk, "n")?)?, BigNum::from_slice(&member(jwk, "e")?)?);
    check_rsa_bits(n.num_bits())?;
    if !n.is_bit_set(0) {
        return Err(refuse("has an even n"));
    }
    if !e.is_bit_set(0) || !(2..=64).contains(&e.num_bits()) {
        return Err(refuse("has an e that is even, 1 or longer than 64 bits"));
    }
    Ok(PKey::from_rsa(Rsa::from_public_components(n, e)?)?)
}

fn decode_ec(jwk: &Value) -> Result<PKey<Public>, Invalid> {
    let name = text(jwk, "crv")?;
    let curve = CURVES.iter().find(|curve| curve.name == name);
    let curve = curve
        .ok_or_else(|| Invalid::UnsupportedKey(format!("is on the unsupported curve {}", clean(name))))?;
    let coordinate = |name| -> Result<BigNum, Invalid> {
        let bytes = member(jwk, name)?;
        if i32::try_from(bytes.len()) != Ok(curve.width) {
            return Err(refuse(format!("has {} bytes in {name} instead of {}", bytes.len(), curve.width)));
        }
        Ok(BigNum::from_slice(&bytes)?)
    };
    let (x, y) = (coordinate("x")?, coordinate("y")?);
    let key = point(curve, &x, &y).map_err(|_| refuse(format!("is no point of {}", curve.name)))?;
    Ok(PKey::from_ec_key(key)?)
}

fn point(curve: &Curve, x: &BigNumRef, y: &BigNumRef) -> Result<EcKey<Public>, ErrorStack> {
    let key = EcKey::from_public_key_affine_coordinates(curve.group()?, x, y)?;
    key.check_key()?;
    Ok(key)
}

fn decode_okp(jwk: &Value) -> Result<PKey<Public>, Invalid> {
    match text(jwk, "crv")? {
        "Ed25519" => {
            let x = member(jwk, "x")?;
            if x.len() != 32 {
                return Err(refuse(format!("has {} bytes in x instead of 32", x.len())));
            }
            Ok(PKey::public_key_from_raw_bytes(&x, Id::ED25519)?)
        }
        other => Err(Invalid::UnsupportedKey(format!("is on the unsupported curve {}", clean(other)))),
    }
}

fn text<'a>(jwk: &'a Value, name: &str) -> Result<&'a str, Invalid> {
    jwk.get(name).and_then(Value::as_str).ok_or_else(|| refuse(format!("has no text {name}")))
}

fn member(jwk: &Value, name: &str) -> Result<Vec<u8>, Invalid> {
    BASE64_URL_SAFE_NO_PAD
        .decode(text(jwk, name)?)
        .map_err(|_| refuse(format!("has a {name} that is not base64url")))
}
