//! Issues real certificates.

use openssl::nid::Nid;
use openssl::pkey::{PKey, Public};
use openssl::x509::{X509, X509Req};

use super::behaviour::BadChain;
use crate::support::encoding::base64url;
use crate::support::x509::{Identity, Name, Template, new_key, pem};

/// Two roots and one intermediate that both have signed.
pub struct Issuer {
    roots: [Identity; 2],
    intermediates: [Identity; 2],
}

/// How many chains each certificate comes with.
pub const CHAINS: usize = 2;

impl Issuer {
    /// A new issuer that nobody trusts yet.
    pub fn new() -> Self {
        let roots = [Identity::root("Scripted Root X1"), Identity::root("Scripted Root X2")];
        let first = Identity::intermediate("Scripted Intermediate E1", &roots[0]);
        let second = first.cross_signed("Scripted Intermediate E1", &roots[1]);
        Self { roots, intermediates: [first, second] }
    }

    /// A root as PEM text; the second one is behind the alternate chain.
    pub fn root_pem(&self, index: usize) -> String {
        self.roots[index].certificate_pem()
    }

    /// The intermediate as DER.
    pub fn intermediate_der(&self) -> Vec<u8> {
        self.intermediates[0].certificate.to_der().unwrap()
    }

    /// A certificate for a key.
    pub fn issue(&self, key: &PKey<Public>, template: &Template) -> X509 {
        template.sign(key, &self.intermediates[0])
    }

    /// One of the chains of a certificate, as PEM text.
    pub fn chain(&self, leaf: &X509, index: usize) -> Option<String> {
        Some(pem(leaf) + &self.intermediates.get(index)?.certificate_pem())
    }

    /// A chain with something wrong in it.
    pub fn bad_chain(&self, leaf: &X509, names: &[Name], bad: BadChain) -> String {
        let good = self.chain(leaf, 0).unwrap_or_default();
        let (leaf_pem, intermediate) = good.split_at(pem(leaf).len());
        let other_key = || Template::leaf(names.to_vec()).sign(&new_key(), &self.intermediates[0]);
        let other_names = || {
            let template = Template::leaf(vec![Name::dns("other.example")]);
            self.issue(&leaf.public_key().unwrap(), &template)
        };
        match bad {
            BadChain::OtherKey => pem(&other_key()) + intermediate,
            BadChain::OtherNames => pem(&other_names()) + intermediate,
            BadChain::CutInBlock => leaf_pem.to_owned() + &intermediate[..intermediate.len() / 2],
            BadChain::CutAfterLeaf => leaf_pem.to_owned(),
            BadChain::Garbage => format!("{leaf_pem}<b>maintenance</b>\n{intermediate}"),
            BadChain::PrivateKey => leaf_pem.to_owned() + &new_key_pem() + intermediate,
            BadChain::NoCertificate => {
                format!("{leaf_pem}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
            }
            BadChain::Empty => String::new(),
        }
    }
}

fn new_key_pem() -> String {
    String::from_utf8(new_key().private_key_to_pem_pkcs8().unwrap()).unwrap()
}

/// The key and the names of a CSR.
///
/// # Errors
/// What is wrong with it.
pub fn read_csr(der: &[u8]) -> Result<(PKey<Public>, Vec<Name>), String> {
    let csr = X509Req::from_der(der).map_err(|_| "the CSR cannot be read")?;
    let key = csr.public_key().map_err(|_| "the CSR's key cannot be read")?;
    if csr.to_der().ok().as_deref() != Some(der) {
        return Err("the CSR has trailing bytes".into());
    }
    if !csr.verify(&key).unwrap_or(false) {
        return Err("the CSR's signature does not verify".into());
    }
    let mut names = alternative_names(&csr)?;
    for entry in csr.subject_name().entries_by_nid(Nid::COMMONNAME) {
        let common_name = entry.data().to_string().map_err(|_| "the CSR's common name is no text")?;
        names.push(Name::Dns(common_name.to_lowercase()));
    }
    names.sort();
    names.dedup();
    Ok((key, names))
}

/// The names in a CSR's extension, read by way of a certificate that carries it.
fn alternative_names(csr: &X509Req) -> Result<Vec<Name>, String> {
    let mut carrier = X509::builder().unwrap();
    if let Ok(extensions) = csr.extensions() {
        for extension in &extensions {
            carrier.append_extension2(extension).map_err(|error| error.to_string())?;
        }
    }
    certificate_names(&carrier.build())
}

/// The names that a certificate is for.
///
/// # Errors
/// When there is a name of another kind.
pub fn certificate_names(certificate: &X509) -> Result<Vec<Name>, String> {
    let names = certificate.subject_alt_names().into_iter().flatten();
    names
        .map(|name| match (name.dnsname(), name.ipaddress()) {
            (Some(name), _) => Ok(Name::Dns(name.to_lowercase())),
            (None, Some(address)) => {
                address_text(address).map(Name::Ip).ok_or_else(|| "a broken address".to_owned())
            }
            (None, None) => Err("a name that is neither DNS nor IP".to_owned()),
        })
        .collect()
}

fn address_text(bytes: &[u8]) -> Option<String> {
    let v4 = <[u8; 4]>::try_from(bytes).map(std::net::IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(std::net::IpAddr::from))
        .ok()
        .map(|address| address.to_string())
}

/// The identifier of a certificate in renewal information (RFC 9773 section 4.1).
pub fn renewal_id(leaf: &X509) -> String {
    let key_id = leaf.authority_key_id().map(|id| id.as_slice().to_vec()).unwrap_or_default();
    let mut serial = leaf.serial_number().to_bn().unwrap().to_vec();
    if serial.first().is_none_or(|first| first & 0x80 != 0) {
        serial.insert(0, 0);
    }
    format!("{}.{}", base64url(key_id), base64url(serial))
}
