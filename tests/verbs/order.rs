use std::time::Duration;

use acme_client::protocol::{Csr, Identifier, OrderParams, Status};
use acme_client::{Kind, Step};

use crate::fixture::{Fixture, WAIT, WORLD, csr, new_key, order_for};
use crate::support::ca::{Behaviour, Edit, Endpoint, Fault, Occurs, Problem};

#[test]
fn an_issuance_takes_seven_requests_besides_directory_nonce_and_account() {
    let fixture = Fixture::new(Behaviour { processing_looks: 0, ..Behaviour::new() });
    fixture.issue().unwrap();
    let requests = fixture.ca.requests(WORLD);
    assert_eq!(requests.get(&Endpoint::NewNonce), Some(&1));
    let signed: usize = requests
        .iter()
        .filter(|(at, _)| !matches!(at, Endpoint::Directory | Endpoint::NewNonce))
        .map(|(_, n)| n)
        .sum();
    // Account, order, authorization, challenge, two looks at the authorization, finalize, a look at the order, certificate.
    assert!(signed <= 9, "{requests:?}");
    assert_eq!(fixture.ca.connection_count(), 1);
}

#[test]
fn names_of_every_kind_are_ordered() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let names = ["B\u{fc}cher.example", "*.example.com", "10.0.0.1", "2001:DB8::1"];
    let order = fixture.client.new_order(&order_for(&names)).unwrap();
    let values: Vec<_> = order.identifiers.iter().map(|identifier| identifier.value.as_str()).collect();
    for value in ["xn--bcher-kva.example", "*.example.com", "10.0.0.1", "2001:db8::1"] {
        assert!(values.contains(&value), "{values:?}");
    }
}

#[test]
fn an_order_for_other_names_is_not_taken() {
    let other = serde_json::json!([{"type": "dns", "value": "other.example"}]);
    let edit = Fault::Edit(Edit::Set("/identifiers", other));
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::Always, edit).registered();
    let error = fixture.client.new_order(&order_for(&["example.com"])).unwrap_err();
    assert_eq!(error.kind(), Kind::OrderMismatch);
    assert!(error.to_string().starts_with("order for example.com: newOrder: "), "{error}");
    assert_eq!(fixture.requests(Endpoint::NewOrder), 1);
}

#[test]
fn an_order_that_turns_into_another_one_is_not_taken() {
    let swapped = Edit::Set("/identifiers", serde_json::json!([{"type": "dns", "value": "other.example"}]));
    let fixture = Fixture::faulty(Endpoint::Order, Occurs::Always, Fault::Edit(swapped)).registered();
    let order = fixture.order();
    for looked in [fixture.client.refresh_order(&order), fixture.client.wait_order(&order, WAIT)] {
        let error = looked.unwrap_err();
        assert_eq!((error.kind(), error.step()), (Kind::OrderMismatch, Some(Step::Order)), "{error}");
    }
}

#[test]
fn a_lost_answer_to_new_order_is_asked_for_again() {
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::First(2), Fault::LOST_ANSWER).registered();
    assert_eq!(fixture.order().status, Status::Pending);
}

#[test]
fn a_replaced_certificate_after_a_lost_answer_is_ordered_without_replaces() {
    let replaced = Problem::new(409, "alreadyReplaced", "has a successor");
    let behaviour = Behaviour::new().on(Endpoint::NewOrder, Occurs::Nth(1), Fault::LOST_ANSWER).on(
        Endpoint::NewOrder,
        Occurs::Nth(2),
        Fault::Refuse(replaced.clone()),
    );
    let fixture = Fixture::new(behaviour).registered();
    let params = OrderParams { replaces: Some("a.b".to_owned()), ..order_for(&["example.com"]) };
    assert!(fixture.client.new_order(&params).is_ok());
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::Nth(1), Fault::Refuse(replaced)).registered();
    assert_eq!(fixture.client.new_order(&params).unwrap_err().kind(), Kind::AlreadyReplaced);
}

#[test]
fn a_lost_answer_to_finalize_leads_to_one_certificate() {
    for fault in [Fault::LOST_ANSWER, Fault::After(crate::support::ca::Break::Reset)] {
        let fixture = Fixture::faulty(Endpoint::Finalize, Occurs::First(1), fault);
        fixture.issue().unwrap();
        assert_eq!(fixture.ca.orders_finalized(WORLD), 1);
        assert_eq!(fixture.requests(Endpoint::Finalize), 1);
    }
}

#[test]
fn a_finalize_that_never_arrived_is_sent_again() {
    let unseen = Fault::Before(crate::support::ca::Break::Close);
    let fixture = Fixture::faulty(Endpoint::Finalize, Occurs::First(2), unseen);
    fixture.issue().unwrap();
    assert_eq!(fixture.ca.orders_finalized(WORLD), 1);
}

#[test]
fn an_order_that_is_not_ready_yet_is_finalized_a_moment_later() {
    let early = Fault::Refuse(Problem::new(403, "orderNotReady", "still pending"));
    let fixture = Fixture::faulty(Endpoint::Finalize, Occurs::First(1), early);
    fixture.issue().unwrap();
    assert_eq!(fixture.ca.orders_finalized(WORLD), 1);
}

#[test]
fn an_order_is_not_finalized_twice() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let order = fixture.valid_order();
    let error = fixture.client.finalize(&order, &csr(&order)).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::OrderNotReady, Some(Step::Finalize)));
    assert!(error.to_string().contains("the order is valid already"), "{error}");
    assert_eq!(error.problem().unwrap().acme_type(), Some("orderNotReady"));
    assert_eq!(fixture.ca.orders_finalized(WORLD), 1);
}

#[test]
fn a_csr_for_other_names_is_refused_before_anything_is_sent() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let order = fixture.ready_order();
    let other = Csr::for_identifiers(&[Identifier::dns("other.example").unwrap()], &new_key()).unwrap();
    let error = fixture.client.finalize(&order, &other).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::InvalidArgument, Some(Step::Finalize)));
    assert!(error.to_string().contains("csr: names other.example"), "{error}");
    assert_eq!(fixture.requests(Endpoint::Finalize), 0);
}

#[test]
fn an_order_that_fails_says_why_name_by_name() {
    let why = Problem::new(403, "rejectedIdentifier", "Error finalizing order").subproblem(
        "caa",
        "CAA record prevents issuance",
        "example.com",
    );
    let fixture = Fixture::new(Behaviour { failed_order: Some(why), ..Behaviour::new() });
    let error = fixture.issue().unwrap_err();
    assert_eq!(error.kind(), Kind::OrderInvalid);
    let text = error.to_string();
    assert!(text.starts_with("order for example.com: "), "{text}");
    assert!(text.contains("urn:ietf:params:acme:error:rejectedIdentifier"), "{text}");
    assert!(text.ends_with("- example.com: caa: CAA record prevents issuance"), "{text}");
}

#[test]
fn waiting_ends_at_its_deadline_and_says_what_it_saw() {
    let fixture = Fixture::new(Behaviour { processing_looks: u32::MAX, ..Behaviour::new() }).registered();
    let order = fixture.ready_order();
    let order = fixture.client.finalize(&order, &csr(&order)).unwrap();
    let error = fixture.client.wait_order(&order, Duration::from_millis(300)).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::TimedOut, Some(Step::Order)));
    assert!(error.to_string().contains("still processing, not done after 0.3 s"), "{error}");
}

#[test]
fn an_unknown_status_is_carried_through_and_waited_on() {
    let odd = Fault::Edit(Edit::Set("/status", serde_json::json!("odd")));
    let fixture = Fixture::faulty(Endpoint::Order, Occurs::First(2), odd).registered();
    let order = fixture.ready_order();
    assert_eq!(fixture.client.order(&order.url).unwrap().status.as_str(), "odd");
    assert_eq!(fixture.client.wait_order(&order, WAIT).unwrap().status, Status::Ready);
}

#[test]
fn a_retry_after_of_a_day_ends_with_the_deadline() {
    let day = Fault::Edit(Edit::Header("Retry-After", Some("86400".to_owned())));
    let behaviour =
        Behaviour { processing_looks: 3, ..Behaviour::new() }.on(Endpoint::Order, Occurs::Always, day);
    let fixture = Fixture::new(behaviour).registered();
    let order = fixture.ready_order();
    let order = fixture.client.finalize(&order, &csr(&order)).unwrap();
    let error = fixture.client.wait_order(&order, Duration::from_millis(200)).unwrap_err();
    assert_eq!(error.kind(), Kind::TimedOut);
}

#[test]
fn a_missing_order_keeps_its_problem_document() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let url = fixture.order().url.replace("/order/", "/order/9");
    let error = fixture.client.order(&url).unwrap_err();
    assert_eq!((error.kind(), error.http_status()), (Kind::NotFound, Some(404)));
    assert!(error.problem().is_some());
}
