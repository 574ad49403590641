//! A client for the servers' management interfaces and for the tests of the servers themselves.

use std::io::{self, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::time::Duration;

use openssl::ssl::{SslConnector, SslMethod};

use super::message::{Request, Response};

const TIMEOUT: Duration = Duration::from_secs(10);

/// A client that opens a connection for each request.
pub struct Client(Option<SslConnector>);

impl Client {
    /// A client for `http://`.
    pub fn plain() -> Self {
        Self(None)
    }

    /// A client for `https://` that trusts the authorities in a PEM file.
    pub fn trusting(ca_file: &Path) -> Self {
        let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
        connector.set_ca_file(ca_file).unwrap();
        Self(Some(connector.build()))
    }

    /// GET.
    ///
    /// # Errors
    /// When no whole response comes within ten seconds.
    pub fn get(&self, url: &str) -> io::Result<Response> {
        self.send("GET", url, &[], &[])
    }

    /// POST of JSON.
    ///
    /// # Errors
    /// When no whole response comes within ten seconds.
    pub fn post_json(&self, url: &str, body: &serde_json::Value) -> io::Result<Response> {
        self.send("POST", url, &[("Content-Type", "application/json")], body.to_string().as_bytes())
    }

    /// One request, one response. A user agent and a language are sent along.
    ///
    /// # Errors
    /// When no whole response comes within ten seconds.
    pub fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Response> {
        let (origin, path) = origin_and_path(url);
        let authority = origin.split_once("://").map_or(origin, |(_, authority)| authority);
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n");
        head += "User-Agent: test-servers\r\nAccept-Language: en\r\n";
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\n\r\n", body.len());
        self.exchange(authority, &[head.as_bytes(), body].concat(), method != "HEAD")
    }

    /// A request as it came, its Host header too, to another server at `authority`. The answer comes unframed.
    ///
    /// # Errors
    /// When no whole response comes within ten seconds.
    pub fn forward(&self, authority: &str, request: &Request) -> io::Result<Response> {
        // HTTP/1.0, so that the answer comes without chunks.
        let mut head = format!("{} {} HTTP/1.0\r\nConnection: close\r\n", request.method, request.path);
        for (name, value) in request.headers.iter().filter(|(name, _)| !is_of_the_hop(name)) {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\n\r\n", request.body.len());
        let bytes = [head.as_bytes(), &request.body].concat();
        let mut response = self.exchange(authority, &bytes, request.method != "HEAD")?;
        response.headers.retain(|(name, _)| !is_of_the_hop(name));
        Ok(response)
    }

    fn exchange(&self, authority: &str, request: &[u8], has_body: bool) -> io::Result<Response> {
        let socket = connect(authority)?;
        let Some(connector) = &self.0 else { return converse(socket, request, has_body) };
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        let stream = connector.connect(host, socket).map_err(io::Error::other)?;
        converse(stream, request, has_body)
    }
}

/// Whether a header is about one connection and not handed on.
fn is_of_the_hop(name: &str) -> bool {
    ["connection", "content-length", "transfer-encoding"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// `https://host:port` and `/path` of a URL.
pub fn origin_and_path(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    let path = url[host..].find('/').map_or(url.len(), |path| host + path);
    url.split_at(path)
}

fn connect(authority: &str) -> io::Result<TcpStream> {
    let mut failure = io::Error::from(io::ErrorKind::NotFound);
    for address in authority.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, TIMEOUT) {
            Ok(socket) => {
                socket.set_nodelay(true)?;
                socket.set_read_timeout(Some(TIMEOUT))?;
                socket.set_write_timeout(Some(TIMEOUT))?;
                return Ok(socket);
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn converse(mut stream: impl Read + Write, request: &[u8], has_body: bool) -> io::Result<Response> {
    stream.write_all(request)?;
    stream.flush()?;
    Response::read(&mut BufReader::new(stream), has_body)
}
