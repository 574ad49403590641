//! The server leads elsewhere, or speaks of something else.

use acme_client::{Kind, Step as ErrorStep};
use serde_json::{Value, json};

use crate::kind::{Expected, FaultKind, Scene, Times, with_nonce};
use crate::lie;
use crate::step::Step;
use crate::support::ca::{Problem, edit_json};
use crate::support::http::{Answer, Response};

pub fn kinds() -> Vec<FaultKind> {
    let mut kinds = vec![redirect(302), redirect(307), redirect_to_itself(), http_urls(), missing_location()];
    kinds.extend([evil_token(), swapped_identifiers(), swapped_everything(), account_gone()]);
    kinds
}

/// To another server. Only a GET of the directory may be redirected, and not to plain HTTP.
fn redirect(status: u16) -> FaultKind {
    FaultKind::instead(&format!("redirect, {status}"), move |scene| {
        let scheme = if scene.step == Step::Directory { "http" } else { "https" };
        let target = format!("{scheme}://localhost:{}/elsewhere", scene.forbidden_port);
        Answer::Send(with_nonce(scene, Response::new(status).with("Location", target)))
    })
    .refused(&[Kind::ForbiddenRedirect])
    .fails_at(Step::Directory, &[Kind::ForbiddenUrl], &[ErrorStep::Directory])
}

fn redirect_to_itself() -> FaultKind {
    FaultKind::instead("redirect to itself", |scene| {
        let target = format!("{}{}", scene.origin, scene.request.path);
        Answer::Send(with_nonce(scene, Response::new(307).with("Location", target)))
    })
    .refused(&[Kind::ForbiddenRedirect])
    .unless(|step, times| {
        let passes = step == Step::Directory && times != Times::Always;
        passes.then_some(Expected::Arrives)
    })
}

/// Found where such a URL is fetched; nothing is fetched from what an answer to a look or to a verb names.
fn http_urls() -> FaultKind {
    use ErrorStep as At;
    let forbidden = &[Kind::ForbiddenUrl];
    FaultKind::edit("http:// URLs", |scene, response| {
        let plain = format!("http://localhost:{}", scene.forbidden_port);
        let turn = |text: &str| text.replace(scene.origin, &plain);
        response.body = turn(&String::from_utf8_lossy(&response.body)).into_bytes();
        response.headers.iter_mut().for_each(|(_, value)| *value = turn(value));
    })
    .only(
        |step| !matches!(step, Step::NewNonce | Step::RevokeCert | Step::RenewalInfo),
        "its answer has no URL to fetch",
    )
    .refused(forbidden)
    .fails_at(Step::Directory, forbidden, &[At::Directory, At::NewNonce])
    .fails_at(Step::NewOrder, forbidden, &[At::NewOrder, At::Authorization])
    .fails_at(Step::Authorization, forbidden, &[At::Challenge])
    .fails_at(Step::OrderLook, forbidden, &[At::Finalize])
    .fails_at(Step::LookAfterFinalize, forbidden, &[At::Certificate])
    .harmless_at(&[
        Step::Challenge,
        Step::AuthorizationLook,
        Step::Finalize,
        Step::Certificate,
        Step::AlternateChain,
        Step::KeyChange,
        Step::Deactivation,
    ])
}

/// Needed where a resource is new; elsewhere its URL is known.
fn missing_location() -> FaultKind {
    FaultKind::edit("missing Location", |_, response| {
        *response = std::mem::take(response).with_header_set("Location", None);
    })
    .passes(&[Kind::UnreadableResponse])
    .only(
        |step| {
            matches!(
                step,
                Step::NewAccount
                    | Step::NewOrder
                    | Step::Finalize
                    | Step::OrderLook
                    | Step::LookAfterFinalize
            )
        },
        "its answer has no Location",
    )
    .harmless_at(&[Step::Finalize, Step::OrderLook, Step::LookAfterFinalize])
}

fn evil_token() -> FaultKind {
    FaultKind::edit("evil token", |_, response| {
        for place in (0..5).map(|number| format!("/challenges/{number}/token")).chain(["/token".to_owned()]) {
            let has_token = |document: Value| document.pointer(&place).is_some();
            if serde_json::from_slice(&response.body).is_ok_and(has_token) {
                edit_json(response, &place, Some(&json!("../../../etc/cron.d/evil")));
            }
        }
    })
    .refused(&[Kind::InvalidResponse])
    .only(|step| step.has_authorization() || step == Step::Challenge, "its answer has no token")
}

fn swap_identifiers(_: &Scene<'_>, response: &mut Response) {
    let other = json!({"type": "dns", "value": lie::OTHER_NAME});
    for (place, value) in [("/identifiers", json!([other])), ("/identifier", other)] {
        let known = |document: Value| document.pointer(place).is_some();
        if serde_json::from_slice(&response.body).is_ok_and(known) {
            edit_json(response, place, Some(&value));
        }
    }
}

fn swapped_identifiers() -> FaultKind {
    FaultKind::edit("other identifiers", swap_identifiers)
        .refused(&[Kind::OrderMismatch])
        .only(|step| step.has_order() || step.has_authorization(), "its answer has no identifier")
}

/// The order is for something else, and so is the certificate, for the client's own key.
fn swapped_everything() -> FaultKind {
    FaultKind::edit("other identifiers, and a certificate for them", |scene, response| match scene.step {
        Step::Certificate => response.body = lie::chain_for_other_name(&response.body),
        _ => swap_identifiers(scene, response),
    })
    .refused(&[Kind::OrderMismatch])
    .only(
        |step| matches!(step, Step::OrderLook | Step::LookAfterFinalize),
        "its answer is no order that is waited for",
    )
    .goes_on_at(&[Step::OrderLook, Step::LookAfterFinalize, Step::Certificate])
}

fn account_gone() -> FaultKind {
    FaultKind::problem("account gone", || Problem::new(400, "accountDoesNotExist", "the account is gone"))
        .refused(&[Kind::AccountDoesNotExist])
        .only(|step| step.is_signed() && step != Step::NewAccount, "no account signs it")
}
