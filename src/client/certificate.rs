//! Certificates: download with its checks, and revocation (RFC 8555, sections 7.4.2 and 7.6).

use std::sync::Arc;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use url::Url;

use crate::error::{Error, Kind, Result, Step, order_subject};
use crate::protocol::{CertificateChain, ChainPreference, Key, Order, Resource};

use super::Client;
use super::answer::Answer;
use super::log::Level;
use super::operation::Operation;
use super::post::{AS_GET, Post, SignedBy};
use super::retry::passes;
use super::signer::Signer;

const PEM_CHAIN: &str = "application/pem-certificate-chain";
const MOST_ALTERNATES: usize = 8;

/// A downloaded chain and where its alternates are.
struct Download {
    chain: CertificateChain,
    alternates: Vec<String>,
}

impl Client {
    /// Downloads the order's certificate with its chain. The leaf must cover the order's identifiers and, when this
    /// order was finalized by this program, be for the CSR's key. With a preference, the first chain that matches is
    /// given: the default one, then the alternates (RFC 8555, section 7.4.2). An alternate that cannot be had is passed
    /// over. When no other chain will do and it may be had a moment later, why it could not is the error.
    ///
    /// # Errors
    /// [`Kind::CertificateNotReady`] when the order has none yet; [`Kind::InvalidChain`];
    /// [`Kind::CertificateMismatch`]; [`Kind::ChainNotFound`]; else as every call.
    pub fn certificate(
        &self,
        order: &Order,
        preference: Option<&ChainPreference>,
    ) -> Result<CertificateChain> {
        let about = |error: Error| error.at(Step::Certificate).about(|| order_subject(&order.identifiers));
        let missing = || {
            Error::new(
                Kind::CertificateNotReady,
                format!("the order is {} and has no certificate", order.status),
            )
        };
        let url = order.certificate.as_deref().ok_or_else(missing).map_err(about)?;
        let operation = self.operation(order.identifiers.len());
        operation.choose_chain(url, preference, |chain| check_chain(order, chain)).map_err(about)
    }

    /// Downloads a certificate chain by its URL. Only the blocks are checked: nothing tells whose it should be.
    ///
    /// # Errors
    /// [`Kind::InvalidChain`]; [`Kind::ChainNotFound`]; else as every call.
    pub fn certificate_at(
        &self,
        url: &str,
        preference: Option<&ChainPreference>,
    ) -> Result<CertificateChain> {
        self.operation(0).choose_chain(url, preference, |_| Ok(()))
    }

    /// Revokes a certificate with the account's key (RFC 8555, section 7.6). `reason` is a CRL reason code
    /// (RFC 5280, section 5.3.1;
    /// [`RevocationReason::number`](crate::protocol::RevocationReason::number)).
    ///
    /// # Errors
    /// [`Kind::UnsupportedOperation`] when the directory has no revokeCert; [`Kind::AlreadyRevoked`]; what the server
    /// refuses; else as every call.
    pub fn revoke(&self, certificate_der: &[u8], reason: Option<u8>) -> Result<()> {
        self.operation(0).revoke(certificate_der, reason, SignedBy::Account)
    }

    /// Revokes a certificate with its own key (RFC 8555, section 7.6): no account is needed, and any account's
    /// certificate will do.
    ///
    /// # Errors
    /// As [`Client::revoke`].
    pub fn revoke_with_key(&self, certificate_der: &[u8], key: &Key, reason: Option<u8>) -> Result<()> {
        let signer: Arc<dyn Signer> = Arc::new(key.clone());
        self.operation(0).revoke(certificate_der, reason, SignedBy::OtherKey(&signer))
    }
}

impl Operation<'_> {
    fn revoke(&self, certificate_der: &[u8], reason: Option<u8>, signed_by: SignedBy<'_>) -> Result<()> {
        let url = self.resource(Resource::RevokeCert)?;
        let mut payload =
            serde_json::json!({ "certificate": BASE64_URL_SAFE_NO_PAD.encode(certificate_der) });
        if let Some(reason) = reason {
            payload["reason"] = reason.into();
        }
        let payload = payload.to_string();
        let post = Post { signed_by, ..Post::new(Step::RevokeCert, &url, &payload) };
        self.retry(|failures| match self.post(&post) {
            Err(error) if failures > 0 && error.kind() == Kind::AlreadyRevoked => Ok(()),
            answer => answer.map(|_| ()),
        })
    }

    fn choose_chain(
        &self,
        url: &str,
        preference: Option<&ChainPreference>,
        check: impl Fn(&CertificateChain) -> Result<()>,
    ) -> Result<CertificateChain> {
        let download = |url: &str| {
            let download = self.download(url)?;
            check(&download.chain)?;
            Ok::<_, Error>(download)
        };
        let first = download(url)?;
        self.warn_of_order(&first.chain);
        let Some(preference) = preference else { return Ok(first.chain) };
        if preference.matches(&first.chain) {
            return Ok(first.chain);
        }
        // An alternate that may be had a moment later may be the wanted one.
        let (mut chains, mut failure) = (vec![first.chain], None);
        for url in &first.alternates {
            match download(url) {
                Ok(alternate) if preference.matches(&alternate.chain) => return Ok(alternate.chain),
                Ok(alternate) => chains.push(alternate.chain),
                Err(error) if matches!(error.kind(), Kind::Cancelled | Kind::TimedOut) => return Err(error),
                Err(error) => {
                    self.client().log(Level::Warn, format_args!("an alternate chain is left out: {error}"));
                    if failure.is_none() && passes(&error) {
                        failure = Some(error);
                    }
                }
            }
        }
        let chosen = preference.choose(&chains).map(|index| chains.swap_remove(index));
        chosen.ok_or_else(|| failure.unwrap_or_else(chain_not_found))
    }

    fn download(&self, url: &str) -> Result<Download> {
        let cut_passes = |error: &Error| passes(error) || error.kind() == Kind::InvalidChain;
        self.retry_when(cut_passes, |_| {
            let answer = self.fetch_chain(url, false)?;
            if answer.response.unframed && self.fetch_chain(url, true)?.response.body != answer.response.body
            {
                let reason = "two downloads of unknown length differ";
                return Err(Error::new(Kind::UnreadableResponse, reason).at(Step::Certificate));
            }
            let chain = CertificateChain::parse(&answer.response.body);
            let chain = chain.map_err(|invalid| Error::from(invalid).at(Step::Certificate))?;
            Ok(Download { chain, alternates: alternates(&answer) })
        })
    }

    fn fetch_chain(&self, url: &str, fresh_connection: bool) -> Result<Answer> {
        let post =
            Post { accept: Some(PEM_CHAIN), fresh_connection, ..Post::new(Step::Certificate, url, AS_GET) };
        self.post(&post)
    }

    fn warn_of_order(&self, chain: &CertificateChain) {
        if !chain.is_ordered() {
            self.client().log(Level::Warn, format_args!("the certificates of the chain are not in order"));
        }
    }
}

fn chain_not_found() -> Error {
    Error::new(Kind::ChainNotFound, "no chain that the server offers is the wanted one").at(Step::Certificate)
}

fn check_chain(order: &Order, chain: &CertificateChain) -> Result<()> {
    if let Some(csr) = &order.csr {
        chain.check_key(csr)?;
    }
    Ok(chain.check_identifiers(&order.identifiers)?)
}

/// The alternates of the same origin.
fn alternates(answer: &Answer) -> Vec<String> {
    let origin = |url: &str| Url::parse(url).ok().map(|url| url.origin());
    let own = origin(&answer.url);
    let mut urls = answer.links("alternate");
    urls.retain(|url| origin(url) == own);
    urls.truncate(MOST_ALTERNATES);
    urls
}
