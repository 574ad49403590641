//! Signed requests, against the examples of RFC 7515, RFC 8037 and RFC 8555.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use acme_client::protocol::{
    Algorithm, ExternalAccount, HmacAlgorithm, Jwk, JwsHeader, Key, KeyKind, external_account_binding,
    flattened_jws,
};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use openssl::ec::{EcGroup, EcKey, EcPoint};
use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey};
use openssl::rsa::RsaPrivateKeyBuilder;
use openssl::sha::{sha256, sha512};
use openssl::sign::Signer;
use serde_json::Value;

const PAYLOAD: &[u8] = b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

fn decode(text: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn number(text: &str) -> BigNum {
    BigNum::from_slice(&decode(text)).unwrap()
}

fn ec_key(curve: Nid, d: &str) -> Key {
    let group = EcGroup::from_curve_name(curve).unwrap();
    let (d, mut context) = (number(d), BigNumContext::new().unwrap());
    let mut point = EcPoint::new(&group).unwrap();
    point.mul_generator2(&group, &d, &mut context).unwrap();
    let key = EcKey::from_private_components(&group, &d, &point).unwrap();
    Key::from_der(&key.private_key_to_der().unwrap()).unwrap()
}

fn ec_verifies(jwk: &Jwk, digest: &[u8], signature: &str) -> bool {
    let signature = decode(signature);
    let (r, s) = signature.split_at(signature.len() / 2);
    let signature =
        EcdsaSig::from_private_components(BigNum::from_slice(r).unwrap(), BigNum::from_slice(s).unwrap())
            .unwrap();
    signature.verify(digest, &jwk.to_public_key().unwrap().ec_key().unwrap()).unwrap()
}

/// The flattened JWS made of a header and a payload by this key.
fn signed(key: &Key, protected: &str, payload: &[u8]) -> Value {
    serde_json::from_str(&flattened_jws(protected, payload, |input| key.sign(input)).unwrap()).unwrap()
}

fn protected(jws: &Value) -> Value {
    serde_json::from_slice(&decode(jws["protected"].as_str().unwrap())).unwrap()
}

#[test]
fn rs256_of_rfc_7515_comes_out_exactly() {
    let n = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    let d = "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ";
    let p = "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc";
    let q = "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc";
    let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let rsa = rsa_key([n, "AQAB", d, p, q].map(number));
    let jws = signed(&rsa, r#"{"alg":"RS256"}"#, PAYLOAD);
    assert_eq!(jws["protected"], "eyJhbGciOiJSUzI1NiJ9");
    assert_eq!(
        jws["payload"],
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    );
    assert_eq!(jws["signature"], signature);
}

fn rsa_key([n, e, d, p, q]: [BigNum; 5]) -> Key {
    let mut context = BigNumContext::new().unwrap();
    let mut modulo = |prime: &BigNumRef| {
        let (mut less, mut rest) = (prime.to_owned().unwrap(), BigNum::new().unwrap());
        less.sub_word(1).unwrap();
        rest.nnmod(&d, &less, &mut context).unwrap();
        rest
    };
    let (dp, dq, mut qi) = (modulo(&p), modulo(&q), BigNum::new().unwrap());
    qi.mod_inverse(&q, &p, &mut context).unwrap();
    let key = RsaPrivateKeyBuilder::new(n, e, d).unwrap().set_factors(p, q).unwrap();
    let key = key.set_crt_params(dp, dq, qi).unwrap().build();
    Key::from_der(&key.private_key_to_der().unwrap()).unwrap()
}

#[test]
fn es256_of_rfc_7515() {
    let key = ec_key(Nid::X9_62_PRIME256V1, "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
    assert!(key.jwk().to_json().contains(r#""x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU""#));
    let input = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let digest = sha256(input.as_bytes());
    let example = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    assert!(ec_verifies(key.jwk(), &digest, example));
    let jws = signed(&key, r#"{"alg":"ES256"}"#, PAYLOAD);
    assert_eq!(format!("{}.{}", jws["protected"].as_str().unwrap(), jws["payload"].as_str().unwrap()), input);
    assert!(ec_verifies(key.jwk(), &digest, jws["signature"].as_str().unwrap()));
}

#[test]
fn es512_of_rfc_7515() {
    let d = "AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C";
    let key = ec_key(Nid::SECP521R1, d);
    let y = "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2";
    assert!(key.jwk().to_json().contains(y));
    let digest = sha512(b"eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA");
    let example = "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
    assert!(ec_verifies(key.jwk(), &digest, example));
    let jws = signed(&key, r#"{"alg":"ES512"}"#, b"Payload");
    assert_eq!(jws["payload"], "UGF5bG9hZA");
    assert!(ec_verifies(key.jwk(), &digest, jws["signature"].as_str().unwrap()));
}

#[test]
fn ed25519_of_rfc_8037_comes_out_exactly() {
    let d = decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    let der = PKey::private_key_from_raw_bytes(&d, Id::ED25519).unwrap().private_key_to_pkcs8().unwrap();
    let key = Key::from_der(&der).unwrap();
    assert!(key.jwk().to_json().contains(r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#));
    assert_eq!(key.jwk().thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    let jws = signed(&key, r#"{"alg":"EdDSA"}"#, b"Example of Ed25519 signing");
    assert_eq!(jws["protected"], "eyJhbGciOiJFZERTQSJ9");
    assert_eq!(jws["payload"], "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
    assert_eq!(
        jws["signature"],
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
}

#[test]
fn the_header_names_the_account_or_embeds_the_key() {
    let key = Key::generate(KeyKind::EcP256).unwrap();
    let url = "https://ca.example/new-order";
    let header = JwsHeader { url, nonce: Some("n-1"), kid: Some("https://ca.example/acct/1") };
    assert_eq!(
        header.protected(Algorithm::Es256, key.jwk().to_json()),
        r#"{"alg":"ES256","nonce":"n-1","url":"https://ca.example/new-order","kid":"https://ca.example/acct/1"}"#
    );
    let jws: Value =
        serde_json::from_str(&key.jws(&JwsHeader { kid: None, ..header }, b"{}").unwrap()).unwrap();
    let embedded = protected(&jws);
    assert_eq!(embedded["jwk"].to_string(), key.jwk().to_json());
    assert_eq!(embedded.get("kid"), None);
    assert_eq!(jws["payload"], "e30");
    assert_eq!(jws.as_object().unwrap().len(), 3);
    let inner = JwsHeader { url, nonce: None, kid: None }.protected(Algorithm::Ed25519, "{}");
    assert_eq!(inner, r#"{"alg":"Ed25519","url":"https://ca.example/new-order","jwk":{}}"#);
}

#[test]
fn header_texts_are_escaped() {
    let odd = "a\"b\\c\nd\u{1}é\u{7f}";
    let text = JwsHeader { url: odd, nonce: Some(odd), kid: Some(odd) }.protected(Algorithm::Rs256, "");
    let json: Value = serde_json::from_str(&text).unwrap();
    for name in ["url", "nonce", "kid"] {
        assert_eq!(json[name], odd);
    }
}

#[test]
fn an_empty_payload_is_a_post_as_get() {
    let key = Key::generate(KeyKind::EcP256).unwrap();
    let jws = signed(&key, "{}", b"");
    assert_eq!(jws["payload"], "");
    let input = format!("{}.", jws["protected"].as_str().unwrap());
    assert!(ec_verifies(key.jwk(), &sha256(input.as_bytes()), jws["signature"].as_str().unwrap()));
}

#[test]
fn payloads_of_every_length_and_long_signatures_are_carried_whole() {
    for length in (0..70).chain([1000, 4096, 65537]) {
        let payload: Vec<u8> = (0..length).map(|byte: usize| byte as u8).collect();
        let mut seen = Vec::new();
        let text = flattened_jws("{}", &payload, |input| {
            seen = input.to_vec();
            Ok::<_, ()>(vec![0xfb; length])
        });
        let jws: Value = serde_json::from_str(&text.unwrap()).unwrap();
        assert_eq!(decode(jws["payload"].as_str().unwrap()), payload);
        assert_eq!(decode(jws["signature"].as_str().unwrap()), vec![0xfb; length]);
        assert_eq!(seen, format!("e30.{}", jws["payload"].as_str().unwrap()).as_bytes());
    }
}

#[test]
fn a_signer_that_fails_fails_the_jws() {
    assert_eq!(flattened_jws("{}", b"", |_| Err("no token in the slot")), Err("no token in the slot"));
}

#[test]
fn algorithms_have_their_registered_names() {
    for name in ["RS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"] {
        assert_eq!(Algorithm::parse(name).unwrap().as_str(), name);
    }
    for name in ["", "es256", "HS256", "none", "ES256K", "PS256"] {
        assert_eq!(Algorithm::parse(name), None, "{name}");
    }
}

#[test]
fn an_external_account_binding_signs_the_key_with_the_hmac_key() {
    let secret = b"a secret shared with the authority";
    let key = Key::generate(KeyKind::EcP256).unwrap();
    let jwk = key.jwk().to_json();
    for (algorithm, digest) in [
        (HmacAlgorithm::Hs256, MessageDigest::sha256()),
        (HmacAlgorithm::Hs384, MessageDigest::sha384()),
        (HmacAlgorithm::Hs512, MessageDigest::sha512()),
    ] {
        let account = ExternalAccount::new("kid \"1\"", &BASE64_STANDARD.encode(secret), algorithm).unwrap();
        let jws = external_account_binding(&account, jwk, "https://ca.example/new-account").unwrap();
        assert_eq!(
            protected(&jws),
            serde_json::json!({
                "alg": algorithm.as_str(), "kid": "kid \"1\"", "url": "https://ca.example/new-account"
            })
        );
        assert_eq!(decode(jws["payload"].as_str().unwrap()), jwk.as_bytes());
        let input = format!("{}.{}", jws["protected"].as_str().unwrap(), jws["payload"].as_str().unwrap());
        let expected = Signer::new(digest, &PKey::hmac(secret).unwrap())
            .unwrap()
            .sign_oneshot_to_vec(input.as_bytes())
            .unwrap();
        assert_eq!(decode(jws["signature"].as_str().unwrap()), expected);
        assert_eq!(jws.as_object().unwrap().len(), 3);
    }
}
