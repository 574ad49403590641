use acme_client::Kind;

use crate::fixture::{Fixture, order_for};
use crate::support::ca::{Behaviour, Edit, Endpoint, Fault, Occurs};

#[test]
fn every_answer_brings_the_nonce_of_the_next_request() {
    let fixture = Fixture::new(Behaviour::new());
    fixture.issue().unwrap();
    assert_eq!(fixture.requests(Endpoint::NewNonce), 1);
}

#[test]
fn a_refused_nonce_is_replaced_by_the_one_that_came_with_the_refusal() {
    let refusal = Fault::BadNonce { with_nonce: true };
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::First(9), refusal).registered();
    fixture.order();
    assert_eq!(fixture.requests(Endpoint::NewOrder), 10);
    assert_eq!(fixture.requests(Endpoint::NewNonce), 1);
}

#[test]
fn a_refused_nonce_without_another_is_replaced_by_a_new_one() {
    let refusal = Fault::BadNonce { with_nonce: false };
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::First(1), refusal).registered();
    fixture.order();
    assert_eq!(fixture.requests(Endpoint::NewNonce), 2);
}

#[test]
fn a_server_that_takes_no_nonce_ends_in_a_typed_error() {
    let refusal = Fault::BadNonce { with_nonce: true };
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::Always, refusal).registered();
    let error = fixture.client.new_order(&order_for(&["example.com"])).unwrap_err();
    assert_eq!(error.kind(), Kind::BadNonce);
    assert_eq!(fixture.requests(Endpoint::NewOrder), 10);
}

#[test]
fn a_malformed_nonce_is_not_used() {
    let bad = Fault::Edit(Edit::Header("Replay-Nonce", Some("not base64url!".to_owned())));
    let fixture = Fixture::faulty(Endpoint::NewAccount, Occurs::Always, bad);
    fixture.issue().unwrap();
    assert_eq!(fixture.requests(Endpoint::NewNonce), 2);
}

#[test]
fn a_new_nonce_without_a_nonce_is_asked_for_again() {
    let none = Fault::Edit(Edit::Header("Replay-Nonce", None));
    let behaviour = Behaviour::new().on(Endpoint::NewNonce, Occurs::First(1), none.clone()).on(
        Endpoint::Directory,
        Occurs::Always,
        none,
    );
    let fixture = Fixture::new(behaviour);
    fixture.issue().unwrap();
    assert_eq!(fixture.requests(Endpoint::NewNonce), 2);
}
