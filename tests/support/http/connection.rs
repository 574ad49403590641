//! One connection, plain or TLS.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use openssl::ssl::{SslAcceptor, SslStream};

/// The server's end of a connection.
pub enum Connection {
    Plain(TcpStream),
    Tls(SslStream<TcpStream>),
}

impl Connection {
    /// Does the TLS handshake where there is an acceptor.
    ///
    /// # Errors
    /// When the handshake fails.
    pub fn accept(socket: TcpStream, acceptor: Option<&SslAcceptor>) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        match acceptor {
            Some(acceptor) => acceptor.accept(socket).map(Self::Tls).map_err(io::Error::other),
            None => Ok(Self::Plain(socket)),
        }
    }

    fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(stream) => stream.get_ref(),
        }
    }

    /// Ends the connection as HTTP and TLS want it.
    pub fn close(&mut self) {
        if let Self::Tls(stream) = self {
            let _ = stream.shutdown();
        }
        self.cut();
    }

    /// Ends the connection without TLS's farewell.
    pub fn cut(&self) {
        let _ = self.socket().shutdown(Shutdown::Write);
    }

    /// Ends the connection by a reset.
    pub fn reset(&self) {
        let _ = rustix::net::sockopt::set_socket_linger(self.socket(), Some(Duration::ZERO));
    }

    /// Waits until the peer closes the connection, or the server ends.
    pub fn wait_for_close(&self) {
        let mut ignored = [0; 1024];
        while matches!(self.socket().read(&mut ignored), Ok(1..)) {}
    }
}

impl Read for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}
