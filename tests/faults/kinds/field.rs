//! Fields are missing, twice, unknown, or say what they should not.

use acme_client::{Kind, Step as ErrorStep};
use serde_json::{Value, json};

use crate::kind::{Expected, FaultKind, Scene, Times};
use crate::step::Step;
use crate::support::ca::edit_json;
use crate::support::http::Response;

const NOT_READ: &str = "the body of its answer is not read as JSON";

pub fn kinds() -> Vec<FaultKind> {
    let mut kinds = missing();
    kinds.extend(strange());
    kinds.extend(statuses());
    kinds
}

/// The fields that the answer to a step must have, as JSON pointers.
fn required(step: Step) -> &'static [&'static str] {
    match step {
        Step::Directory => &["/newNonce", "/newAccount", "/newOrder"],
        Step::NewAccount | Step::Deactivation => &["/status"],
        _ if step.has_order() => &["/status", "/identifiers", "/authorizations", "/finalize"],
        _ if step.has_authorization() => {
            &["/status", "/identifier", "/challenges", "/challenges/0/url", "/challenges/0/type"]
        }
        Step::Challenge => &["/url", "/type"],
        Step::RenewalInfo => &["/suggestedWindow", "/suggestedWindow/start", "/suggestedWindow/end"],
        _ => &[],
    }
}

fn missing() -> Vec<FaultKind> {
    let mut fields: Vec<_> = Step::ALL.into_iter().flat_map(required).copied().collect();
    fields.sort_unstable();
    fields.dedup();
    let mut kinds: Vec<_> = fields.into_iter().map(missing_field).collect();
    kinds.push(
        FaultKind::edit("missing: tokens", |_, response| {
            for number in 0..5 {
                edit_json(response, &format!("/challenges/{number}/token"), None);
            }
        })
        .refused(&[Kind::InvalidResponse])
        .only(Step::has_authorization, "its answer has no challenges")
        .harmless_at(&[Step::AuthorizationLook]),
    );
    kinds.push(
        FaultKind::edit("missing: /certificate", |_, response| edit_json(response, "/certificate", None))
            .refused(&[Kind::CertificateNotReady])
            .only(|step| step == Step::LookAfterFinalize, "its answer names no certificate")
            .fails_at(Step::LookAfterFinalize, &[Kind::CertificateNotReady], &[ErrorStep::Certificate]),
    );
    kinds
}

fn missing_field(field: &'static str) -> FaultKind {
    FaultKind::edit(&format!("missing: {field}"), move |_, response| edit_json(response, field, None))
        .refused(&[Kind::InvalidResponse])
        .only(move |step| required(step).contains(&field), "its answer needs no such field")
        .unless(move |step, _| {
            let found_missing_at = match field {
                "/newNonce" => ErrorStep::NewNonce,
                "/newAccount" => ErrorStep::NewAccount,
                _ => ErrorStep::NewOrder,
            };
            let fails = || Expected::Fails(vec![Kind::UnsupportedOperation], vec![found_missing_at]);
            (step == Step::Directory).then(fails)
        })
}

fn strange() -> Vec<FaultKind> {
    let json = |kind: FaultKind| kind.only(Step::has_json, NOT_READ);
    let invalid = &[Kind::InvalidResponse];
    vec![
        json(
            FaultKind::edit("wrong types", |_, response| each_member(response, other_type)).refused(invalid),
        ),
        json(FaultKind::edit("null everywhere", |_, response| each_member(response, |_| Value::Null)))
            .refused(invalid)
            .fails_at(Step::Directory, &[Kind::InvalidDirectory], &[ErrorStep::Directory]),
        json(FaultKind::edit("an array instead of an object", |_, response| response.body = b"[]".to_vec()))
            .refused(invalid),
        json(FaultKind::edit("duplicate fields", duplicate).refused(invalid)),
        json(FaultKind::edit("unknown fields", |_, response| {
            edit_json(response, "/unheard-of", Some(&json!({"of": [1, null, {"any": "kind"}]})));
        })),
    ]
}

fn each_member(response: &mut Response, change: impl Fn(&Value) -> Value) {
    let Ok(Value::Object(mut members)) = serde_json::from_slice(&response.body) else { return };
    members.values_mut().for_each(|value| *value = change(value));
    response.body = Value::Object(members).to_string().into_bytes();
}

fn other_type(value: &Value) -> Value {
    match value {
        Value::String(_) => json!(5),
        Value::Array(_) => json!("a list"),
        Value::Object(_) => json!([1]),
        _ => json!({"no": "scalar"}),
    }
}

/// Puts each required field there a second time, with something else.
fn duplicate(scene: &Scene<'_>, response: &mut Response) {
    let top = required(scene.step).iter().filter(|field| field.matches('/').count() == 1);
    let again: Vec<_> = top.map(|field| format!("\"{}\": \"again\"", &field[1..])).collect();
    let body = String::from_utf8_lossy(&response.body).into_owned();
    let rest = body.trim_start().trim_start_matches('{');
    response.body = format!("{{{}, {rest}", again.join(", ")).into_bytes();
}

fn statuses() -> Vec<FaultKind> {
    let has_status = |step: Step| step.has_order() || step.has_authorization() || step == Step::Challenge;
    let awaited =
        |step: Step| matches!(step, Step::OrderLook | Step::LookAfterFinalize | Step::AuthorizationLook);
    vec![
        FaultKind::edit("unknown status", |_, response| edit_json(response, "/status", Some(&json!("odd"))))
            .passes(&[Kind::TimedOut])
            .only(has_status, "its answer has no status that anything depends on")
            .unless(move |step, _| (!awaited(step)).then_some(Expected::Arrives))
            .outlasts(),
        FaultKind::edit("stuck status", |scene, response| {
            let status = if scene.step == Step::LookAfterFinalize { "processing" } else { "pending" };
            edit_json(response, "/status", Some(&json!(status)));
            edit_json(response, "/certificate", None);
        })
        .passes(&[Kind::TimedOut])
        .only(awaited, "nothing is waited for")
        .outlasts(),
        FaultKind::edit("invalid, with a problem", |scene, response| {
            edit_json(response, "/status", Some(&json!("invalid")));
            let error = json!({"type": "urn:ietf:params:acme:error:caa", "detail": "forbidden by CAA"});
            let place = if scene.step.has_authorization() { "/challenges/0/error" } else { "/error" };
            edit_json(response, place, Some(&error));
        })
        .refused(&[Kind::OrderInvalid])
        .only(
            |step| step == Step::Finalize || step == Step::LookAfterFinalize,
            "it is another way to fail a validation",
        )
        .unless(|step, _: Times| {
            let steps = vec![ErrorStep::Finalize, ErrorStep::Order];
            step.has_order().then(|| Expected::Fails(vec![Kind::OrderInvalid], steps))
        }),
    ]
}
