//! The look at what was presented by http-01, before the authority looks.

use std::thread;
use std::time::Duration;

use acme_client::Kind;
use acme_client::issuance::solver::{Http01Server, SelfCheck, Solver};

use crate::fixture::{context, presentation};

fn check(server: &Http01Server, time: Duration) -> SelfCheck {
    let port = server.local_addresses()[0].port();
    SelfCheck::new().unwrap().with_http_port(port).with_timeout(time)
}

#[test]
fn it_waits_until_everything_can_be_seen() {
    let server = Http01Server::bind("127.0.0.1:0").unwrap();
    let batch: Vec<_> = (0..20).map(|i| presentation("http-01", "127.0.0.1", &format!("tok-{i}"))).collect();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| check(&server, Duration::from_secs(20)).check(&batch, &context()));
        server.present(&batch, &context()).unwrap();
        waiting.join().unwrap().unwrap();
    });
}

#[test]
fn what_cannot_be_seen_is_named_with_what_was_seen_instead() {
    let server = Http01Server::bind("127.0.0.1:0").unwrap();
    let shown = presentation("http-01", "127.0.0.1", "tok-a");
    server.present(std::slice::from_ref(&shown), &context()).unwrap();
    let batch = [shown, presentation("http-01", "127.0.0.1", "tok-b")];
    let error = check(&server, Duration::from_secs(1)).check(&batch, &context()).unwrap_err();
    assert_eq!((error.kind(), error.subject()), (Kind::NotVisible, Some("127.0.0.1")));
    assert!(error.to_string().ends_with("/.well-known/acme-challenge/tok-b answers 404"), "{error}");
    let mut other = batch[0].clone();
    other.key_authorization = "another".to_owned();
    let error = check(&server, Duration::from_secs(1)).check(&[other], &context()).unwrap_err();
    assert!(error.to_string().ends_with("answers with something else"), "{error}");
}

#[test]
fn a_checked_solver_is_ready_once_its_work_can_be_seen() {
    let server = Http01Server::bind("127.0.0.1:0").unwrap();
    let check = check(&server, Duration::from_secs(20));
    let checked = check.around(server);
    let batch = [presentation("http-01", "127.0.0.1", "tok")];
    assert_eq!(checked.types(), ["http-01"]);
    checked.present(&batch, &context()).unwrap();
    checked.ready(&batch, &context()).unwrap();
    checked.clean_up(&batch, &context()).unwrap();
    let context = context();
    context.cancel.trigger();
    assert_eq!(checked.ready(&batch, &context).unwrap_err().kind(), Kind::Cancelled);
}

#[test]
fn what_is_proved_in_another_way_is_not_looked_at() {
    let check = SelfCheck::new().unwrap().with_timeout(Duration::from_millis(10));
    check.check(&[presentation("tls-alpn-01", "a.example", "tok")], &context()).unwrap();
}
