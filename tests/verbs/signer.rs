use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use acme_client::client::RemoteKey;
use acme_client::protocol::{Algorithm, Key, KeyKind};
use acme_client::{Client, Error, Kind};

use crate::fixture::{Fixture, issue, new_key, register, rsa_key};
use crate::support::ca::Behaviour;

#[test]
fn keys_of_every_kind_sign_what_the_server_verifies() {
    let fixture = Fixture::new(Behaviour::new());
    let mut keys = vec![rsa_key()];
    for kind in [KeyKind::EcP256, KeyKind::EcP384, KeyKind::EcP521, KeyKind::Ed25519] {
        keys.push(Key::generate(kind).unwrap());
    }
    for key in keys {
        let kind = key.kind();
        let client = Client::new(fixture.client.options().clone(), key).unwrap();
        issue(&client, &["example.com"]).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
    }
}

#[test]
fn a_key_elsewhere_signs_through_a_function() {
    let fixture = Fixture::new(Behaviour::new());
    let key = new_key();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let signer = RemoteKey::new(Algorithm::Es256, key.jwk().clone(), move |message: &[u8]| {
        count.fetch_add(1, Ordering::Relaxed);
        Ok(key.sign(message)?)
    });
    let client = Client::new(fixture.client.options().clone(), signer).unwrap();
    issue(&client, &["example.com"]).unwrap();
    assert!(asked.load(Ordering::Relaxed) >= 8);
    assert_eq!(client.credentials().unwrap_err().kind(), Kind::Unsupported);
}

#[test]
fn a_signer_that_fails_ends_the_call_with_its_own_error() {
    let fixture = Fixture::new(Behaviour::new());
    let refuse = |_: &[u8]| Err(Error::new(Kind::Callback, "the token is locked"));
    let signer = RemoteKey::new(Algorithm::Es256, new_key().jwk().clone(), refuse);
    let client = Client::new(fixture.client.options().clone(), signer).unwrap();
    let error = issue(&client, &["example.com"]).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (Kind::Callback, "newAccount: the token is locked")
    );
    register(&fixture.client);
}
