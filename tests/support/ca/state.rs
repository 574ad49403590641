//! What a world of the scripted CA remembers.

use std::collections::{BTreeMap, HashSet};

use openssl::pkey::{PKey, Public};
use openssl::x509::X509;
use serde_json::{Value, json};

use super::behaviour::Endpoint;
use super::jwk::Jwk;
use super::problem::Problem;
use crate::support::encoding::{random_text, rfc3339};
use crate::support::x509::Name;

/// Everything that a world remembers.
#[derive(Default)]
pub struct State {
    pub requests: BTreeMap<Endpoint, usize>,
    pub nonces: Nonces,
    pub accounts: Vec<Account>,
    pub orders: Vec<Order>,
    pub authorizations: Vec<Authorization>,
    pub certificates: Vec<Certificate>,
    pub orders_finalized: usize,
}

/// The nonces that are out, and those that came back.
#[derive(Default)]
pub struct Nonces {
    issued: HashSet<String>,
    used: HashSet<String>,
    /// Nonces that were handed out to be refused.
    decoys: HashSet<String>,
}

/// What a nonce turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum NonceUse {
    Good,
    Decoy,
    Unknown,
    Again,
}

impl Nonces {
    /// A new nonce.
    pub fn issue(&mut self) -> String {
        let nonce = random_text();
        self.issued.insert(nonce.clone());
        nonce
    }

    /// Remembers a nonce that will be refused, but is no fault of the client's.
    pub fn add_decoy(&mut self, nonce: &str) {
        self.decoys.insert(nonce.to_owned());
    }

    /// Takes a nonce back.
    pub fn take(&mut self, nonce: &str) -> NonceUse {
        if !self.used.insert(nonce.to_owned()) {
            NonceUse::Again
        } else if self.issued.remove(nonce) {
            NonceUse::Good
        } else if self.decoys.contains(nonce) {
            NonceUse::Decoy
        } else {
            NonceUse::Unknown
        }
    }
}

/// An account.
pub struct Account {
    pub jwk: Jwk,
    pub contact: Value,
    pub terms_agreed: bool,
    pub is_deactivated: bool,
    pub external_binding: Option<Value>,
}

/// An identifier of an order or an authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    pub kind: String,
    pub value: String,
}

impl Identifier {
    /// As JSON.
    pub fn to_json(&self) -> Value {
        json!({"type": self.kind, "value": self.value})
    }

    /// As a name in a certificate.
    pub fn to_name(&self) -> Name {
        if self.kind == "ip" { Name::ip(&self.value) } else { Name::dns(&self.value) }
    }
}

/// An order.
pub struct Order {
    pub account: usize,
    pub identifiers: Vec<Identifier>,
    pub authorizations: Vec<usize>,
    pub status: &'static str,
    pub error: Option<Problem>,
    pub expires: i64,
    pub not_before: Option<i64>,
    pub not_after: Option<i64>,
    pub profile: Option<String>,
    pub replaces: Option<String>,
    /// What the certificate's renewal was asked to be (RFC 8739).
    pub auto_renewal: Option<Value>,
    pub looks_left: u32,
    /// The CSR's key, once finalized.
    pub key: Option<PKey<Public>>,
    pub certificate: Option<usize>,
}

impl Order {
    /// The names for the certificate, sorted.
    pub fn names(&self) -> Vec<Name> {
        let mut names: Vec<_> = self.identifiers.iter().map(Identifier::to_name).collect();
        names.sort();
        names
    }
}

/// An authorization.
pub struct Authorization {
    pub account: usize,
    pub identifier: Identifier,
    pub is_wildcard: bool,
    /// Whether it counts for the names below (RFC 9444).
    pub subdomains: bool,
    pub status: &'static str,
    pub expires: i64,
    pub challenges: Vec<Challenge>,
    /// The challenge under validation and the looks that it still takes.
    pub validating: Option<(usize, u32)>,
}

/// A challenge.
pub struct Challenge {
    pub kind: &'static str,
    pub token: Option<String>,
    /// The names of the authority, in dns-persist-01.
    pub issuers: Option<Value>,
    /// The nonce of onion-csr-01.
    pub nonce: Option<&'static str>,
    pub status: &'static str,
    pub error: Option<Problem>,
    pub validated: Option<i64>,
}

impl Challenge {
    /// A pending challenge.
    pub fn new(kind: &'static str, token: Option<String>) -> Self {
        Self { kind, token, issuers: None, nonce: None, status: "pending", error: None, validated: None }
    }

    /// As JSON, with its URL.
    pub fn to_json(&self, url: &str) -> Value {
        let mut challenge = json!({"type": self.kind, "url": url, "status": self.status});
        if let Some(token) = &self.token {
            challenge["token"] = json!(token);
        }
        if let Some(nonce) = self.nonce {
            challenge["nonce"] = json!(nonce);
        }
        if let Some(issuers) = &self.issuers {
            challenge["issuerDomainNames"] = issuers.clone();
        }
        if let Some(error) = &self.error {
            challenge["error"] = error.document.clone();
        }
        if let Some(validated) = self.validated {
            challenge["validated"] = json!(rfc3339(validated));
        }
        challenge
    }
}

/// An issued certificate.
pub struct Certificate {
    pub account: usize,
    pub order: usize,
    pub leaf: X509,
    pub not_before: i64,
    pub not_after: i64,
    pub is_revoked: bool,
    pub is_replaced: bool,
}
