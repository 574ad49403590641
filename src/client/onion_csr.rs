//! onion-csr-01 (RFC 9799).

use crate::error::{Error, Result, Step};
use crate::protocol::{Challenge, Key};

use super::Client;

impl Client {
    /// Answers onion-csr-01 with a request that the onion service's key signs (RFC 9799, section 3.2).
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`](crate::Kind::InvalidArgument) when the challenge is of another type or the key is not the
    /// onion service's; else as [`Client::request_validation`].
    pub fn request_onion_validation(&self, challenge: &Challenge, key: &Key) -> Result<Challenge> {
        let payload = challenge.onion_csr_payload(key);
        let payload = payload.map_err(|invalid| Error::from(invalid).at(Step::Challenge))?;
        self.request_validation_with(challenge, &payload)
    }
}
