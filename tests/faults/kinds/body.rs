//! The body is missing, is no JSON, or is too much of it.

use acme_client::Kind;

use crate::kind::FaultKind;
use crate::step::Step;
use crate::support::ca::{HTML, deep_json};
use crate::support::http::Response;

const NOT_READ: &str = "the body of its answer is not read as JSON";
const NO_BODY: &str = "its answer has no body";

pub fn kinds() -> Vec<FaultKind> {
    let json = |kind: FaultKind| kind.only(Step::has_json, NOT_READ);
    let unreadable = &[Kind::UnreadableResponse];
    vec![
        FaultKind::edit("empty body", |_, response| response.body.clear())
            .passes(&[Kind::UnreadableResponse, Kind::InvalidChain])
            .only(Step::has_body, NO_BODY)
            .harmless_at(&[Step::KeyChange, Step::Deactivation]),
        json(garbled("not JSON", b"service temporarily confused").passes(unreadable)),
        json(garbled("not UTF-8", b"{\"status\": \"\xff\xfe\"}").passes(unreadable)),
        json(with_body("JSON 200,000 deep", &deep_json(200_000)).refused(&[Kind::InvalidResponse])),
        json(
            FaultKind::edit("a page of HTML with status 200", |_, response| {
                *response = std::mem::take(response).with_header_set("Content-Type", Some("text/html"));
                response.body = HTML.as_bytes().to_vec();
            })
            .refused(&[Kind::InvalidResponse]),
        ),
        typed("content type text/html", Some("text/html")),
        typed("no content type", None),
    ]
}

fn with_body(name: &str, body: &[u8]) -> FaultKind {
    let body = body.to_vec();
    FaultKind::edit(name, move |_, response: &mut Response| response.body.clone_from(&body))
}

/// The status tells that an account is deactivated when it is asked again, whatever the body.
fn garbled(name: &str, body: &[u8]) -> FaultKind {
    with_body(name, body).harmless_at(&[Step::Deactivation])
}

fn typed(name: &str, content_type: Option<&'static str>) -> FaultKind {
    FaultKind::edit(name, move |_, response| {
        *response = std::mem::take(response).with_header_set("Content-Type", content_type);
    })
    .only(Step::has_body, NO_BODY)
}
