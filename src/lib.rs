//! One ACME engine (RFC 8555): obtain, renew and revoke TLS certificates from any ACME certificate authority.
//!
//! The layers, each of which knows only those before it:
//!
//! - [`protocol`]: the nouns of RFC 8555 as plain data; bytes and JSON in, bytes and JSON out.
//! - [`Error`]: what went wrong, at which step, with the server's whole problem document.
//! - [`transport`]: one HTTP request, one response; and the [`transport::Cancel`] token.

mod error;
pub mod protocol;
pub mod transport;

pub use error::{Error, Kind, Result, Step};
