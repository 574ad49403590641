//! The options of a client, read from a hash.

use std::path::PathBuf;
use std::time::Duration;

use acme_client::client::ClientOptions;
use acme_client::protocol::Key;
use acme_client::transport::{ClientCertificate, Proxy, TlsOptions, TlsVersion};
use magnus::RHash;
use magnus::try_convert::TryConvertOwned;

use crate::fault::Fault;

pub fn read(hash: RHash) -> Result<ClientOptions, Fault> {
    let hash = Options(hash);
    let mut options = ClientOptions::new(hash.required::<String>("directory")?);
    options.account_url = hash.get("kid")?;
    options.user_agent = hash.get("user_agent")?;
    options.headers = hash.get("headers")?.unwrap_or_default();
    options.tls = hash.tls()?;
    options.proxy = match hash.get::<String>("proxy")? {
        None => Proxy::FromEnvironment,
        Some(url) if url.is_empty() => Proxy::None,
        Some(url) => Proxy::Url(url),
    };
    hash.set_duration("connect_timeout", &mut options.connect_timeout)?;
    hash.set_duration("request_timeout", &mut options.request_timeout)?;
    hash.set_duration("operation_timeout", &mut options.operation_timeout)?;
    hash.set("attempts", &mut options.attempts)?;
    hash.set("nonce_attempts", &mut options.nonce_attempts)?;
    hash.set("http_on_loopback", &mut options.http_on_loopback)?;
    Ok(options)
}

/// A hash of options with string keys.
pub struct Options(pub RHash);

impl Options {
    /// An option; nil counts as absent.
    pub fn get<T: TryConvertOwned>(&self, name: &str) -> Result<Option<T>, Fault> {
        Ok(self.0.lookup(name)?)
    }

    /// An option that must be there.
    pub fn required<T: TryConvertOwned>(&self, name: &str) -> Result<T, Fault> {
        self.get(name)?.ok_or_else(|| Fault::argument(name, "is missing"))
    }

    /// Sets an option unless it is nil.
    pub fn set<T: TryConvertOwned>(&self, name: &str, option: &mut T) -> Result<(), Fault> {
        if let Some(value) = self.get(name)? {
            *option = value;
        }
        Ok(())
    }

    /// Sets a time that is given in seconds, unless it is nil.
    pub fn set_duration(&self, name: &str, option: &mut Duration) -> Result<(), Fault> {
        if let Some(seconds) = self.get::<f64>(name)? {
            *option = Duration::try_from_secs_f64(seconds)
                .map_err(|_| Fault::argument(name, "is not a time in seconds"))?;
        }
        Ok(())
    }

    /// Roots of the caller's own are trusted instead of the system's, as Ruby's OpenSSL has it.
    fn tls(&self) -> Result<TlsOptions, Fault> {
        let ca_files: Vec<PathBuf> = self.get("ca_file")?.into_iter().collect();
        let ca_paths: Vec<PathBuf> = self.get("ca_path")?.into_iter().collect();
        Ok(TlsOptions {
            system_roots: ca_files.is_empty() && ca_paths.is_empty(),
            ca_files,
            ca_paths,
            client_certificate: self.client_certificate()?,
            verify: self.get("verify")?.unwrap_or(true),
            min_version: self.min_version()?,
            ..TlsOptions::default()
        })
    }

    fn client_certificate(&self) -> Result<Option<ClientCertificate>, Fault> {
        match (self.get::<String>("client_cert")?, self.get::<String>("client_key")?) {
            (Some(chain_pem), Some(key)) => {
                Ok(Some(ClientCertificate { chain_pem, key: Key::from_pem(key.as_bytes(), None)? }))
            }
            (Some(_), None) => Err(Fault::argument("client_key", "is missing")),
            (None, Some(_)) => Err(Fault::argument("client_cert", "is missing")),
            (None, None) => Ok(None),
        }
    }

    fn min_version(&self) -> Result<TlsVersion, Fault> {
        match self.get::<String>("min_version")?.as_deref() {
            None => Ok(TlsVersion::default()),
            Some("TLS1_2") => Ok(TlsVersion::Tls12),
            Some("TLS1_3") => Ok(TlsVersion::Tls13),
            Some(_) => Err(Fault::argument("min_version", "is neither TLS1_2 nor TLS1_3")),
        }
    }
}
