//! Problem documents (RFC 7807) and their ACME subproblems (RFC 8555, section 6.7).

use serde_json::Value;

use super::{Identifier, clean};

/// The prefix of every ACME error type.
const NAMESPACE: &str = "urn:ietf:params:acme:error:";

/// What the server says is wrong. Fields of the wrong type count as absent; the whole document stays in `json`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The problem type, a URN for ACME's own; `about:blank` when the server names none.
    pub kind: String,
    /// A short summary of the problem type.
    pub title: Option<String>,
    /// What went wrong this time.
    pub detail: Option<String>,
    /// The HTTP status that the document names.
    pub status: Option<u16>,
    /// A URL about this occurrence: for `userActionRequired` the page the user must visit.
    pub instance: Option<String>,
    /// One entry for each identifier that has a problem of its own.
    pub subproblems: Vec<Subproblem>,
    /// The signature algorithms that the server takes, sent with `badSignatureAlgorithm`.
    pub algorithms: Vec<String>,
    /// The document as the server sent it.
    pub json: String,
}

/// A problem with one identifier (RFC 8555, section 6.7.1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subproblem {
    /// The problem type.
    pub kind: String,
    /// What went wrong.
    pub detail: Option<String>,
    /// The identifier that it is about.
    pub identifier: Option<Identifier>,
}

impl Problem {
    /// Reads a problem document; `None` when the text is not a JSON object.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_value(&serde_json::from_str(text).ok()?, || text.to_owned())
    }

    pub(crate) fn from_json_value(value: &Value) -> Option<Self> {
        Self::from_value(value, || value.to_string())
    }

    fn from_value(value: &Value, json: impl FnOnce() -> String) -> Option<Self> {
        let object = value.as_object()?;
        let list = |name: &str| object.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        Some(Self {
            kind: text(value, "type").unwrap_or_else(|| "about:blank".to_owned()),
            title: text(value, "title"),
            detail: text(value, "detail"),
            status: value["status"].as_u64().and_then(|status| status.try_into().ok()),
            instance: text(value, "instance"),
            subproblems: list("subproblems").iter().filter_map(Subproblem::from_value).collect(),
            algorithms: list("algorithms").iter().filter_map(Value::as_str).map(clean).collect(),
            json: json(),
        })
    }

    /// The type without ACME's namespace (`rateLimited`), or `None` for a type of another namespace.
    #[must_use]
    pub fn acme_type(&self) -> Option<&str> {
        acme_type(&self.kind)
    }
}

impl Subproblem {
    fn from_value(value: &Value) -> Option<Self> {
        value.as_object()?;
        let identifier = &value["identifier"];
        Some(Self {
            kind: text(value, "type").unwrap_or_else(|| "about:blank".to_owned()),
            detail: text(value, "detail"),
            identifier: text(identifier, "type")
                .zip(text(identifier, "value"))
                .map(|(kind, value)| Identifier { kind, value }),
        })
    }

    /// The type without ACME's namespace, or the whole type when it is of another one.
    #[must_use]
    pub fn short_type(&self) -> &str {
        acme_type(&self.kind).unwrap_or(&self.kind)
    }
}

fn acme_type(kind: &str) -> Option<&str> {
    kind.strip_prefix(NAMESPACE)
}

fn text(value: &Value, name: &str) -> Option<String> {
    value[name].as_str().map(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8555, section 6.7.1.
    const EXAMPLE: &str = r#"{
        "type": "urn:ietf:params:acme:error:malformed",
        "detail": "Some of the identifiers requested were rejected",
        "subproblems": [
            {"type": "urn:ietf:params:acme:error:malformed", "detail": "Invalid underscore in DNS name \"_example.org\"",
             "identifier": {"type": "dns", "value": "_example.org"}},
            {"type": "urn:ietf:params:acme:error:rejectedIdentifier", "detail": "This CA will not issue for \"example.net\"",
             "identifier": {"type": "dns", "value": "example.net"}}
        ]}"#;

    #[test]
    fn the_example_of_the_rfc() {
        let problem = Problem::parse(EXAMPLE).unwrap();
        assert_eq!(problem.acme_type(), Some("malformed"));
        assert_eq!(problem.subproblems.len(), 2);
        assert_eq!(problem.subproblems[1].short_type(), "rejectedIdentifier");
        assert_eq!(problem.subproblems[1].identifier.as_ref().unwrap().value, "example.net");
        assert_eq!(problem.json, EXAMPLE);
    }

    #[test]
    fn wrong_types_count_as_absent_and_unknown_types_are_kept() {
        let problem =
            Problem::parse(r#"{"type": 5, "detail": ["x"], "status": 99999, "subproblems": [1, {}]}"#)
                .unwrap();
        assert_eq!((problem.kind.as_str(), problem.detail, problem.status), ("about:blank", None, None));
        assert_eq!(problem.subproblems.len(), 1);
        assert_eq!(
            Problem::parse(r#"{"type": "https://ca.example/odd"}"#).unwrap().kind,
            "https://ca.example/odd"
        );
        assert_eq!(Problem::parse("[]"), None);
        assert_eq!(Problem::parse("<html>"), None);
    }

    #[test]
    fn what_is_shown_is_cleaned() {
        let problem = Problem::parse("{\"type\": \"x\", \"detail\": \"a\\u001b[2Jb\"}").unwrap();
        assert_eq!(problem.detail.as_deref(), Some("a[2Jb"));
    }
}
