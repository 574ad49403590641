//! Public keys as JSON and their thumbprints.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use acme_client::protocol::{Algorithm, Invalid, Jwk, Key, KeyKind};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use serde_json::{Value, json};

const RSA: &str = r#"{"kty": "RSA", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}"#;
const EC: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
const OKP: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

/// The key with some members changed.
fn with(json: &str, change: Value) -> String {
    let mut jwk: Value = serde_json::from_str(json).unwrap();
    for (name, value) in change.as_object().unwrap() {
        jwk[name] = value.clone();
    }
    jwk.to_string()
}

#[test]
fn thumbprints_of_the_rfcs() {
    for (jwk, thumbprint, algorithm) in [
        (RSA, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", Algorithm::Rs256),
        (OKP, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", Algorithm::EdDsa),
    ] {
        let jwk = Jwk::parse(jwk).unwrap();
        assert_eq!(jwk.thumbprint(), thumbprint);
        assert_eq!(jwk.algorithm(), algorithm);
    }
}

#[test]
fn the_text_has_the_members_of_the_key_alone_in_lexical_order() {
    let text = |jwk: &str| Jwk::parse(jwk).unwrap().to_json().to_owned();
    assert_eq!(
        text(EC),
        r#"{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#
    );
    assert_eq!(
        text(OKP),
        r#"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
    );
    assert!(text(RSA).starts_with(r#"{"e":"AQAB","kty":"RSA","n":"0vx7"#));
    assert!(!text(RSA).contains("kid"));
}

#[test]
fn keys_of_every_kind_come_back_the_same() {
    for kind in [KeyKind::Rsa(2048), KeyKind::EcP256, KeyKind::EcP384, KeyKind::EcP521, KeyKind::Ed25519] {
        let key = Key::generate(kind).unwrap();
        let parsed = Jwk::parse(key.jwk().to_json()).unwrap();
        assert_eq!(&parsed, key.jwk());
        assert!(parsed.to_public_key().unwrap().public_eq(&key.jwk().to_public_key().unwrap()));
    }
}

#[test]
fn coordinates_keep_their_leading_zeros() {
    for (kind, width) in [(KeyKind::EcP256, 32), (KeyKind::EcP384, 48), (KeyKind::EcP521, 66)] {
        let mut met = false;
        for _ in 0..10_000 {
            let key = Key::generate(kind).unwrap();
            let jwk: Value = serde_json::from_str(key.jwk().to_json()).unwrap();
            let decode = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
            let (x, y) = (decode("x"), decode("y"));
            assert_eq!((x.len(), y.len()), (width, width));
            if x[0] == 0 || y[0] == 0 {
                assert_eq!(&Jwk::parse(key.jwk().to_json()).unwrap(), key.jwk());
                met = true;
                break;
            }
        }
        assert!(met, "{kind:?}");
    }
}

#[test]
fn zeros_before_an_rsa_number_are_dropped() {
    assert_eq!(Jwk::parse(&with(RSA, json!({"e": "AAEAAQ"}))).unwrap(), Jwk::parse(RSA).unwrap());
}

#[test]
fn what_is_no_public_key_is_refused() {
    let short = BASE64_URL_SAFE_NO_PAD.encode([1; 31]);
    let long = BASE64_URL_SAFE_NO_PAD.encode([0; 33]);
    let off_curve = BASE64_URL_SAFE_NO_PAD.encode([1; 32]);
    let beyond_the_field = BASE64_URL_SAFE_NO_PAD.encode([0xff; 32]);
    for (json, named) in [
        ("".to_owned(), "EOF"),
        ("[]".to_owned(), "kty"),
        ("{}".to_owned(), "kty"),
        (with(EC, json!({"kty": 5})), "kty"),
        (with(EC, json!({"kty": "oct"})), "oct"),
        (with(EC, json!({"y": null})), "no text y"),
        (with(EC, json!({"x": short})), "31 bytes in x instead of 32"),
        (with(EC, json!({"y": long})), "33 bytes in y"),
        (with(EC, json!({"x": "a+b/"})), "base64url"),
        (with(EC, json!({"x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU="})), "base64url"),
        (with(EC, json!({"x": off_curve})), "no point of P-256"),
        (with(EC, json!({"x": beyond_the_field})), "no point of P-256"),
        (with(RSA, json!({"e": "AQ"})), "e that"),
        (with(RSA, json!({"e": "Ag"})), "e that"),
        (with(RSA, json!({"e": ""})), "e that"),
        (with(OKP, json!({"x": "AAAA"})), "3 bytes in x instead of 32"),
    ] {
        match Jwk::parse(&json) {
            Err(Invalid::Argument { name, reason }) => {
                assert_eq!(name, "jwk");
                assert!(reason.contains(named), "{named}: {reason}");
            }
            other => panic!("{named}: {other:?}"),
        }
    }
}

#[test]
fn a_private_key_is_refused_and_not_repeated() {
    for (json, name) in [(EC, "d"), (OKP, "d"), (RSA, "d"), (RSA, "p"), (RSA, "qi"), (EC, "k")] {
        let error = Jwk::parse(&with(json, json!({name: "c2VjcmV0"}))).unwrap_err().to_string();
        assert!(error.starts_with(&format!("jwk: holds {name},")), "{error}");
        assert!(!error.contains("c2VjcmV0"));
    }
}

#[test]
fn unsupported_curves_and_sizes_are_named() {
    let weak = BASE64_URL_SAFE_NO_PAD.encode([0xff; 128]);
    let huge = BASE64_URL_SAFE_NO_PAD.encode([0xff; 1025]);
    for (json, named) in [
        (with(EC, json!({"crv": "secp256k1"})), "secp256k1"),
        (with(OKP, json!({"crv": "Ed448"})), "Ed448"),
        (with(RSA, json!({"n": weak})), "1024"),
        (with(RSA, json!({"n": huge})), "8200"),
    ] {
        match Jwk::parse(&json) {
            Err(Invalid::UnsupportedKey(reason)) => assert!(reason.contains(named), "{reason}"),
            other => panic!("{named}: {other:?}"),
        }
    }
    let key = PKey::from_rsa(Rsa::generate(1024).unwrap()).unwrap();
    assert!(matches!(Jwk::from_public(&key), Err(Invalid::UnsupportedKey(_))));
    let key = PKey::generate_x25519().unwrap();
    assert!(
        matches!(Jwk::from_public(&key), Err(Invalid::UnsupportedKey(reason)) if reason.contains("X25519"))
    );
}
