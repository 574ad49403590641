//! Certificate requests (PKCS #10, RFC 2986): what acme_order_finalize sends.
//!
//! acme_csr_for_order is what one usually wants. Parameters are for what goes beyond the names of an order.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::protocol::{Csr, CsrParams, Identifier};

use super::builder::{Builder, set};
use super::error::acme_error;
use super::guard::{caught, guard, read};
use super::handle::{empty, free, given, wraps};
use super::key::acme_key;
use super::memory::lend;
use super::order::acme_order;
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// What a certificate request asks for. As `const` it may be used by several threads at once; the setters and
/// acme_csr_params_free need it alone. What it was given is copied.
#[derive(Default)]
pub struct acme_csr_params(Builder<CsrParams>);

wraps!(acme_csr_params, Builder<CsrParams>);

/// A certificate request. It never changes: every function that takes it as `const` may be called from several threads at
/// once, and what it gives lives until it is freed.
pub struct acme_csr(Snapshot<Csr>);

wraps!(acme_csr, Snapshot<Csr>);

impl From<Csr> for acme_csr {
    fn from(csr: Csr) -> Self {
        Self(Snapshot::from(csr))
    }
}

/// Makes a request for the identifiers of an order, signed by the certificate's key, with an empty subject.
///
/// @param key the certificate's private key, which is not the account's; keep it
/// @param out the request, to be freed with acme_csr_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_csr_for_order(
    order: Option<&acme_order>,
    key: Option<&acme_key>,
    out: Option<&mut MaybeUninit<Option<Box<acme_csr>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let (order, key) = (given("order", order)?, given("key", key)?);
        *out = Some(Box::new(Csr::for_identifiers(&order.identifiers, key)?.into()));
        Ok(())
    })
}

/// Makes parameters that ask for nothing yet.
///
/// @return the parameters, to be freed with acme_csr_params_free
#[unsafe(no_mangle)]
pub extern "C" fn acme_csr_params_new() -> Option<Box<acme_csr_params>> {
    caught(Box::default).ok()
}

/// Frees the parameters. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_csr_params_free(params: Option<Box<acme_csr_params>>) {
    free(params);
}

/// Adds a DNS name, "*." allowed in front. Internationalised names may be written in any script; a final dot is dropped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_csr_params_add_dns(params: Option<&mut acme_csr_params>, name: *const c_char) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    set(params, |params| {
        params.identifiers.push(Identifier::dns(name?)?);
        Ok(())
    });
}

/// Adds an IP address, version 4 or 6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_csr_params_add_ip(params: Option<&mut acme_csr_params>, ip: *const c_char) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let ip = unsafe { text::required("ip", ip) };
    set(params, |params| {
        params.identifiers.push(Identifier::ip(ip?)?);
        Ok(())
    });
}

/// Adds an IP address when `name` is one, a DNS name otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_csr_params_add_name(params: Option<&mut acme_csr_params>, name: *const c_char) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let name = unsafe { text::required("name", name) };
    set(params, |params| {
        params.identifiers.push(Identifier::parse(name?)?);
        Ok(())
    });
}

/// Puts a DNS name of at most 64 characters into the subject. It is added to the names when it is not among them.
/// Authorities recommend to do without.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_csr_params_set_common_name(
    params: Option<&mut acme_csr_params>,
    common_name: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let common_name = unsafe { text::required("common_name", common_name) };
    set(params, |params| {
        params.common_name = Some(common_name?.to_owned());
        Ok(())
    });
}

/// Adds a field to the subject. Public authorities ignore it.
///
/// @param name the field by OpenSSL's short or long name, such as "O"; not "CN"
/// @param value what it says
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_csr_params_add_subject(
    params: Option<&mut acme_csr_params>,
    name: *const c_char,
    value: *const c_char,
) {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (name, value) = unsafe { (text::required("name", name), text::required("value", value)) };
    set(params, |params| {
        params.subject.push((name?.to_owned(), value?.to_owned()));
        Ok(())
    });
}

/// Whether the certificate may only be used with a stapled OCSP response (RFC 7633); false by default. Few authorities
/// allow it any more.
#[unsafe(no_mangle)]
pub extern "C" fn acme_csr_params_set_must_staple(params: Option<&mut acme_csr_params>, must_staple: bool) {
    set(params, |params| {
        params.must_staple = must_staple;
        Ok(())
    });
}

/// Makes a request, signed by the certificate's key.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT, naming what is refused, such as an empty list of identifiers.
///
/// @param key the certificate's private key; keep it
/// @param out the request, to be freed with acme_csr_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_csr_new(
    params: Option<&acme_csr_params>,
    key: Option<&acme_key>,
    out: Option<&mut MaybeUninit<Option<Box<acme_csr>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let params = given("params", params)?.ready()?;
        *out = Some(Box::new(params.build(given("key", key)?)?.into()));
        Ok(())
    })
}

/// Reads a request that was made elsewhere, from DER, and checks its signature.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when it is none or does not verify.
///
/// @param der the bytes
/// @param length how many there are
/// @param out the request, to be freed with acme_csr_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_csr_from_der(
    der: *const u8,
    length: usize,
    out: Option<&mut MaybeUninit<Option<Box<acme_csr>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's bytes are NULL or as many as said.
    let der = unsafe { text::bytes("der", der, length) };
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(Csr::from_der(der?)?.into()));
        Ok(())
    })
}

/// Reads a request that was made elsewhere, from PEM, and checks its signature. Fails as acme_csr_from_der.
///
/// @param out the request, to be freed with acme_csr_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_csr_from_pem(
    pem: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_csr>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let pem = unsafe { text::required("pem", pem) };
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(Csr::from_pem(pem?.as_bytes())?.into()));
        Ok(())
    })
}

/// The request in DER, lent.
///
/// @param length receives its length in bytes; may be NULL
#[unsafe(no_mangle)]
pub extern "C" fn acme_csr_der(csr: Option<&acme_csr>, length: Option<&mut MaybeUninit<usize>>) -> *const u8 {
    lend(csr.map(|csr| csr.der()), length)
}

/// The request in PEM.
#[unsafe(no_mangle)]
pub extern "C" fn acme_csr_pem(csr: Option<&acme_csr>) -> *const c_char {
    read(csr, |csr| csr.optional(csr.pem().ok()))
}

/// Frees the request. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_csr_free(csr: Option<Box<acme_csr>>) {
    free(csr);
}
