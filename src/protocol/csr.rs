//! Certificate signing requests (PKCS #10, RFC 2986).

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use openssl::asn1::{Asn1Object, Asn1OctetString};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, PKeyRef, Public};
use openssl::stack::Stack;
use openssl::x509::{X509Extension, X509Name, X509Req};

use super::pem::blocks;
use super::{Algorithm, Identifier, Invalid, Jwk, Key, check_caller_text, clean, der, same_identifiers, san};

/// The longest common name of a certificate (RFC 5280, appendix A.1), in characters.
const MAX_COMMON_NAME: usize = 64;
/// The attribute that holds the extensions (RFC 2985, section 5.4.2).
const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e];
/// The TLS feature `status_request` (RFC 7633).
const MUST_STAPLE: (&str, &[u8]) = ("1.3.6.1.5.5.7.1.24", &[0x30, 0x03, 0x02, 0x01, 0x05]);

/// A request for a certificate. Clones are cheap.
#[derive(Clone)]
pub struct Csr {
    der: Arc<[u8]>,
    public_key: PKey<Public>,
    /// The common names that are DNS names: to find them later, the whole request would be decoded again.
    common_names: Arc<[Identifier]>,
}

/// What a certificate signing request asks for.
#[derive(Debug, Clone, Default)]
pub struct CsrParams {
    /// DNS names and IP addresses; repetitions are dropped.
    pub identifiers: Vec<Identifier>,
    /// A DNS name for the subject, at most 64 characters; it is one of the identifiers, or becomes the first.
    /// `None`, the default, is what authorities recommend.
    pub common_name: Option<String>,
    /// More of the subject, such as `("O", "Example")`: OpenSSL's short or long names. Public authorities ignore it.
    pub subject: Vec<(String, String)>,
    /// Whether the certificate may only be used with a stapled OCSP response (RFC 7633).
    pub must_staple: bool,
}

impl CsrParams {
    /// The request, signed by the certificate's key.
    ///
    /// # Errors
    /// [`Invalid::Argument`] naming what is refused; [`Invalid::Crypto`] when OpenSSL fails.
    pub fn build(&self, key: &Key) -> Result<Csr, Invalid> {
        let common_name = self.common_name.as_deref().map(common_name).transpose()?;
        let names = names(common_name.as_ref(), &self.identifiers)?;
        let subject = subject(&self.subject, common_name.as_ref())?;
        let is_empty = subject.entries().next().is_none();

        let mut extensions = Stack::new()?;
        extensions.push(extension("2.5.29.17", is_empty, &san::encode(&names)?)?)?;
        if self.must_staple {
            extensions.push(extension(MUST_STAPLE.0, false, MUST_STAPLE.1)?)?;
        }
        let mut request = X509Req::builder()?;
        request.set_version(0)?;
        request.set_subject_name(&subject)?;
        request.set_pubkey(key.pkey())?;
        request.add_extensions(&extensions)?;
        request.sign(key.pkey(), digest(key.algorithm()))?;
        let request = request.build();
        Ok(Csr {
            der: request.to_der()?.into(),
            public_key: request.public_key()?,
            common_names: common_name.into_iter().collect(),
        })
    }
}

impl Csr {
    /// A request for these identifiers with an empty subject.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when there is none or one is neither a DNS name nor an IP address.
    pub fn for_identifiers(identifiers: &[Identifier], key: &Key) -> Result<Self, Invalid> {
        CsrParams { identifiers: identifiers.to_vec(), ..CsrParams::default() }.build(key)
    }

    /// Reads a request in DER and checks its signature and that its key is one that authorities certify.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when it is none, is followed by anything, does not verify or has an unusable key.
    pub fn from_der(bytes: &[u8]) -> Result<Self, Invalid> {
        if !der::is_one_sequence(bytes) {
            return Err(refuse("is not one certificate request in DER"));
        }
        let request = X509Req::from_der(bytes).map_err(|_| refuse("is not a certificate request"))?;
        let public_key = request.public_key().map_err(|_| refuse("has a public key that cannot be read"))?;
        check_key(&public_key)?;
        if !request.verify(&public_key).unwrap_or(false) {
            return Err(refuse("has a signature that does not verify"));
        }
        let common = request.subject_name().entries_by_nid(Nid::COMMONNAME);
        let common = common.filter_map(|entry| Identifier::dns(&entry.data().to_string().ok()?).ok());
        Ok(Self { der: bytes.into(), public_key, common_names: common.collect() })
    }

    /// Reads a request in PEM and checks its signature. Text before the block is passed over.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when there is none, it is followed by anything or does not verify.
    pub fn from_pem(pem: &[u8]) -> Result<Self, Invalid> {
        let text = String::from_utf8_lossy(pem);
        let is_request = |label: &str| matches!(label, "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST");
        let block = blocks(&text).find(|block| is_request(block.label));
        let block = block.ok_or_else(|| refuse("holds no complete CERTIFICATE REQUEST block"))?;
        if !text[block.range.end..].trim_ascii().is_empty() {
            return Err(refuse("goes on after its block"));
        }
        Self::from_der(&block.decode().ok_or_else(|| refuse("is not base64"))?)
    }

    /// The request in DER, as finalize sends it.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The request in PEM.
    ///
    /// # Errors
    /// [`Invalid::Crypto`] when OpenSSL fails.
    pub fn pem(&self) -> Result<String, Invalid> {
        let pem = X509Req::from_der(&self.der)?.to_pem()?;
        String::from_utf8(pem).map_err(|_| Invalid::Crypto("the PEM text is not ASCII".to_owned()))
    }

    /// The DNS names and IP addresses that it asks for; a common name that is a DNS name counts as one.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when its list of names cannot be read.
    pub fn identifiers(&self) -> Result<Vec<Identifier>, Invalid> {
        let requested = requested_names(&self.der).ok_or_else(|| refuse("has names that cannot be read"))?;
        let common = self.common_names.iter().cloned();
        Ok(without_repetitions(requested.into_iter().chain(common).collect()))
    }

    /// Refuses a request that names others than these.
    ///
    /// # Errors
    /// [`Invalid::Argument`] with what it names.
    pub fn check_names(&self, identifiers: &[Identifier]) -> Result<(), Invalid> {
        let names = self.identifiers()?;
        if same_identifiers(&names, identifiers) {
            return Ok(());
        }
        let names: Vec<_> = names.iter().map(ToString::to_string).collect();
        Err(refuse(&format!("names {} instead", names.join(", "))))
    }

    /// The certificate's public key.
    #[must_use]
    pub fn public_key(&self) -> &PKeyRef<Public> {
        &self.public_key
    }

    /// The same in DER as it stands in the request, with its algorithm.
    pub(super) fn public_key_der(&self) -> Option<&[u8]> {
        public_key(&self.der)
    }
}

impl fmt::Debug for Csr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Csr").field("identifiers", &self.identifiers()).finish_non_exhaustive()
    }
}

fn refuse(reason: &str) -> Invalid {
    Invalid::argument("csr", reason)
}

/// Refuses a key that no authority certifies: RSA of less than 2048 bits, an unusual curve, another kind.
fn check_key(key: &PKeyRef<Public>) -> Result<(), Invalid> {
    match Jwk::from_public(key) {
        Ok(_) => Ok(()),
        Err(Invalid::UnsupportedKey(reason)) => Err(refuse(&format!("has a key that {reason}"))),
        Err(other) => Err(other),
    }
}

fn common_name(text: &str) -> Result<Identifier, Invalid> {
    let name = Identifier::dns(text).map_err(|error| match error {
        Invalid::Argument { reason, .. } => Invalid::argument("common_name", reason),
        other => other,
    })?;
    if name.value.len() > MAX_COMMON_NAME {
        let reason = format!("{name} is longer than {MAX_COMMON_NAME} characters");
        return Err(Invalid::argument("common_name", reason));
    }
    Ok(name)
}

/// The names in the form in which they are sent: the common name first when the list lacks it.
fn names(common_name: Option<&Identifier>, identifiers: &[Identifier]) -> Result<Vec<Identifier>, Invalid> {
    let read = |identifier: &Identifier| Identifier::of_type(&identifier.kind, &identifier.value);
    let mut names = identifiers.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if let Some(name) = common_name.filter(|name| !names.contains(name)) {
        names.insert(0, name.clone());
    }
    if names.is_empty() {
        return Err(Invalid::argument("identifiers", "is empty"));
    }
    Ok(without_repetitions(names))
}

fn without_repetitions(mut names: Vec<Identifier>) -> Vec<Identifier> {
    let mut seen = HashSet::with_capacity(names.len());
    names.retain(|name| seen.insert(name.canonical()));
    names
}

fn subject(entries: &[(String, String)], common_name: Option<&Identifier>) -> Result<X509Name, Invalid> {
    let mut subject = X509Name::builder()?;
    for (name, value) in entries {
        let refuse = |reason: &str| Invalid::argument("subject", format!("{} {reason}", clean(name)));
        check_caller_text("subject", name)?;
        check_caller_text("subject", value)?;
        let object = Asn1Object::from_str(name).map_err(|_| refuse("is no name that OpenSSL knows"))?;
        if object.nid() == Nid::COMMONNAME {
            return Err(refuse("is set through common_name"));
        }
        subject.append_entry_by_text(name, value).map_err(|_| refuse("cannot have this value"))?;
    }
    if let Some(name) = common_name {
        subject.append_entry_by_nid(Nid::COMMONNAME, &name.value)?;
    }
    Ok(subject.build())
}

fn extension(oid: &str, is_critical: bool, value: &[u8]) -> Result<X509Extension, Invalid> {
    let value = Asn1OctetString::new_from_bytes(value)?;
    Ok(X509Extension::new_from_der(&*Asn1Object::from_str(oid)?, is_critical, &value)?)
}

/// The hash of a signature in X.509.
pub(super) fn digest(algorithm: Algorithm) -> MessageDigest {
    match algorithm {
        Algorithm::Rs256 | Algorithm::Es256 => MessageDigest::sha256(),
        Algorithm::Es384 => MessageDigest::sha384(),
        Algorithm::Es512 => MessageDigest::sha512(),
        Algorithm::EdDsa | Algorithm::Ed25519 => MessageDigest::null(),
    }
}

/// The public key with its algorithm, whole.
fn public_key(request: &[u8]) -> Option<&[u8]> {
    let (request, _) = der::expect(der::SEQUENCE, request)?;
    let (information, _) = der::expect(der::SEQUENCE, request)?;
    let (_, rest) = der::expect(der::INTEGER, information)?;
    let (_, key) = der::expect(der::SEQUENCE, rest)?;
    let (_, rest) = der::expect(der::SEQUENCE, key)?;
    Some(&key[..key.len() - rest.len()])
}

/// The names of the extension request; none when there is no such request.
fn requested_names(request: &[u8]) -> Option<Vec<Identifier>> {
    let (request, _) = der::expect(der::SEQUENCE, request)?;
    let (information, _) = der::expect(der::SEQUENCE, request)?;
    for (_, attributes) in der::elements(information).filter(|(tag, _)| *tag == der::CONTEXT_0) {
        for (_, attribute) in der::elements(attributes) {
            let (kind, values) = der::expect(der::OID, attribute)?;
            if kind == EXTENSION_REQUEST {
                let (extensions, _) = der::expect(der::SEQUENCE, der::expect(der::SET, values)?.0)?;
                return alternative_names(extensions);
            }
        }
    }
    Some(Vec::new())
}

fn alternative_names(extensions: &[u8]) -> Option<Vec<Identifier>> {
    for (_, extension) in der::elements(extensions) {
        let (kind, rest) = der::expect(der::OID, extension)?;
        if kind == san::OID {
            let (_, value) = der::elements(rest).find(|(tag, _)| *tag == der::OCTET_STRING)?;
            return san::decode(value);
        }
    }
    Some(Vec::new())
}
