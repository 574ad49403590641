//! Challenge types that fail, and the next ones.

use acme_client::Kind;
use acme_client::issuance::Event;

use crate::fixture::{Fixture, Recorder, Seen, WORLD, params};
use crate::support::ca::Endpoint;

#[test]
fn a_failed_type_falls_back_to_the_next_with_a_new_order() {
    let fixture = Fixture::failing(&["http-01"]);
    let solver = Recorder::new(&["http-01", "dns-01"]);
    let (seen, mut params) = (Seen::default(), params(&["example.com"]));
    seen.watch(&mut params);
    fixture.client.obtain(&params, &solver).unwrap();
    assert_eq!(solver.asked().presented, ["example.com http-01", "example.com dns-01"]);
    assert_eq!(fixture.requests(Endpoint::NewOrder), 2);
    let failed = seen.events().into_iter().find(|event| event.name() == "challenge_failed").unwrap();
    assert_eq!(failed.challenge(), Some("http-01"));
    assert_eq!(failed.identifier().unwrap().value, "example.com");
    assert!(failed.problem().unwrap().detail.as_ref().unwrap().contains("not what was expected"));
    solver.assert_clean();
}

#[test]
fn when_the_last_type_has_failed_the_error_says_which_name_and_why() {
    let fixture = Fixture::failing(&["http-01", "tls-alpn-01"]);
    let solver = Recorder::new(&["http-01", "tls-alpn-01"]);
    let failure = fixture.obtain(&["example.com"], &solver).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::AuthorizationInvalid);
    assert_eq!(
        failure.to_string(),
        "example.com: authorization: the authorization is invalid: urn:ietf:params:acme:error:unauthorized\n  \
         not what was expected"
    );
    assert_eq!(solver.asked().presented.len(), 2);
    assert!(failure.state().unwrap().key().unwrap().is_some());
    solver.assert_clean();
}

#[test]
fn what_is_pending_of_an_invalid_order_is_given_up() {
    let fixture = Fixture::failing(&["dns-01"]);
    let solver = Recorder::new(&["dns-01", "http-01"]);
    let (seen, mut params) = (Seen::default(), params(&["*.example.com", "a.example"]));
    params.challenge_types = vec!["dns-01".into()];
    seen.watch(&mut params);
    let failure = fixture.client.obtain(&params, &solver).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::AuthorizationInvalid);
    let order = fixture.client.order(failure.state().unwrap().order_url().unwrap()).unwrap();
    for index in 0..order.authorizations.len() {
        let authorization = fixture.client.order_authorization(&order, index).unwrap();
        assert!(["invalid", "deactivated"].contains(&authorization.status.as_str()), "{authorization:?}");
    }
    assert!(seen.events().iter().any(|event| matches!(event, Event::ChallengeFailed { .. })));
    solver.assert_clean();
}

#[test]
fn no_usable_type_names_the_identifier_and_what_was_offered() {
    let fixture = Fixture::failing(&[]);
    let solver = Recorder::new(&["dns-account-01"]);
    let failure = fixture.obtain(&["example.com"], &solver).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::ChallengeNotOffered);
    let message = failure.to_string();
    assert!(message.starts_with("example.com: authorization: "), "{message}");
    assert!(message.contains("offered: http-01, dns-01, tls-alpn-01, odd-01"), "{message}");
    assert!(solver.asked().presented.is_empty());
    assert_eq!(fixture.requests(Endpoint::Challenge), 0);
    assert_eq!(fixture.ca.orders_finalized(WORLD), 0);
}
