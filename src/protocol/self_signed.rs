//! Certificates that sign themselves: what tls-alpn-01 shows, and what a server shows until it has a real one.

use openssl::asn1::{Asn1Integer, Asn1Object, Asn1OctetString, Asn1Time};
use openssl::bn::{BigNum, MsbOption};
use openssl::nid::Nid;
use openssl::x509::extension::BasicConstraints;
use openssl::x509::{X509, X509Extension, X509Name};

use super::csr::digest;
use super::{Identifier, Invalid, Key, check_caller_text, san};

/// The bits of a serial number: positive, and enough that no two are the same.
const SERIAL_BITS: i32 = 127;

/// A certificate that its own key signed. Clones copy it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfSigned {
    der: Vec<u8>,
    pem: String,
}

/// What a certificate that signs itself says.
#[derive(Debug, Clone, Default)]
pub struct SelfSignedParams {
    /// DNS names and IP addresses; at least one.
    pub identifiers: Vec<Identifier>,
    /// The common name of subject and issuer; both are empty without it.
    pub common_name: Option<String>,
    /// From when it is valid, in Unix seconds.
    pub not_before: i64,
    /// Until when it is valid, in Unix seconds.
    pub not_after: i64,
    /// The serial number; a random one when there is none.
    pub serial: Option<u32>,
    /// More extensions besides basicConstraints and subjectAltName.
    pub extensions: Vec<CertificateExtension>,
}

/// An extension of a certificate (RFC 5280, section 4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateExtension {
    /// The identifier with its dots, such as `1.3.6.1.5.5.7.1.31`.
    pub oid: String,
    /// Whether who does not know it must refuse the certificate.
    pub critical: bool,
    /// The value in DER.
    pub der: Vec<u8>,
}

impl SelfSignedParams {
    /// The certificate of `key`.
    ///
    /// # Errors
    /// [`Invalid::Argument`] naming what is refused; [`Invalid::Crypto`] when OpenSSL fails.
    pub fn build(&self, key: &Key) -> Result<SelfSigned, Invalid> {
        self.check()?;
        let subject = self.subject()?;
        let mut builder = X509::builder()?;
        builder.set_version(2)?;
        builder.set_serial_number(&*serial(self.serial)?)?;
        builder.set_subject_name(&subject)?;
        builder.set_issuer_name(&subject)?;
        builder.set_not_before(&*Asn1Time::from_unix(self.not_before)?)?;
        builder.set_not_after(&*Asn1Time::from_unix(self.not_after)?)?;
        builder.set_pubkey(key.pkey())?;
        builder.append_extension(BasicConstraints::new().critical().build()?)?;
        let names = san::encode(&self.identifiers)?;
        builder.append_extension2(&*extension("2.5.29.17", self.common_name.is_none(), &names)?)?;
        for more in &self.extensions {
            builder.append_extension2(&*extension(&more.oid, more.critical, &more.der)?)?;
        }
        builder.sign(key.pkey(), digest(key.algorithm()))?;
        let certificate = builder.build();
        let pem = String::from_utf8(certificate.to_pem()?)
            .map_err(|_| Invalid::Crypto("the PEM text is not ASCII".to_owned()))?;
        Ok(SelfSigned { der: certificate.to_der()?, pem })
    }

    fn check(&self) -> Result<(), Invalid> {
        if self.identifiers.is_empty() {
            return Err(Invalid::argument("identifiers", "is empty"));
        }
        if self.not_after <= self.not_before {
            return Err(Invalid::argument("not_after", "is not after not_before"));
        }
        Ok(())
    }

    fn subject(&self) -> Result<X509Name, Invalid> {
        let mut subject = X509Name::builder()?;
        if let Some(name) = &self.common_name {
            check_caller_text("common_name", name)?;
            let appended = subject.append_entry_by_nid(Nid::COMMONNAME, name);
            appended.map_err(|_| Invalid::argument("common_name", "is longer than 64 characters"))?;
        }
        Ok(subject.build())
    }
}

impl SelfSigned {
    /// The certificate in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate in PEM.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }
}

fn serial(wanted: Option<u32>) -> Result<Asn1Integer, Invalid> {
    if let Some(wanted) = wanted {
        return Ok(BigNum::from_u32(wanted)?.to_asn1_integer()?);
    }
    let mut serial = BigNum::new()?;
    serial.rand(SERIAL_BITS, MsbOption::MAYBE_ZERO, false)?;
    Ok(serial.to_asn1_integer()?)
}

fn extension(oid: &str, critical: bool, der: &[u8]) -> Result<X509Extension, Invalid> {
    let object = Asn1Object::from_str(oid)
        .map_err(|_| Invalid::argument("extension", format!("{} is no identifier", super::clean(oid))))?;
    Ok(X509Extension::new_from_der(&object, critical, &*Asn1OctetString::new_from_bytes(der)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::KeyKind;

    fn params() -> SelfSignedParams {
        SelfSignedParams {
            identifiers: vec![Identifier::dns("a.example").unwrap(), Identifier::ip("10.0.0.1").unwrap()],
            common_name: Some("a.example".to_owned()),
            not_before: 1_700_000_000,
            not_after: 1_800_000_000,
            ..SelfSignedParams::default()
        }
    }

    #[test]
    fn it_verifies_with_its_own_key_of_every_kind() {
        for kind in [KeyKind::EcP256, KeyKind::EcP384, KeyKind::Rsa(2048), KeyKind::Ed25519] {
            let key = Key::generate(kind).unwrap();
            let made = params().build(&key).unwrap();
            let read = X509::from_der(made.der()).unwrap();
            assert!(read.verify(key.pkey()).unwrap(), "{kind:?}");
            assert_eq!(X509::from_pem(made.pem().as_bytes()).unwrap().to_der().unwrap(), made.der());
            let names = read.subject_alt_names().unwrap();
            assert_eq!((names.len(), names[0].dnsname()), (2, Some("a.example")));
        }
    }

    #[test]
    fn what_no_certificate_can_say_is_refused_by_name() {
        let key = Key::generate(KeyKind::EcP256).unwrap();
        let refused = |change: fn(&mut SelfSignedParams)| {
            let mut params = params();
            change(&mut params);
            params.build(&key).unwrap_err().to_string()
        };
        assert!(refused(|params| params.identifiers.clear()).starts_with("identifiers: "));
        assert!(refused(|params| params.not_after = 0).starts_with("not_after: "));
        assert!(refused(|params| params.common_name = Some("a".repeat(65))).starts_with("common_name: "));
        let odd = CertificateExtension { oid: "no.oid".into(), critical: false, der: vec![5, 0] };
        let mut params = params();
        params.extensions.push(odd);
        assert!(params.build(&key).unwrap_err().to_string().starts_with("extension: "));
    }
}
