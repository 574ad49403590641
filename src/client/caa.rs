//! CAA records for this authority and this account (RFC 8659, RFC 8657).

use crate::error::{Error, Kind, Result};
use crate::protocol::{CaaRecord, caa_record};

use super::Client;

impl Client {
    /// The record that lets this authority alone issue, and that to this account alone; with `methods`, such as `dns-01`,
    /// only after validation by one of them (RFC 8657). `wildcard` makes it a record for wildcard names.
    ///
    /// # Errors
    /// [`Kind::UnsupportedOperation`] when the directory does not name the authority (`caaIdentities`);
    /// [`Kind::InvalidArgument`] when a method is no name; else as every call.
    pub fn caa_record(&self, methods: &[&str], wildcard: bool) -> Result<CaaRecord> {
        let operation = self.operation(0);
        let directory = operation.directory()?;
        let issuer = directory.caa_identities.first().ok_or_else(|| {
            Error::new(Kind::UnsupportedOperation, "the directory does not offer caaIdentities")
        })?;
        let account = operation.retry(|_| operation.account_url())?;
        Ok(caa_record(issuer, Some(&account), methods, wildcard)?)
    }
}
