//! DNS records that prove control of a name, for this client's account.

use crate::error::{Error, Kind, Result};
use crate::protocol::{Challenge, DnsRecord, PersistentRecord, RecordAccount};

use super::Client;

impl Client {
    /// The record that proves a challenge of dns-01, dns-account-01 or dns-persist-01.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when no DNS record proves it; else as every call.
    pub fn dns_record(&self, challenge: &Challenge) -> Result<DnsRecord> {
        self.with_record_account(|account| Ok(challenge.dns_record(account)?))
    }

    /// A record for dns-persist-01 that is put in place once, before any order or beside one. Without an issuer it names
    /// the authority as its directory does.
    ///
    /// # Errors
    /// [`Kind::UnsupportedOperation`] when the directory does not name the authority; [`Kind::InvalidArgument`] when the
    /// name is none; else as every call.
    pub fn persistent_dns_record(&self, name: &str, record: &PersistentRecord) -> Result<DnsRecord> {
        let mut record = record.clone();
        if record.issuer.is_empty() {
            record.issuer = self.issuer_domain_name()?;
        }
        self.with_record_account(|account| Ok(record.for_name(name, account)?))
    }

    fn issuer_domain_name(&self) -> Result<String> {
        let directory = self.directory()?;
        let mut names = directory.issuer_domain_names.iter().chain(&directory.caa_identities);
        names.next().cloned().ok_or_else(|| {
            Error::new(Kind::UnsupportedOperation, "the directory does not offer issuerDomainNames")
        })
    }

    fn with_record_account<T>(&self, make: impl FnOnce(&RecordAccount<'_>) -> Result<T>) -> Result<T> {
        let operation = self.operation(0);
        let directory = operation.directory()?;
        let url = operation.retry(|_| operation.account_url())?;
        let thumbprint = self.signer().thumbprint()?;
        let hash_prefix = directory.account_hash_prefix.as_deref();
        make(&RecordAccount { url: &url, thumbprint: &thumbprint, hash_prefix })
    }
}
