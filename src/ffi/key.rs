//! Keys: private keys of accounts and of certificates.
//!
//! An account's key signs its requests; a certificate's key signs its certificate request. They must not be the same.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use crate::error::{Error, Kind, Result};
use crate::protocol::{self, Key};

use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, free, given, wraps};
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// The kinds of keys.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A kind that acme_key_generate does not make but acme_key_from_pem reads: RSA of another size.
    Other = 0,
    /// EC on P-256: small, quick, and taken by every authority.
    EcP256 = 1,
    /// EC on P-384.
    EcP384 = 2,
    /// EC on P-521. Few authorities take it.
    EcP521 = 3,
    /// RSA of 2048 bits.
    Rsa_2048 = 4,
    /// RSA of 3072 bits.
    Rsa_3072 = 5,
    /// RSA of 4096 bits. Making one takes a second or more.
    Rsa_4096 = 6,
    /// Ed25519 (RFC 8037). Few authorities take it.
    Ed25519 = 7,
}

const KINDS: [(KeyKind, protocol::KeyKind); 7] = [
    (KeyKind::EcP256, protocol::KeyKind::EcP256),
    (KeyKind::EcP384, protocol::KeyKind::EcP384),
    (KeyKind::EcP521, protocol::KeyKind::EcP521),
    (KeyKind::Rsa_2048, protocol::KeyKind::Rsa(2048)),
    (KeyKind::Rsa_3072, protocol::KeyKind::Rsa(3072)),
    (KeyKind::Rsa_4096, protocol::KeyKind::Rsa(4096)),
    (KeyKind::Ed25519, protocol::KeyKind::Ed25519),
];

/// A private key. It never changes: every function that takes it as `const` may be called from several threads at once.
/// acme_key_free needs it alone; clients made with the key keep what they need of it.
pub struct acme_key(Snapshot<Key>);

wraps!(acme_key, Snapshot<Key>);

impl From<Key> for acme_key {
    fn from(key: Key) -> Self {
        Self(Snapshot::from(key))
    }
}

/// Makes a key.
///
/// @param kind one of the ACME_KEY_ constants but ACME_KEY_OTHER; anything else is ACME_STATUS_INVALID_ARGUMENT
/// @param out the key, to be freed with acme_key_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_key_generate(
    kind: i32,
    out: Option<&mut MaybeUninit<Option<Box<acme_key>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(Key::generate(kind_of(kind)?)?.into()));
        Ok(())
    })
}

pub(super) fn kind_of(number: i32) -> Result<protocol::KeyKind> {
    let known = KINDS.iter().find(|(kind, _)| *kind as i32 == number);
    let refuse =
        || Error::new(Kind::InvalidArgument, format!("kind: {number} is no kind of key that can be made"));
    known.map(|(_, kind)| *kind).ok_or_else(refuse)
}

/// Reads a key from PEM: PKCS #8, PKCS #1 or SEC 1, encrypted or not.
///
/// Fails with ACME_STATUS_INVALID_KEY when it is none of these, with ACME_STATUS_UNSUPPORTED_KEY when ACME has no
/// algorithm for it, with ACME_STATUS_WRONG_PASSPHRASE when it is encrypted and the passphrase is wrong or NULL.
///
/// @param pem the PEM text
/// @param passphrase what the key is encrypted with; NULL when it is not, and not looked at then
/// @param out the key, to be freed with acme_key_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_key_from_pem(
    pem: *const c_char,
    passphrase: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_key>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let (pem, passphrase) = unsafe { (text::required("pem", pem), text::raw(passphrase)) };
    guard(error, || {
        let out = empty("out", out)?;
        let key = Key::from_pem(pem?.as_bytes(), passphrase.map(|passphrase| passphrase.to_bytes()))?;
        *out = Some(Box::new(key.into()));
        Ok(())
    })
}

/// Reads a key from DER: PKCS #8, PKCS #1 or SEC 1, not encrypted. Fails as acme_key_from_pem.
///
/// @param der the bytes
/// @param length how many there are
/// @param out the key, to be freed with acme_key_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_key_from_der(
    der: *const u8,
    length: usize,
    out: Option<&mut MaybeUninit<Option<Box<acme_key>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's bytes are NULL or as many as said.
    let der = unsafe { text::bytes("der", der, length) };
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(Key::from_der(der?)?.into()));
        Ok(())
    })
}

/// Writes the key as PEM (PKCS #8).
///
/// @param passphrase encrypts the key with AES-256; NULL leaves it readable
/// @param out the text, to be freed with acme_string_free, which wipes it; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_key_to_pem(
    key: Option<&acme_key>,
    passphrase: *const c_char,
    out: Option<&mut MaybeUninit<Option<NonNull<c_char>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let passphrase = unsafe { text::raw(passphrase) };
    guard(error, || {
        let out = empty("out", out)?;
        let passphrase = passphrase.map(|passphrase| passphrase.to_bytes());
        *out = text::owned(&given("key", key)?.to_pem(passphrase)?);
        Ok(())
    })
}

/// Writes the key as DER (PKCS #8), not encrypted.
///
/// @param out the bytes, to be freed with acme_bytes_free, which wipes them; NULL on failure
/// @param length how many there are
#[unsafe(no_mangle)]
pub extern "C" fn acme_key_to_der(
    key: Option<&acme_key>,
    out: Option<&mut MaybeUninit<Option<NonNull<u8>>>>,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (out, length) = (empty("out", out), empty("length", length));
        let (out, length) = (out?, length?);
        let der = given("key", key)?.to_der()?;
        *out = text::owned_bytes(&der);
        *length = der.len();
        Ok(())
    })
}

/// The kind of the key, one of the ACME_KEY_ constants; ACME_KEY_OTHER for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_key_kind(key: Option<&acme_key>) -> i32 {
    read(key, |key| {
        let known = KINDS.iter().find(|(_, kind)| *kind == key.kind());
        known.map_or(KeyKind::Other, |(kind, _)| *kind) as i32
    })
}

/// The algorithm of the key's signatures as JWS names it: "ES256", "ES384", "ES512", "RS256" or "EdDSA".
#[unsafe(no_mangle)]
pub extern "C" fn acme_key_algorithm(key: Option<&acme_key>) -> *const c_char {
    read(key, |key| key.text(key.algorithm().as_str()))
}

/// The public half as a JWK in the form that its thumbprint is made of (RFC 7638, section 3).
#[unsafe(no_mangle)]
pub extern "C" fn acme_key_jwk(key: Option<&acme_key>) -> *const c_char {
    read(key, |key| key.text(key.jwk().to_json()))
}

/// The thumbprint of the public half: base64url of its SHA-256 (RFC 7638).
#[unsafe(no_mangle)]
pub extern "C" fn acme_key_thumbprint(key: Option<&acme_key>) -> *const c_char {
    read(key, |key| key.text(key.jwk().thumbprint()))
}

/// Frees the key. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_key_free(key: Option<Box<acme_key>>) {
    free(key);
}
