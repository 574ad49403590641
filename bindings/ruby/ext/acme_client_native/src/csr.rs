//! Certificate signing requests (RFC 2986).

use acme_client::protocol::{CsrParams, Identifier, Key};
use magnus::{Error, RHash, RString, Ruby};

use crate::answer;

/// `Native.csr(identifiers, common_name, subject, key)`: a request in DER that the key, in PEM, signs.
pub fn csr(
    ruby: &Ruby,
    identifiers: Vec<(String, String)>,
    common_name: Option<String>,
    subject: Vec<(String, String)>,
    key: RString,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let identifiers = identifiers.iter().map(|(kind, value)| Identifier::of_type(kind, value));
        let identifiers = identifiers.collect::<Result<_, _>>()?;
        let params = CsrParams { identifiers, common_name, subject, ..CsrParams::default() };
        let made = params.build(&Key::from_pem(&key.to_bytes(), None)?)?;
        let answer = ruby.hash_new();
        answer.aset("der", ruby.str_from_slice(made.der()))?;
        Ok(answer)
    })
}
