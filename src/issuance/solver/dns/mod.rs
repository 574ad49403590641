//! As much of the DNS as the solvers need: questions, dynamic updates and their signatures.

mod exchange;
mod lookup;
mod message;
mod tsig;

use domain::base::Name;

use crate::error::{Error, Kind, Result};
use crate::protocol::clean;

pub(super) use exchange::exchange_by_tcp;
pub(super) use lookup::{Resolver, system_servers};
pub(super) use message::{Change, update};
pub use tsig::{TsigAlgorithm, TsigKey};

/// The port of the DNS.
pub(super) const PORT: u16 = 53;

/// A full domain name.
pub(super) type DnsName = Name<Vec<u8>>;

/// Reads a domain name; a final dot makes no difference.
pub(super) fn name(text: &str) -> Result<DnsName> {
    DnsName::vec_from_str(text).map_err(|error| {
        Error::new(Kind::InvalidArgument, format!("{}: is no domain name: {error}", clean(text)))
    })
}

/// What a server said or did not say.
pub(super) fn failed(reason: impl Into<String>) -> Error {
    Error::new(Kind::SolverFailed, reason)
}
