//! Certificate chains as an authority hands them out (RFC 8555, section 9.1).

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use once_cell::sync::OnceCell;
use openssl::nid::Nid;
use openssl::x509::{X509, X509Name, X509NameRef, X509Ref};

use super::pem::{Block, blocks};
use super::x509::Layout;
use super::{Csr, Identifier, Invalid, clean, der, san};

/// How many identifiers a message names.
const SHOWN: usize = 5;

/// A certificate and its issuers, the leaf first, kept as the server sent them. Clones are cheap.
#[derive(Clone)]
pub struct CertificateChain(Arc<Parts>);

struct Parts {
    pem: String,
    leaf: Range<usize>,
    certificates: Vec<Certificate>,
}

/// One certificate of a chain.
pub(super) struct Certificate {
    /// Its bytes.
    pub der: Vec<u8>,
    layout: Layout,
    x509: OnceCell<X509>,
}

impl Certificate {
    /// The certificate as OpenSSL reads it, for what is seldom asked; `None` when it cannot.
    pub(super) fn x509(&self) -> Option<&X509Ref> {
        self.x509.get_or_try_init(|| X509::from_der(&self.der)).ok().map(|x509| &**x509)
    }

    fn issuer(&self) -> &[u8] {
        &self.der[self.layout.issuer.clone()]
    }

    fn subject(&self) -> &[u8] {
        &self.der[self.layout.subject.clone()]
    }

    /// The identifier of the issuer's key (RFC 5280, section 4.2.1.1).
    fn authority_key_id(&self) -> Option<&[u8]> {
        const KEY_IDENTIFIER: u8 = 0x80;
        let (fields, _) =
            der::expect(der::SEQUENCE, &self.der[self.layout.extensions.authority_key_id.clone()?])?;
        der::expect(KEY_IDENTIFIER, fields).map(|(identifier, _)| identifier)
    }

    /// Whether the other one's subject is this one's issuer: the same bytes, or the same name.
    fn is_issued_by(&self, other: &Self) -> bool {
        let is_same = || {
            let order = self.x509()?.issuer_name().try_cmp(other.x509()?.subject_name());
            Some(order.is_ok_and(std::cmp::Ordering::is_eq))
        };
        self.issuer() == other.subject() || is_same().unwrap_or(false)
    }
}

impl CertificateChain {
    /// Reads a chain: complete CERTIFICATE blocks, blank lines between them, and nothing else.
    ///
    /// # Errors
    /// [`Invalid::Chain`] saying which block is wrong.
    pub fn parse(pem: &[u8]) -> Result<Self, Invalid> {
        let pem = std::str::from_utf8(pem).map_err(|_| broken("holds bytes that are no text"))?;
        let (mut certificates, mut leaf, mut end) = (Vec::new(), 0..0, 0);
        for block in blocks(pem) {
            check_gap(&pem[end..block.range.start])?;
            let number = certificates.len() + 1;
            certificates.push(read(&block).map_err(|reason| broken(format!("block {number} {reason}")))?);
            end = block.range.end;
            if leaf.is_empty() {
                leaf = block.range;
            }
        }
        check_gap(&pem[end..])?;
        if certificates.is_empty() {
            return Err(broken("holds no CERTIFICATE block"));
        }
        Ok(Self(Arc::new(Parts { pem: pem.to_owned(), leaf, certificates })))
    }

    /// The names of the issuers of all certificates in a text, whatever else is in it: `/C=US/O=Example/CN=Root`.
    ///
    /// # Errors
    /// [`Invalid::Chain`] saying which block is no certificate.
    pub fn issuers_in(text: &str) -> Result<Vec<String>, Invalid> {
        let certificates = blocks(text).filter(|block| block.label == "CERTIFICATE").zip(1..);
        let refuse = |number, reason: &str| broken(format!("block {number} {reason}"));
        let issuer = |(block, number)| {
            let certificate = read(&block).map_err(|reason| refuse(number, &reason))?;
            let x509 = certificate.x509().ok_or_else(|| refuse(number, "is not a certificate"))?;
            Ok(name_text(x509.issuer_name()))
        };
        certificates.map(issuer).collect()
    }

    /// The whole chain, byte for byte as it was read.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.0.pem
    }

    /// The leaf alone, as it was read.
    #[must_use]
    pub fn leaf_pem(&self) -> &str {
        &self.0.pem[self.0.leaf.clone()]
    }

    /// What follows the leaf, as it was read; empty for a lone leaf.
    #[must_use]
    pub fn issuers_pem(&self) -> &str {
        self.0.pem[self.0.leaf.end..].trim_ascii_start()
    }

    /// How many certificates there are, the leaf included.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a chain is never empty")]
    pub fn len(&self) -> usize {
        self.0.certificates.len()
    }

    /// The DER of one certificate; the leaf is number 0.
    #[must_use]
    pub fn der(&self, index: usize) -> Option<&[u8]> {
        self.0.certificates.get(index).map(|certificate| certificate.der.as_slice())
    }

    pub(super) fn certificates(&self) -> &[Certificate] {
        &self.0.certificates
    }

    fn leaf(&self) -> &Certificate {
        &self.0.certificates[0]
    }

    /// When the leaf becomes valid, in Unix seconds.
    #[must_use]
    pub fn not_before(&self) -> i64 {
        self.leaf().layout.validity.0
    }

    /// When the leaf stops being valid, in Unix seconds.
    #[must_use]
    pub fn not_after(&self) -> i64 {
        self.leaf().layout.validity.1
    }

    /// The leaf's serial number in lower-case hexadecimal, two digits a byte.
    #[must_use]
    pub fn serial(&self) -> String {
        let octets = self.serial_octets();
        let digits = octets.strip_prefix(&[0]).filter(|digits| !digits.is_empty()).unwrap_or(octets);
        digits.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The common name of the leaf's issuer, or its whole name (`/C=US/O=Example`) when it has none.
    #[must_use]
    pub fn issuer_name(&self) -> String {
        let Ok(issuer) = X509Name::from_der(self.leaf().issuer()) else { return String::new() };
        common_name(&issuer).unwrap_or_else(|| name_text(&issuer))
    }

    /// The DNS names and IP addresses of the leaf.
    #[must_use]
    pub fn identifiers(&self) -> Vec<Identifier> {
        let leaf = self.leaf();
        let names = leaf.layout.extensions.alternative_names.clone().map(|names| san::read(&leaf.der[names]));
        names.unwrap_or_default()
    }

    /// Whether each certificate's issuer is the next one's subject.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        self.0.certificates.windows(2).all(|pair| pair[0].is_issued_by(&pair[1]))
    }

    /// Checks that the leaf is for the request's key.
    ///
    /// # Errors
    /// [`Invalid::Mismatch`] when it is for another.
    pub fn check_key(&self, csr: &Csr) -> Result<(), Invalid> {
        let leaf = self.leaf();
        let key = &leaf.der[leaf.layout.public_key.clone()];
        // One key can be written in several ways.
        let is_same = || Some(leaf.x509()?.public_key().ok()?.public_eq(csr.public_key()));
        if csr.public_key_der() == Some(key) || is_same().unwrap_or(false) {
            return Ok(());
        }
        Err(Invalid::Mismatch("is not for the key of the certificate request".to_owned()))
    }

    /// Checks that the leaf names each of the identifiers; a wildcard does not stand for the names below it.
    ///
    /// # Errors
    /// [`Invalid::Mismatch`] naming those that are missing.
    pub fn check_identifiers(&self, identifiers: &[Identifier]) -> Result<(), Invalid> {
        let covered: HashSet<_> = self.identifiers().iter().map(Identifier::canonical).collect();
        let missing = identifiers.iter().filter(|identifier| !covered.contains(&identifier.canonical()));
        let missing: Vec<_> = missing.map(|identifier| clean(&identifier.value)).collect();
        match missing.len() {
            0 => Ok(()),
            count if count > SHOWN => {
                let more = count - SHOWN;
                Err(Invalid::Mismatch(format!(
                    "does not name {} and {more} more",
                    missing[..SHOWN].join(", ")
                )))
            }
            _ => Err(Invalid::Mismatch(format!("does not name {}", missing.join(", ")))),
        }
    }

    /// The leaf's name in renewal information and in `replaces` (RFC 9773, section 4.1).
    ///
    /// # Errors
    /// [`Invalid::Argument`] when it has no Authority Key Identifier.
    pub fn ari_id(&self) -> Result<String, Invalid> {
        let refuse = |reason| Invalid::argument("certificate", reason);
        let authority = self.leaf().authority_key_id();
        let authority = authority.ok_or_else(|| refuse("has no Authority Key Identifier"))?;
        let encode = |bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        Ok(format!("{}.{}", encode(authority), encode(self.serial_octets())))
    }

    /// The octets of the leaf's serial number as they stand in its DER.
    fn serial_octets(&self) -> &[u8] {
        let leaf = self.leaf();
        &leaf.der[leaf.layout.serial.clone()]
    }
}

impl fmt::Debug for CertificateChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateChain")
            .field("serial", &self.serial())
            .field("issuer", &self.issuer_name())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// The last common name of a subject or issuer.
pub(super) fn common_name(name: &X509NameRef) -> Option<String> {
    let entry = name.entries_by_nid(Nid::COMMONNAME).last()?;
    entry.data().to_string().ok().map(|text| clean(&text))
}

/// A whole subject or issuer, such as `/C=US/O=Example/CN=Root`.
pub(super) fn name_text(name: &X509NameRef) -> String {
    let mut text = String::new();
    for entry in name.entries() {
        let field = entry.object().nid().short_name().unwrap_or("UNDEF");
        let value = entry.data().to_string().unwrap_or_default();
        text.extend(["/", field, "=", &clean(&value)]);
    }
    text
}

fn broken(reason: impl Into<String>) -> Invalid {
    Invalid::Chain(reason.into())
}

fn check_gap(between: &str) -> Result<(), Invalid> {
    if between.trim_ascii().is_empty() {
        return Ok(());
    }
    let is_cut = between.contains("-----BEGIN");
    Err(broken(if is_cut { "is cut within a block" } else { "holds something besides CERTIFICATE blocks" }))
}

fn read(block: &Block<'_>) -> Result<Certificate, String> {
    if block.label != "CERTIFICATE" {
        return Err(format!("is a {}", clean(block.label)));
    }
    let der = block.decode().ok_or("is not base64")?;
    if !der::is_one_sequence(&der) {
        return Err("is not one certificate".to_owned());
    }
    let layout = Layout::of(&der).ok_or("is not a certificate")?;
    Ok(Certificate { der, layout, x509: OnceCell::new() })
}
