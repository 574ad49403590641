//! tls-alpn-01: the certificate that a TLS server shows to who asks for the protocol `acme-tls/1` (RFC 8737; for IP
//! addresses RFC 8738, section 6).

use std::net::IpAddr;

use openssl::sha::sha256;

use super::self_signed::{CertificateExtension, SelfSigned, SelfSignedParams};
use super::{Challenge, Identifier, Invalid, Key, clean, der};

/// The extension `acmeIdentifier` (RFC 8737, section 6.1).
const ACME_IDENTIFIER: &str = "1.3.6.1.5.5.7.1.31";
/// How long the certificate is valid before and after now, in seconds: clocks differ.
const DAY: i64 = 86_400;
const LIFETIME: i64 = 7 * DAY;

impl Challenge {
    /// The certificate to show, for a key of its own (RFC 8737, section 3). `now` is in Unix seconds.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when the challenge is not tls-alpn-01 or its identifier is not known.
    pub fn tls_alpn01_certificate(
        &self,
        thumbprint: &str,
        key: &Key,
        now: i64,
    ) -> Result<SelfSigned, Invalid> {
        if self.kind != "tls-alpn-01" {
            return Err(Invalid::argument("challenge", format!("is {}, not tls-alpn-01", clean(&self.kind))));
        }
        let identifier = self.identifier.clone();
        let identifier =
            identifier.ok_or_else(|| Invalid::argument("challenge", "its identifier is not known"))?;
        let mut proof = Vec::new();
        der::write(&mut proof, der::OCTET_STRING, &sha256(self.key_authorization(thumbprint)?.as_bytes()));
        let acme = CertificateExtension { oid: ACME_IDENTIFIER.to_owned(), critical: true, der: proof };
        let params = SelfSignedParams {
            identifiers: vec![Identifier::of_type(&identifier.kind, &identifier.value)?],
            not_before: now - DAY,
            not_after: now + LIFETIME,
            extensions: vec![acme],
            ..SelfSignedParams::default()
        };
        params.build(key)
    }

    /// The server name under which the authority asks for it: the DNS name, or an IP address's name for reverse look-up
    /// (RFC 8738, section 6).
    #[must_use]
    pub fn tls_alpn01_name(&self) -> Option<String> {
        let identifier = self.identifier.as_ref()?;
        match identifier.ip_address() {
            Some(address) => Some(reverse_name(address)),
            None if identifier.kind == "dns" => Some(identifier.value.clone()),
            None => None,
        }
    }
}

/// The name of an address below `in-addr.arpa` or `ip6.arpa`.
fn reverse_name(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(address) => {
            let nibbles = address.octets().into_iter().rev().flat_map(|byte| [byte & 15, byte >> 4]);
            nibbles.map(|nibble| format!("{nibble:x}.")).collect::<String>() + "ip6.arpa"
        }
    }
}

#[cfg(test)]
mod tests {
    use openssl::x509::X509;

    use super::*;
    use crate::protocol::KeyKind;

    const THUMBPRINT: &str = "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";

    fn challenge(kind: &str, identifier: &Identifier) -> Challenge {
        let text = format!(r#"{{"type": "{kind}", "url": "https://ca.example/", "token": "LoqXcYV8q5ON"}}"#);
        Challenge::parse(&text, Some(identifier)).unwrap()
    }

    /// The contents of the element that follows these bytes.
    fn after<'a>(der: &'a [u8], mark: &[u8]) -> &'a [u8] {
        let at = der.windows(mark.len()).position(|window| window == mark).unwrap();
        &der[at + mark.len()..]
    }

    #[test]
    fn the_certificate_names_the_identifier_and_proves_the_key_authorization() {
        let oid = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x1f];
        let hash = sha256(format!("LoqXcYV8q5ON.{THUMBPRINT}").as_bytes());
        for name in ["example.com", "10.0.0.1", "2001:db8::1"] {
            let challenge = challenge("tls-alpn-01", &Identifier::parse(name).unwrap());
            let key = Key::generate(KeyKind::EcP256).unwrap();
            let made = challenge.tls_alpn01_certificate(THUMBPRINT, &key, 1_800_000_000).unwrap();
            let rest = after(made.der(), &oid);
            assert_eq!(&rest[..3], [0x01, 0x01, 0xff], "critical");
            assert_eq!(&rest[3..7], [0x04, 34, 0x04, 32]);
            assert_eq!(&rest[7..39], hash);
            let names = X509::from_der(made.der()).unwrap().subject_alt_names().unwrap();
            assert_eq!(names.len(), 1);
            assert_eq!(names[0].dnsname().is_some(), name == "example.com");
        }
    }

    #[test]
    fn addresses_are_asked_for_by_their_reverse_name() {
        let name =
            |text| challenge("tls-alpn-01", &Identifier::parse(text).unwrap()).tls_alpn01_name().unwrap();
        assert_eq!(name("example.com"), "example.com");
        assert_eq!(name("192.0.2.1"), "1.2.0.192.in-addr.arpa");
        let expected = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
        assert_eq!(name("2001:db8::1"), expected);
    }

    #[test]
    fn another_challenge_is_refused() {
        let key = Key::generate(KeyKind::EcP256).unwrap();
        let other = challenge("http-01", &Identifier::dns("example.com").unwrap());
        let error = other.tls_alpn01_certificate(THUMBPRINT, &key, 0).unwrap_err();
        assert!(error.to_string().contains("is http-01, not tls-alpn-01"));
    }
}
