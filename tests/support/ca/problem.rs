//! Problem documents (RFC 7807, RFC 8555 section 6.7).

use serde_json::{Value, json};

use crate::support::http::Response;

/// A problem document with the HTTP status and the headers it comes with.
#[derive(Debug, Clone)]
pub struct Problem {
    pub status: u16,
    pub document: Value,
    pub headers: Vec<(String, String)>,
}

impl Problem {
    /// A problem of a type, named without ACME's namespace.
    pub fn new(status: u16, kind: &str, detail: &str) -> Self {
        let document = json!({"type": urn(kind), "detail": detail, "status": status});
        Self { status, document, headers: Vec::new() }
    }

    /// `malformed`.
    pub fn malformed(detail: &str) -> Self {
        Self::new(400, "malformed", detail)
    }

    /// `unauthorized`.
    pub fn unauthorized(status: u16, detail: &str) -> Self {
        Self::new(status, "unauthorized", detail)
    }

    /// A resource that is not there.
    pub fn not_found() -> Self {
        Self::new(404, "malformed", "no such resource")
    }

    /// The same problem with a Retry-After header.
    #[must_use]
    pub fn retry_after(self, value: &str) -> Self {
        self.with_header("Retry-After", value.to_owned())
    }

    /// The same problem with a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: String) -> Self {
        self.headers.push((name.to_owned(), value));
        self
    }

    /// The same problem with a member of the document.
    #[must_use]
    pub fn with_member(mut self, name: &str, value: Value) -> Self {
        self.document[name] = value;
        self
    }

    /// The same problem with a subproblem for a DNS name.
    #[must_use]
    pub fn subproblem(self, kind: &str, detail: &str, name: &str) -> Self {
        let identifier = json!({"type": "dns", "value": name});
        let mut subproblems = self.document["subproblems"].as_array().cloned().unwrap_or_default();
        subproblems.push(json!({"type": urn(kind), "detail": detail, "identifier": identifier}));
        self.with_member("subproblems", Value::Array(subproblems))
    }

    /// What went wrong.
    pub fn detail(&self) -> &str {
        self.document["detail"].as_str().unwrap_or_default()
    }

    /// The response that carries it.
    pub fn to_response(&self) -> Response {
        let body = self.document.to_string();
        let mut response = Response::new(self.status).with_body("application/problem+json", body);
        response.headers.extend(self.headers.iter().cloned());
        response
    }
}

fn urn(kind: &str) -> String {
    format!("urn:ietf:params:acme:error:{kind}")
}
