//! Keys and their public halves.

use std::str;

use acme_client::protocol::{Jwk, Key};

pub fn key(input: &[u8]) {
    for key in [Key::from_der(input), Key::from_pem(input, None)].into_iter().flatten() {
        let again = Key::from_der(&key.to_der().expect("it was read")).expect("what was written is read");
        assert_eq!(again.jwk().thumbprint(), key.jwk().thumbprint());
    }
}

pub fn jwk(input: &[u8]) {
    let Some(Ok(jwk)) = str::from_utf8(input).ok().map(Jwk::parse) else { return };
    assert_eq!(Jwk::parse(jwk.to_json()).expect("it was read").thumbprint(), jwk.thumbprint());
    let _ = jwk.to_public_key();
}
