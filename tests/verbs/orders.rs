use acme_client::{Kind, Step};

use crate::fixture::{Fixture, order_for};
use crate::support::ca::{Behaviour, Break, Edit, Endpoint, Fault, Occurs};

fn with_orders(fixture: &Fixture, count: usize) -> Vec<String> {
    let names = (0..count).map(|number| format!("n{number}.example.com"));
    names.map(|name| fixture.client.new_order(&order_for(&[&name])).unwrap().url).collect()
}

#[test]
fn every_page_is_read_and_none_before_it_is_needed() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let urls = with_orders(&fixture, 7);
    let mut orders = fixture.client.orders().unwrap();
    assert_eq!(fixture.requests(Endpoint::Orders), 0);
    assert_eq!(orders.next().unwrap().unwrap().url, urls[0]);
    assert_eq!(fixture.requests(Endpoint::Orders), 1);
    let rest: Vec<_> = orders.map(|order| order.unwrap().url).collect();
    assert_eq!(rest, urls[1..]);
    assert_eq!(fixture.requests(Endpoint::Orders), 3);
}

#[test]
fn a_page_that_is_lost_is_asked_for_again() {
    let fixture = Fixture::faulty(Endpoint::Orders, Occurs::Nth(2), Fault::Before(Break::Close)).registered();
    with_orders(&fixture, 4);
    assert_eq!(fixture.client.orders().unwrap().filter(Result::is_ok).count(), 4);
}

#[test]
fn pages_that_run_in_a_circle_end_with_an_error() {
    let behaviour = Behaviour::new().on(
        Endpoint::Orders,
        Occurs::Always,
        Fault::Edit(Edit::Header("Link", Some("<0>;rel=\"next\"".to_owned()))),
    );
    let fixture = Fixture::new(behaviour).registered();
    with_orders(&fixture, 1);
    let results: Vec<_> = fixture.client.orders().unwrap().collect();
    let error = results.last().unwrap().as_ref().unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::InvalidResponse, Some(Step::Order)));
    assert!(error.to_string().contains("circle"), "{error}");
}

#[test]
fn a_page_without_its_object_is_taken_as_well() {
    let bare = Fault::Edit(Edit::Body(b"[\"https://localhost/order/1\"]".to_vec()));
    let fixture = Fixture::faulty(Endpoint::Orders, Occurs::Always, bare).registered();
    let mut pages = fixture.client.order_pages().unwrap();
    let url = fixture.client.next_order_url(&mut pages).unwrap();
    assert_eq!(url.as_deref(), Some("https://localhost/order/1"));
    assert_eq!(fixture.client.next_order_url(&mut pages).unwrap(), None);
}

#[test]
fn an_account_without_a_list_is_said() {
    let edit = Fault::Edit(Edit::Remove("/orders"));
    let fixture = Fixture::faulty(Endpoint::Account, Occurs::Always, edit).registered();
    assert_eq!(fixture.client.orders().unwrap_err().kind(), Kind::UnsupportedOperation);
    let edit = Fault::Edit(Edit::Set("/orders", serde_json::json!("none")));
    let fixture = Fixture::faulty(Endpoint::Orders, Occurs::Always, edit).registered();
    let error = fixture.client.orders().unwrap().next().unwrap().unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidResponse);
}
