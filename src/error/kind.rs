//! The kinds of failure, and ACME's own error types among them.

use crate::protocol::Problem;

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
    /// The authority wants the CAA records of an onion service within finalize and got none (RFC 9799).
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

#[cfg(test)]
mod tests {
    use super::*;

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
