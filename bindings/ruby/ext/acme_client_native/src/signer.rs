//! A Ruby object as the account's key: it answers `jws(header:, payload:)`, `to_json` and `thumbprint`.

use acme_client::Result;
use acme_client::client::Signer;
use acme_client::protocol::JwsHeader;
use magnus::prelude::*;
use magnus::{RHash, RModule, Ruby, Value, kwargs};

use crate::client;
use crate::gvl::on_caller;

/// Stands for one of the client's signers.
pub struct RubySigner {
    pub number: isize,
}

impl Signer for RubySigner {
    fn jws(&self, header: &JwsHeader<'_>, payload: &[u8]) -> Result<String> {
        let number = self.number;
        let header = Header::new(header);
        let payload = payload.to_vec();
        on_caller(move |ruby, this| {
            let arguments = kwargs!("header" => header.to_hash(ruby)?, "payload" => parse(ruby, &payload)?);
            client::signer(this, number)?.funcall("jws", (arguments,))
        })
    }

    fn jwk(&self) -> Result<String> {
        let number = self.number;
        on_caller(move |_, this| client::signer(this, number)?.funcall("to_json", ()))
    }

    fn thumbprint(&self) -> Result<String> {
        let number = self.number;
        on_caller(move |_, this| client::signer(this, number)?.funcall("thumbprint", ()))
    }

    fn bound_to_caller(&self) -> bool {
        true
    }
}

struct Header {
    url: String,
    nonce: Option<String>,
    kid: Option<String>,
}

impl Header {
    fn new(header: &JwsHeader<'_>) -> Self {
        Self {
            url: header.url.to_owned(),
            nonce: header.nonce.map(str::to_owned),
            kid: header.kid.map(str::to_owned),
        }
    }

    /// Its members in the order in which they are signed; those that are missing are left out.
    fn to_hash(&self, ruby: &Ruby) -> std::result::Result<RHash, magnus::Error> {
        let hash = ruby.hash_new();
        if let Some(nonce) = &self.nonce {
            hash.aset(ruby.to_symbol("nonce"), nonce.as_str())?;
        }
        hash.aset(ruby.to_symbol("url"), self.url.as_str())?;
        if let Some(kid) = &self.kid {
            hash.aset(ruby.to_symbol("kid"), kid.as_str())?;
        }
        Ok(hash)
    }
}

/// The payload as the object will make JSON of it: nil stands for the empty payload of a POST-as-GET.
fn parse(ruby: &Ruby, payload: &[u8]) -> std::result::Result<Value, magnus::Error> {
    if payload.is_empty() {
        return Ok(ruby.qnil().as_value());
    }
    let json: RModule = ruby.class_object().const_get("JSON")?;
    json.funcall("parse", (String::from_utf8_lossy(payload).as_ref(),))
}
