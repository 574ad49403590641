//! Certificate signing requests (RFC 2986).

use acme_client::protocol::{Csr, CsrParams, Identifier, Key};
use magnus::{Error, RHash, RString, Ruby};

use crate::answer;
use crate::identifier;

/// `Native.csr(identifiers, common_name, subject, key)`: a request in DER that the key, in PEM, signs.
pub fn csr(
    ruby: &Ruby,
    identifiers: Vec<(String, String)>,
    common_name: Option<String>,
    subject: Vec<(String, String)>,
    key: RString,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let identifiers = identifier::list(&identifiers)?;
        let params = CsrParams { identifiers, common_name, subject, ..CsrParams::default() };
        let made = params.build(&Key::from_pem(&key.to_bytes(), None)?)?;
        let answer = ruby.hash_new();
        answer.aset("der", ruby.str_from_slice(made.der()))?;
        Ok(answer)
    })
}

/// `Native.check_csr(csr, identifiers)`: fails when the request, in DER, names others than these, which are the server's.
pub fn check(ruby: &Ruby, csr: RString, identifiers: Vec<(String, String)>) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let identifiers: Vec<_> =
            identifiers.into_iter().map(|(kind, value)| Identifier { kind, value }).collect();
        Csr::from_der(&csr.to_bytes())?.check_names(&identifiers)?;
        Ok(ruby.hash_new())
    })
}
