//! Connections as ureq keeps them in its pool: to the server or through a proxy, with TLS or without.

use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, Either, NextTimeout, Transport,
    TransportAdapter,
};

use super::buffers::BoundedBuffers;
use super::resolve::{Lookup, resolve};
use super::socket::Socket;
use super::tls::Tls;
use super::{call, fault};
use crate::error::{Error, Kind, Result};

/// Makes connections.
pub(super) struct Dialer {
    pub(super) lookup: Lookup,
    pub(super) tls: Arc<Tls>,
    pub(super) timeout: Duration,
}

impl fmt::Debug for Dialer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialer").finish_non_exhaustive()
    }
}

impl Connector for Dialer {
    type Out = Connection;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> std::result::Result<Option<Connection>, ureq::Error> {
        let connection = call::connecting(self.timeout, || self.dial(details));
        connection.map(Some).map_err(|error| ureq::Error::Other(Box::new(error)))
    }
}

impl Dialer {
    fn dial(&self, details: &ConnectionDetails<'_>) -> Result<Connection> {
        let (host, port) = host_and_port(details.uri);
        let peer = peer_name(details.uri);
        match tunnel(details)? {
            Some(tunnel) => {
                self.secure(details, TransportAdapter::new(tunnel, details.current_time.clone()), peer)
            }
            None => self.secure(details, Socket::connect(resolve(self.lookup, host, port)?, &peer)?, peer),
        }
    }

    fn secure<S: Stream>(
        &self,
        details: &ConnectionDetails<'_>,
        stream: S,
        peer: String,
    ) -> Result<Connection> {
        let is_tls = details.needs_tls();
        let stream: Box<dyn Stream> = match is_tls {
            true => Box::new(self.tls.connect(stream, host_and_port(details.uri).0, &peer)?),
            false => Box::new(stream),
        };
        Ok(Connection { stream, is_tls, peer, buffers: BoundedBuffers::default(), is_just_read: false })
    }
}

/// The way through the proxy, where one is to be used.
fn tunnel(details: &ConnectionDetails<'_>) -> Result<Option<Box<dyn Transport>>> {
    let Some(proxy) = details.config.proxy() else { return Ok(None) };
    match ConnectProxyConnector::default().connect(details, None::<()>) {
        Ok(Some(Either::B(tunnel))) => Ok(Some(tunnel)),
        Ok(_) => Ok(None),
        Err(error) => {
            let error = fault::explain(&peer_name(proxy.uri()), error);
            match error.kind() {
                Kind::Cancelled | Kind::RequestTimedOut => Err(error),
                _ => Err(Error::new(Kind::ProxyFailed, format!("proxy: {error}"))),
            }
        }
    }
}

/// The host as it stands in the URL, and the port, which the scheme may imply.
pub(super) fn host_and_port(uri: &Uri) -> (&str, u16) {
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
    (uri.host().unwrap_or_default(), port)
}

/// The other end's name in errors.
pub(super) fn peer_name(uri: &Uri) -> String {
    let (host, port) = host_and_port(uri);
    format!("{host}:{port}")
}

/// Finds nothing: ureq asks even when it has a connection, so that names are looked up by the [`Dialer`] instead.
#[derive(Debug)]
pub(super) struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

trait Stream: Read + Write + Send + Sync + 'static {}

impl<T: Read + Write + Send + Sync + 'static> Stream for T {}

/// One connection.
pub(super) struct Connection {
    stream: Box<dyn Stream>,
    is_tls: bool,
    peer: String,
    buffers: BoundedBuffers,
    is_just_read: bool,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("peer", &self.peer)
            .field("is_tls", &self.is_tls)
            .finish_non_exhaustive()
    }
}

impl Connection {
    fn send_pending(&mut self) -> std::result::Result<(), ureq::Error> {
        let Err(error) = self.stream.write_all(self.buffers.take_output()) else { return Ok(()) };
        // A peer that refuses by a TLS alert may have closed before the output came; the alert says more.
        let last = call::probing(|| self.stream.read(&mut [0])).err();
        let said =
            last.filter(|last| fault::carried(last).is_some_and(|last| last.kind() == Kind::TlsFailed));
        Err(fault::broken(&self.peer, said.as_ref().unwrap_or(&error)))
    }

    /// Nothing may arrive on an idle connection but what TLS keeps to itself, such as session tickets.
    fn is_quiet(&mut self) -> bool {
        let read = call::probing(|| self.stream.read(&mut [0]));
        read.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> std::result::Result<(), ureq::Error> {
        if self.buffers.output_appended(amount) { self.send_pending() } else { Ok(()) }
    }

    fn await_input(&mut self, _: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        self.send_pending()?;
        let room = self.buffers.input_append_buf();
        if room.is_empty() {
            let error = Error::new(
                Kind::ResponseTooLarge,
                format!("{}: the response's header is too large", self.peer),
            );
            return Err(ureq::Error::Other(Box::new(error)));
        }
        let amount = self.stream.read(room).map_err(|error| fault::broken(&self.peer, &error))?;
        self.buffers.input_appended(amount);
        self.is_just_read = true;
        Ok(amount > 0)
    }

    /// ureq asks when a response is complete, directly after the last read, and again before the next request.
    fn is_open(&mut self) -> bool {
        if !self.buffers.is_empty() {
            return false;
        }
        self.buffers.release();
        if std::mem::take(&mut self.is_just_read) {
            return true;
        }
        !call::wants_fresh_connection() && self.is_quiet()
    }

    fn is_tls(&self) -> bool {
        self.is_tls
    }
}
