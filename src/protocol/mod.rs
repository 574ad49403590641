//! The nouns of RFC 8555 as plain data: bytes and JSON in, bytes and JSON out.
//!
//! Nothing here reads a clock, opens a socket or keeps state. One file a noun.

mod account;
mod authorization;
mod certificate;
mod chain_preference;
mod challenge;
mod csr;
mod der;
mod directory;
mod eab;
mod identifier;
mod invalid;
mod json;
mod jwk;
mod jws;
mod key;
mod link;
mod order;
mod pem;
mod problem;
mod renewal_info;
mod retry_after;
mod san;
mod status;
mod text;
mod url;

pub use account::{Account, AccountParams, ExternalAccount, HmacAlgorithm};
pub use authorization::Authorization;
pub use certificate::CertificateChain;
pub use chain_preference::ChainPreference;
pub use challenge::Challenge;
pub use csr::{Csr, CsrParams};
pub use directory::{Directory, Resource};
pub use eab::external_account_binding;
pub use identifier::{Identifier, same_identifiers};
pub use invalid::Invalid;
pub use jwk::Jwk;
pub use jws::{Algorithm, JwsHeader, flattened_jws};
pub use key::{Key, KeyKind};
pub use link::{Link, parse_links};
pub use order::{Order, OrderParams};
pub use problem::{Problem, Subproblem};
pub use renewal_info::RenewalInfo;
pub use retry_after::{RetryAfter, parse_retry_after};
pub use status::Status;
pub use text::{MAX_TEXT, check_caller_text, clean};
pub use url::{UrlPolicy, resolve_url};
