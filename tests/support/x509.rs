//! Makes keys and certificates.

use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::{BigNum, MsbOption};
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{HasPublic, PKey, PKeyRef, Private};
use openssl::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName,
    SubjectKeyIdentifier,
};
use openssl::x509::{X509, X509Builder, X509Name, X509NameRef, X509Ref};

use super::encoding::now;

/// A new P-256 key.
pub fn new_key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

/// A certificate with its key.
#[derive(Debug, Clone)]
pub struct Identity {
    pub certificate: X509,
    pub key: PKey<Private>,
}

impl Identity {
    /// A self-signed authority.
    pub fn root(common_name: &str) -> Self {
        let key = new_key();
        let certificate = Template::authority(common_name).self_sign(&key);
        Self { certificate, key }
    }

    /// An authority under another one.
    pub fn intermediate(common_name: &str, issuer: &Self) -> Self {
        let key = new_key();
        let certificate = Template::authority(common_name).sign(&key, issuer);
        Self { certificate, key }
    }

    /// The same key and name with a certificate of another issuer.
    pub fn cross_signed(&self, common_name: &str, issuer: &Self) -> Self {
        let certificate = Template::authority(common_name).sign(&self.key, issuer);
        Self { certificate, key: self.key.clone() }
    }

    /// The certificate as PEM text.
    pub fn certificate_pem(&self) -> String {
        pem(&self.certificate)
    }

    /// The key as PKCS#8 PEM text.
    pub fn key_pem(&self) -> String {
        String::from_utf8(self.key.private_key_to_pem_pkcs8().unwrap()).unwrap()
    }
}

/// A certificate as PEM text.
pub fn pem(certificate: &X509) -> String {
    String::from_utf8(certificate.to_pem().unwrap()).unwrap()
}

/// A name that a certificate is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    Dns(String),
    Ip(String),
}

impl Name {
    /// A DNS name.
    pub fn dns(name: &str) -> Self {
        Self::Dns(name.to_owned())
    }

    /// An IP address.
    pub fn ip(address: &str) -> Self {
        Self::Ip(address.to_owned())
    }
}

/// What a certificate will say.
#[derive(Debug, Clone)]
pub struct Template {
    /// The subject's common name; none for an empty subject.
    pub common_name: Option<String>,
    /// The names of an end-entity certificate; an authority has none.
    pub names: Vec<Name>,
    /// Seconds since 1970.
    pub not_before: i64,
    /// Seconds since 1970.
    pub not_after: i64,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

impl Template {
    /// An authority, for ten years.
    pub fn authority(common_name: &str) -> Self {
        let common_name = Some(common_name.to_owned());
        Self { common_name, names: Vec::new(), not_before: now() - HOUR, not_after: now() + 3650 * DAY }
    }

    /// An end-entity certificate for 90 days.
    pub fn leaf(names: Vec<Name>) -> Self {
        Self { common_name: None, names, not_before: now() - HOUR, not_after: now() + 90 * DAY - HOUR }
    }

    /// A certificate for `key`, signed by `issuer`.
    pub fn sign<T: HasPublic>(&self, key: &PKeyRef<T>, issuer: &Identity) -> X509 {
        let subject = subject_name(self.common_name.as_deref());
        let mut builder = self.unsigned(key, &subject, issuer.certificate.subject_name());
        self.add_extensions(&mut builder, Some(&issuer.certificate));
        builder.sign(&issuer.key, MessageDigest::sha256()).unwrap();
        builder.build()
    }

    /// A certificate for `key`, signed by itself.
    pub fn self_sign(&self, key: &PKeyRef<Private>) -> X509 {
        let subject = subject_name(self.common_name.as_deref());
        let mut builder = self.unsigned(key, &subject, &subject);
        self.add_extensions(&mut builder, None);
        builder.sign(key, MessageDigest::sha256()).unwrap();
        builder.build()
    }

    fn unsigned<T: HasPublic>(
        &self,
        key: &PKeyRef<T>,
        subject: &X509NameRef,
        issuer: &X509NameRef,
    ) -> X509Builder {
        let mut builder = X509::builder().unwrap();
        builder.set_version(2).unwrap();
        builder.set_serial_number(&random_serial()).unwrap();
        builder.set_subject_name(subject).unwrap();
        builder.set_issuer_name(issuer).unwrap();
        builder.set_not_before(&Asn1Time::from_unix(self.not_before).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::from_unix(self.not_after).unwrap()).unwrap();
        builder.set_pubkey(key).unwrap();
        builder
    }

    fn add_extensions(&self, builder: &mut X509Builder, issuer: Option<&X509Ref>) {
        let subject_key = SubjectKeyIdentifier::new().build(&builder.x509v3_context(issuer, None)).unwrap();
        builder.append_extension(subject_key).unwrap();
        if issuer.is_some() {
            let context = builder.x509v3_context(issuer, None);
            let authority_key = AuthorityKeyIdentifier::new().keyid(true).build(&context).unwrap();
            builder.append_extension(authority_key).unwrap();
        }
        if self.names.is_empty() {
            builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
            let usage = KeyUsage::new().critical().key_cert_sign().crl_sign().build().unwrap();
            builder.append_extension(usage).unwrap();
        } else {
            self.add_leaf_extensions(builder);
        }
    }

    fn add_leaf_extensions(&self, builder: &mut X509Builder) {
        builder.append_extension(BasicConstraints::new().critical().build().unwrap()).unwrap();
        builder.append_extension(KeyUsage::new().critical().digital_signature().build().unwrap()).unwrap();
        builder.append_extension(ExtendedKeyUsage::new().server_auth().build().unwrap()).unwrap();
        let mut alternatives = SubjectAlternativeName::new();
        for name in &self.names {
            match name {
                Name::Dns(name) => alternatives.dns(name),
                Name::Ip(address) => alternatives.ip(address),
            };
        }
        if self.common_name.is_none() {
            alternatives.critical();
        }
        let alternatives = alternatives.build(&builder.x509v3_context(None, None)).unwrap();
        builder.append_extension(alternatives).unwrap();
    }
}

fn subject_name(common_name: Option<&str>) -> X509Name {
    let mut name = X509Name::builder().unwrap();
    if let Some(common_name) = common_name {
        name.append_entry_by_nid(Nid::COMMONNAME, common_name).unwrap();
    }
    name.build()
}

/// 128 random bits; the first is set every other time, so that the DER value begins with a zero byte.
fn random_serial() -> Asn1Integer {
    let mut serial = BigNum::new().unwrap();
    serial.rand(128, MsbOption::MAYBE_ZERO, false).unwrap();
    serial.to_asn1_integer().unwrap()
}
