//! Applies the faults of a behaviour to a request.

use serde_json::Value;

use super::behaviour::{Break, Edit, Endpoint, Fault};
use super::problem::Problem;
use super::state::State;
use super::world::{Route, World};
use crate::support::http::{Answer, Framing, Request, Response};

/// A page that is no answer of a CA.
pub const HTML: &str = "<!DOCTYPE html>\n<title>Maintenance</title>\n<h1>We are sorry</h1>\n";

impl World {
    /// Answers the request of that number to its endpoint.
    pub(super) fn respond_scripted(
        &self,
        state: &mut State,
        route: Route<'_>,
        number: usize,
        request: &Request,
    ) -> Answer {
        let faults: Vec<_> = self.behaviour.faults(route.endpoint, number).collect();
        if let Some(refusal) = faults.iter().find_map(|fault| self.refuse(state, route.endpoint, fault)) {
            self.note_refused(state, route.endpoint, request);
            return refusal;
        }
        let mut response = self.act(state, route, request);
        for fault in &faults {
            if let Fault::Edit(edit) = fault {
                response = self.edit(state, route, response, edit);
            }
        }
        let zeros = faults.iter().find_map(|fault| match fault {
            Fault::Edit(Edit::HugeBody(count)) => Some(*count),
            _ => None,
        });
        let broken = faults.iter().find_map(|fault| match fault {
            Fault::After(way) => Some(way),
            _ => None,
        });
        match (broken, zeros) {
            (Some(way), _) => way.answer(response),
            (None, Some(count)) => Answer::Zeros(response, count),
            (None, None) => Answer::Send(response),
        }
    }

    /// The answer of a fault that keeps the CA from acting.
    fn refuse(&self, state: &mut State, endpoint: Endpoint, fault: &Fault) -> Option<Answer> {
        let response = match fault {
            Fault::Refuse(problem) => problem.to_response(),
            Fault::Html(status) => Response::new(*status).with_body("text/html", HTML),
            Fault::BadNonce { with_nonce } => {
                let refusal = Problem::new(400, "badNonce", "the nonce is not a good one").to_response();
                if !with_nonce {
                    return Some(Answer::Send(refusal));
                }
                refusal
            }
            Fault::Before(way) => {
                let response = Response::new(200).with_body("application/json", "{\"status\":\"");
                return Some(way.answer(response));
            }
            Fault::After(_) | Fault::Edit(_) => return None,
        };
        Some(Answer::Send(self.with_common_headers(state, endpoint, response)))
    }

    /// Takes the nonce of a request that is refused unseen, so that its repetition shows.
    fn note_refused(&self, state: &mut State, endpoint: Endpoint, request: &Request) {
        if request.method == "POST" {
            let _ = self.authenticate(state, endpoint, request);
        }
    }

    fn edit(&self, state: &mut State, route: Route<'_>, mut response: Response, edit: &Edit) -> Response {
        match edit {
            Edit::Status(status) => response.status = *status,
            Edit::Header(name, value) => {
                if let Some(nonce) = value.as_deref().filter(|_| name.eq_ignore_ascii_case("replay-nonce")) {
                    state.nonces.add_decoy(nonce);
                }
                return response.with_header_set(name, value.as_deref());
            }
            Edit::Body(body) => response.body.clone_from(body),
            Edit::Set(pointer, value) => edit_json(&mut response, pointer, Some(value)),
            Edit::Remove(pointer) => edit_json(&mut response, pointer, None),
            Edit::DeepJson(depth) => response.body = deep_json(*depth),
            Edit::HugeBody(_) => {}
            Edit::Chunked => response.framing = Framing::Chunked,
            Edit::Unframed => response.framing = Framing::Close,
            Edit::HttpUrls => self.turn_to_http(&mut response),
            Edit::RedirectToForbidden(status) => {
                let target = format!("{}/forbidden/{}", self.common.origin, self.name);
                return self.with_common_headers(
                    state,
                    route.endpoint,
                    Response::new(*status).with("Location", target),
                );
            }
            Edit::Chain(bad) => response.body = self.bad_chain(state, route.number, *bad),
        }
        response
    }

    fn turn_to_http(&self, response: &mut Response) {
        let turn = |text: &str| text.replace(&self.common.origin, &self.common.forbidden_origin);
        response.body = turn(&String::from_utf8_lossy(&response.body)).into_bytes();
        for (_, value) in &mut response.headers {
            *value = turn(value);
        }
    }
}

impl Break {
    /// The answer that breaks the connection in this way.
    pub fn answer(&self, mut response: Response) -> Answer {
        match self {
            Self::Close => Answer::close(),
            Self::Reset => Answer::Reset(Vec::new()),
            Self::StallBeforeHeaders => Answer::Stall(Vec::new()),
            Self::StallAfterHeaders => Answer::Stall(response.head()),
            Self::Truncate => Answer::truncated(&response),
            Self::TruncateChunked => {
                response.framing = Framing::Chunked;
                Answer::truncated(&response)
            }
            Self::Trickle(pause) => Answer::Trickle(response, *pause),
            Self::CloseAfterAnswer => {
                response.closes_silently = true;
                Answer::Send(response)
            }
            Self::Bytes(bytes) => Answer::Raw(bytes.clone()),
        }
    }
}

/// Sets or removes the field that a JSON pointer names; answers that are no JSON or lack its parent stay as they are.
pub fn edit_json(response: &mut Response, pointer: &str, value: Option<&Value>) {
    let Ok(mut document) = serde_json::from_slice::<Value>(&response.body) else { return };
    let (parent, field) = pointer.rsplit_once('/').expect("a JSON pointer");
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.remove(field);
            members.extend(value.map(|value| (field.to_owned(), value.clone())));
        }
        Some(Value::Array(items)) => {
            let index = field.parse::<usize>().ok().filter(|index| *index < items.len());
            match (index, value) {
                (Some(index), Some(value)) => items[index] = value.clone(),
                (Some(index), None) => drop(items.remove(index)),
                (None, _) => {}
            }
        }
        _ => {}
    }
    response.body = document.to_string().into_bytes();
}

/// So many nested arrays.
pub fn deep_json(depth: usize) -> Vec<u8> {
    [b"[".repeat(depth), b"]".repeat(depth)].concat()
}
