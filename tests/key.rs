//! Private keys: every kind, every form, and what is refused.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use acme_client::protocol::{Algorithm, Invalid, Jwk, Key, KeyKind};
use openssl::dsa::Dsa;
use openssl::ec::{Asn1Flag, EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::sign::Verifier;
use openssl::symm::Cipher;
use openssl::{ecdsa::EcdsaSig, sha};

const KINDS: [KeyKind; 5] =
    [KeyKind::Rsa(2048), KeyKind::EcP256, KeyKind::EcP384, KeyKind::EcP521, KeyKind::Ed25519];

fn ec(curve: Nid) -> EcKey<openssl::pkey::Private> {
    EcKey::generate(&EcGroup::from_curve_name(curve).unwrap()).unwrap()
}

fn verifies(key: &Key, message: &[u8], signature: &[u8]) -> bool {
    let public = key.jwk().to_public_key().unwrap();
    let digest = match key.algorithm() {
        Algorithm::Rs256 => {
            let mut verifier = Verifier::new(MessageDigest::sha256(), &public).unwrap();
            return verifier.verify_oneshot(signature, message).unwrap();
        }
        Algorithm::EdDsa => {
            return Verifier::new_without_digest(&public)
                .unwrap()
                .verify_oneshot(signature, message)
                .unwrap();
        }
        Algorithm::Es256 => sha::sha256(message).to_vec(),
        Algorithm::Es384 => sha::sha384(message).to_vec(),
        _ => sha::sha512(message).to_vec(),
    };
    let number = |bytes| openssl::bn::BigNum::from_slice(bytes).unwrap();
    let (r, s) = signature.split_at(signature.len() / 2);
    let signature = EcdsaSig::from_private_components(number(r), number(s)).unwrap();
    signature.verify(&digest, &public.ec_key().unwrap()).unwrap()
}

#[test]
fn every_kind_signs_and_survives_every_form_of_ours() {
    for kind in KINDS {
        let key = Key::generate(kind).unwrap();
        assert_eq!(key.kind(), kind);
        let pem = key.to_pem(None).unwrap();
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
        let sealed = key.to_pem(Some(b"open sesame")).unwrap();
        assert!(sealed.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        for copy in [
            Key::from_pem(pem.as_bytes(), None),
            Key::from_pem(pem.as_bytes(), Some(b"not needed")),
            Key::from_pem(sealed.as_bytes(), Some(b"open sesame")),
            Key::from_der(&key.to_der().unwrap()),
            Ok(key.clone()),
        ] {
            let copy = copy.unwrap();
            assert_eq!((copy.kind(), copy.algorithm(), copy.jwk()), (kind, key.algorithm(), key.jwk()));
            assert!(verifies(&key, b"message", &copy.sign(b"message").unwrap()), "{kind:?}");
        }
        assert!(!verifies(&key, b"another", &key.sign(b"message").unwrap()), "{kind:?}");
    }
}

#[test]
fn the_default_is_p256() {
    assert_eq!(KeyKind::default(), KeyKind::EcP256);
}

#[test]
fn rsa_keys_are_made_in_three_sizes() {
    for bits in [0, 1024, 2047, 2056, 5000, 8192, u32::MAX] {
        let error = Key::generate(KeyKind::Rsa(bits)).unwrap_err();
        assert!(
            matches!(&error, Invalid::UnsupportedKey(reason) if reason.contains(&bits.to_string())),
            "{error}"
        );
    }
    assert_eq!(Key::generate(KeyKind::Rsa(3072)).unwrap().kind(), KeyKind::Rsa(3072));
}

#[test]
fn signatures_of_ec_keys_have_one_width() {
    for (kind, width) in [(KeyKind::EcP256, 64), (KeyKind::EcP384, 96), (KeyKind::EcP521, 132)] {
        let key = Key::generate(kind).unwrap();
        for round in 0..300_u32 {
            let signature = key.sign(&round.to_be_bytes()).unwrap();
            assert_eq!(signature.len(), width, "{kind:?}");
        }
    }
}

#[test]
fn traditional_forms_are_read() {
    let rsa = Rsa::generate(2048).unwrap();
    let curve = ec(Nid::SECP384R1);
    let (cipher, secret) = (Cipher::aes_128_cbc(), &b"a secret"[..]);
    for (plain, sealed, der, kind) in [
        (
            rsa.private_key_to_pem().unwrap(),
            rsa.private_key_to_pem_passphrase(cipher, secret).unwrap(),
            rsa.private_key_to_der().unwrap(),
            KeyKind::Rsa(2048),
        ),
        (
            curve.private_key_to_pem().unwrap(),
            curve.private_key_to_pem_passphrase(cipher, secret).unwrap(),
            curve.private_key_to_der().unwrap(),
            KeyKind::EcP384,
        ),
    ] {
        assert_eq!(Key::from_pem(&plain, None).unwrap().kind(), kind);
        assert_eq!(Key::from_der(&der).unwrap().kind(), kind);
        assert_eq!(Key::from_pem(&sealed, Some(secret)).unwrap().kind(), kind);
        for wrong in [None, Some(&b"guess"[..]), Some(b"")] {
            assert!(matches!(Key::from_pem(&sealed, wrong), Err(Invalid::Passphrase(_))), "{wrong:?}");
        }
        let windows = String::from_utf8(plain).unwrap().replace('\n', "\r\n");
        assert_eq!(Key::from_pem(windows.as_bytes(), None).unwrap().kind(), kind);
    }
}

#[test]
fn what_stands_around_the_key_is_passed_over() {
    let key = ec(Nid::X9_62_PRIME256V1);
    let pem = String::from_utf8(key.private_key_to_pem().unwrap()).unwrap();
    let public = String::from_utf8(key.public_key_to_pem().unwrap()).unwrap();
    let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    for text in [
        format!("{parameters}{pem}"),
        format!("Bag Attributes\n    friendlyName: key\n{pem}trailing"),
        format!("{public}{pem}{public}"),
        pem.trim_end().to_owned(),
    ] {
        assert_eq!(Key::from_pem(text.as_bytes(), None).unwrap().kind(), KeyKind::EcP256, "{text}");
    }
    let latin = [b"Schl\xfcssel:\n", pem.as_bytes()].concat();
    assert_eq!(Key::from_pem(&latin, None).unwrap().kind(), KeyKind::EcP256);
}

#[test]
fn a_missing_or_wrong_passphrase_says_so() {
    let key = Key::generate(KeyKind::Ed25519).unwrap();
    let sealed = key.to_pem(Some(b"right")).unwrap();
    fn reason(sealed: &str, passphrase: Option<&[u8]>) -> String {
        match Key::from_pem(sealed.as_bytes(), passphrase) {
            Err(Invalid::Passphrase(reason)) => reason,
            other => panic!("{other:?}"),
        }
    }
    assert!(reason(&sealed, None).contains("missing"));
    for round in 0..30 {
        assert!(reason(&sealed, Some(format!("wrong {round}").as_bytes())).contains("wrong"));
    }
    assert!(reason(&sealed, Some(b"")).contains("empty"));
    assert!(reason(&sealed, Some(b"a\0b")).contains("NUL"));
    assert!(reason(&sealed, Some(&[b'a'; 1024])).contains("longer"));
    for refused in [&b""[..], b"a\0b", &[b'a'; 1024]] {
        assert!(matches!(key.to_pem(Some(refused)), Err(Invalid::Passphrase(_))));
    }
    let longest = [b'a'; 1023];
    let sealed = key.to_pem(Some(&longest)).unwrap();
    assert_eq!(Key::from_pem(sealed.as_bytes(), Some(&longest)).unwrap().jwk(), key.jwk());
    assert!(Key::from_pem(sealed.as_bytes(), Some(&longest[1..])).is_err());
}

#[test]
fn a_cipher_that_is_gone_is_not_taken_for_a_wrong_passphrase() {
    for cipher in ["DES-CBC", "NOPE-CBC"] {
        let headers = format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: {cipher},0011223344556677");
        let body = "QUJDREVGR0hJSktMTU5PUA==";
        let pem =
            format!("-----BEGIN EC PRIVATE KEY-----\n{headers}\n\n{body}\n-----END EC PRIVATE KEY-----\n");
        let error = Key::from_pem(pem.as_bytes(), Some(b"secret")).unwrap_err();
        assert!(matches!(error, Invalid::Key(_)), "{cipher}: {error}");
    }
}

#[test]
fn what_is_no_private_key_is_named() {
    let key = ec(Nid::X9_62_PRIME256V1);
    let public = key.public_key_to_pem().unwrap();
    let cut = key.private_key_to_pem().unwrap()[..120].to_vec();
    let garbled = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".to_vec();
    let openssh = b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n".to_vec();
    let certificate = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec();
    for (pem, named) in [
        (public, "PUBLIC KEY"),
        (certificate, "CERTIFICATE"),
        (openssh, "OpenSSH"),
        (cut, "no complete PEM block"),
        (b"hello".to_vec(), "no complete PEM block"),
        (Vec::new(), "no complete PEM block"),
        (garbled, "cannot be read"),
    ] {
        match Key::from_pem(&pem, Some(b"secret")) {
            Err(Invalid::Key(reason)) => assert!(reason.contains(named), "{reason}"),
            other => panic!("{named}: {other:?}"),
        }
    }
}

#[test]
fn an_encrypted_key_under_the_wrong_label_neither_asks_nor_panics() {
    let sealed = Key::generate(KeyKind::EcP256).unwrap().to_pem(Some(b"right")).unwrap();
    let plain_label = sealed.replace("ENCRYPTED PRIVATE KEY", "PRIVATE KEY");
    let rsa_label = sealed.replace("ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY");
    for text in [plain_label, rsa_label] {
        for passphrase in [None, Some(&b"right"[..])] {
            assert!(Key::from_pem(text.as_bytes(), passphrase).is_err());
        }
    }
}

#[test]
fn der_is_one_whole_unencrypted_key() {
    let key = Key::generate(KeyKind::EcP256).unwrap();
    let der = key.to_der().unwrap();
    let sealed = PKey::private_key_from_der(&der)
        .unwrap()
        .private_key_to_pkcs8_passphrase(Cipher::aes_256_cbc(), b"secret")
        .unwrap();
    let longer = [&der[..], &[0]].concat();
    let public = key.jwk().to_public_key().unwrap().public_key_to_der().unwrap();
    for bytes in [&longer[..], &der[..der.len() - 1], &sealed, &public, &[], &[0x30, 0]] {
        assert!(matches!(Key::from_der(bytes), Err(Invalid::Key(_))), "{} bytes", bytes.len());
    }
}

#[test]
fn other_kinds_curves_and_sizes_are_named() {
    let pem = |key: PKey<openssl::pkey::Private>| key.private_key_to_pem_pkcs8().unwrap();
    for (pem, named) in [
        (pem(PKey::from_ec_key(ec(Nid::SECP256K1)).unwrap()), "secp256k1"),
        (pem(PKey::from_ec_key(ec(Nid::BRAINPOOL_P256R1)).unwrap()), "brainpoolP256r1"),
        (pem(PKey::from_ec_key(ec(Nid::SECP224R1)).unwrap()), "secp224r1"),
        (pem(PKey::from_rsa(Rsa::generate(1024).unwrap()).unwrap()), "1024"),
        (pem(PKey::from_dsa(Dsa::generate(1024).unwrap()).unwrap()), "DSA"),
        (pem(PKey::generate_ed448().unwrap()), "ED448"),
        (pem(PKey::generate_x25519().unwrap()), "X25519"),
    ] {
        match Key::from_pem(&pem, None) {
            Err(Invalid::UnsupportedKey(reason)) => assert!(reason.contains(named), "{reason}"),
            other => panic!("{named}: {other:?}"),
        }
    }
}

#[test]
fn keys_whose_parts_do_not_belong_together_are_refused() {
    let (one, other) = (ec(Nid::X9_62_PRIME256V1), ec(Nid::X9_62_PRIME256V1));
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let mixed = EcKey::from_private_components(&group, one.private_key(), other.public_key()).unwrap();
    assert!(matches!(Key::from_der(&mixed.private_key_to_der().unwrap()), Err(Invalid::Key(_))));

    let rsa = Rsa::generate(2048).unwrap();
    let mut d = rsa.d().to_owned().unwrap();
    d.add_word(2).unwrap();
    let number = |number: &openssl::bn::BigNumRef| number.to_owned().unwrap();
    let [n, e, p, q] = [rsa.n(), rsa.e(), rsa.p().unwrap(), rsa.q().unwrap()].map(number);
    let [dp, dq, qi] = [rsa.dmp1().unwrap(), rsa.dmq1().unwrap(), rsa.iqmp().unwrap()].map(number);
    let broken = Rsa::from_private_components(n, e, d, p, q, dp, dq, qi).unwrap();
    assert!(matches!(Key::from_der(&broken.private_key_to_der().unwrap()), Err(Invalid::Key(_))));
}

#[test]
fn a_curve_that_is_written_out_becomes_its_name() {
    let usual = ec(Nid::X9_62_PRIME256V1);
    let expected = Key::from_der(&usual.private_key_to_der().unwrap()).unwrap();
    let mut group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    group.set_asn1_flag(Asn1Flag::EXPLICIT_CURVE);
    let explicit = EcKey::from_private_components(&group, usual.private_key(), usual.public_key()).unwrap();
    let der = explicit.private_key_to_der().unwrap();
    assert!(der.len() > usual.private_key_to_der().unwrap().len() + 100, "the curve is written out");
    let read = Key::from_der(&der).unwrap();
    assert_eq!(read.jwk(), expected.jwk());
    assert_eq!(*read.to_der().unwrap(), *expected.to_der().unwrap());
}

#[test]
fn debug_output_holds_nothing_of_the_key() {
    let key = Key::generate(KeyKind::Ed25519).unwrap();
    assert_eq!(
        format!("{key:?}"),
        format!("Key {{ kind: Ed25519, thumbprint: {:?}, .. }}", key.jwk().thumbprint())
    );
}

#[test]
fn a_key_is_shared_by_threads() {
    let key = Key::generate(KeyKind::EcP256).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4_u8 {
            let key = key.clone();
            scope.spawn(move || {
                for round in 0..50 {
                    assert!(verifies(&key, &[thread, round], &key.sign(&[thread, round]).unwrap()));
                }
            });
        }
    });
}

#[test]
fn the_jwk_is_that_of_the_public_key() {
    for kind in KINDS {
        let key = Key::generate(kind).unwrap();
        assert_eq!(&Jwk::from_public(&key.jwk().to_public_key().unwrap()).unwrap(), key.jwk());
    }
}
