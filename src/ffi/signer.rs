//! Signers: account keys that live elsewhere, in an HSM, a KMS or an agent.
//!
//! A signer is the public key, the name of its algorithm and a function that signs. acme_client_new_with_signer makes a
//! client that never sees the private key.

use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;
use std::sync::Arc;

use crate::client::{RemoteKey, Signer};
use crate::error::{Error, Kind, Result};
use crate::protocol::{Algorithm, Jwk, clean};

use super::callback::{Callback, Destroy, Userdata};
use super::error::acme_error;
use super::guard::guard;
use super::handle::{empty, free, given};
use super::status::acme_status;
use super::text;

/// The room for a signature, in bytes: enough for RSA of 8192 bits.
const CAPACITY: usize = 1024;

/// Signs `message` with the key's algorithm and writes the raw signature as JWS has it (RFC 7518, section 3; RFC 8037):
/// for elliptic curves r and s side by side, each padded to the size of the curve, not the DER that OpenSSL gives.
///
/// @param message what to sign; not a hash of it
/// @param length its length in bytes
/// @param signature room for the signature
/// @param capacity the room in bytes, 1024 at least
/// @param signature_length receives the length of the signature
/// @return 0 for success; anything else ends the call with ACME_STATUS_CALLBACK
pub type acme_sign_fn = Option<
    unsafe extern "C" fn(
        userdata: *mut c_void,
        message: *const u8,
        length: usize,
        signature: *mut u8,
        capacity: usize,
        signature_length: *mut usize,
    ) -> i32,
>;

type Sign = unsafe extern "C" fn(*mut c_void, *const u8, usize, *mut u8, usize, *mut usize) -> i32;

/// A key that signs through a function. It never changes and may be used by several threads at once if its function
/// may; clients made with it keep what they need of it.
pub struct acme_signer(pub(super) Arc<dyn Signer>);

/// Makes a signer. The function is called on the thread that makes a call with the client, by several threads at once
/// when the client is.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when the JWK is no public key or the algorithm is not its own, and with
/// ACME_STATUS_UNSUPPORTED_KEY when ACME has no algorithm for it.
///
/// @param algorithm "ES256", "ES384", "ES512", "RS256", or for an Ed25519 key "EdDSA" or "Ed25519" (RFC 9864)
/// @param jwk the public key as a JWK (RFC 7517)
/// @param sign signs
/// @param userdata handed to `sign`; may be NULL
/// @param destroy called with `userdata` exactly once: when the signer and all clients made with it are freed, on the
///        thread that frees the last, or before this function returns when it fails; may be NULL
/// @param out the signer, to be freed with acme_signer_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_signer_new(
    algorithm: *const c_char,
    jwk: *const c_char,
    sign: acme_sign_fn,
    userdata: *mut c_void,
    destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
    out: Option<&mut MaybeUninit<Option<Box<acme_signer>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller hands the userdata over; its text is NULL or ends with NUL.
    let (userdata, algorithm, jwk) = unsafe {
        let userdata = Userdata::new(userdata, destroy as Destroy);
        (userdata, text::required("algorithm", algorithm), text::required("jwk", jwk))
    };
    guard(error, || {
        let out = empty("out", out)?;
        let jwk = Jwk::parse(jwk?)?;
        let algorithm = algorithm_for(&jwk, algorithm?)?;
        let callback = Callback::new(given("sign", sign)?, userdata);
        let signer = RemoteKey::new(algorithm, jwk, move |message: &[u8]| signature(&callback, message));
        let signer = signer.on_calling_thread();
        *out = Some(Box::new(acme_signer(Arc::new(signer))));
        Ok(())
    })
}

fn algorithm_for(jwk: &Jwk, name: &str) -> Result<Algorithm> {
    let own = jwk.algorithm();
    let names_own = |known: &Algorithm| {
        *known == own
            || matches!(
                (known, own),
                (Algorithm::Ed25519 | Algorithm::EdDsa, Algorithm::Ed25519 | Algorithm::EdDsa)
            )
    };
    Algorithm::parse(name).filter(names_own).ok_or_else(|| {
        let reason = format!("algorithm: {} is not the key's, which is {}", clean(name), own.as_str());
        Error::new(Kind::InvalidArgument, reason)
    })
}

fn signature(callback: &Callback<Sign>, message: &[u8]) -> Result<Vec<u8>> {
    let mut signature = vec![0; CAPACITY];
    let mut length = 0;
    let sign = callback.function;
    // SAFETY: the C caller's function gets its userdata, and room that is as large as it is told.
    let result = unsafe {
        sign(
            callback.userdata(),
            message.as_ptr(),
            message.len(),
            signature.as_mut_ptr(),
            CAPACITY,
            &mut length,
        )
    };
    let failure = match result {
        0 if (1..=CAPACITY).contains(&length) => None,
        0 => Some(format!("the signer gave a signature of {length} bytes")),
        code => Some(format!("the signer failed with {code}")),
    };
    signature.truncate(length);
    failure.map_or(Ok(signature), |reason| Err(Error::new(Kind::Callback, reason)))
}

/// Frees the signer. Clients made with it go on. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_signer_free(signer: Option<Box<acme_signer>>) {
    free(signer);
}
