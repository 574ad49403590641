use std::time::{Duration, Instant};

use acme_client::{Kind, Step};

use crate::fixture::{Fixture, WORLD, order_for};
use crate::support::ca::{Break, Edit, Endpoint, Fault, Occurs, Problem};

const STEPS: [Endpoint; 8] = [
    Endpoint::Directory,
    Endpoint::NewNonce,
    Endpoint::NewAccount,
    Endpoint::NewOrder,
    Endpoint::Authorization,
    Endpoint::Challenge,
    Endpoint::Finalize,
    Endpoint::Certificate,
];

#[test]
fn what_passes_is_survived_at_every_step() {
    let busy = Problem::new(503, "serverInternal", "busy");
    for fault in [
        Fault::Refuse(busy.clone()),
        Fault::Refuse(busy.retry_after("0")),
        Fault::Html(502),
        Fault::LOST_ANSWER,
        Fault::Before(Break::Reset),
        Fault::After(Break::Truncate),
        Fault::After(Break::CloseAfterAnswer),
    ] {
        for step in STEPS {
            // HEAD has no body that could be cut.
            if step == Endpoint::NewNonce && matches!(fault, Fault::After(Break::Truncate)) {
                continue;
            }
            let fixture = Fixture::faulty(step, Occurs::First(1), fault.clone());
            fixture.issue().unwrap_or_else(|error| panic!("{fault:?} at {step:?}: {error}"));
            assert_eq!(
                (fixture.ca.accounts(WORLD), fixture.ca.orders_finalized(WORLD)),
                (1, 1),
                "{fault:?} at {step:?}"
            );
        }
    }
}

#[test]
fn an_answer_to_finalize_that_cannot_be_read_is_a_lost_one() {
    for body in ["", "{\"status\": \"proc"] {
        let garbled = Fault::Edit(Edit::Body(body.into()));
        let fixture = Fixture::faulty(Endpoint::Finalize, Occurs::First(1), garbled);
        fixture.issue().unwrap_or_else(|error| panic!("{body:?}: {error}"));
        assert_eq!((fixture.ca.orders_finalized(WORLD), fixture.requests(Endpoint::Finalize)), (1, 1));
    }
}

#[test]
fn what_does_not_pass_ends_with_the_last_error_and_its_step() {
    let failed = Problem::new(500, "serverInternal", "broken");
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::Always, Fault::Refuse(failed)).registered();
    let error = fixture.client.new_order(&order_for(&["example.com"])).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::ServerInternal, Some(Step::NewOrder)));
    assert_eq!(fixture.requests(Endpoint::NewOrder), 4);
}

#[test]
fn a_rate_limit_is_handed_on_at_once_with_its_time_and_its_names() {
    let limited = Problem::new(429, "rateLimited", "Too many certificates").retry_after("3600").subproblem(
        "rateLimited",
        "50 in 7 days",
        "example.com",
    );
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::Always, Fault::Refuse(limited)).registered();
    let started = Instant::now();
    let error = fixture.client.new_order(&order_for(&["example.com"])).unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (Kind::RateLimited, Some(Duration::from_secs(3600))));
    assert_eq!(error.problem().unwrap().subproblems[0].identifier.as_ref().unwrap().value, "example.com");
    assert_eq!(fixture.requests(Endpoint::NewOrder), 1);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_server_error_with_a_long_wait_is_no_rate_limit() {
    let failed = Problem::new(500, "serverInternal", "broken").retry_after("60");
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::Always, Fault::Refuse(failed)).registered();
    let error = fixture.client.new_order(&order_for(&["example.com"])).unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (Kind::ServerInternal, Some(Duration::from_secs(60))));
    assert_eq!(fixture.requests(Endpoint::NewOrder), 1);
}

#[test]
fn a_short_wait_is_waited_and_nonsense_counts_as_none() {
    let limited =
        |value: &str| Fault::Refuse(Problem::new(429, "rateLimited", "slow down").retry_after(value));
    let past = "Thu, 01 Jan 1970 00:00:00 GMT";
    for (value, passes) in [("0", true), (past, true), ("-1", false), ("soon", false)] {
        let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::First(1), limited(value)).registered();
        assert_eq!(fixture.client.new_order(&order_for(&["example.com"])).is_ok(), passes, "{value}");
    }
}

#[test]
fn a_host_that_cannot_be_reached_is_named() {
    let fixture = Fixture::new(crate::support::ca::Behaviour::new());
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = |url: String| {
        let options = crate::fixture::options(&fixture.ca, &url);
        let client = acme_client::Client::new(options, crate::fixture::new_key()).unwrap();
        client.directory().unwrap_err()
    };
    let error = refused(format!("https://{free}/directory"));
    assert_eq!((error.kind(), error.step()), (Kind::ConnectionFailed, Some(Step::Directory)));
    assert!(error.to_string().contains(&free.to_string()), "{error}");
    assert_eq!(refused("https://no-such-host.invalid/".to_owned()).kind(), Kind::NameNotFound);
}
