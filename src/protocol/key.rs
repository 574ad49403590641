//! Private keys: made, read, written, and signing.

use std::fmt;
use std::sync::Arc;

use openssl::ec::{EcKey, EcKeyRef};
use openssl::ecdsa::EcdsaSig;
use openssl::error::{Error, ErrorStack};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, PKeyRef, Private};
use openssl::rsa::Rsa;
use openssl::sha::{Sha256, sha384, sha512};
use openssl::sign::Signer;
use openssl::symm::Cipher;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::ec_der::EcDer;
use super::jwk::{Curve, check_rsa_bits, unsupported_kind};
use super::pem::{Block, blocks};
use super::{Algorithm, Invalid, Jwk, clean, der};

/// The longest passphrase, in bytes: OpenSSL cuts longer ones.
const MAX_PASSPHRASE: usize = 1023;

/// The kind of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// RSA with a modulus of this many bits.
    Rsa(u32),
    /// EC on P-256: small, quick, and taken by every authority.
    #[default]
    EcP256,
    /// EC on P-384.
    EcP384,
    /// EC on P-521; Let's Encrypt does not issue for it.
    EcP521,
    /// Ed25519; Boulder and Pebble refuse it.
    Ed25519,
}

/// A private key. Clones are cheap and share the key.
#[derive(Clone)]
pub struct Key(Arc<Parts>);

struct Parts {
    pkey: PKey<Private>,
    /// Set for the EC kinds: signing through it skips the set-up that every signature through `pkey` costs.
    ec: Option<(EcKey<Private>, &'static Curve)>,
    kind: KeyKind,
    jwk: Jwk,
}

impl Key {
    /// A new key; RSA with 2048, 3072 or 4096 bits.
    ///
    /// # Errors
    /// [`Invalid::UnsupportedKey`] for another size of RSA, [`Invalid::Crypto`] when OpenSSL fails.
    pub fn generate(kind: KeyKind) -> Result<Self, Invalid> {
        match kind {
            KeyKind::Rsa(bits @ (2048 | 3072 | 4096)) => {
                Self::new(PKey::from_rsa(Rsa::generate(bits)?)?, None, kind)
            }
            KeyKind::Rsa(bits) => Err(Invalid::UnsupportedKey(format!(
                "RSA keys are made with 2048, 3072 or 4096 bits, not {bits}"
            ))),
            KeyKind::EcP256 => Self::generate_ec(Nid::X9_62_PRIME256V1),
            KeyKind::EcP384 => Self::generate_ec(Nid::SECP384R1),
            KeyKind::EcP521 => Self::generate_ec(Nid::SECP521R1),
            KeyKind::Ed25519 => Self::new(PKey::generate_ed25519()?, None, kind),
        }
    }

    fn generate_ec(curve: Nid) -> Result<Self, Invalid> {
        let curve = Curve::of(Some(curve))?;
        Self::from_ec(EcKey::generate(curve.group()?)?, curve)
    }

    fn from_ec(key: EcKey<Private>, curve: &'static Curve) -> Result<Self, Invalid> {
        Self::new(PKey::from_ec_key(key.clone())?, Some((key, curve)), curve.kind)
    }

    fn new(
        pkey: PKey<Private>,
        ec: Option<(EcKey<Private>, &'static Curve)>,
        kind: KeyKind,
    ) -> Result<Self, Invalid> {
        let jwk = Jwk::from_public(&pkey)?;
        Ok(Self(Arc::new(Parts { pkey, ec, kind, jwk })))
    }

    /// Reads the first private key of a PEM text: PKCS #8 (encrypted or not), PKCS #1, SEC 1, and the last two in their
    /// old encrypted form. The passphrase is not looked at when the key is not encrypted.
    ///
    /// # Errors
    /// [`Invalid::Key`] when there is no private key or it is broken, [`Invalid::UnsupportedKey`] when ACME has no
    /// algorithm for it, [`Invalid::Passphrase`] when that is missing or wrong.
    pub fn from_pem(pem: &[u8], passphrase: Option<&[u8]>) -> Result<Self, Invalid> {
        let text = Zeroizing::new(String::from_utf8_lossy(pem).into_owned());
        let block = private_block(&text)?;
        let encoded = &text.as_bytes()[block.range.clone()];
        if block.is_encrypted() {
            let passphrase = passphrase
                .ok_or_else(|| Invalid::Passphrase("is missing: the key is encrypted".to_owned()))?;
            return Self::from_pkey(&*decrypt(encoded, checked(passphrase)?)?);
        }
        let der = block.decode().map(Zeroizing::new);
        Self::from_der(&der.ok_or_else(|| Invalid::Key("cannot be read: not base64".to_owned()))?)
    }

    /// Reads a private key in DER: PKCS #8 without encryption, PKCS #1 or SEC 1.
    ///
    /// # Errors
    /// [`Invalid::Key`] when it is none of these, is broken or is followed by anything,
    /// [`Invalid::UnsupportedKey`] when ACME has no algorithm for it.
    pub fn from_der(bytes: &[u8]) -> Result<Self, Invalid> {
        if let Some(parts) = EcDer::read(bytes) {
            return Self::from_ec_key(&*parts.key().map_err(|_| inconsistent())?);
        }
        // Not left to OpenSSL's guess at the format, which leaves copies of the key behind.
        let second = der::expect(der::SEQUENCE, bytes)
            .filter(|(_, rest)| rest.is_empty())
            .and_then(|(contents, _)| der::expect(der::INTEGER, contents))
            .and_then(|(_, after)| der::read(after));
        let pkey = match second {
            Some((der::SEQUENCE, ..)) => PKey::private_key_from_pkcs8(bytes),
            Some((der::INTEGER, ..)) => Rsa::private_key_from_der(bytes).and_then(PKey::from_rsa),
            Some((der::OCTET_STRING, ..)) => EcKey::private_key_from_der(bytes).and_then(PKey::from_ec_key),
            _ => {
                let reason =
                    "cannot be read: it is not one unencrypted PKCS #8, PKCS #1 or SEC 1 private key";
                return Err(Invalid::Key(reason.to_owned()));
            }
        };
        Self::from_pkey(&*pkey.map_err(|stack| unreadable(&stack))?)
    }

    fn from_pkey(pkey: &PKeyRef<Private>) -> Result<Self, Invalid> {
        match pkey.id() {
            Id::RSA => {
                let rsa = pkey.rsa()?;
                check_rsa_bits(rsa.n().num_bits())?;
                if !rsa.check_key().unwrap_or(false) {
                    return Err(inconsistent());
                }
                Self::new(pkey.to_owned(), None, KeyKind::Rsa(pkey.bits()))
            }
            Id::EC => Self::from_ec_key(&*pkey.ec_key()?),
            Id::ED25519 => Self::new(pkey.to_owned(), None, KeyKind::Ed25519),
            other => Err(unsupported_kind(other)),
        }
    }

    fn from_ec_key(read: &EcKeyRef<Private>) -> Result<Self, Invalid> {
        let curve = Curve::of(read.group().curve_name())?;
        Self::from_ec(rebuild(read, curve).map_err(|_| inconsistent())?, curve)
    }

    /// The key as a PKCS #8 PEM text; with a passphrase encrypted by AES-256-CBC.
    ///
    /// # Errors
    /// [`Invalid::Passphrase`] when that is empty, too long or holds a NUL, [`Invalid::Crypto`] when OpenSSL fails.
    pub fn to_pem(&self, passphrase: Option<&[u8]>) -> Result<Zeroizing<String>, Invalid> {
        let pem = match passphrase {
            None => self.0.pkey.private_key_to_pem_pkcs8()?,
            Some(passphrase) => self
                .0
                .pkey
                .private_key_to_pem_pkcs8_passphrase(Cipher::aes_256_cbc(), checked(passphrase)?)?,
        };
        let text =
            String::from_utf8(pem).map_err(|_| Invalid::Crypto("the PEM text is not ASCII".to_owned()))?;
        Ok(Zeroizing::new(text))
    }

    /// The key as PKCS #8 DER.
    ///
    /// # Errors
    /// [`Invalid::Crypto`] when OpenSSL fails.
    pub fn to_der(&self) -> Result<Zeroizing<Vec<u8>>, Invalid> {
        Ok(Zeroizing::new(self.0.pkey.private_key_to_pkcs8()?))
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.0.kind
    }

    /// The algorithm of the key's signatures.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.0.jwk.algorithm()
    }

    /// The public half.
    #[must_use]
    pub fn jwk(&self) -> &Jwk {
        &self.0.jwk
    }

    pub(crate) fn pkey(&self) -> &PKeyRef<Private> {
        &self.0.pkey
    }

    /// The raw signature of a JWS (RFC 7518, section 3; RFC 8037): r and s in fixed width for EC.
    ///
    /// # Errors
    /// [`Invalid::Crypto`] when OpenSSL fails.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Invalid> {
        match &self.0.ec {
            Some((key, curve)) => sign_ec(key, curve, message),
            None if self.0.kind == KeyKind::Ed25519 => {
                Ok(Signer::new_without_digest(&self.0.pkey)?.sign_oneshot_to_vec(message)?)
            }
            None => Ok(Signer::new(MessageDigest::sha256(), &self.0.pkey)?.sign_oneshot_to_vec(message)?),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("kind", &self.0.kind)
            .field("thumbprint", &self.0.jwk.thumbprint())
            .finish_non_exhaustive()
    }
}

fn sign_ec(key: &EcKeyRef<Private>, curve: &Curve, message: &[u8]) -> Result<Vec<u8>, Invalid> {
    let signature = match curve.algorithm {
        Algorithm::Es384 => EcdsaSig::sign(&sha384(message), key)?,
        Algorithm::Es512 => EcdsaSig::sign(&sha512(message), key)?,
        _ => {
            let mut hash = Sha256::new();
            hash.update(message);
            EcdsaSig::sign(&hash.finish(), key)?
        }
    };
    let mut raw = signature.r().to_vec_padded(curve.width)?;
    raw.extend_from_slice(&signature.s().to_vec_padded(curve.width)?);
    Ok(raw)
}

/// The same key with its curve given by name and its point uncompressed, however it was written; checked.
fn rebuild(read: &EcKeyRef<Private>, curve: &Curve) -> Result<EcKey<Private>, ErrorStack> {
    let key = EcKey::from_private_components(curve.group()?, read.private_key(), read.public_key())?;
    key.check_key()?;
    Ok(key)
}

fn private_block(text: &str) -> Result<Block<'_>, Invalid> {
    let mut other = None;
    for block in blocks(text) {
        match block.label {
            "OPENSSH PRIVATE KEY" => other = Some("is in OpenSSH's own format, not PKCS #8".to_owned()),
            label if label.ends_with("PRIVATE KEY") => return Ok(block),
            label => _ = other.get_or_insert_with(|| format!("is a {}, not a private key", clean(label))),
        }
    }
    Err(Invalid::Key(other.unwrap_or_else(|| "holds no complete PEM block".to_owned())))
}

fn decrypt(pem: &[u8], passphrase: &[u8]) -> Result<PKey<Private>, Invalid> {
    let mut was_asked = false;
    let fill = |buffer: &mut [u8]| {
        was_asked = true;
        let Some(start) = buffer.get_mut(..passphrase.len()) else { return Ok(0) };
        start.copy_from_slice(passphrase);
        Ok(passphrase.len())
    };
    let read = PKey::private_key_from_pem_callback(pem, fill);
    read.map_err(|stack| match was_asked {
        true if lacks_cipher(&stack) => {
            Invalid::Key("is encrypted in a way that this OpenSSL does not offer".to_owned())
        }
        true => Invalid::Passphrase("is wrong, or the key is damaged".to_owned()),
        false => unreadable(&stack),
    })
}

/// Whether decryption failed because the cipher is gone from OpenSSL, as DES is.
fn lacks_cipher(stack: &ErrorStack) -> bool {
    let first = stack.errors().first();
    first.is_some_and(|error| {
        error.library() == Some("digital envelope routines") && error.reason() == Some("unsupported")
    })
}

fn checked(passphrase: &[u8]) -> Result<&[u8], Invalid> {
    let reason = match passphrase {
        [] => "is empty",
        _ if passphrase.len() > MAX_PASSPHRASE => "is longer than 1023 bytes",
        _ if passphrase.contains(&0) => "holds a NUL",
        _ => return Ok(passphrase),
    };
    Err(Invalid::Passphrase(reason.to_owned()))
}

fn unreadable(stack: &ErrorStack) -> Invalid {
    let reason = stack.errors().first().and_then(Error::reason).unwrap_or("unknown form");
    Invalid::Key(format!("cannot be read: {reason}"))
}

fn inconsistent() -> Invalid {
    Invalid::Key("is broken: its parts do not belong together".to_owned())
}
