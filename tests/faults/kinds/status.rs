//! HTTP errors, and the times after which to come again.

use std::time::{Duration, SystemTime};

use acme_client::Kind;

use crate::kind::{FaultKind, with_nonce};
use crate::step::Step;
use crate::support::ca::{HTML, Problem};
use crate::support::http::{Answer, Response};

/// What a failing server's answers are read as; to HEAD they come without their problem.
const FAILURES: [Kind; 2] = [Kind::ServerInternal, Kind::HttpError];

pub fn kinds() -> Vec<FaultKind> {
    let mut kinds: Vec<_> = [500, 502, 503].into_iter().flat_map(failing).collect();
    kinds.push(
        FaultKind::after("500 although the server acted", |_, response| {
            let nonce = response.header("replay-nonce").map(str::to_owned);
            let failed = server_error(500).to_response();
            Answer::Send(failed.with_header_set("Replay-Nonce", nonce.as_deref()))
        })
        .passes(&FAILURES),
    );
    kinds.push(
        FaultKind::problem("500 with Retry-After: 60", || server_error(500).retry_after("60"))
            .refused(&FAILURES),
    );
    kinds.extend(limited());
    kinds.extend(unavailable());
    kinds
}

fn failing(status: u16) -> [FaultKind; 2] {
    [
        FaultKind::problem(&format!("{status} with a problem"), move || server_error(status))
            .passes(&FAILURES),
        FaultKind::instead(&format!("{status} with HTML"), move |scene| {
            let page = Response::new(status).with_body("text/html", HTML);
            Answer::Send(with_nonce(scene, page))
        })
        .passes(&[Kind::HttpError]),
    ]
}

fn limited() -> Vec<FaultKind> {
    let limited = &[Kind::RateLimited];
    let with =
        |name: &str, value: &'static str| FaultKind::problem(name, move || rate_limited().retry_after(value));
    vec![
        FaultKind::problem("429", rate_limited).refused(limited),
        with("429, Retry-After: 1", "1").passes(limited),
        FaultKind::problem("429, Retry-After: a date", || in_a_second(rate_limited())).passes(limited),
        with("429, Retry-After: a date that has passed", PAST).passes(limited),
        with("429, Retry-After: -1", "-1").refused(limited),
        with("429, Retry-After: 2^64-1", MOST).refused(limited),
        with("429, Retry-After: a word", "soon").refused(limited),
    ]
}

fn unavailable() -> Vec<FaultKind> {
    let with = |name: &str, value: &'static str| {
        FaultKind::problem(name, move || server_error(503).retry_after(value))
    };
    vec![
        with("503, Retry-After: 1", "1").passes(&FAILURES),
        FaultKind::problem("503, Retry-After: a date", || in_a_second(server_error(503))).passes(&FAILURES),
        with("503, Retry-After: a date that has passed", PAST).passes(&FAILURES),
        with("503, Retry-After: -1", "-1").passes(&FAILURES),
        with("503, Retry-After: 2^64-1", MOST).refused(&FAILURES),
        FaultKind::edit("success with Retry-After: 2^64-1", |_, response| {
            response.headers.push(("Retry-After".to_owned(), MOST.to_owned()));
        })
        .only(
            |step| !matches!(step, Step::OrderLook | Step::LookAfterFinalize | Step::AuthorizationLook),
            "tests/obtain/way.rs shows that it is waited for as long as there is time",
        ),
    ]
}

const PAST: &str = "Thu, 01 Jan 1970 00:00:00 GMT";
const MOST: &str = "18446744073709551615";

fn server_error(status: u16) -> Problem {
    Problem::new(status, "serverInternal", "Something went wrong on our side")
}

fn rate_limited() -> Problem {
    Problem::new(429, "rateLimited", "Too many requests")
}

/// A date a second after the answer's own, by a clock that is a day ahead.
fn in_a_second(problem: Problem) -> Problem {
    let now = SystemTime::now() + Duration::from_secs(86_400);
    let date = httpdate::fmt_http_date(now);
    problem.with_header("Date", date).retry_after(&httpdate::fmt_http_date(now + Duration::from_secs(1)))
}
