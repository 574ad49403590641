//! What was presented is taken away on every way out.

use std::thread;
use std::time::{Duration, Instant};

use acme_client::transport::Cancel;
use acme_client::{Kind, Step};

use crate::fixture::{Fixture, Recorder, Seen, params, refused};
use crate::support::ca::{Behaviour, Break, Endpoint, Fault, Occurs, Problem};

/// A world in which the validation never ends.
fn endless() -> Fixture {
    Fixture::new(Behaviour { validation_looks: u32::MAX, ..Behaviour::default() })
}

#[test]
fn a_solver_that_fails_to_present_is_asked_to_clean_up() {
    let fixture = Fixture::new(Behaviour::new());
    let mut solver = Recorder::new(&["http-01"]);
    solver.on_present = Box::new(|_| Err(refused()));
    let failure = fixture.obtain(&["a.example", "b.example"], &solver).unwrap_err();
    assert_eq!((failure.error().kind(), failure.error().step()), (Kind::SolverFailed, Some(Step::Present)));
    assert_eq!(failure.to_string(), "a.example, b.example: present: refused");
    assert_eq!(fixture.requests(Endpoint::Challenge), 0);
    solver.assert_clean();
    let mut solver = Recorder::new(&["http-01"]);
    solver.on_ready = Box::new(|_| panic!("a solver that throws"));
    let failure = fixture.obtain(&["a.example"], &solver).unwrap_err();
    assert_eq!(failure.to_string(), "a.example: ready: the solver panicked: a solver that throws");
    assert!(failure.state().unwrap().order_url().is_some());
    solver.assert_clean();
}

#[test]
fn a_cancelled_call_cleans_up_with_time_of_its_own_and_keeps_the_order() {
    let fixture = endless();
    let cancel = Cancel::new();
    let client = fixture.client.with_cancel(cancel.clone());
    let mut solver = Recorder::new(&["http-01"]);
    solver.on_clean_up = Box::new(|context| {
        context.check()?;
        assert!(context.left() > Duration::from_secs(20));
        Ok(())
    });
    let failure = thread::scope(|scope| {
        scope.spawn(|| {
            assert!(fixture.ca.wait_for_request(
                crate::fixture::WORLD,
                Endpoint::Order,
                2,
                Duration::from_secs(20)
            ));
            cancel.trigger();
        });
        client.obtain(&params(&["example.com"]), &solver).unwrap_err()
    });
    assert_eq!(failure.error().kind(), Kind::Cancelled);
    solver.assert_clean();
    let order = fixture.client.order(failure.state().unwrap().order_url().unwrap()).unwrap();
    assert_eq!(order.status.as_str(), "pending", "a cancelled order stays");
}

#[test]
fn a_cancelled_call_with_workers_in_flight_ends_at_once() {
    let stall = Fault::Before(Break::StallBeforeHeaders);
    let fixture = Fixture::new(Behaviour::new().on(Endpoint::Challenge, Occurs::Always, stall));
    let cancel = Cancel::new();
    let client = fixture.client.with_cancel(cancel.clone());
    let solver = Recorder::new(&["http-01"]);
    let names: Vec<_> = (0..10).map(|number| format!("n{number}.example")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let (failure, took) = thread::scope(|scope| {
        let call = scope.spawn(|| (client.obtain(&params(&names), &solver).unwrap_err(), Instant::now()));
        assert!(fixture.ca.wait_for_request(
            crate::fixture::WORLD,
            Endpoint::Challenge,
            2,
            Duration::from_secs(20)
        ));
        let triggered = Instant::now();
        cancel.trigger();
        let (failure, ended) = call.join().unwrap();
        (failure, ended.saturating_duration_since(triggered))
    });
    assert_eq!(failure.error().kind(), Kind::Cancelled);
    assert!(took < Duration::from_millis(500), "{took:?}");
    solver.assert_clean();
}

#[test]
fn a_deadline_cleans_up_and_keeps_the_order() {
    let fixture = endless();
    let solver = Recorder::new(&["http-01"]);
    let mut short = params(&["example.com"]);
    short.deadline = Duration::from_millis(300);
    let started = Instant::now();
    let failure = fixture.client.obtain(&short, &solver).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::TimedOut);
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(failure.to_string().starts_with("order for example.com: order: "), "{failure}");
    assert!(failure.state().unwrap().order_url().is_some());
    solver.assert_clean();
}

#[test]
fn a_solver_that_waits_gets_the_deadline_and_the_token() {
    let fixture = Fixture::new(Behaviour::new());
    let mut solver = Recorder::new(&["http-01"]);
    solver.on_ready =
        Box::new(|context| context.sleep(Duration::from_secs(600)).and_then(|()| context.check()));
    let mut short = params(&["example.com"]);
    short.deadline = Duration::from_millis(300);
    let failure = fixture.client.obtain(&short, &solver).unwrap_err();
    assert_eq!((failure.error().kind(), failure.error().step()), (Kind::TimedOut, Some(Step::Ready)));
    solver.assert_clean();
}

#[test]
fn a_server_that_refuses_at_any_step_leaves_nothing_behind() {
    for endpoint in [Endpoint::Challenge, Endpoint::Order, Endpoint::Finalize, Endpoint::Certificate] {
        let refusal = Fault::Refuse(Problem::new(403, "unauthorized", "no"));
        let fixture = Fixture::new(Behaviour::new().on(endpoint, Occurs::Always, refusal));
        let solver = Recorder::new(&["http-01"]);
        let failure = fixture.obtain(&["a.example", "b.example"], &solver).unwrap_err();
        assert_eq!(failure.error().kind(), Kind::Unauthorized, "{endpoint:?}");
        assert!(failure.error().step().is_some(), "{endpoint:?}");
        assert!(failure.to_string().contains("a.example") || failure.to_string().contains("b.example"));
        assert_eq!(solver.asked().presented.len(), 2);
        solver.assert_clean();
    }
}

#[test]
fn a_clean_up_that_fails_is_told_and_fails_nothing() {
    let fixture = Fixture::new(Behaviour::new());
    let mut solver = Recorder::new(&["http-01"]);
    solver.on_clean_up = Box::new(|_| Err(refused()));
    let (seen, mut params) = (Seen::default(), params(&["example.com"]));
    seen.watch(&mut params);
    fixture.client.obtain(&params, &solver).unwrap();
    let told = seen.events().into_iter().find(|event| event.name() == "clean_up_failed").unwrap();
    assert_eq!(told.error().unwrap().to_string(), "example.com: cleanUp: refused");
}
