//! Changing the account's key (RFC 8555, section 7.3.5).
//!
//! After a lost answer the server is asked which key the account has before anything is sent again, so that the client is
//! never left with a key that the account does not have.

use std::sync::Arc;

use crate::protocol::Key;

use super::client::acme_client;
use super::error::acme_error;
use super::guard::guard;
use super::handle::given;
use super::key::acme_key;
use super::signer::acme_signer;
use super::status::acme_status;

/// Makes `key` the account's key. From then on it signs the requests of this client and of those derived from it; keep
/// it before this call. When it fails, the old key stays in use.
///
/// Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the directory has no keyChange, or with what the server refuses, such
/// as a key that another account has.
///
/// @param key stays the caller's and may be freed
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_change_key(
    client: Option<&acme_client>,
    key: Option<&acme_key>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, key) = (given("client", client)?, given("key", key)?);
        client.change_key(Arc::new(Key::clone(key)))?;
        Ok(())
    })
}

/// Makes the key of a signer the account's key. Otherwise as acme_client_change_key.
///
/// @param signer stays the caller's and may be freed
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_change_key_to_signer(
    client: Option<&acme_client>,
    signer: Option<&acme_signer>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, signer) = (given("client", client)?, given("signer", signer)?);
        client.change_key(Arc::clone(&signer.0))?;
        Ok(())
    })
}
