//! Certificate chains: what is a chain, what it says, and which one is preferred.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use acme_client::protocol::{CertificateChain, ChainPreference, Csr, Identifier, Invalid, Key, KeyKind};
use openssl::asn1::{Asn1Integer, Asn1Object, Asn1OctetString, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{HasPublic, PKey, PKeyRef, Private};
use openssl::sha::sha256;
use openssl::x509::extension::{AuthorityKeyIdentifier, SubjectAlternativeName, SubjectKeyIdentifier};
use openssl::x509::{X509, X509Builder, X509Extension, X509Name};

/// The example of RFC 9773, appendix A.
const ARI_EXAMPLE: &str = "-----BEGIN CERTIFICATE-----
MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
-----END CERTIFICATE-----
";

struct Authority {
    key: PKey<Private>,
    certificate: X509,
}

fn new_key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn name(entries: &[(&str, &str)]) -> X509Name {
    let mut name = X509Name::builder().unwrap();
    entries.iter().for_each(|(field, value)| name.append_entry_by_text(field, value).unwrap());
    name.build()
}

/// A certificate from the first second of 2026 until the last one of 2050.
fn builder<T: HasPublic>(subject: &X509Name, key: &PKeyRef<T>, serial: u32) -> X509Builder {
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_subject_name(subject).unwrap();
    builder.set_pubkey(key).unwrap();
    let serial = Asn1Integer::from_bn(&BigNum::from_u32(serial).unwrap()).unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_not_before(&Asn1Time::from_str("20260101000000Z").unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_str("20501231235959Z").unwrap()).unwrap();
    builder
}

impl Authority {
    fn root(common_name: &str) -> Self {
        let subject = name(&[("C", "US"), ("O", "Example"), ("CN", common_name)]);
        let key = new_key();
        let mut builder = builder(&subject, &key, 1);
        builder.set_issuer_name(&subject).unwrap();
        let id = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None)).unwrap();
        builder.append_extension(id).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        Self { certificate: builder.build(), key }
    }

    fn sign(&self, mut builder: X509Builder) -> X509 {
        builder.set_issuer_name(self.certificate.subject_name()).unwrap();
        let context = builder.x509v3_context(Some(&self.certificate), None);
        let ids = [
            SubjectKeyIdentifier::new().build(&context).unwrap(),
            AuthorityKeyIdentifier::new().keyid(true).build(&context).unwrap(),
        ];
        ids.into_iter().for_each(|id| builder.append_extension(id).unwrap());
        builder.sign(&self.key, MessageDigest::sha256()).unwrap();
        builder.build()
    }

    fn below(&self, common_name: &str) -> Self {
        let key = new_key();
        let certificate = self.sign(builder(&name(&[("O", "Example"), ("CN", common_name)]), &key, 2));
        Self { key, certificate }
    }

    fn leaf<T: HasPublic>(&self, key: &PKeyRef<T>, serial: u32, names: &SubjectAlternativeName) -> X509 {
        let mut builder = builder(&name(&[]), key, serial);
        let extension = names.build(&builder.x509v3_context(Some(&self.certificate), None)).unwrap();
        builder.append_extension(extension).unwrap();
        self.sign(builder)
    }
}

fn names(dns: &[&str], ips: &[&str]) -> SubjectAlternativeName {
    let mut names = SubjectAlternativeName::new();
    dns.iter().for_each(|name| _ = names.dns(name));
    ips.iter().for_each(|ip| _ = names.ip(ip));
    names
}

fn pem(certificates: &[&X509]) -> String {
    certificates.iter().map(|one| String::from_utf8(one.to_pem().unwrap()).unwrap()).collect()
}

fn block(bytes: &[u8]) -> String {
    use base64::prelude::{BASE64_STANDARD, Engine};
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", BASE64_STANDARD.encode(bytes))
}

fn chain(certificates: &[&X509]) -> CertificateChain {
    CertificateChain::parse(pem(certificates).as_bytes()).unwrap()
}

fn list(texts: &[&str]) -> Vec<Identifier> {
    texts.iter().map(|text| Identifier::parse(text).unwrap()).collect()
}

/// A leaf, its issuer and the root.
fn three() -> [X509; 3] {
    let root = Authority::root("Root X");
    let issuer = root.below("Issuer 1");
    let leaf = issuer.leaf(
        &new_key(),
        0x00a1_b2c3,
        &names(&["example.com", "*.example.com"], &["10.0.0.1", "2001:db8::1"]),
    );
    [leaf, issuer.certificate, root.certificate]
}

#[test]
fn a_chain_tells_what_it_holds() {
    let [leaf, issuer, root] = three();
    let whole = chain(&[&leaf, &issuer, &root]);
    assert_eq!(whole.len(), 3);
    assert_eq!(whole.der(0), Some(&leaf.to_der().unwrap()[..]));
    assert_eq!(whole.der(2), Some(&root.to_der().unwrap()[..]));
    assert_eq!(whole.der(3), None);
    assert_eq!((whole.not_before(), whole.not_after()), (1_767_225_600, 2_556_143_999));
    assert_eq!(whole.serial(), "a1b2c3");
    assert_eq!(whole.issuer_name(), "Issuer 1");
    assert_eq!(whole.identifiers(), list(&["example.com", "*.example.com", "10.0.0.1", "2001:db8::1"]));
    assert!(format!("{whole:?}").contains("a1b2c3"));
}

#[test]
fn an_issuer_without_a_common_name_gives_its_whole_name() {
    let mut one = builder(&name(&[]), &new_key(), 1);
    one.set_issuer_name(&name(&[("C", "DE"), ("O", "Exämple")])).unwrap();
    one.sign(&new_key(), MessageDigest::sha256()).unwrap();
    let lone = chain(&[&one.build()]);
    assert_eq!(lone.issuer_name(), "/C=DE/O=Exämple");
    assert_eq!(lone.identifiers(), []);
}

#[test]
fn the_text_is_kept_byte_for_byte() {
    let [leaf, issuer, root] = three();
    let (first, rest) = (pem(&[&leaf]), pem(&[&issuer, &root]));
    for text in [
        format!("{first}{rest}"),
        format!("\n{first}\n\n{rest}\n"),
        format!("{first}{rest}").replace('\n', "\r\n"),
        format!("{first}\n{rest}").replace('\n', "\r\n"),
        format!("{first}{rest}").trim_end().to_owned(),
    ] {
        let whole = CertificateChain::parse(text.as_bytes()).unwrap();
        assert_eq!(whole.pem(), text);
        assert_eq!(whole.len(), 3);
        assert!(text.contains(whole.leaf_pem()) && text.ends_with(whole.issuers_pem()));
        assert_eq!(CertificateChain::parse(whole.leaf_pem().as_bytes()).unwrap().der(0), whole.der(0));
        let issuers = CertificateChain::parse(whole.issuers_pem().as_bytes()).unwrap();
        assert_eq!((issuers.len(), issuers.der(0)), (2, whole.der(1)));
        assert!(whole.leaf_pem().starts_with("-----BEGIN") && whole.issuers_pem().starts_with("-----BEGIN"));
    }
    assert_eq!(chain(&[&leaf]).issuers_pem(), "");
}

#[test]
fn a_body_cut_anywhere_but_between_blocks_is_refused() {
    let [leaf, issuer, _] = three();
    let (whole, first) = (pem(&[&leaf, &issuer]), pem(&[&leaf]).len());
    let ends = [first - 1, first, whole.len() - 1, whole.len()];
    for end in 0..whole.len() {
        let parsed = CertificateChain::parse(&whole.as_bytes()[..end]);
        assert_eq!(
            parsed.is_ok(),
            ends.contains(&end),
            "cut at {end} of {}, blocks end at {first}",
            whole.len()
        );
    }
}

#[test]
fn what_is_no_chain_is_refused_with_the_reason() {
    let [leaf, issuer, _] = three();
    let (one, two) = (pem(&[&leaf]), pem(&[&leaf, &issuer]));
    let der = leaf.to_der().unwrap();
    let key = String::from_utf8(new_key().private_key_to_pem_pkcs8().unwrap()).unwrap();
    for (text, why) in [
        (String::new(), "no CERTIFICATE block"),
        ("\n\n".into(), "no CERTIFICATE block"),
        ("<html>".into(), "something besides"),
        (format!("subject=/CN=x\n{one}"), "something besides"),
        (format!("{two}trailing"), "something besides"),
        (format!("{one}comment\n{one}"), "something besides"),
        (format!("{one}{key}"), "block 2 is a PRIVATE KEY"),
        (one.replace("CERTIFICATE", "TRUSTED CERTIFICATE"), "block 1 is a TRUSTED CERTIFICATE"),
        (two[..two.len() - 200].into(), "cut"),
        (one.replacen("MI", "M!", 1), "block 1 is not base64"),
        (format!("{one}{}", block(&[&der[..], b"\0"].concat())), "block 2 is not one certificate"),
        (format!("{one}{}", block(&[&der[..], &der[..]].concat())), "block 2 is not one certificate"),
        (block(&der[..der.len() - 1]), "block 1 is not one certificate"),
        (block(&[0x30, 0]), "block 1 is not a certificate"),
        (block(b""), "block 1 is not base64"),
    ] {
        match CertificateChain::parse(text.as_bytes()) {
            Err(Invalid::Chain(reason)) => assert!(reason.contains(why), "{why}: {reason}"),
            other => panic!("{why}: {other:?}"),
        }
    }
    assert!(matches!(CertificateChain::parse(b"\xff\xfe"), Err(Invalid::Chain(_))));
}

#[test]
fn order_is_that_of_issuer_and_subject() {
    let [leaf, issuer, root] = three();
    assert!(chain(&[&leaf]).is_ordered());
    assert!(chain(&[&leaf, &issuer, &root]).is_ordered());
    assert!(!chain(&[&leaf, &root, &issuer]).is_ordered());
    assert!(!chain(&[&leaf, &root]).is_ordered());
}

#[test]
fn a_leaf_for_another_key_is_refused() {
    let issuer = Authority::root("Root X");
    for kind in [KeyKind::EcP256, KeyKind::Rsa(2048), KeyKind::Ed25519] {
        let csr = Csr::for_identifiers(&list(&["a.example"]), &Key::generate(kind).unwrap()).unwrap();
        let ours = chain(&[&issuer.leaf(csr.public_key(), 1, &names(&["a.example"], &[]))]);
        assert!(ours.check_key(&csr).is_ok());
        let other =
            Csr::for_identifiers(&list(&["a.example"]), &Key::generate(KeyKind::EcP256).unwrap()).unwrap();
        assert!(matches!(ours.check_key(&other), Err(Invalid::Mismatch(_))), "{kind:?}");
    }
}

#[test]
fn a_leaf_names_every_identifier() {
    let issuer = Authority::root("Root X");
    let san = names(&["A.example", "*.b.example", "c.example"], &["10.0.0.1", "2001:db8::1"]);
    let leaf = chain(&[&issuer.leaf(&new_key(), 1, &san)]);
    for covered in [
        list(&[]),
        list(&["a.example", "c.example"]),
        list(&["*.b.example", "2001:DB8:0::1", "::ffff:10.0.0.1", "10.0.0.1"]),
    ] {
        assert!(leaf.check_identifiers(&covered).is_ok(), "{covered:?}");
    }
    for missing in ["d.example", "x.b.example", "b.example", "*.a.example", "10.0.0.2", "2001:db8::2"] {
        let error = leaf.check_identifiers(&list(&["a.example", missing])).unwrap_err();
        assert_eq!(error.to_string(), format!("certificate: does not name {missing}"));
    }
    let dns = |value: &str| Identifier { kind: "dns".into(), value: value.into() };
    assert!(leaf.check_identifiers(&[dns("10.0.0.1")]).is_err(), "an address is no name");
    let many: Vec<_> = (0..7).map(|n| dns(&format!("{n}.example"))).collect();
    let error = leaf.check_identifiers(&many).unwrap_err().to_string();
    assert!(error.ends_with("3.example, 4.example and 2 more"), "{error}");
}

#[test]
fn a_common_name_covers_nothing() {
    let issuer = Authority::root("Root X");
    let mut one = builder(&name(&[("CN", "a.example")]), &new_key(), 1);
    one.append_extension(names(&["b.example"], &[]).build(&one.x509v3_context(None, None)).unwrap()).unwrap();
    let leaf = chain(&[&issuer.sign(one)]);
    assert!(leaf.check_identifiers(&list(&["a.example"])).is_err());
}

#[test]
fn the_renewal_id_of_rfc_9773() {
    let example = CertificateChain::parse(ARI_EXAMPLE.as_bytes()).unwrap();
    assert_eq!(example.ari_id().unwrap(), "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE");
    assert_eq!(example.serial(), "87654321");
    assert_eq!(example.not_after(), -62_135_596_800, "the first second of the year 1");
    assert_eq!(example.issuer_name(), "Example CA");
}

#[test]
fn a_renewal_id_needs_an_authority_key_identifier() {
    let [_, _, root] = three();
    assert_eq!(
        chain(&[&root]).ari_id().unwrap_err().to_string(),
        "certificate: has no Authority Key Identifier"
    );
    let issuer = Authority::root("Root X");
    for (serial, ending) in [(0x7f, ".fw"), (0x80, ".AIA"), (0, ".AA")] {
        let leaf = chain(&[&issuer.leaf(&new_key(), serial, &names(&["a.example"], &[]))]);
        assert!(leaf.ari_id().unwrap().ends_with(ending), "{serial}: {}", leaf.ari_id().unwrap());
        assert_eq!(leaf.serial(), format!("{serial:02x}"));
    }
}

#[test]
fn preferences_tell_chains_apart() {
    let old = Authority::root("Old Root");
    let new = Authority::root("New Root");
    let issuer = new.below("Issuer 1");
    let leaf = issuer.leaf(&new_key(), 1, &names(&["a.example"], &[]));
    let crossed = old.sign(builder(&name(&[("C", "US"), ("O", "Example"), ("CN", "New Root")]), &new.key, 3));
    let short = chain(&[&leaf, &issuer.certificate]);
    let long = chain(&[&leaf, &issuer.certificate, &crossed]);
    let id = |certificate: &X509| certificate.subject_key_id().unwrap().as_slice().to_vec();
    let print = |certificate: &X509| sha256(&certificate.to_der().unwrap());
    for (preference, on_short, on_long) in [
        (ChainPreference::TopIssuer("New Root".into()), true, false),
        (ChainPreference::TopIssuer("Old Root".into()), false, true),
        (ChainPreference::TopIssuer("New".into()), false, false),
        (ChainPreference::TopIssuer("Issuer 1".into()), false, false),
        (ChainPreference::AnyIssuer("Old Root".into()), false, true),
        (ChainPreference::AnyIssuer("New Root".into()), true, true),
        (ChainPreference::AnyIssuer("Issuer".into()), true, true),
        (ChainPreference::AnyIssuer("/C=US/O=Example/CN=Old".into()), false, true),
        (ChainPreference::AnyIssuer("Nobody".into()), false, false),
        (ChainPreference::KeyId(id(&old.certificate)), false, true),
        (ChainPreference::KeyId(id(&new.certificate)), true, true),
        (ChainPreference::KeyId(id(&issuer.certificate)), true, true),
        (ChainPreference::KeyId(vec![]), false, false),
        (ChainPreference::Fingerprint(print(&crossed)), false, true),
        (ChainPreference::Fingerprint(print(&leaf)), true, true),
        (ChainPreference::Fingerprint(print(&new.certificate)), false, false),
        (ChainPreference::Shortest, false, false),
    ] {
        assert_eq!(
            (preference.matches(&short), preference.matches(&long)),
            (on_short, on_long),
            "{preference:?}"
        );
    }
}

/// Whether OpenSSL reads the bytes as one certificate.
fn is_read_by_openssl(der: &[u8]) -> bool {
    X509::from_der(der).is_ok()
}

#[test]
fn what_openssl_does_not_read_is_refused_whatever_byte_is_changed() {
    let [leaf, ..] = three();
    let example = X509::from_pem(ARI_EXAMPLE.as_bytes()).unwrap();
    let mut refused = 0;
    for whole in [leaf, example].map(|one| one.to_der().unwrap()) {
        for position in 0..whole.len() {
            let byte = whole[position];
            for other in [0, 0xff, byte ^ 1, byte ^ 0x20, byte ^ 0x80] {
                let mut changed = whole.clone();
                changed[position] = other;
                let text = block(&changed);
                let parsed = CertificateChain::parse(text.as_bytes());
                if is_read_by_openssl(&changed) {
                    continue;
                }
                refused += 1;
                assert!(parsed.is_err(), "byte {position}: {byte:#x} as {other:#x}");
            }
        }
    }
    assert!(refused > 500, "{refused}");
}

#[test]
fn a_time_that_is_no_text_of_a_time_is_refused() {
    let whole = X509::from_pem(ARI_EXAMPLE.as_bytes()).unwrap().to_der().unwrap();
    let time = whole.windows(15).position(|bytes| bytes == b"00010101000000Z").unwrap();
    for (offset, byte) in [(0, 0), (7, 0), (14, 0), (3, b' '), (14, b'z'), (5, 0xff)] {
        let mut changed = whole.clone();
        changed[time + offset] = byte;
        let refused = CertificateChain::parse(block(&changed).as_bytes()).unwrap_err();
        assert!(refused.to_string().contains("block 1 is not a certificate"), "{refused}");
    }
}

/// A leaf with these values of subjectAltName, an extension each.
fn with_alternative_names(values: &[&[u8]]) -> X509 {
    let oid = Asn1Object::from_str("2.5.29.17").unwrap();
    let mut builder = builder(&name(&[]), &new_key(), 3);
    for value in values {
        let value = Asn1OctetString::new_from_bytes(value).unwrap();
        builder.append_extension(X509Extension::new_from_der(&oid, false, &value).unwrap()).unwrap();
    }
    Authority::root("Root").sign(builder)
}

#[test]
fn alternative_names_stand_once_and_whole() {
    const ONE: &[u8] = b"\x30\x05\x82\x03a.b";
    const OTHER: &[u8] = b"\x30\x05\x82\x03c.d";
    assert_eq!(chain(&[&with_alternative_names(&[ONE])]).identifiers(), list(&["a.b"]));
    assert!(chain(&[&with_alternative_names(&[])]).identifiers().is_empty());
    let with_what_follows = [ONE, b"\x05\x00"].concat();
    let refused: [&[&[u8]]; 7] = [
        &[ONE, OTHER],
        &[ONE, ONE],
        &[&with_what_follows],
        &[b"\x30\x06\x82\x03a.b\x82"],
        &[b"\x30\x05\x82\x04a.b"],
        &[b"\x30\x07\x82\x03a.b\x05\x00"],
        &[b"\x82\x03a.b"],
    ];
    for values in refused {
        let parsed = CertificateChain::parse(pem(&[&with_alternative_names(values)]).as_bytes());
        assert!(parsed.is_err(), "{values:x?}");
    }
}
