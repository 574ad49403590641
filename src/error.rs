//! What went wrong: the kind, the step, the server's problem document and when to try again.

use std::fmt;
use std::time::Duration;

use crate::protocol::{Identifier, Invalid, Problem, clean};

/// The result of every call that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What kind of failure it is. The numbers are those of the C library's `acme_status` and are never reused:
/// 1-29 the library, 30-49 network and TLS, 50-69 what the server said, 100-199 the error types of ACME.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum Kind {
    /// A pointer that must not be NULL was NULL; the message names the parameter.
    NullPointer = 1,
    /// An argument was refused; the message names the parameter. Nothing was sent.
    InvalidArgument = 2,
    /// Text was not UTF-8; the message names the parameter.
    InvalidUtf8 = 3,
    /// A defect of this library, caught at its edge. The handles of the call should be freed.
    Panic = 4,
    /// The cancel token was triggered.
    Cancelled = 5,
    /// The deadline of the operation or of the wait passed.
    TimedOut = 6,
    /// A callback of the caller's returned a failure.
    Callback = 7,
    /// This build of the library does not have the feature.
    Unsupported = 8,
    /// The key could not be read.
    InvalidKey = 9,
    /// The key is of a kind or size that ACME has no algorithm for.
    UnsupportedKey = 10,
    /// The key is encrypted and the passphrase is missing or wrong.
    WrongPassphrase = 11,
    /// The account credentials document could not be read.
    InvalidCredentials = 12,
    /// The account credentials document belongs to another directory.
    WrongDirectory = 13,
    /// The operation reached its bound of requests: 100 and 4 for each identifier.
    TooManyRequests = 14,
    /// A file could not be read.
    File = 15,
    /// The cryptographic library failed.
    Crypto = 16,
    /// A solver could not do what a challenge asks for; the message names the identifier and the step.
    SolverFailed = 17,
    /// The address that a built-in server should listen at is in use.
    AddressInUse = 18,
    /// What was presented cannot be seen where the authority would look for it.
    NotVisible = 19,
    /// The state document of an issuance could not be read, is of a newer version or belongs to another issuance.
    InvalidState = 20,
    /// Another process holds the lock, or took it over because it was held for longer than its lease.
    Locked = 25,
    /// What a store holds of a managed certificate is corrupt, or of a newer version.
    InvalidRecord = 26,
    /// The command that puts a renewed certificate to use failed; the certificate is stored.
    DeployFailed = 27,
    /// No connection could be made.
    ConnectionFailed = 30,
    /// The host name does not exist.
    NameNotFound = 31,
    /// The TLS handshake or the TLS connection failed.
    TlsFailed = 32,
    /// The server's certificate does not verify.
    UntrustedServer = 33,
    /// The connection broke before the whole response had arrived.
    ConnectionLost = 34,
    /// The proxy refused or failed.
    ProxyFailed = 35,
    /// One request took longer than a request may.
    RequestTimedOut = 36,
    /// The server's answer is not what RFC 8555 says it should be.
    InvalidResponse = 50,
    /// What the directory URL gave is not an ACME directory.
    InvalidDirectory = 51,
    /// A URL, the caller's or the server's, must not be fetched: not https, or with a user name in it.
    ForbiddenUrl = 52,
    /// The server's answer is larger than such an answer may be.
    ResponseTooLarge = 53,
    /// The directory does not offer what the call needs; the message names it, and nothing was sent. Or the server answered
    /// that it does not implement it (HTTP 501).
    UnsupportedOperation = 54,
    /// The certificate chain is cut, broken or holds something that is no certificate.
    InvalidChain = 55,
    /// The certificate is not for the key or the identifiers that were asked for.
    CertificateMismatch = 56,
    /// The server redirected a request that must not be redirected.
    ForbiddenRedirect = 57,
    /// The server answered with an HTTP error and no problem document.
    HttpError = 58,
    /// The server answered 404.
    NotFound = 59,
    /// The order is invalid for good; the problem says why.
    OrderInvalid = 60,
    /// The authorization is invalid for good; the problem says why.
    AuthorizationInvalid = 61,
    /// The authorization does not offer a challenge of that type; the message lists what it offers.
    ChallengeNotOffered = 62,
    /// The order is not for the identifiers that were asked for.
    OrderMismatch = 63,
    /// The order has no certificate yet.
    CertificateNotReady = 64,
    /// No chain that the server offers is the wanted one.
    ChainNotFound = 65,
    /// The server's answer arrived garbled: no HTTP, no JSON, or without a header that it must have.
    UnreadableResponse = 66,
    /// The request names an account that does not exist.
    AccountDoesNotExist = 100,
    /// The request names a certificate that is already revoked.
    AlreadyRevoked = 101,
    /// The CSR is unacceptable.
    BadCsr = 102,
    /// The nonce was refused, at every attempt.
    BadNonce = 103,
    /// The public key is not supported.
    BadPublicKey = 104,
    /// The revocation reason is not allowed.
    BadRevocationReason = 105,
    /// The signature algorithm is not supported.
    BadSignatureAlgorithm = 106,
    /// A CAA record forbids issuance.
    Caa = 107,
    /// Several problems, listed as subproblems.
    Compound = 108,
    /// The server could not connect to the validation target.
    Connection = 109,
    /// A DNS query failed during validation.
    Dns = 110,
    /// A new account needs an external account binding.
    ExternalAccountRequired = 111,
    /// The response to the challenge was not the expected one.
    IncorrectResponse = 112,
    /// A contact URL is invalid.
    InvalidContact = 113,
    /// The request was malformed.
    Malformed = 114,
    /// The order is not ready to be finalized.
    OrderNotReady = 115,
    /// A rate limit was exceeded; the error's retry time says until when, where the server does.
    RateLimited = 116,
    /// The server does not issue for the identifier.
    RejectedIdentifier = 117,
    /// The server failed.
    ServerInternal = 118,
    /// The server met a TLS error during validation.
    Tls = 119,
    /// The account is not allowed to do this.
    Unauthorized = 120,
    /// The contact URL's scheme is not supported.
    UnsupportedContact = 121,
    /// The identifier's type is not supported.
    UnsupportedIdentifier = 122,
    /// The user must visit the page that the problem's instance names.
    UserActionRequired = 123,
    /// The recurring order is already cancelled (RFC 8739).
    AutoRenewalCanceled = 124,
    /// The recurring order has expired (RFC 8739).
    AutoRenewalExpired = 125,
    /// The recurring order cannot be cancelled in this state (RFC 8739).
    AutoRenewalCancellationInvalid = 126,
    /// Certificates of recurring orders cannot be revoked (RFC 8739).
    AutoRenewalRevocationNotSupported = 127,
    /// The delegation is unknown (RFC 9115).
    UnknownDelegation = 128,
    /// The certificate named by `replaces` has a successor already (RFC 9773).
    AlreadyReplaced = 129,
    /// The onion service asks for CAA in the order and got none (RFC 9799).
    OnionCaaRequired = 130,
    /// The server has no such certificate profile.
    InvalidProfile = 131,
    /// The attestation statement is unacceptable.
    BadAttestationStatement = 132,
    /// A problem type that this version does not know; the error carries its name.
    UnknownProblem = 199,
}

/// The problem types of the IANA registry without their namespace.
const PROBLEMS: &[(&str, Kind)] = &[
    ("accountDoesNotExist", Kind::AccountDoesNotExist),
    ("alreadyReplaced", Kind::AlreadyReplaced),
    ("alreadyRevoked", Kind::AlreadyRevoked),
    ("autoRenewalCanceled", Kind::AutoRenewalCanceled),
    ("autoRenewalCancellationInvalid", Kind::AutoRenewalCancellationInvalid),
    ("autoRenewalExpired", Kind::AutoRenewalExpired),
    ("autoRenewalRevocationNotSupported", Kind::AutoRenewalRevocationNotSupported),
    ("badAttestationStatement", Kind::BadAttestationStatement),
    ("badCSR", Kind::BadCsr),
    ("badNonce", Kind::BadNonce),
    ("badPublicKey", Kind::BadPublicKey),
    ("badRevocationReason", Kind::BadRevocationReason),
    ("badSignatureAlgorithm", Kind::BadSignatureAlgorithm),
    ("caa", Kind::Caa),
    ("compound", Kind::Compound),
    ("connection", Kind::Connection),
    ("dns", Kind::Dns),
    ("externalAccountRequired", Kind::ExternalAccountRequired),
    ("incorrectResponse", Kind::IncorrectResponse),
    ("invalidContact", Kind::InvalidContact),
    ("invalidProfile", Kind::InvalidProfile),
    ("malformed", Kind::Malformed),
    ("onionCAARequired", Kind::OnionCaaRequired),
    ("orderNotReady", Kind::OrderNotReady),
    ("rateLimited", Kind::RateLimited),
    ("rejectedIdentifier", Kind::RejectedIdentifier),
    ("serverInternal", Kind::ServerInternal),
    ("tls", Kind::Tls),
    ("unauthorized", Kind::Unauthorized),
    ("unknownDelegation", Kind::UnknownDelegation),
    ("unsupportedContact", Kind::UnsupportedContact),
    ("unsupportedIdentifier", Kind::UnsupportedIdentifier),
    ("userActionRequired", Kind::UserActionRequired),
];

impl Kind {
    /// The kind of a problem document's type.
    #[must_use]
    pub fn of_problem(problem: &Problem) -> Self {
        let known = problem.acme_type().and_then(|name| PROBLEMS.iter().find(|(known, _)| *known == name));
        known.map_or(Self::UnknownProblem, |(_, kind)| *kind)
    }
}

/// The step of the protocol at which it went wrong; RFC 8555's resource names where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// Fetching the directory.
    Directory,
    /// Fetching a nonce.
    NewNonce,
    /// Making or finding the account.
    NewAccount,
    /// Reading, updating or deactivating the account.
    Account,
    /// Placing the order.
    NewOrder,
    /// Asking for an authorization ahead of an order.
    NewAuthz,
    /// Reading the order or waiting for it, or listing the account's orders.
    Order,
    /// Reading an authorization, waiting for it or deactivating it.
    Authorization,
    /// Reading a challenge or asking for its validation.
    Challenge,
    /// Sending the CSR.
    Finalize,
    /// Downloading the certificate.
    Certificate,
    /// Revoking a certificate.
    RevokeCert,
    /// Changing the account's key.
    KeyChange,
    /// Asking when a certificate should be renewed (RFC 9773).
    RenewalInfo,
    /// A request of the caller's own to a resource that this version does not know.
    Resource,
    /// Making visible what a challenge asks for.
    Present,
    /// Waiting until what was presented can be seen.
    Ready,
    /// Taking away what was presented.
    CleanUp,
}

impl Step {
    /// The step's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::NewNonce => "newNonce",
            Self::NewAccount => "newAccount",
            Self::Account => "account",
            Self::NewOrder => "newOrder",
            Self::NewAuthz => "newAuthz",
            Self::Order => "order",
            Self::Authorization => "authorization",
            Self::Challenge => "challenge",
            Self::Finalize => "finalize",
            Self::Certificate => "certificate",
            Self::RevokeCert => "revokeCert",
            Self::KeyChange => "keyChange",
            Self::RenewalInfo => "renewalInfo",
            Self::Resource => "resource",
            Self::Present => "present",
            Self::Ready => "ready",
            Self::CleanUp => "cleanUp",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

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

    #[test]
    fn every_problem_type_has_its_own_kind() {
        let mut numbers: Vec<_> = PROBLEMS.iter().map(|(_, kind)| *kind as i32).collect();
        numbers.sort_unstable();
        let expected: Vec<i32> = (100..=132).collect();
        assert_eq!(numbers, expected);
        let unknown = Problem::parse(r#"{"type": "urn:ietf:params:acme:error:new"}"#).unwrap();
        assert_eq!(Kind::of_problem(&unknown), Kind::UnknownProblem);
    }
}
