//! The binding of a new account to one that the authority knows from elsewhere (RFC 8555, section 7.3.4).

use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use serde_json::Value;

use super::{ExternalAccount, HmacAlgorithm, Invalid, JwsHeader, flattened_jws};

/// The member `externalAccountBinding` of newAccount: the account's public key, signed with the authority's HMAC key.
/// `url` is that of newAccount.
///
/// # Errors
/// [`Invalid::Crypto`] when OpenSSL fails.
pub fn external_account_binding(
    account: &ExternalAccount,
    jwk_json: &str,
    url: &str,
) -> Result<Value, Invalid> {
    let header = JwsHeader { url, nonce: None, kid: Some(&account.kid) };
    let protected = header.protected_for(account.algorithm.as_str(), jwk_json);
    let jws = flattened_jws(&protected, jwk_json.as_bytes(), |input| hmac(account, input))?;
    serde_json::from_str(&jws).map_err(|error| Invalid::argument("external account", error.to_string()))
}

fn hmac(account: &ExternalAccount, input: &[u8]) -> Result<Vec<u8>, Invalid> {
    let digest = match account.algorithm {
        HmacAlgorithm::Hs256 => MessageDigest::sha256(),
        HmacAlgorithm::Hs384 => MessageDigest::sha384(),
        HmacAlgorithm::Hs512 => MessageDigest::sha512(),
    };
    let key = PKey::hmac(&account.hmac_key)?;
    Ok(Signer::new(digest, &key)?.sign_oneshot_to_vec(input)?)
}
