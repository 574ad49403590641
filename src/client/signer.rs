//! Who signs the account's requests: a key of this process, or a callback to an HSM or KMS.

use crate::error::Result;
use crate::protocol::{Algorithm, Jwk, JwsHeader, Key, flattened_jws};

/// Makes whole JWS (RFC 7515, flattened JSON) for one account key.
pub trait Signer: Send + Sync {
    /// The JWS over `payload`; an empty payload is a POST-as-GET (RFC 8555, section 6.3).
    ///
    /// # Errors
    /// When the key cannot sign.
    fn jws(&self, header: &JwsHeader<'_>, payload: &[u8]) -> Result<String>;

    /// The public key as a JWK in RFC 7638's form.
    ///
    /// # Errors
    /// When the key cannot be asked.
    fn jwk(&self) -> Result<String>;

    /// The JWK's thumbprint (RFC 7638): base64url of its SHA-256.
    ///
    /// # Errors
    /// When the key cannot be asked.
    fn thumbprint(&self) -> Result<String>;

    /// The private key, where it is one of this process: what credentials are exported from.
    fn key(&self) -> Option<&Key> {
        None
    }

    /// Whether it must be called on the thread that made the call: a callback of the host's language.
    fn bound_to_caller(&self) -> bool {
        false
    }
}

impl Signer for Key {
    fn jws(&self, header: &JwsHeader<'_>, payload: &[u8]) -> Result<String> {
        Ok(Self::jws(self, header, payload)?)
    }

    fn jwk(&self) -> Result<String> {
        Ok(Self::jwk(self).to_json().to_owned())
    }

    fn thumbprint(&self) -> Result<String> {
        Ok(Self::jwk(self).thumbprint().to_owned())
    }

    fn key(&self) -> Option<&Key> {
        Some(self)
    }
}

/// A key elsewhere, reached through a function that signs.
pub struct RemoteKey<F> {
    algorithm: Algorithm,
    jwk: Jwk,
    sign: F,
    bound_to_caller: bool,
}

impl<F: Fn(&[u8]) -> Result<Vec<u8>> + Send + Sync> RemoteKey<F> {
    /// `sign` gives the raw signature of a message as JWS has it: r and s at fixed width for elliptic curves.
    pub fn new(algorithm: Algorithm, jwk: Jwk, sign: F) -> Self {
        Self { algorithm, jwk, sign, bound_to_caller: false }
    }

    /// The same key, its function called on the thread that made the call alone.
    #[must_use]
    pub fn on_calling_thread(self) -> Self {
        Self { bound_to_caller: true, ..self }
    }
}

impl<F: Fn(&[u8]) -> Result<Vec<u8>> + Send + Sync> Signer for RemoteKey<F> {
    fn jws(&self, header: &JwsHeader<'_>, payload: &[u8]) -> Result<String> {
        flattened_jws(&header.protected(self.algorithm, self.jwk.to_json()), payload, &self.sign)
    }

    fn jwk(&self) -> Result<String> {
        Ok(self.jwk.to_json().to_owned())
    }

    fn thumbprint(&self) -> Result<String> {
        Ok(self.jwk.thumbprint().to_owned())
    }

    fn bound_to_caller(&self) -> bool {
        self.bound_to_caller
    }
}
