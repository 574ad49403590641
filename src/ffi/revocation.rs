//! Revocation of certificates (RFC 8555, section 7.6) and its reasons (RFC 5280, section 5.3.1).

use std::ffi::c_char;

use crate::error::{Error, Kind, Result};
use crate::protocol::RevocationReason;

use super::certificate::acme_certificate;
use super::client::acme_client;
use super::error::acme_error;
use super::guard::guard;
use super::handle::given;
use super::key::acme_key;
use super::status::acme_status;
use super::text;

const NO_REASON: i32 = -1;

/// Revokes the leaf with the account's key.
///
/// Fails with ACME_STATUS_ALREADY_REVOKED, with ACME_STATUS_UNAUTHORIZED when the account may not revoke it, with
/// ACME_STATUS_UNSUPPORTED_OPERATION when the directory has no revokeCert.
///
/// @param reason a reason code, such as that of acme_revocation_reason: 0, 1, 3 to 6 or 8 to 10; -1 to give none
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_revoke(
    client: Option<&acme_client>,
    certificate: Option<&acme_certificate>,
    reason: i32,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, certificate) = (given("client", client)?, given("certificate", certificate)?);
        client.revoke(certificate.leaf_der(), reason_code(reason)?)
    })
}

/// Revokes the leaf with its own key. No account is needed, and it may be another account's certificate. Otherwise as
/// acme_certificate_revoke.
///
/// @param key the certificate's private key
#[unsafe(no_mangle)]
pub extern "C" fn acme_certificate_revoke_with_key(
    client: Option<&acme_client>,
    certificate: Option<&acme_certificate>,
    key: Option<&acme_key>,
    reason: i32,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, certificate) = (given("client", client)?, given("certificate", certificate)?);
        client.revoke_with_key(certificate.leaf_der(), given("key", key)?, reason_code(reason)?)
    })
}

fn reason_code(reason: i32) -> Result<Option<u8>> {
    let known = u8::try_from(reason).ok().and_then(RevocationReason::from_number);
    if known.is_some() || reason == NO_REASON {
        return Ok(known.map(RevocationReason::number));
    }
    Err(Error::new(
        Kind::InvalidArgument,
        format!("reason: {reason} is no reason code that a client may give"),
    ))
}

/// The code of a reason by its name: "unspecified", "keyCompromise", "affiliationChanged", "superseded",
/// "cessationOfOperation", "certificateHold", "removeFromCRL", "privilegeWithdrawn" or "aACompromise". Its case does not
/// matter, and words may have "_" or "-" between them.
///
/// @return the code; -1 for NULL and for what is none of these
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_revocation_reason(name: *const c_char) -> i32 {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    let reason = name.ok().and_then(RevocationReason::from_name);
    reason.map_or(NO_REASON, |reason| i32::from(reason.number()))
}
