use std::thread;
use std::time::{Duration, Instant};

use acme_client::Kind;
use acme_client::transport::Cancel;

use crate::fixture::{Fixture, WAIT, WORLD, csr, order_for};
use crate::support::ca::{Behaviour, Break, Endpoint, Fault, Occurs};

/// A machine under load is given this much more than the 100 ms that are promised.
const SLACK: Duration = Duration::from_millis(150);

#[test]
fn a_stalled_read_ends_when_another_thread_cancels() {
    for stall in [Fault::Before(Break::StallBeforeHeaders), Fault::After(Break::StallAfterHeaders)] {
        let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::Always, stall).registered();
        let cancel = Cancel::new();
        let client = fixture.client.with_cancel(cancel.clone());
        let cancelled_at = thread::scope(|scope| {
            let order = scope.spawn(|| client.new_order(&order_for(&["example.com"])));
            assert!(fixture.ca.wait_for_request(WORLD, Endpoint::NewOrder, 1, WAIT));
            let cancelled_at = Instant::now();
            cancel.trigger();
            assert_eq!(order.join().unwrap().unwrap_err().kind(), Kind::Cancelled);
            cancelled_at
        });
        assert!(cancelled_at.elapsed() < Duration::from_millis(100) + SLACK, "{:?}", cancelled_at.elapsed());
        assert_eq!(client.directory().map(|_| ()).ok(), Some(()), "what is cached needs no request");
        assert_eq!(client.account().unwrap_err().kind(), Kind::Cancelled);
        assert!(fixture.client.account().is_ok(), "the client itself is not cancelled");
    }
}

#[test]
fn a_wait_between_two_looks_ends_when_another_thread_cancels() {
    let slow = Fault::Edit(crate::support::ca::Edit::Header("Retry-After", Some("60".to_owned())));
    let behaviour = Behaviour { processing_looks: u32::MAX, ..Behaviour::new() }.on(
        Endpoint::Order,
        Occurs::Always,
        slow,
    );
    let fixture = Fixture::new(behaviour).registered();
    let order = fixture.ready_order();
    let order = fixture.client.finalize(&order, &csr(&order)).unwrap();
    let looks = fixture.requests(Endpoint::Order);
    let cancel = Cancel::new();
    let client = fixture.client.with_cancel(cancel.clone());
    thread::scope(|scope| {
        let wait = scope.spawn(|| client.wait_order(&order, Duration::from_secs(120)));
        assert!(fixture.ca.wait_for_request(WORLD, Endpoint::Order, looks + 1, WAIT));
        cancel.trigger();
        assert_eq!(wait.join().unwrap().unwrap_err().kind(), Kind::Cancelled);
    });
}

#[test]
fn a_request_that_stalls_ends_at_the_deadline_of_the_operation() {
    let stall = Fault::Before(Break::StallBeforeHeaders);
    let behaviour = Behaviour::new().on(Endpoint::NewOrder, Occurs::Always, stall);
    let fixture = Fixture::with(behaviour, |options| options.operation_timeout = Duration::from_millis(400))
        .registered();
    let started = Instant::now();
    let error = fixture.client.new_order(&order_for(&["example.com"])).unwrap_err();
    assert_eq!(error.kind(), Kind::TimedOut);
    assert_eq!(error.to_string(), "order for example.com: newOrder: not done after 0.4 s");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_request_that_stalls_once_is_sent_again() {
    let stall = Fault::Before(Break::StallBeforeHeaders);
    let behaviour = Behaviour::new().on(Endpoint::NewOrder, Occurs::First(1), stall);
    let fixture =
        Fixture::with(behaviour, |options| options.request_timeout = Duration::from_millis(300)).registered();
    assert!(fixture.client.new_order(&order_for(&["example.com"])).is_ok());
}

#[test]
fn two_threads_share_a_client() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| fixture.issue().unwrap());
        }
    });
    assert_eq!((fixture.ca.accounts(WORLD), fixture.ca.orders_finalized(WORLD)), (1, 8));
}
