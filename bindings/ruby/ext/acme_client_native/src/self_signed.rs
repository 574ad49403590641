//! Certificates that sign themselves.

use acme_client::protocol::{Key, SelfSignedParams};
use magnus::{Error, RHash, RString, Ruby};

use crate::answer;
use crate::identifier;

/// `Native.self_signed(identifiers, not_before, not_after, serial, key)`: a certificate in DER, of a key in PEM.
pub fn certificate(
    ruby: &Ruby,
    identifiers: Vec<(String, String)>,
    not_before: i64,
    not_after: i64,
    serial: u32,
    key: RString,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let params = SelfSignedParams {
            identifiers: identifier::list(&identifiers)?,
            not_before,
            not_after,
            serial: Some(serial),
            ..SelfSignedParams::default()
        };
        let made = params.build(&Key::from_pem(&key.to_bytes(), None)?)?;
        let answer = ruby.hash_new();
        answer.aset("der", ruby.str_from_slice(made.der()))?;
        Ok(answer)
    })
}
