//! Asking when a certificate should be renewed (RFC 9773).

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{RenewalInfo, Resource};
use crate::transport::Method;

use super::Client;

impl Client {
    /// The server's advice for the certificate with this ARI id (RFC 9773, section 4.1;
    /// [`CertificateChain::ari_id`](crate::protocol::CertificateChain::ari_id)).
    ///
    /// # Errors
    /// [`Kind::UnsupportedOperation`] when the directory has no renewalInfo; [`Kind::NotFound`] when the server does not
    /// know the certificate; else as every call.
    pub fn renewal_info(&self, ari_id: &str) -> Result<RenewalInfo> {
        check_ari_id(ari_id)?;
        let operation = self.operation(0);
        let base = operation.resource(Resource::RenewalInfo)?;
        let url = format!("{}/{ari_id}", base.trim_end_matches('/'));
        operation.retry(|_| {
            let answer = operation.get(Step::RenewalInfo, Method::Get, &url)?;
            operation.keep_nonce(&answer);
            let mut info = answer.read(Step::RenewalInfo, RenewalInfo::parse)?;
            info.retry_after = answer.response.retry_after();
            Ok(info)
        })
    }
}

fn check_ari_id(ari_id: &str) -> Result<()> {
    let allowed = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    match ari_id.split_once('.') {
        Some((key_id, serial)) if allowed(key_id) && allowed(serial) => Ok(()),
        _ => Err(Error::new(
            Kind::InvalidArgument,
            "ari_id: is not two base64url texts with a dot between them",
        )),
    }
}
