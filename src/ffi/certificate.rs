//! Certificates with their chains (RFC 8555, section 7.4.2).

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::error::{Error, Kind};
use crate::issuance;
use crate::protocol::{CertificateChain, Identifier, Key};

use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, free, given};
use super::key::acme_key;
use super::memory::lend;
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// A certificate and its issuers. It never changes: every function that takes it as `const` may be called from several
/// threads at once, and what it gives lives until it is freed.
pub struct acme_certificate {
    chain: Snapshot<CertificateChain>,
    identifiers: Vec<Identifier>,
    key: Option<Key>,
    order_url: Option<String>,
}

impl acme_certificate {
    pub(super) fn leaf_der(&self) -> &[u8] {
        self.chain.der(0).unwrap_or_default()
    }
}

impl From<CertificateChain> for acme_certificate {
    fn from(chain: CertificateChain) -> Self {
        let (key, order_url) = (None, None);
        Self { identifiers: chain.identifiers(), chain: Snapshot::from(chain), key, order_url }
    }
}

impl From<issuance::Certificate> for acme_certificate {
    fn from(issued: issuance::Certificate) -> Self {
        Self { key: issued.key, order_url: Some(issued.order_url), ..issued.chain.into() }
    }
}

impl acme_certificate {
    pub(super) fn ari_id(&self) -> Option<String> {
        self.chain.ari_id().ok()
    }
}

/// Reads a certificate that was kept, with or without its issuers: CERTIFICATE blocks, the leaf first, and nothing but
/// blank lines between them.
///
/// Fails with ACME_STATUS_INVALID_CHAIN, saying which block is wrong.
///
/// @param out the certificate, to be freed with acme_certificate_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_certificate_from_pem(
    pem: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_certificate>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let pem = unsafe { text::required("pem", pem) };
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(CertificateChain::parse(pem?.as_bytes())?.into()));
        Ok(())
    })
}

/// The whole chain as PEM, byte for byte as the server sent it: what a web server wants.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_chain_pem(certificate: Option<&acme_certificate>) -> *const c_char {
    read(certificate, |certificate| certificate.chain.text(certificate.chain.pem()))
}

/// The leaf alone as PEM.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_leaf_pem(certificate: Option<&acme_certificate>) -> *const c_char {
    read(certificate, |certificate| certificate.chain.text(certificate.chain.leaf_pem()))
}

/// The issuers without the leaf as PEM; "" when there are none.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_issuers_pem(certificate: Option<&acme_certificate>) -> *const c_char {
    read(certificate, |certificate| certificate.chain.text(certificate.chain.issuers_pem()))
}

/// How many certificates there are, the leaf included.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_count(certificate: Option<&acme_certificate>) -> usize {
    read(certificate, |certificate| certificate.chain.len())
}

/// The DER of one certificate, lent.
///
/// @param index 0 for the leaf
/// @param length receives its length in bytes; may be NULL
/// @return the bytes; NULL when there is no such certificate
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_der(
    certificate: Option<&acme_certificate>,
    index: usize,
    length: Option<&mut MaybeUninit<usize>>,
) -> *const u8 {
    lend(certificate.and_then(|certificate| certificate.chain.der(index)), length)
}

/// When the leaf becomes valid, in seconds since 1970-01-01 UTC.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_not_before(certificate: Option<&acme_certificate>) -> i64 {
    read(certificate, |certificate| certificate.chain.not_before())
}

/// When the leaf stops being valid, in seconds since 1970-01-01 UTC.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_not_after(certificate: Option<&acme_certificate>) -> i64 {
    read(certificate, |certificate| certificate.chain.not_after())
}

/// The leaf's serial number in lower-case hexadecimal, two digits a byte.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_serial(certificate: Option<&acme_certificate>) -> *const c_char {
    read(certificate, |certificate| certificate.chain.text(&certificate.chain.serial()))
}

/// The common name of the leaf's issuer, or its whole name ("/C=US/O=Example") when it has none.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_issuer_name(certificate: Option<&acme_certificate>) -> *const c_char {
    read(certificate, |certificate| certificate.chain.text(&certificate.chain.issuer_name()))
}

/// How many DNS names and IP addresses the leaf names.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_identifier_count(certificate: Option<&acme_certificate>) -> usize {
    read(certificate, |certificate| certificate.identifiers.len())
}

/// The type of the leaf's identifier at `index`, "dns" or "ip"; NULL when there is no such identifier.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_identifier_type(
    certificate: Option<&acme_certificate>,
    index: usize,
) -> *const c_char {
    read(certificate, |certificate| {
        certificate.chain.optional(certificate.identifiers.get(index).map(|identifier| &identifier.kind))
    })
}

/// The leaf's identifier at `index`, such as "www.example.com"; NULL when there is no such identifier.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_identifier_value(
    certificate: Option<&acme_certificate>,
    index: usize,
) -> *const c_char {
    read(certificate, |certificate| {
        certificate.chain.optional(certificate.identifiers.get(index).map(|identifier| &identifier.value))
    })
}

/// The leaf's name in renewal information and in acme_order_params_set_replaces (RFC 9773, section 4.1); NULL when the
/// leaf has no Authority Key Identifier.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_ari_id(certificate: Option<&acme_certificate>) -> *const c_char {
    read(certificate, |certificate| certificate.chain.optional(certificate.chain.ari_id().ok()))
}

/// The certificate's private key, where acme_client_obtain made or was given it.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when the key is not known: the certificate was read or downloaded, or came of a
/// certificate request of the caller's own.
///
/// @param out the key, to be freed with acme_key_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_key(
    certificate: Option<&acme_certificate>,
    out: Option<&mut MaybeUninit<Option<Box<acme_key>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let unknown = || Error::new(Kind::InvalidArgument, "certificate: its key is not known");
        let key = given("certificate", certificate)?.key.clone().ok_or_else(unknown)?;
        *out = Some(Box::new(key.into()));
        Ok(())
    })
}

/// The URL of the order that acme_client_obtain obtained it with; NULL for another certificate.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_order_url(certificate: Option<&acme_certificate>) -> *const c_char {
    read(certificate, |certificate| certificate.chain.optional(certificate.order_url.as_ref()))
}

/// Frees the certificate object. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_free(certificate: Option<Box<acme_certificate>>) {
    free(certificate);
}
