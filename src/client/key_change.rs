//! Changing the account's key (RFC 8555, section 7.3.5).

use std::sync::Arc;

use serde_json::value::RawValue;

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{JwsHeader, Resource};

use super::Client;
use super::operation::Operation;
use super::post::{Post, SignedBy};
use super::signer::Signer;

impl Client {
    /// Makes `new_signer` the account's key; from then on it signs this client's requests. After a lost answer the
    /// server is asked which key the account has before anything is sent again. What comes back is the body of the
    /// server's answer: the account, or nothing.
    ///
    /// # Errors
    /// [`Kind::UnsupportedOperation`] when the directory has no keyChange; what the server refuses, such as a key that
    /// another account has; else as every call. The old key stays in use then.
    pub fn change_key(&self, new_signer: Arc<dyn Signer>) -> Result<String> {
        let body = self.operation(0).change_key(&new_signer).map_err(|error| error.at(Step::KeyChange))?;
        self.set_signer(new_signer);
        Ok(body)
    }
}

impl Operation<'_> {
    fn change_key(&self, new_signer: &Arc<dyn Signer>) -> Result<String> {
        let url = self.resource(Resource::KeyChange)?;
        let account = self.retry(|_| self.account_url())?;
        let payload = self.key_change_payload(&url, &account, new_signer)?;
        self.retry(|failures| {
            if failures > 0 && self.has_key(&account, new_signer)? {
                return Ok(String::new());
            }
            let answer = self.post(&Post::new(Step::KeyChange, &url, &payload))?;
            Ok(String::from_utf8_lossy(&answer.response.body).into_owned())
        })
    }

    /// The inner JWS, signed by the new key: which account, and which key it has now.
    fn key_change_payload(&self, url: &str, account: &str, new_signer: &Arc<dyn Signer>) -> Result<String> {
        let old_key = RawValue::from_string(self.client().signer().jwk()?)
            .map_err(|error| Error::new(Kind::InvalidKey, format!("key: its JWK is not JSON: {error}")))?;
        let account = serde_json::json!(account);
        let inner = format!(r#"{{"account":{account},"oldKey":{old_key}}}"#);
        new_signer.jws(&JwsHeader { url, nonce: None, kid: None }, inner.as_bytes())
    }

    fn has_key(&self, account: &str, signer: &Arc<dyn Signer>) -> Result<bool> {
        match self.find_account(SignedBy::OtherKey(signer)) {
            Ok(url) => Ok(url == account),
            Err(error) if error.kind() == Kind::AccountDoesNotExist => Ok(false),
            Err(error) => Err(error),
        }
    }
}
