//! One ACME engine (RFC 8555): obtain, renew and revoke TLS certificates from any ACME certificate authority.
//!
//! The layers, each of which knows only those before it:
//!
//! - [`protocol`]: the nouns of RFC 8555 as plain data; bytes and JSON in, bytes and JSON out.
//! - [`Error`]: what went wrong, at which step, with the server's whole problem document.
//! - [`transport`]: one HTTP request, one response; and the [`transport::Cancel`] token.
//! - [`client`]: the verbs of RFC 8555, each one call with its retries, deadline and cancellation.
//! - [`issuance`]: one call to a certificate, over solvers that prove control of its names.
//! - `ffi`: the same as a C library, behind the feature `capi`.

pub mod client;
mod error;
#[cfg(feature = "capi")]
pub mod ffi;
pub mod issuance;
pub mod protocol;
pub mod transport;

pub use client::Client;
pub use error::{Error, Kind, Result, Step};
