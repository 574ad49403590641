//! Nonces are refused, missing or none.

use acme_client::Kind;

use crate::kind::{Expected, FaultKind, Times};
use crate::step::Step;
use crate::support::ca::Problem;
use crate::support::http::Answer;

const UNSIGNED: &str = "it is not signed, so that it has no nonce";

pub fn kinds() -> Vec<FaultKind> {
    let refused = || Problem::new(400, "badNonce", "the nonce is not a good one");
    let signed = |kind: FaultKind| kind.passes(&[Kind::BadNonce]).only(Step::is_signed, UNSIGNED);
    vec![
        signed(FaultKind::problem("badNonce, with a nonce", refused)),
        signed(FaultKind::instead("badNonce, without a nonce", move |_| {
            Answer::Send(refused().to_response())
        })),
        of_answer("malformed nonce", Some("not base64url!")),
        of_answer("missing nonce", None),
    ]
}

/// Every answer may do without a usable nonce but that to newNonce.
fn of_answer(name: &str, nonce: Option<&'static str>) -> FaultKind {
    FaultKind::edit(name, move |_, response| {
        *response = std::mem::take(response).with_header_set("Replay-Nonce", nonce);
    })
    .only(|step| step.is_signed() || step == Step::NewNonce, UNSIGNED)
    .passes(&[Kind::UnreadableResponse])
    .unless(|step, _: Times| (step != Step::NewNonce).then_some(Expected::Arrives))
}
