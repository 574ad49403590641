//! What went wrong: the kind, the step, the server's problem document and when to try again.

mod kind;
mod step;

use std::fmt;
use std::time::Duration;

pub use kind::Kind;
pub use step::Step;

use crate::protocol::{Identifier, Invalid, Problem, clean};

/// The result of every call that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure. Its `Display` is one line that says which operation, step and kind of failure; then the server's
/// detail; then a line for each subproblem.
#[derive(Debug, Clone)]
pub struct Error(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    kind: Kind,
    reason: String,
    subject: Option<String>,
    step: Option<Step>,
    http_status: Option<u16>,
    retry_after: Option<Duration>,
    problem: Option<Problem>,
    url: Option<String>,
    help_url: Option<String>,
    body: Option<String>,
}

impl Error {
    /// A failure of a kind; `reason` is a short phrase without a full stop.
    #[must_use]
    pub fn new(kind: Kind, reason: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            reason: reason.into(),
            subject: None,
            step: None,
            http_status: None,
            retry_after: None,
            problem: None,
            url: None,
            help_url: None,
            body: None,
        }))
    }

    /// The server's problem document, of the kind that its type names.
    #[must_use]
    pub fn from_problem(problem: Problem) -> Self {
        let mut error = Self::new(Kind::of_problem(&problem), problem.kind.clone());
        error.0.problem = Some(problem);
        error
    }

    /// The same error with its step, unless it has one already.
    #[must_use]
    pub fn at(mut self, step: Step) -> Self {
        self.0.step.get_or_insert(step);
        self
    }

    /// The same error with what the operation was about (`order for example.com`), unless it says so already.
    #[must_use]
    pub fn about(mut self, subject: impl FnOnce() -> String) -> Self {
        self.0.subject.get_or_insert_with(subject);
        self
    }

    /// The same error with the problem document that explains it.
    #[must_use]
    pub fn because_of(mut self, problem: Option<Problem>) -> Self {
        self.0.problem = problem;
        self
    }

    /// The same error with the HTTP status of the response it came from.
    #[must_use]
    pub fn with_http_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self
    }

    /// The same error with the time after which to try again.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    /// The same error with the URL that was asked.
    #[must_use]
    pub fn with_url(mut self, url: &str) -> Self {
        self.0.url = Some(clean(url));
        self
    }

    /// The same error with the page about it that the server names.
    #[must_use]
    pub fn with_help_url(mut self, url: Option<String>) -> Self {
        self.0.help_url = url.as_deref().map(clean);
        self
    }

    /// The same error with the beginning of an answer that is no problem document.
    #[must_use]
    pub fn with_body(mut self, body: String) -> Self {
        self.0.body = Some(body);
        self
    }

    /// The same error as one of another kind.
    #[must_use]
    pub fn with_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The step of the protocol, or `None` when nothing of the protocol had begun.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        self.0.step
    }

    /// What the operation was about, such as `order for example.com`.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// The server's problem document.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        self.0.problem.as_ref()
    }

    /// The HTTP status of the response, or `None` when it was not a response that failed.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// The URL whose answer failed.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// A page about the failure: the answer's Link with the relation `help`, such as the rules of a rate limit.
    #[must_use]
    pub fn help_url(&self) -> Option<&str> {
        self.0.help_url.as_deref()
    }

    /// A page that the user must visit before the request can succeed: the `instance` of `userActionRequired` (RFC 8555,
    /// section 7.3.3), or the address that the detail of `rateLimited` names, where an account is unpaused.
    #[must_use]
    pub fn action_url(&self) -> Option<&str> {
        let problem = self.problem()?;
        match self.kind() {
            Kind::UserActionRequired => problem.instance.as_deref(),
            Kind::RateLimited => problem.instance.as_deref().or_else(|| url_in(problem.detail.as_deref()?)),
            _ => None,
        }
    }

    /// The beginning of an answer that is no problem document, without control characters.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// How long the server asks to wait before trying again.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }
}

/// The first https URL in a sentence, without the punctuation that follows it.
fn url_in(text: &str) -> Option<&str> {
    let url = &text[text.find("https://")?..];
    let end = url.find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>')).unwrap_or(url.len());
    Some(url[..end].trim_end_matches(['.', ',', ';', ':', ')', '\'']))
}

/// `order for b.example, a.example`: the subject of an error about an order.
pub(crate) fn order_subject(identifiers: &[Identifier]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<_> =
        identifiers.iter().take(SHOWN).map(|identifier| clean(&identifier.value)).collect();
    if identifiers.len() > SHOWN {
        names.push(format!("and {} more", identifiers.len() - SHOWN));
    }
    format!("order for {}", names.join(", "))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { reason, subject, step, http_status, problem, .. } = &*self.0;
        if let Some(subject) = subject {
            write!(f, "{subject}: ")?;
        }
        if let Some(step) = step {
            write!(f, "{step}: ")?;
        }
        f.write_str(reason)?;
        if let Some(problem) = problem.as_ref().filter(|problem| problem.kind != *reason) {
            write!(f, ": {}", problem.kind)?;
        }
        if let Some(status) = http_status {
            write!(f, " (HTTP {status})")?;
        }
        problem.as_ref().map_or(Ok(()), |problem| write_details(f, problem))
    }
}

fn write_details(f: &mut fmt::Formatter<'_>, problem: &Problem) -> fmt::Result {
    if let Some(detail) = problem.detail.as_ref().or(problem.title.as_ref()) {
        write!(f, "\n  {detail}")?;
    }
    for subproblem in &problem.subproblems {
        f.write_str("\n  - ")?;
        if let Some(identifier) = &subproblem.identifier {
            write!(f, "{identifier}: ")?;
        }
        f.write_str(subproblem.short_type())?;
        if let Some(detail) = &subproblem.detail {
            write!(f, ": {detail}")?;
        }
    }
    Ok(())
}

impl std::error::Error for Error {}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        let kind = match &invalid {
            Invalid::Argument { .. } => Kind::InvalidArgument,
            Invalid::Key(_) => Kind::InvalidKey,
            Invalid::UnsupportedKey(_) => Kind::UnsupportedKey,
            Invalid::Passphrase(_) => Kind::WrongPassphrase,
            Invalid::Response { .. } => Kind::InvalidResponse,
            Invalid::Url { .. } => Kind::ForbiddenUrl,
            Invalid::Chain(_) => Kind::InvalidChain,
            Invalid::Mismatch(_) => Kind::CertificateMismatch,
            Invalid::Crypto(_) => Kind::Crypto,
        };
        Self::new(kind, invalid.to_string())
    }
}

impl From<openssl::error::ErrorStack> for Error {
    fn from(stack: openssl::error::ErrorStack) -> Self {
        Invalid::from(stack).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROBLEM: &str = r#"{"type": "urn:ietf:params:acme:error:rejectedIdentifier", "detail": "Error finalizing order",
        "subproblems": [{"type": "urn:ietf:params:acme:error:caa", "detail": "CAA record for www.example.com prevents issuance",
                         "identifier": {"type": "dns", "value": "www.example.com"}}]}"#;

    #[test]
    fn an_error_reads_as_operation_step_problem_and_subproblems() {
        let names = ["www.example.com", "example.com"].map(|name| Identifier::dns(name).unwrap());
        let error = Error::from_problem(Problem::parse(PROBLEM).unwrap())
            .with_http_status(403)
            .at(Step::Finalize)
            .about(|| order_subject(&names));
        assert_eq!(error.kind(), Kind::RejectedIdentifier);
        assert_eq!(
            error.to_string(),
            "order for www.example.com, example.com: finalize: urn:ietf:params:acme:error:rejectedIdentifier (HTTP 403)\n\
             \x20 Error finalizing order\n\
             \x20 - www.example.com: caa: CAA record for www.example.com prevents issuance"
        );
    }

    #[test]
    fn the_first_step_and_subject_stay() {
        let error = Error::new(Kind::TimedOut, "timed out").at(Step::NewNonce).at(Step::NewOrder);
        assert_eq!(error.to_string(), "newNonce: timed out");
    }

    #[test]
    fn a_problem_behind_another_kind_is_named() {
        let error =
            Error::new(Kind::OrderInvalid, "the order is invalid").because_of(Problem::parse(PROBLEM));
        assert!(
            error
                .to_string()
                .starts_with("the order is invalid: urn:ietf:params:acme:error:rejectedIdentifier\n")
        );
    }

    #[test]
    fn the_page_that_the_user_must_visit_is_found() {
        let action = |kind: &str, more: &str| {
            let text = format!(r#"{{"type": "urn:ietf:params:acme:error:{kind}", {more}}}"#);
            Error::from_problem(Problem::parse(&text).unwrap()).action_url().map(str::to_owned)
        };
        let paused = r#""detail": "Paused for www.example.com. Please visit: https://portal.example/unpause?jwt=a.b.""#;
        assert_eq!(action("rateLimited", paused).as_deref(), Some("https://portal.example/unpause?jwt=a.b"));
        let terms = r#""instance": "https://ca.example/terms""#;
        assert_eq!(action("userActionRequired", terms).as_deref(), Some("https://ca.example/terms"));
        assert_eq!(action("rateLimited", r#""detail": "too many""#), None);
        assert_eq!(action("malformed", paused), None);
    }

    #[test]
    fn many_names_are_counted_instead_of_listed() {
        let names: Vec<_> = (0..100).map(|i| Identifier::dns(&format!("n{i}.example")).unwrap()).collect();
        assert_eq!(
            order_subject(&names),
            "order for n0.example, n1.example, n2.example, n3.example, n4.example, and 95 more"
        );
    }
}
