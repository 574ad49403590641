use std::time::Duration;

use acme_client::protocol::Status;
use acme_client::{Kind, Step};

use crate::fixture::{Fixture, WAIT, authorize, order_for};
use crate::support::ca::{Behaviour, Break, Edit, Endpoint, Fault, Occurs, Problem};

#[test]
fn each_name_is_proven_and_a_wildcard_by_its_base_name() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let order = fixture.client.new_order(&order_for(&["example.com", "*.example.com"])).unwrap();
    let authorizations = authorize_dns(&fixture, &order);
    assert!(authorizations.iter().any(|authorization| authorization.wildcard));
    assert!(authorizations.iter().all(|authorization| authorization.identifier.value == "example.com"));
}

fn authorize_dns(
    fixture: &Fixture,
    order: &acme_client::protocol::Order,
) -> Vec<acme_client::protocol::Authorization> {
    let prove = |index| {
        let authorization = fixture.client.order_authorization(order, index).unwrap();
        let challenge = authorization.challenge("dns-01").unwrap();
        assert_eq!(challenge.dns01_name().as_deref(), Some("_acme-challenge.example.com"));
        assert_eq!(fixture.client.dns01_value(challenge).unwrap().len(), 43);
        fixture.client.request_validation(challenge).unwrap();
        fixture.client.wait_authorization(&authorization, WAIT).unwrap()
    };
    (0..order.authorizations.len()).map(prove).collect()
}

#[test]
fn a_failed_validation_names_the_identifier_and_its_problem() {
    let why = Problem::unauthorized(403, "The key authorization was wrong").subproblem(
        "dns",
        "No address",
        "example.com",
    );
    let fixture = Fixture::new(Behaviour { failed_validation: Some(why), ..Behaviour::new() });
    let error = fixture.issue().unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::AuthorizationInvalid, Some(Step::Authorization)));
    assert_eq!(
        error.to_string(),
        "example.com: authorization: the authorization is invalid: urn:ietf:params:acme:error:unauthorized\n\
         \x20 The key authorization was wrong\n\
         \x20 - example.com: dns: No address"
    );
}

#[test]
fn a_lost_answer_to_a_challenge_is_looked_into() {
    let fixture = Fixture::faulty(Endpoint::Challenge, Occurs::First(1), Fault::LOST_ANSWER);
    fixture.issue().unwrap();
}

#[test]
fn a_challenge_that_never_arrived_is_sent_again() {
    let fixture = Fixture::faulty(Endpoint::Challenge, Occurs::First(1), Fault::Before(Break::Close));
    fixture.issue().unwrap();
}

#[test]
fn a_challenge_can_be_read_again() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let order = fixture.order();
    let authorization = fixture.client.order_authorization(&order, 0).unwrap();
    let challenge = authorization.challenge("http-01").unwrap();
    assert_eq!(fixture.client.challenge(&challenge.url).unwrap().token, challenge.token);
    authorize(&fixture.client, &order);
    let later = fixture.client.refresh_challenge(challenge).unwrap();
    assert_eq!((later.status, later.identifier), (Status::Valid, challenge.identifier.clone()));
}

#[test]
fn a_challenge_of_an_unknown_type_is_carried_through() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let authorization = fixture.client.order_authorization(&fixture.order(), 0).unwrap();
    let odd = authorization.challenge("odd-01").unwrap();
    assert_eq!(odd.token, None);
    assert_eq!(fixture.client.key_authorization(odd).unwrap_err().kind(), Kind::InvalidArgument);
}

#[test]
fn an_authorization_is_given_up_even_when_the_answer_is_lost() {
    for fault in [Fault::LOST_ANSWER, Fault::Before(Break::Close)] {
        let fixture = Fixture::faulty(Endpoint::Authorization, Occurs::First(1), fault).registered();
        let order = fixture.order();
        let given_up = fixture.client.deactivate_authorization(&order.authorizations[0]).unwrap();
        assert_eq!(given_up.status, Status::Deactivated);
        assert_eq!(fixture.client.authorization(&given_up.url).unwrap().status, Status::Deactivated);
    }
}

#[test]
fn an_authorization_for_something_else_is_not_taken() {
    let other = Fault::Edit(Edit::Set("/identifier/value", serde_json::json!("other.example")));
    let fixture = Fixture::faulty(Endpoint::Authorization, Occurs::Always, other).registered();
    let error = fixture.client.order_authorization(&fixture.order(), 0).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::OrderMismatch, Some(Step::Authorization)));
}

#[test]
fn an_authorization_that_turns_into_another_one_is_not_taken() {
    let swapped = Edit::Set("/identifier", serde_json::json!({"type": "dns", "value": "other.example"}));
    let from_second = Occurs::From(2);
    let fixture = Fixture::faulty(Endpoint::Authorization, from_second, Fault::Edit(swapped)).registered();
    let authorization = fixture.client.order_authorization(&fixture.order(), 0).unwrap();
    let error = fixture.client.wait_authorization(&authorization, WAIT).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::OrderMismatch, Some(Step::Authorization)), "{error}");
}

#[test]
fn an_index_beyond_the_authorizations_is_refused() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let error = fixture.client.order_authorization(&fixture.order(), 1).unwrap_err();
    assert_eq!(error.to_string(), "index: 1, but the order has 1 authorizations");
}

#[test]
fn an_evil_token_never_reaches_the_caller() {
    let evil = Fault::Edit(Edit::Set("/challenges/0/token", serde_json::json!("../../etc/passwd")));
    let fixture = Fixture::faulty(Endpoint::Authorization, Occurs::Always, evil).registered();
    let error = fixture.client.order_authorization(&fixture.order(), 0).unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidResponse);
    assert!(error.to_string().contains("token"), "{error}");
}

#[test]
fn waiting_for_an_authorization_ends_at_its_deadline() {
    let fixture = Fixture::new(Behaviour { validation_looks: u32::MAX, ..Behaviour::new() }).registered();
    let authorization = fixture.client.order_authorization(&fixture.order(), 0).unwrap();
    let error = fixture.client.wait_authorization(&authorization, Duration::from_millis(200)).unwrap_err();
    assert_eq!(error.kind(), Kind::TimedOut);
    assert!(error.to_string().starts_with("example.com: authorization: still pending"), "{error}");
}
