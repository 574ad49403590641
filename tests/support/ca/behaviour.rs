//! How a world of the scripted CA behaves: what it asks for and what it breaks, and when.

use std::time::Duration;

use super::problem::Problem;

/// The resources of a CA that requests are counted for and faults are set on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    Directory,
    NewNonce,
    NewAccount,
    Account,
    Orders,
    NewOrder,
    NewAuthz,
    Order,
    Authorization,
    Challenge,
    Finalize,
    Certificate,
    RevokeCert,
    KeyChange,
    RenewalInfo,
}

impl Endpoint {
    /// Every endpoint.
    pub const ALL: [Self; 15] = [
        Self::Directory,
        Self::NewNonce,
        Self::NewAccount,
        Self::Account,
        Self::Orders,
        Self::NewOrder,
        Self::NewAuthz,
        Self::Order,
        Self::Authorization,
        Self::Challenge,
        Self::Finalize,
        Self::Certificate,
        Self::RevokeCert,
        Self::KeyChange,
        Self::RenewalInfo,
    ];

    /// The path segment after the world's name.
    pub fn segment(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::NewNonce => "new-nonce",
            Self::NewAccount => "new-account",
            Self::Account => "account",
            Self::Orders => "orders",
            Self::NewOrder => "new-order",
            Self::NewAuthz => "new-authz",
            Self::Order => "order",
            Self::Authorization => "authorization",
            Self::Challenge => "challenge",
            Self::Finalize => "finalize",
            Self::Certificate => "certificate",
            Self::RevokeCert => "revoke-cert",
            Self::KeyChange => "key-change",
            Self::RenewalInfo => "renewal-info",
        }
    }
}

/// At which requests to its endpoint, counted from 1, a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurs {
    Nth(usize),
    First(usize),
    From(usize),
    Always,
}

impl Occurs {
    /// Whether it happens at the request of that number.
    pub fn at(self, number: usize) -> bool {
        match self {
            Self::Nth(nth) => number == nth,
            Self::First(last) => number <= last,
            Self::From(first) => number >= first,
            Self::Always => true,
        }
    }
}

/// What goes wrong.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The problem instead of what was asked for.
    Refuse(Problem),
    /// A page of HTML with that status instead of what was asked for.
    Html(u16),
    /// badNonce instead of what was asked for, with or without a nonce for the next attempt.
    BadNonce { with_nonce: bool },
    /// The connection breaks before anything was done.
    Before(Break),
    /// What was asked for is done, then the connection breaks.
    After(Break),
    /// What was asked for is done, and the answer is changed.
    Edit(Edit),
}

impl Fault {
    /// What was asked for is done, and the connection closed without an answer.
    pub const LOST_ANSWER: Self = Self::After(Break::Close);
}

/// In which way a connection breaks.
#[derive(Debug, Clone)]
pub enum Break {
    /// It is closed without an answer.
    Close,
    /// It is reset.
    Reset,
    /// Nothing comes until the client gives up.
    StallBeforeHeaders,
    /// The headers come, then nothing until the client gives up.
    StallAfterHeaders,
    /// It is closed within the body.
    Truncate,
    /// It is closed within a chunked body.
    TruncateChunked,
    /// The answer comes a byte at a time.
    Trickle(Duration),
    /// The answer comes whole, and the connection is closed without having said so.
    CloseAfterAnswer,
    /// These bytes come instead of an answer, then the end.
    Bytes(Vec<u8>),
}

/// How an answer is changed.
#[derive(Debug, Clone)]
pub enum Edit {
    /// The status.
    Status(u16),
    /// A header is set, or left out by `None`.
    Header(&'static str, Option<String>),
    /// The body.
    Body(Vec<u8>),
    /// A JSON field, named by a JSON pointer, gets another value; one that is missing is added.
    Set(&'static str, serde_json::Value),
    /// A JSON field, named by a JSON pointer, is left out.
    Remove(&'static str),
    /// So many nested arrays as a body.
    DeepJson(usize),
    /// So many zeros as a body.
    HugeBody(u64),
    /// The body in chunks.
    Chunked,
    /// The body up to the end of the connection.
    Unframed,
    /// `https://` turned into `http://` in every URL of body and headers; they lead to the forbidden server.
    HttpUrls,
    /// A redirect of that status to a place that must not be asked.
    RedirectToForbidden(u16),
    /// Another certificate chain.
    Chain(BadChain),
}

/// What is wrong with a certificate chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadChain {
    /// The certificate is for another key.
    OtherKey,
    /// The certificate is for other names.
    OtherNames,
    /// It is cut inside the second block.
    CutInBlock,
    /// The leaf alone, cut at the edge of its block.
    CutAfterLeaf,
    /// Text that is no certificate stands between the blocks.
    Garbage,
    /// A private key's block stands between the blocks.
    PrivateKey,
    /// The second block is no certificate.
    NoCertificate,
    /// The body is empty.
    Empty,
}

/// How a world behaves.
#[derive(Debug, Clone)]
pub struct Behaviour {
    /// What goes wrong, and when.
    pub rules: Vec<(Endpoint, Occurs, Fault)>,
    /// How many looks a requested validation takes; 0: it is done in the answer to the request.
    pub validation_looks: u32,
    /// How many looks issuance takes; 0: it is done in the answer to finalize.
    pub processing_looks: u32,
    /// Why every validation fails.
    pub failed_validation: Option<Problem>,
    /// The challenge types whose validation fails so; all when there are none.
    pub failing_types: Vec<&'static str>,
    /// Why every order becomes invalid after finalize.
    pub failed_order: Option<Problem>,
    /// The key ids and base64url keys of external accounts; a new account needs one unless there are none.
    pub external_accounts: Vec<(String, String)>,
    /// Whether a new account must agree to the terms.
    pub terms_required: bool,
    /// Whether a new order gets the account's valid authorizations.
    pub reuses_authorizations: bool,
    /// Whether it has newAuthz, dns-account-01, dns-persist-01, RFC 8739, RFC 9444 and RFC 9799.
    pub extensions: bool,
    /// Members that the directory lacks.
    pub missing_resources: Vec<&'static str>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            rules: Vec::new(),
            validation_looks: 1,
            processing_looks: 1,
            failed_validation: None,
            failing_types: Vec::new(),
            failed_order: None,
            external_accounts: Vec::new(),
            terms_required: false,
            reuses_authorizations: false,
            extensions: false,
            missing_resources: Vec::new(),
        }
    }
}

impl Behaviour {
    /// A CA without a fault.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a fault more.
    #[must_use]
    pub fn on(mut self, endpoint: Endpoint, occurs: Occurs, fault: Fault) -> Self {
        self.rules.push((endpoint, occurs, fault));
        self
    }

    /// The same with a fault at each of several endpoints.
    #[must_use]
    pub fn on_each(self, endpoints: &[Endpoint], occurs: Occurs, fault: &Fault) -> Self {
        endpoints.iter().fold(self, |behaviour, endpoint| behaviour.on(*endpoint, occurs, fault.clone()))
    }

    /// The faults of a request to an endpoint, counted from 1.
    pub(super) fn faults(&self, endpoint: Endpoint, number: usize) -> impl Iterator<Item = &Fault> {
        let matching = self.rules.iter().filter(move |(at, occurs, _)| *at == endpoint && occurs.at(number));
        matching.map(|(_, _, fault)| fault)
    }
}
