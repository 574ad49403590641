//! Certificate signing requests: what goes in, what is read back, and what OpenSSL makes of them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use acme_client::protocol::{Csr, CsrParams, Identifier, Invalid, Key, KeyKind};
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::stack::Stack;
use openssl::x509::extension::SubjectAlternativeName;
use openssl::x509::{X509Name, X509Req};

fn key() -> Key {
    Key::generate(KeyKind::EcP256).unwrap()
}

fn identifiers(texts: &[&str]) -> Vec<Identifier> {
    texts.iter().map(|text| Identifier::parse(text).unwrap()).collect()
}

fn params(texts: &[&str]) -> CsrParams {
    CsrParams { identifiers: identifiers(texts), ..CsrParams::default() }
}

fn values(csr: &Csr) -> Vec<String> {
    csr.identifiers().unwrap().into_iter().map(|identifier| identifier.value).collect()
}

/// OpenSSL's own rendering.
fn text(csr: &Csr) -> String {
    String::from_utf8(X509Req::from_der(csr.der()).unwrap().to_text().unwrap()).unwrap()
}

fn subject_of(csr: &Csr) -> Vec<(String, String)> {
    let request = X509Req::from_der(csr.der()).unwrap();
    let entry = |entry: &openssl::x509::X509NameEntryRef| {
        (entry.object().nid().short_name().unwrap().to_owned(), entry.data().to_string().unwrap())
    };
    request.subject_name().entries().map(entry).collect()
}

/// The parameter that is refused, and why.
fn refused(result: Result<Csr, Invalid>) -> (String, String) {
    match result {
        Err(Invalid::Argument { name, reason }) => (name, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn names_and_addresses_stand_in_the_alternative_name_alone() {
    let names = ["example.com", "*.example.com", "10.0.0.1", "2001:db8::1"];
    let csr = Csr::for_identifiers(&identifiers(&names), &key()).unwrap();
    assert_eq!(values(&csr), names);
    let text = text(&csr);
    assert_eq!(subject_of(&csr), []);
    assert!(text.contains("X509v3 Subject Alternative Name: critical"), "{text}");
    assert!(text.contains(
        "DNS:example.com, DNS:*.example.com, IP Address:10.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1"
    ));
    assert!(text.contains("Version: 1 (0x0)"));
}

#[test]
fn every_kind_of_key_signs_with_its_hash() {
    for (kind, algorithm) in [
        (KeyKind::Rsa(2048), "sha256WithRSAEncryption"),
        (KeyKind::EcP256, "ecdsa-with-SHA256"),
        (KeyKind::EcP384, "ecdsa-with-SHA384"),
        (KeyKind::EcP521, "ecdsa-with-SHA512"),
        (KeyKind::Ed25519, "ED25519"),
    ] {
        let key = Key::generate(kind).unwrap();
        let csr = Csr::for_identifiers(&identifiers(&["example.com"]), &key).unwrap();
        assert!(text(&csr).contains(&format!("Signature Algorithm: {algorithm}")), "{kind:?}");
        assert!(csr.public_key().public_eq(&key.jwk().to_public_key().unwrap()));
        let read = Csr::from_der(csr.der()).unwrap();
        assert!(read.public_key().public_eq(csr.public_key()));
    }
}

#[test]
fn repetitions_are_dropped_and_the_order_kept() {
    let odd = |kind: &str, value: &str| Identifier { kind: kind.into(), value: value.into() };
    let mut names = identifiers(&["b.example", "a.example", "b.example", "10.0.0.1"]);
    names.extend([odd("dns", "A.EXAMPLE."), odd("ip", "::ffff:10.0.0.1"), odd("dns", "bücher.example")]);
    let csr = Csr::for_identifiers(&names, &key()).unwrap();
    assert_eq!(values(&csr), ["b.example", "a.example", "10.0.0.1", "xn--bcher-kva.example"]);
}

#[test]
fn a_common_name_only_when_asked_for() {
    let with_name =
        |name: &str| CsrParams { common_name: Some(name.into()), ..params(&["a.example", "b.example"]) };
    let csr = with_name("B.example").build(&key()).unwrap();
    assert_eq!(subject_of(&csr), [("CN".to_owned(), "b.example".to_owned())]);
    assert!(!text(&csr).contains("critical"));
    assert_eq!(values(&csr), ["a.example", "b.example"]);
    assert_eq!(
        values(&with_name("c.example").build(&key()).unwrap()),
        ["c.example", "a.example", "b.example"]
    );
    let alone = CsrParams { common_name: Some("c.example".into()), ..CsrParams::default() };
    assert_eq!(values(&alone.build(&key()).unwrap()), ["c.example"]);
}

#[test]
fn a_common_name_is_a_dns_name_of_at_most_64_characters() {
    let at = |length: usize| format!("{}.{}.example", "a".repeat(30), "b".repeat(length - 39));
    let with_name =
        |name: &str| CsrParams { common_name: Some(name.into()), ..params(&["a.example"]) }.build(&key());
    assert_eq!(at(64).len(), 64);
    assert!(with_name(&at(64)).is_ok());
    for (name, why) in
        [(at(65).as_str(), "64"), ("10.0.0.1", "IP address"), ("::1", "DNS"), ("", "empty"), ("a b", "DNS")]
    {
        let (parameter, reason) = refused(with_name(name));
        assert_eq!(parameter, "common_name");
        assert!(reason.contains(why), "{name}: {reason}");
    }
    assert!(Csr::for_identifiers(&identifiers(&[&at(65)]), &key()).is_ok());
}

#[test]
fn the_subject_takes_short_and_long_names() {
    let subject = [("O", "Exämple, Inc./x=y"), ("countryName", "DE"), ("2.5.4.11", "Unit")];
    let subject = subject.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let csr = CsrParams { subject, ..params(&["a.example"]) }.build(&key()).unwrap();
    let expected = [("O", "Exämple, Inc./x=y"), ("C", "DE"), ("OU", "Unit")];
    assert_eq!(subject_of(&csr), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(!text(&csr).contains("critical"));
}

#[test]
fn what_no_subject_can_hold_is_refused() {
    for (name, value, why) in [
        ("Nonsense", "x", "Nonsense is no name"),
        ("", "x", "empty"),
        ("O", "", "empty"),
        ("O\0", "x", "control"),
        ("O", "a\nb", "control"),
        ("C", "Germany", "C cannot have this value"),
        ("CN", "a.example", "common_name"),
        ("commonName", "a.example", "common_name"),
        ("2.5.4.3", "a.example", "common_name"),
    ] {
        let subject = vec![(name.to_owned(), value.to_owned())];
        let (parameter, reason) = refused(CsrParams { subject, ..params(&["a.example"]) }.build(&key()));
        assert_eq!(parameter, "subject");
        assert!(reason.contains(why), "{name}={value}: {reason}");
    }
}

#[test]
fn must_staple_is_a_wish() {
    let csr = CsrParams { must_staple: true, ..params(&["a.example"]) }.build(&key()).unwrap();
    assert!(text(&csr).contains("status_request"), "{}", text(&csr));
    assert!(!text(&params(&["a.example"]).build(&key()).unwrap()).contains("status_request"));
    assert_eq!(values(&csr), ["a.example"]);
}

#[test]
fn only_names_and_addresses_can_be_asked_for() {
    let odd = Identifier::of_type("email", "a@example.com").unwrap();
    assert_eq!(refused(Csr::for_identifiers(&[odd], &key())).0, "identifiers");
    assert_eq!(refused(Csr::for_identifiers(&[], &key())).0, "identifiers");
    for value in ["a.example,DNS:evil.example", "a.example\0", "@file", "dirName:x"] {
        let identifier = Identifier { kind: "dns".into(), value: value.into() };
        assert!(Csr::for_identifiers(&[identifier], &key()).is_err(), "{value}");
    }
    let identifier = Identifier { kind: "ip".into(), value: "a.example".into() };
    assert!(Csr::for_identifiers(&[identifier], &key()).is_err());
}

#[test]
fn a_hundred_long_names_come_back() {
    let label = "l".repeat(63);
    let names: Vec<_> = (0..100).map(|n| format!("{n}.{label}.{label}.{label}.example")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let csr = Csr::for_identifiers(&identifiers(&names), &key()).unwrap();
    assert_eq!(values(&Csr::from_der(csr.der()).unwrap()), names);
}

#[test]
fn pem_comes_back_and_text_before_it_is_passed_over() {
    let csr = Csr::for_identifiers(&identifiers(&["a.example"]), &key()).unwrap();
    let pem = csr.pem().unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"));
    let old = pem.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");
    for text in [pem.clone(), pem.replace('\n', "\r\n"), format!("{}{pem}\n\n", text(&csr)), old] {
        assert_eq!(Csr::from_pem(text.as_bytes()).unwrap().der(), csr.der());
    }
    for (text, why) in [
        (format!("{pem}x"), "goes on"),
        (format!("{pem}{pem}"), "goes on"),
        (pem[..pem.len() - 30].to_owned(), "no complete"),
        (String::new(), "no complete"),
        (pem.replace("CERTIFICATE REQUEST", "CERTIFICATE"), "no complete"),
        (pem.replace("-----\nMI", "-----\nM!"), "base64"),
    ] {
        let (parameter, reason) = refused(Csr::from_pem(text.as_bytes()));
        assert_eq!(parameter, "csr");
        assert!(reason.contains(why), "{reason}");
    }
}

#[test]
fn der_is_one_whole_request_with_a_signature_that_verifies() {
    let csr = Csr::for_identifiers(&identifiers(&["a.example"]), &key()).unwrap();
    let der = csr.der();
    let last = der.len() - 1;
    let mut forged = der.to_vec();
    let name = forged.windows(9).position(|window| window == b"a.example").unwrap();
    forged[name] = b'b';
    let longer = [der, &[0]].concat();
    for (bytes, why) in [
        (&longer[..], "is not one"),
        (&der[..last], "is not one"),
        (&[][..], "is not one"),
        (&[0x30, 0], "is not a certificate request"),
        (&forged, "does not verify"),
    ] {
        let (parameter, reason) = refused(Csr::from_der(bytes));
        assert_eq!(parameter, "csr");
        assert!(reason.contains(why), "{reason}");
    }
}

#[test]
fn a_request_made_elsewhere_needs_a_key_that_authorities_certify() {
    let weak = PKey::from_rsa(Rsa::generate(1024).unwrap()).unwrap();
    let curve = EcGroup::from_curve_name(Nid::SECP256K1).unwrap();
    let odd = PKey::from_ec_key(EcKey::generate(&curve).unwrap()).unwrap();
    for (key, reason) in [(weak, "has a key that is RSA with 1024 bits"), (odd, "has a key that is ")] {
        let mut request = X509Req::builder().unwrap();
        request.set_pubkey(&key).unwrap();
        request.sign(&key, MessageDigest::sha256()).unwrap();
        let (parameter, found) = refused(Csr::from_der(&request.build().to_der().unwrap()));
        assert_eq!(parameter, "csr");
        assert!(found.starts_with(reason), "{found}");
    }
}

#[test]
fn the_names_of_requests_made_elsewhere_are_read() {
    let key = openssl::pkey::PKey::private_key_from_der(&key().to_der().unwrap()).unwrap();
    let make = |common_name: &str, names: Option<&[&str]>| {
        let mut request = X509Req::builder().unwrap();
        let mut subject = X509Name::builder().unwrap();
        subject.append_entry_by_nid(Nid::ORGANIZATIONNAME, "Example").unwrap();
        subject.append_entry_by_nid(Nid::COMMONNAME, common_name).unwrap();
        request.set_subject_name(&subject.build()).unwrap();
        request.set_pubkey(&key).unwrap();
        if let Some(names) = names {
            let mut alternative = SubjectAlternativeName::new();
            names.iter().for_each(|name| _ = alternative.dns(name));
            alternative.ip("::ffff:10.0.0.1").email("a@example.com").uri("https://a.example/");
            let mut extensions = Stack::new().unwrap();
            extensions.push(alternative.build(&request.x509v3_context(None)).unwrap()).unwrap();
            request.add_extensions(&extensions).unwrap();
        }
        request.sign(&key, MessageDigest::sha256()).unwrap();
        Csr::from_der(&request.build().to_der().unwrap()).unwrap()
    };
    assert_eq!(values(&make("a.example", None)), ["a.example"]);
    assert_eq!(values(&make("My Server", None)), Vec::<String>::new());
    assert_eq!(values(&make("10.0.0.1", None)), Vec::<String>::new());
    assert_eq!(
        values(&make("A.example", Some(&["b.example", "a.EXAMPLE"]))),
        ["b.example", "a.example", "10.0.0.1"]
    );
    assert_eq!(values(&make("c.example", Some(&["b.example"]))), ["b.example", "10.0.0.1", "c.example"]);
    let odd = make("c.example", Some(&["not a name"]));
    assert_eq!(odd.identifiers().unwrap_err().to_string(), "csr: has names that cannot be read");
}

#[test]
fn debug_output_names_the_identifiers() {
    let csr = Csr::for_identifiers(&identifiers(&["a.example"]), &key()).unwrap();
    assert!(format!("{csr:?}").contains("a.example"));
}
