//! onion-csr-01: proving control of an onion service by its key (RFC 9799). Few authorities offer it.

use super::challenge::acme_challenge;
use super::client::acme_client;
use super::error::acme_error;
use super::guard::guard;
use super::handle::given;
use super::key::acme_key;
use super::status::acme_status;

/// Answers a challenge of onion-csr-01 with a request that the onion service's key signs. Otherwise as
/// acme_challenge_request_validation.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when the challenge is of another type or the key is not the onion service's.
///
/// @param key the onion service's Ed25519 key
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_request_onion_validation(
    client: Option<&acme_client>,
    challenge: Option<&mut acme_challenge>,
    key: Option<&acme_key>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (client, challenge) = (given("client", client)?, given("challenge", challenge)?);
        let newer = client.request_onion_validation(challenge, given("key", key)?)?;
        challenge.replace(newer);
        Ok(())
    })
}
