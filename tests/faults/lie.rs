//! Certificates that the authority never issued.

use openssl::x509::X509;

use crate::support::x509::{Identity, Name, Template, new_key, pem};

/// A name that nobody asked for.
pub const OTHER_NAME: &str = "other.example";

/// A chain for the same names and another key.
pub fn chain_for_other_key(chain: &[u8]) -> Vec<u8> {
    let Some(leaf) = leaf_of(chain) else { return Vec::new() };
    let names = leaf.subject_alt_names().into_iter().flatten();
    let names = names.filter_map(|name| name.dnsname().map(Name::dns)).collect();
    chain_of(|issuer| Template::leaf(names).sign(&new_key(), issuer))
}

/// A chain for the same key and another name.
pub fn chain_for_other_name(chain: &[u8]) -> Vec<u8> {
    let Some(key) = leaf_of(chain).and_then(|leaf| leaf.public_key().ok()) else { return Vec::new() };
    chain_of(|issuer| Template::leaf(vec![Name::dns(OTHER_NAME)]).sign(&key, issuer))
}

fn leaf_of(chain: &[u8]) -> Option<X509> {
    X509::from_pem(chain).ok()
}

fn chain_of(leaf: impl FnOnce(&Identity) -> X509) -> Vec<u8> {
    let issuer = Identity::root("Nobody's Authority");
    (pem(&leaf(&issuer)) + &issuer.certificate_pem()).into_bytes()
}
