//! tls-alpn-01 (RFC 8737; for IP addresses RFC 8738).

use std::time::SystemTime;

use acme_client::protocol::Key;
use magnus::{Error, RHash, RString, Ruby};

use crate::answer;
use crate::challenge;

/// `Native.tls_alpn01_certificate(challenge, type, value, thumbprint, key)`: the certificate to show, for a key in PEM.
pub fn certificate(
    ruby: &Ruby,
    challenge: String,
    kind: String,
    value: String,
    thumbprint: String,
    key: RString,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let challenge = challenge::read(&challenge, &kind, &value)?;
        let key = Key::from_pem(&key.to_bytes(), None)?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX / 2);
        let made = challenge.tls_alpn01_certificate(&thumbprint, &key, now)?;
        let answer = ruby.hash_new();
        answer.aset("pem", made.pem())?;
        answer.aset("der", ruby.str_from_slice(made.der()))?;
        Ok(answer)
    })
}

/// `Native.tls_alpn01_name(challenge, type, value)`: the server name under which the authority asks for it.
pub fn name(ruby: &Ruby, challenge: String, kind: String, value: String) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let answer = ruby.hash_new();
        answer.aset("name", challenge::read(&challenge, &kind, &value)?.tls_alpn01_name())?;
        Ok(answer)
    })
}
