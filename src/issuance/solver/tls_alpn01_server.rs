//! The built-in tls-alpn-01 server (RFC 8737).

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use openssl::error::ErrorStack;
use openssl::ssl::{
    AlpnError, NameType, SniError, SslAcceptor, SslAlert, SslMethod, SslRef, SslVersion, select_next_proto,
};
use openssl::x509::X509;

use super::listener::{Service, TimedStream};
use super::{Presentation, Solver, SolverContext};
use crate::error::{Error, Kind, Result};
use crate::protocol::{Key, KeyKind};

/// The protocol's name in the wire form of ALPN: with its length in front.
const PROTOCOL: &[u8] = b"\x0aacme-tls/1";
/// How long a handshake may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Shows validation certificates over TLS to who asks for the protocol `acme-tls/1`, and refuses everybody else, on
/// threads of its own that end when it is dropped.
///
/// Addresses and forks are as for [`Http01Server`](super::Http01Server).
pub struct TlsAlpn01Server {
    service: Service,
    shown: Arc<Shown>,
}

/// The certificates, by the server name under which the authority asks for them.
type Shown = RwLock<HashMap<String, Arc<Identity>>>;

struct Identity {
    certificate: X509,
    key: Key,
}

impl TlsAlpn01Server {
    /// A server that listens while something is presented. That its port is in use shows then, with the identifier.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when the address is empty or holds control characters.
    pub fn new(address: &str) -> Result<Self> {
        let shown = Arc::new(Shown::default());
        let acceptor = acceptor(Arc::clone(&shown))?;
        let service = Service::new(address, PATIENCE, move |stream| serve(&acceptor, stream))?;
        Ok(Self { service, shown })
    }

    /// A server that listens from now on until it is dropped.
    ///
    /// # Errors
    /// [`Kind::AddressInUse`], or [`Kind::SolverFailed`] when it cannot listen there for another reason.
    pub fn bind(address: &str) -> Result<Self> {
        let Self { service, shown } = Self::new(address)?;
        Ok(Self { service: service.lasting()?, shown })
    }

    /// Where it listens; empty while it does not.
    #[must_use]
    pub fn local_addresses(&self) -> Vec<SocketAddr> {
        self.service.local_addresses()
    }
}

impl fmt::Debug for TlsAlpn01Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let addresses = self.local_addresses();
        f.debug_struct("TlsAlpn01Server").field("local_addresses", &addresses).finish_non_exhaustive()
    }
}

impl Solver for TlsAlpn01Server {
    fn types(&self) -> Vec<String> {
        vec!["tls-alpn-01".to_owned()]
    }

    fn present(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        let made: Vec<_> = batch.iter().map(identity_of).collect::<Result<_>>()?;
        self.shown.write().unwrap_or_else(PoisonError::into_inner).extend(made);
        self.service.start()
    }

    fn clean_up(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        for name in batch.iter().filter_map(|presentation| presentation.challenge.tls_alpn01_name()) {
            self.shown.write().unwrap_or_else(PoisonError::into_inner).remove(&name);
        }
        self.service.rest_when(|| self.shown.read().unwrap_or_else(PoisonError::into_inner).is_empty());
        Ok(())
    }
}

/// The certificate of a presentation with its server name, for a key of its own.
fn identity_of(presentation: &Presentation) -> Result<(String, Arc<Identity>)> {
    let explain = |error: Error| presentation.failed(error.kind(), error);
    presentation.proof()?;
    let name = presentation.challenge.tls_alpn01_name();
    let name =
        name.ok_or_else(|| presentation.failed(Kind::SolverFailed, "the identifier has no server name"))?;
    let key = Key::generate(KeyKind::EcP256).map_err(|error| explain(error.into()))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let made = presentation.challenge.tls_alpn01_certificate(&presentation.thumbprint, &key, now);
    let made = made.map_err(|error| explain(error.into()))?;
    let certificate = X509::from_der(made.der()).map_err(|error| explain(error.into()))?;
    Ok((name, Arc::new(Identity { certificate, key })))
}

fn acceptor(shown: Arc<Shown>) -> Result<SslAcceptor> {
    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
    builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    builder.set_servername_callback(move |ssl, alert| choose(ssl, alert, &shown));
    builder.set_alpn_select_callback(|_, offered| {
        select_next_proto(PROTOCOL, offered).ok_or(AlpnError::ALERT_FATAL)
    });
    Ok(builder.build())
}

fn choose(ssl: &mut SslRef, alert: &mut SslAlert, shown: &Shown) -> std::result::Result<(), SniError> {
    let name = ssl.servername(NameType::HOST_NAME).map(str::to_ascii_lowercase).unwrap_or_default();
    let found = shown.read().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
    let Some(identity) = found else {
        *alert = SslAlert::UNRECOGNIZED_NAME;
        return Err(SniError::ALERT_FATAL);
    };
    show(ssl, &identity).map_err(|_| {
        *alert = SslAlert::INTERNAL_ERROR;
        SniError::ALERT_FATAL
    })
}

fn show(ssl: &mut SslRef, identity: &Identity) -> std::result::Result<(), ErrorStack> {
    ssl.set_certificate(&identity.certificate)?;
    ssl.set_private_key(identity.key.pkey())
}

/// The handshake is all there is; whoever agreed on no protocol is left alone all the same.
fn serve(acceptor: &SslAcceptor, stream: TimedStream) {
    if let Ok(mut stream) = acceptor.accept(stream) {
        // The peer may have gone, which it may now.
        let _ = stream.shutdown();
    }
}
