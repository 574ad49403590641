//! TLS: whom to trust, who we are, and the stream over a socket or through a proxy's tunnel.

use std::fs;
use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use once_cell::sync::OnceCell;
use openssl::error::ErrorStack;
use openssl::ssl::{
    ErrorCode, HandshakeError, Ssl, SslContext, SslContextBuilder, SslMethod, SslMode, SslOptions, SslRef,
    SslStream, SslVerifyMode, SslVersion,
};
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::X509CheckFlags;
use openssl::x509::{X509, X509VerifyResult};

use super::{fault, resolve::literal, roots};
use crate::error::{Error, Kind, Result};
use crate::protocol::{Invalid, Key};

/// The oldest version of TLS to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TlsVersion {
    /// TLS 1.2.
    #[default]
    Tls12,
    /// TLS 1.3.
    Tls13,
}

/// A certificate that the client shows to a server that asks for one.
#[derive(Debug, Clone)]
pub struct ClientCertificate {
    /// The certificate and its issuers, as PEM, the certificate first.
    pub chain_pem: String,
    /// The certificate's private key.
    pub key: Key,
}

/// Whom to trust and how.
#[derive(Debug, Clone)]
pub struct TlsOptions {
    /// Whether to trust what the system trusts. `SSL_CERT_FILE` and `SSL_CERT_DIR` are honoured.
    pub system_roots: bool,
    /// Certificates to trust, as PEM, one or more in each text.
    pub extra_roots_pem: Vec<String>,
    /// Files of certificates to trust, as PEM.
    pub ca_files: Vec<PathBuf>,
    /// Folders of certificates to trust, hashed as by `openssl rehash`.
    pub ca_paths: Vec<PathBuf>,
    /// The certificate to show to a server that asks for one.
    pub client_certificate: Option<ClientCertificate>,
    /// Whether to refuse servers whose certificate does not verify. Without, anyone on the way can be the server.
    pub verify: bool,
    /// The oldest version of TLS to speak.
    pub min_version: TlsVersion,
}

impl Default for TlsOptions {
    fn default() -> Self {
        Self {
            system_roots: true,
            extra_roots_pem: Vec::new(),
            ca_files: Vec::new(),
            ca_paths: Vec::new(),
            client_certificate: None,
            verify: true,
            min_version: TlsVersion::default(),
        }
    }
}

/// The options, checked, and the context made of them at the first use.
pub(super) struct Tls {
    options: TlsOptions,
    extra_roots: Vec<X509>,
    chain: Vec<X509>,
    context: OnceCell<SslContext>,
}

impl Tls {
    /// Checks the options. Nothing is loaded yet.
    pub(super) fn new(options: TlsOptions) -> Result<Self> {
        let mut extra_roots = Vec::new();
        for pem in &options.extra_roots_pem {
            extra_roots.extend(certificates("extra_roots_pem", pem)?);
        }
        for (path, must_be_folder) in options
            .ca_files
            .iter()
            .map(|path| (path, false))
            .chain(options.ca_paths.iter().map(|path| (path, true)))
        {
            let found =
                fs::metadata(path).map_err(|error| roots::unreadable(path, &fault::reason(&error)))?;
            if found.is_dir() != must_be_folder {
                let reason = if must_be_folder { "is not a folder" } else { "is a folder" };
                return Err(roots::unreadable(path, reason));
            }
        }
        let chain = options.client_certificate.as_ref().map_or(Ok(Vec::new()), client_chain)?;
        Ok(Self { options, extra_roots, chain, context: OnceCell::new() })
    }

    /// Makes TLS of `stream`, to the server `host`; `peer` is its name in errors.
    pub(super) fn connect<S: Read + Write>(&self, stream: S, host: &str, peer: &str) -> Result<TlsStream<S>> {
        let context = self.context.get_or_try_init(|| self.build())?;
        let mut ssl = Ssl::new(context)?;
        expect_host(&mut ssl, host)?;
        match ssl.connect(stream) {
            Ok(stream) => Ok(TlsStream { stream, peer: peer.into() }),
            Err(HandshakeError::SetupFailure(stack)) => Err(failed(peer, &stack)),
            Err(HandshakeError::Failure(stream) | HandshakeError::WouldBlock(stream)) => {
                Err(self.refusal(peer, stream.ssl().verify_result(), stream.error()))
            }
        }
    }

    fn refusal(&self, peer: &str, verified: X509VerifyResult, error: &openssl::ssl::Error) -> Error {
        if self.options.verify && verified != X509VerifyResult::OK {
            let reason =
                format!("{peer}: the server's certificate does not verify: {}", verified.error_string());
            return Error::new(Kind::UntrustedServer, reason);
        }
        match (error.io_error(), error.ssl_error()) {
            (Some(error), _) => fault::carried(error).unwrap_or_else(|| {
                Error::new(Kind::TlsFailed, format!("{peer}: TLS handshake: {}", fault::reason(error)))
            }),
            (None, Some(stack)) => failed(peer, stack),
            (None, None) => {
                Error::new(Kind::TlsFailed, format!("{peer}: closed the connection in the TLS handshake"))
            }
        }
    }

    fn build(&self) -> Result<SslContext> {
        let mut context = SslContextBuilder::new(SslMethod::tls_client())?;
        context.set_options(SslOptions::ALL | SslOptions::NO_COMPRESSION | SslOptions::NO_RENEGOTIATION);
        context.set_mode(SslMode::AUTO_RETRY | SslMode::RELEASE_BUFFERS);
        context.set_read_ahead(true);
        context.set_min_proto_version(Some(match self.options.min_version {
            TlsVersion::Tls12 => SslVersion::TLS1_2,
            TlsVersion::Tls13 => SslVersion::TLS1_3,
        }))?;
        context.set_alpn_protos(b"\x08http/1.1")?;
        self.trust(&mut context)?;
        self.identify(&mut context)?;
        Ok(context.build())
    }

    fn trust(&self, context: &mut SslContextBuilder) -> Result<()> {
        if !self.options.verify {
            context.set_verify(SslVerifyMode::NONE);
            return Ok(());
        }
        let mut store = X509StoreBuilder::new()?;
        for root in &self.extra_roots {
            store.add_cert(root.clone())?;
        }
        self.options.ca_files.iter().try_for_each(|file| roots::add_file(&mut store, file))?;
        self.options.ca_paths.iter().try_for_each(|folder| roots::add_folder(&mut store, folder))?;
        if self.options.system_roots {
            roots::add_system(&mut store)?;
        }
        context.set_cert_store(store.build());
        context.set_verify(SslVerifyMode::PEER);
        Ok(())
    }

    fn identify(&self, context: &mut SslContextBuilder) -> Result<()> {
        let (Some(client), Some((leaf, issuers))) =
            (&self.options.client_certificate, self.chain.split_first())
        else {
            return Ok(());
        };
        context.set_certificate(leaf)?;
        context.set_private_key(client.key.pkey())?;
        issuers.iter().try_for_each(|issuer| context.add_extra_chain_cert(issuer.clone()))?;
        Ok(context.check_private_key()?)
    }
}

fn certificates(parameter: &str, pem: &str) -> Result<Vec<X509>> {
    match X509::stack_from_pem(pem.as_bytes()) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(Invalid::argument(parameter, "is not one or more certificates in PEM").into()),
    }
}

fn client_chain(client: &ClientCertificate) -> Result<Vec<X509>> {
    let chain = certificates("client_certificate", &client.chain_pem)?;
    match chain.first().map(|leaf| leaf.public_key()).transpose()? {
        Some(public) if public.public_eq(client.key.pkey()) => Ok(chain),
        _ => Err(Invalid::argument("client_certificate", "the key is not the certificate's").into()),
    }
}

/// The name goes into SNI and is what the certificate must be for; of an address only the latter.
fn expect_host(ssl: &mut SslRef, host: &str) -> std::result::Result<(), ErrorStack> {
    let host = literal(host).trim_end_matches('.');
    ssl.param_mut().set_hostflags(X509CheckFlags::NO_PARTIAL_WILDCARDS | X509CheckFlags::NEVER_CHECK_SUBJECT);
    match host.parse::<IpAddr>() {
        Ok(address) => ssl.param_mut().set_ip(address),
        Err(_) => {
            ssl.set_hostname(host)?;
            ssl.param_mut().set_host(host)
        }
    }
}

/// A TLS connection. Its errors carry those of this crate; the end of input is the peer's close_notify and nothing else.
pub(super) struct TlsStream<S> {
    stream: SslStream<S>,
    peer: Arc<str>,
}

impl<S: Read + Write> TlsStream<S> {
    fn fault(&self, error: openssl::ssl::Error) -> io::Error {
        let error = match error.into_io_error() {
            Ok(error) => return error,
            Err(error) => error,
        };
        fault::carry(match error.ssl_error() {
            Some(stack) if !is_end_of_stream(stack) => failed(&self.peer, stack),
            _ => Error::new(Kind::ConnectionLost, format!("{}: the connection was cut", self.peer)),
        })
    }
}

impl<S: Read + Write> Read for TlsStream<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.stream.ssl_read(buffer) {
                Ok(amount) => return Ok(amount),
                Err(error) if error.code() == ErrorCode::ZERO_RETURN => return Ok(0),
                Err(error) if error.code() == ErrorCode::WANT_READ && error.io_error().is_none() => {}
                Err(error) => return Err(self.fault(error)),
            }
        }
    }
}

impl<S: Read + Write> Write for TlsStream<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.ssl_write(bytes).map_err(|error| self.fault(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// OpenSSL 3's report of a TCP stream that ended without close_notify.
fn is_end_of_stream(stack: &ErrorStack) -> bool {
    const SSL_R_UNEXPECTED_EOF_WHILE_READING: i32 = 294;
    stack.errors().iter().any(|error| error.reason_code() == SSL_R_UNEXPECTED_EOF_WHILE_READING)
}

fn failed(peer: &str, stack: &ErrorStack) -> Error {
    let reason = stack.errors().iter().find_map(openssl::error::Error::reason).unwrap_or("failed");
    Error::new(Kind::TlsFailed, format!("{peer}: TLS: {reason}"))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_context_that_reads_no_bundle_is_made_in_no_time() {
        let tls = Tls::new(TlsOptions::default()).unwrap();
        assert!(tls.context.get().is_none());
        let build = |_| {
            let started = Instant::now();
            let context = tls.build().unwrap();
            (started.elapsed(), context.cert_store().all_certificates().is_empty())
        };
        let (fastest, is_lazy) = (0..5).map(build).min().unwrap();
        assert!(!is_lazy || fastest < Duration::from_millis(5), "{fastest:?}");
    }
}
