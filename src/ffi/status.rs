//! Status: what became of a call.
//!
//! 0 is success; 1-29 are about the call and the library, 30-49 about network and TLS, 50-69 about an answer that is
//! malformed or that forbids going on, 100-199 are the error types of ACME, one number each (RFC 8555, section 6.7). An
//! acme_error tells the rest.

use std::ffi::{CStr, c_char};

use crate::error::Kind;

/// What became of a call: ACME_STATUS_OK, or why it failed.
pub type acme_status = i32;

pub(super) const ACME_STATUS_OK: acme_status = 0;

/// Every failure with its name in C.
const NAMES: &[(Kind, &CStr)] = &[
    (Kind::NullPointer, c"ACME_STATUS_NULL_POINTER"),
    (Kind::InvalidArgument, c"ACME_STATUS_INVALID_ARGUMENT"),
    (Kind::InvalidUtf8, c"ACME_STATUS_INVALID_UTF8"),
    (Kind::Panic, c"ACME_STATUS_PANIC"),
    (Kind::Cancelled, c"ACME_STATUS_CANCELLED"),
    (Kind::TimedOut, c"ACME_STATUS_TIMED_OUT"),
    (Kind::Callback, c"ACME_STATUS_CALLBACK"),
    (Kind::Unsupported, c"ACME_STATUS_UNSUPPORTED"),
    (Kind::InvalidKey, c"ACME_STATUS_INVALID_KEY"),
    (Kind::UnsupportedKey, c"ACME_STATUS_UNSUPPORTED_KEY"),
    (Kind::WrongPassphrase, c"ACME_STATUS_WRONG_PASSPHRASE"),
    (Kind::InvalidCredentials, c"ACME_STATUS_INVALID_CREDENTIALS"),
    (Kind::WrongDirectory, c"ACME_STATUS_WRONG_DIRECTORY"),
    (Kind::TooManyRequests, c"ACME_STATUS_TOO_MANY_REQUESTS"),
    (Kind::File, c"ACME_STATUS_FILE"),
    (Kind::Crypto, c"ACME_STATUS_CRYPTO"),
    (Kind::SolverFailed, c"ACME_STATUS_SOLVER_FAILED"),
    (Kind::AddressInUse, c"ACME_STATUS_ADDRESS_IN_USE"),
    (Kind::NotVisible, c"ACME_STATUS_NOT_VISIBLE"),
    (Kind::InvalidState, c"ACME_STATUS_INVALID_STATE"),
    (Kind::Locked, c"ACME_STATUS_LOCKED"),
    (Kind::InvalidRecord, c"ACME_STATUS_INVALID_RECORD"),
    (Kind::DeployFailed, c"ACME_STATUS_DEPLOY_FAILED"),
    (Kind::ConnectionFailed, c"ACME_STATUS_CONNECTION_FAILED"),
    (Kind::NameNotFound, c"ACME_STATUS_NAME_NOT_FOUND"),
    (Kind::TlsFailed, c"ACME_STATUS_TLS_FAILED"),
    (Kind::UntrustedServer, c"ACME_STATUS_UNTRUSTED_SERVER"),
    (Kind::ConnectionLost, c"ACME_STATUS_CONNECTION_LOST"),
    (Kind::ProxyFailed, c"ACME_STATUS_PROXY_FAILED"),
    (Kind::RequestTimedOut, c"ACME_STATUS_REQUEST_TIMED_OUT"),
    (Kind::InvalidResponse, c"ACME_STATUS_INVALID_RESPONSE"),
    (Kind::InvalidDirectory, c"ACME_STATUS_INVALID_DIRECTORY"),
    (Kind::ForbiddenUrl, c"ACME_STATUS_FORBIDDEN_URL"),
    (Kind::ResponseTooLarge, c"ACME_STATUS_RESPONSE_TOO_LARGE"),
    (Kind::UnsupportedOperation, c"ACME_STATUS_UNSUPPORTED_OPERATION"),
    (Kind::InvalidChain, c"ACME_STATUS_INVALID_CHAIN"),
    (Kind::CertificateMismatch, c"ACME_STATUS_CERTIFICATE_MISMATCH"),
    (Kind::ForbiddenRedirect, c"ACME_STATUS_FORBIDDEN_REDIRECT"),
    (Kind::HttpError, c"ACME_STATUS_HTTP_ERROR"),
    (Kind::NotFound, c"ACME_STATUS_NOT_FOUND"),
    (Kind::OrderInvalid, c"ACME_STATUS_ORDER_INVALID"),
    (Kind::AuthorizationInvalid, c"ACME_STATUS_AUTHORIZATION_INVALID"),
    (Kind::ChallengeNotOffered, c"ACME_STATUS_CHALLENGE_NOT_OFFERED"),
    (Kind::OrderMismatch, c"ACME_STATUS_ORDER_MISMATCH"),
    (Kind::CertificateNotReady, c"ACME_STATUS_CERTIFICATE_NOT_READY"),
    (Kind::ChainNotFound, c"ACME_STATUS_CHAIN_NOT_FOUND"),
    (Kind::UnreadableResponse, c"ACME_STATUS_UNREADABLE_RESPONSE"),
    (Kind::AccountDoesNotExist, c"ACME_STATUS_ACCOUNT_DOES_NOT_EXIST"),
    (Kind::AlreadyRevoked, c"ACME_STATUS_ALREADY_REVOKED"),
    (Kind::BadCsr, c"ACME_STATUS_BAD_CSR"),
    (Kind::BadNonce, c"ACME_STATUS_BAD_NONCE"),
    (Kind::BadPublicKey, c"ACME_STATUS_BAD_PUBLIC_KEY"),
    (Kind::BadRevocationReason, c"ACME_STATUS_BAD_REVOCATION_REASON"),
    (Kind::BadSignatureAlgorithm, c"ACME_STATUS_BAD_SIGNATURE_ALGORITHM"),
    (Kind::Caa, c"ACME_STATUS_CAA"),
    (Kind::Compound, c"ACME_STATUS_COMPOUND"),
    (Kind::Connection, c"ACME_STATUS_CONNECTION"),
    (Kind::Dns, c"ACME_STATUS_DNS"),
    (Kind::ExternalAccountRequired, c"ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED"),
    (Kind::IncorrectResponse, c"ACME_STATUS_INCORRECT_RESPONSE"),
    (Kind::InvalidContact, c"ACME_STATUS_INVALID_CONTACT"),
    (Kind::Malformed, c"ACME_STATUS_MALFORMED"),
    (Kind::OrderNotReady, c"ACME_STATUS_ORDER_NOT_READY"),
    (Kind::RateLimited, c"ACME_STATUS_RATE_LIMITED"),
    (Kind::RejectedIdentifier, c"ACME_STATUS_REJECTED_IDENTIFIER"),
    (Kind::ServerInternal, c"ACME_STATUS_SERVER_INTERNAL"),
    (Kind::Tls, c"ACME_STATUS_TLS"),
    (Kind::Unauthorized, c"ACME_STATUS_UNAUTHORIZED"),
    (Kind::UnsupportedContact, c"ACME_STATUS_UNSUPPORTED_CONTACT"),
    (Kind::UnsupportedIdentifier, c"ACME_STATUS_UNSUPPORTED_IDENTIFIER"),
    (Kind::UserActionRequired, c"ACME_STATUS_USER_ACTION_REQUIRED"),
    (Kind::AutoRenewalCanceled, c"ACME_STATUS_AUTO_RENEWAL_CANCELED"),
    (Kind::AutoRenewalExpired, c"ACME_STATUS_AUTO_RENEWAL_EXPIRED"),
    (Kind::AutoRenewalCancellationInvalid, c"ACME_STATUS_AUTO_RENEWAL_CANCELLATION_INVALID"),
    (Kind::AutoRenewalRevocationNotSupported, c"ACME_STATUS_AUTO_RENEWAL_REVOCATION_NOT_SUPPORTED"),
    (Kind::UnknownDelegation, c"ACME_STATUS_UNKNOWN_DELEGATION"),
    (Kind::AlreadyReplaced, c"ACME_STATUS_ALREADY_REPLACED"),
    (Kind::OnionCaaRequired, c"ACME_STATUS_ONION_CAA_REQUIRED"),
    (Kind::InvalidProfile, c"ACME_STATUS_INVALID_PROFILE"),
    (Kind::BadAttestationStatement, c"ACME_STATUS_BAD_ATTESTATION_STATEMENT"),
    (Kind::UnknownProblem, c"ACME_STATUS_UNKNOWN_PROBLEM"),
];

/// The failure of a number.
pub(super) fn kind_of(status: acme_status) -> Option<Kind> {
    NAMES.iter().map(|(kind, _)| *kind).find(|kind| *kind as acme_status == status)
}

/// The name of a status as it stands in this header, such as "ACME_STATUS_RATE_LIMITED". "ACME_STATUS_UNKNOWN" for a
/// number that this version of the library does not know. The text lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn acme_status_name(status: acme_status) -> *const c_char {
    let known = NAMES.iter().find(|(kind, _)| *kind as acme_status == status).map(|(_, name)| *name);
    let name =
        if status == ACME_STATUS_OK { c"ACME_STATUS_OK" } else { known.unwrap_or(c"ACME_STATUS_UNKNOWN") };
    name.as_ptr()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `RateLimited = 116` in the source of `Kind` is `ACME_STATUS_RATE_LIMITED` in C.
    #[test]
    fn every_kind_has_its_name() {
        let source = include_str!("../error/kind.rs");
        let (_, variants) = source.split_once("pub enum Kind {").unwrap();
        let (variants, _) = variants.split_once("\n}").unwrap();
        let declared = variants.lines().filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "));
        let expected: Vec<_> =
            declared.map(|(name, number)| (screaming(name), number.parse().unwrap())).collect();
        let named =
            NAMES.iter().map(|(kind, name)| (name.to_str().unwrap().to_owned(), *kind as acme_status));
        assert_eq!(named.collect::<Vec<_>>(), expected);
    }

    fn screaming(name: &str) -> String {
        name.chars().fold("ACME_STATUS".to_owned(), |mut text, c| {
            if c.is_ascii_uppercase() {
                text.push('_');
            }
            text.push(c.to_ascii_uppercase());
            text
        })
    }

    #[test]
    fn numbers_lead_to_kinds_and_names() {
        let name = |status| {
            // SAFETY: the names are C strings of this program.
            unsafe { CStr::from_ptr(acme_status_name(status)) }.to_str().unwrap()
        };
        assert_eq!(
            (name(0), name(116), name(12345)),
            ("ACME_STATUS_OK", "ACME_STATUS_RATE_LIMITED", "ACME_STATUS_UNKNOWN")
        );
        assert_eq!((kind_of(30), kind_of(0)), (Some(Kind::ConnectionFailed), None));
    }
}
