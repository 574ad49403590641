//! The least of an ACME client: signs and sends what it is told, right or wrong. For the tests of the servers.

use openssl::ecdsa::EcdsaSig;
use openssl::pkey::{PKey, Private};
use openssl::sha::sha256;
use serde_json::{Map, Value, json};

use super::encoding::base64url;
use super::http::{Client, Response};
use super::x509::new_key;

/// A client of one directory, with a P-256 key.
pub struct WireClient {
    pub http: Client,
    pub directory: Value,
    pub key: PKey<Private>,
    pub kid: Option<String>,
}

impl WireClient {
    /// A client without an account.
    pub fn new(http: Client, directory_url: &str) -> Self {
        let directory = http.get(directory_url).expect("a directory");
        Self { http, directory: parse(&directory), key: new_key(), kid: None }
    }

    /// The URL of a resource of the directory.
    pub fn url(&self, resource: &str) -> String {
        self.directory[resource].as_str().unwrap_or_else(|| panic!("no {resource}")).to_owned()
    }

    /// A fresh nonce.
    pub fn nonce(&self) -> String {
        let response = self.http.send("HEAD", &self.url("newNonce"), &[], &[]).expect("a nonce");
        response.header("replay-nonce").expect("a nonce").to_owned()
    }

    /// Registers the key.
    pub fn register(&mut self) {
        let response = self.post(&self.url("newAccount"), &json!({"termsOfServiceAgreed": true}));
        self.kid = Some(response.header("location").expect("an account").to_owned());
    }

    /// What proves the possession of the key to a challenge with that token.
    pub fn key_authorization(&self, token: &str) -> String {
        format!("{token}.{}", base64url(sha256(jwk(&self.key).to_string().as_bytes())))
    }

    /// Signs a payload with a fresh nonce and sends it; `null` for POST-as-GET.
    pub fn post(&self, url: &str, payload: &Value) -> Response {
        self.try_post(url, payload).expect("a response")
    }

    /// The same when the connection may break.
    ///
    /// # Errors
    /// When no whole response comes.
    pub fn try_post(&self, url: &str, payload: &Value) -> std::io::Result<Response> {
        let header = json!({"alg": "ES256", "nonce": self.nonce(), "url": url});
        self.send(url, &self.signed(header, payload))
    }

    /// The JSON of an answer to a signed request.
    pub fn post_for_json(&self, url: &str, payload: &Value) -> Value {
        parse(&self.post(url, payload))
    }

    /// Sends a body as it is.
    ///
    /// # Errors
    /// When no whole response comes.
    pub fn send(&self, url: &str, body: &Value) -> std::io::Result<Response> {
        self.http.send("POST", url, &[("Content-Type", "application/jose+json")], body.to_string().as_bytes())
    }

    /// A flattened JWS; kid, or jwk without an account, is added to the header.
    pub fn signed(&self, mut header: Value, payload: &Value) -> Value {
        match &self.kid {
            Some(kid) => header["kid"] = json!(kid),
            None => header["jwk"] = jwk(&self.key),
        }
        jws(&self.key, &header, payload)
    }
}

/// A flattened JWS with exactly that header.
pub fn jws(key: &PKey<Private>, header: &Value, payload: &Value) -> Value {
    let payload = if payload.is_null() { String::new() } else { payload.to_string() };
    let (protected, payload) = (base64url(header.to_string()), base64url(payload));
    let digest = sha256(format!("{protected}.{payload}").as_bytes());
    let signature = EcdsaSig::sign(&digest, &key.ec_key().unwrap()).unwrap();
    let half = |number: &openssl::bn::BigNumRef| number.to_vec_padded(32).unwrap();
    let signature = base64url([half(signature.r()), half(signature.s())].concat());
    json!({"protected": protected, "payload": payload, "signature": signature})
}

/// The public half of a P-256 key, its members in the order of a thumbprint.
pub fn jwk(key: &PKey<Private>) -> Value {
    let key = key.ec_key().unwrap();
    let mut context = openssl::bn::BigNumContext::new().unwrap();
    let (mut x, mut y) = (openssl::bn::BigNum::new().unwrap(), openssl::bn::BigNum::new().unwrap());
    key.public_key().affine_coordinates(key.group(), &mut x, &mut y, &mut context).unwrap();
    let text = |number: &openssl::bn::BigNumRef| base64url(number.to_vec_padded(32).unwrap());
    json!({"crv": "P-256", "kty": "EC", "x": text(&x), "y": text(&y)})
}

/// The JSON of a response; an empty object when there is none.
pub fn parse(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or(Value::Object(Map::new()))
}
