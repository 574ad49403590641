use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use acme_client::Kind;
use acme_client::transport::{HttpOptions, HttpTransport, Proxy, TlsOptions};
use openssl::ssl::{ErrorCode, SslStream};

use super::server::{Ca, OK, Server, answering, answering_once, read_request};
use super::{get, only, run_again};

/// A proxy that connects everything to one server and keeps the requests it saw.
fn proxy_to(target: &Server) -> (Server, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let (address, kept) = (target.address, seen.clone());
    let proxy = Server::raw(move |mut client| {
        let Some(header) = read_header(&mut client) else { return };
        kept.lock().unwrap().push(header);
        client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
        relay(client, TcpStream::connect(address).unwrap());
    });
    (proxy, seen)
}

fn read_header(client: &mut TcpStream) -> Option<String> {
    let mut header = Vec::new();
    while !header.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte).ok()?;
        header.push(byte[0]);
    }
    String::from_utf8(header).ok()
}

fn relay(client: TcpStream, target: TcpStream) {
    let (mut from_client, mut to_target) = (client.try_clone().unwrap(), target.try_clone().unwrap());
    thread::spawn(move || {
        let _ = io::copy(&mut from_client, &mut to_target);
        let _ = to_target.shutdown(Shutdown::Write);
    });
    let (mut from_target, mut to_client) = (target, client);
    let _ = io::copy(&mut from_target, &mut to_client);
    let _ = to_client.shutdown(Shutdown::Write);
}

fn through(url: String, tls: TlsOptions) -> HttpTransport {
    HttpTransport::new(HttpOptions { tls, proxy: Proxy::Url(url), ..HttpOptions::default() }).unwrap()
}

#[test]
fn requests_go_through_the_proxy_with_user_and_password() {
    let ca = Ca::new("test root");
    let server = Server::https(ca.issue(&["ca.test"]).acceptor(), answering(OK));
    let (proxy, seen) = proxy_to(&server);
    let transport = through(format!("http://us%65r:p%40ss@{}", proxy.address), only(ca.pem()));
    for _ in 0..3 {
        assert_eq!(get(&transport, "https://ca.test/").unwrap().body, b"ok");
    }
    assert_eq!((proxy.connections(), server.connections()), (1, 1));
    let seen = seen.lock().unwrap();
    assert!(seen[0].starts_with("CONNECT ca.test:443 HTTP/1.1\r\n"), "{seen:?}");
    assert!(seen[0].contains("\r\nProxy-Authorization: Basic dXNlcjpwQHNz\r\n"), "{seen:?}");
}

#[test]
fn plain_http_goes_through_the_proxy_too() {
    let server = Server::http(answering(OK));
    let (proxy, seen) = proxy_to(&server);
    let transport = through(format!("http://{}", proxy.address), TlsOptions::default());
    for _ in 0..3 {
        assert_eq!(get(&transport, "http://ca.test:8000/").unwrap().body, b"ok");
    }
    assert_eq!(server.connections(), 1);
    assert!(seen.lock().unwrap()[0].starts_with("CONNECT ca.test:8000 HTTP/1.1\r\n"));
}

#[test]
fn a_proxy_can_be_reached_by_tls_itself() {
    let ca = Ca::new("test root");
    let server = Server::https(ca.issue(&["ca.test"]).acceptor(), answering(OK));
    let acceptor = ca.issue(&["localhost"]).acceptor();
    let address = server.address;
    let proxy = Server::raw(move |client| {
        let mut client = acceptor.accept(client).unwrap();
        read_request(&mut client).unwrap();
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        pump(&mut client, TcpStream::connect(address).unwrap());
    });
    let transport = through(proxy.https_url(), only(ca.pem()));
    for _ in 0..3 {
        assert_eq!(get(&transport, "https://ca.test/").unwrap().body, b"ok");
    }
    assert_eq!((proxy.connections(), server.connections()), (1, 1));
}

/// Relays between TLS and TCP on one thread, looking at each side in turn.
fn pump(client: &mut SslStream<TcpStream>, mut target: TcpStream) {
    client.get_ref().set_nonblocking(true).unwrap();
    target.set_nonblocking(true).unwrap();
    let mut buffer = [0; 16 * 1024];
    loop {
        match client.ssl_read(&mut buffer) {
            Ok(amount) => target.write_all(&buffer[..amount]).unwrap(),
            Err(error) if error.code() == ErrorCode::WANT_READ => {}
            Err(_) => return,
        }
        match target.read(&mut buffer) {
            Ok(0) => return,
            Ok(amount) => client.write_all(&buffer[..amount]).unwrap(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                thread::sleep(Duration::from_millis(1))
            }
            Err(_) => return,
        }
    }
}

#[test]
fn a_proxy_that_refuses_or_fails_is_named() {
    let refusing = Server::http(answering_once("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
    let silent = Server::http(answering_once(""));
    let babbling = Server::http(answering_once("hello\r\n\r\n"));
    let endless = Server::http(answering_once(format!("HTTP/1.1 200 OK\r\nX: {}", "y".repeat(1 << 20))));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for address in [refusing.address, silent.address, babbling.address, endless.address, closed] {
        let transport = through(format!("http://{address}"), TlsOptions::default());
        let error = get(&transport, "https://ca.test/").unwrap_err();
        assert_eq!(error.kind(), Kind::ProxyFailed, "{error}");
        assert!(
            error.to_string().starts_with("proxy: ") && error.to_string().contains(&address.to_string()),
            "{error}"
        );
    }
}

#[test]
fn the_server_behind_the_proxy_is_verified() {
    let server = Server::https(Ca::new("test root").issue(&["ca.test"]).acceptor(), answering(OK));
    let (proxy, _) = proxy_to(&server);
    let transport = through(format!("http://{}", proxy.address), TlsOptions::default());
    let error = get(&transport, "https://ca.test/").unwrap_err();
    assert_eq!(error.kind(), Kind::UntrustedServer);
    assert!(error.to_string().starts_with("ca.test:443: "), "{error}");
}

#[test]
fn a_proxy_that_is_none_is_refused_at_once() {
    for url in ["", "http://", "http://a b", "socks5://127.0.0.1:1080"] {
        let options = HttpOptions { proxy: Proxy::Url(url.into()), ..HttpOptions::default() };
        let error = HttpTransport::new(options).unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidArgument, "{url}");
        assert!(error.to_string().starts_with("proxy: "), "{error}");
    }
}

#[test]
fn the_environment_names_the_proxy_and_the_exceptions() {
    let ca = Ca::new("test root");
    let server = Server::https(ca.issue(&["ca.test", "localhost"]).acceptor(), answering(OK));
    let (proxy, seen) = proxy_to(&server);
    let (address, direct) = (format!("http://{}", proxy.address), server.https_url());
    let variables = [
        ("HTTPS_PROXY", address.as_str()),
        ("NO_PROXY", "direct.test.invalid"),
        ("TEST_ROOT", &ca.pem()),
        ("TEST_DIRECT", &direct),
    ];
    assert!(run_again("proxy::with_a_proxy_in_the_environment", &variables));
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[test]
#[ignore = "run with an environment by the_environment_names_the_proxy_and_the_exceptions"]
fn with_a_proxy_in_the_environment() {
    let tls = only(std::env::var("TEST_ROOT").unwrap());
    let transport = HttpTransport::new(HttpOptions { tls, ..HttpOptions::default() }).unwrap();
    assert_eq!(get(&transport, "https://ca.test/").unwrap().body, b"ok");
    assert_eq!(get(&transport, &std::env::var("TEST_DIRECT").unwrap()).unwrap().body, b"ok");
    let error = get(&transport, "https://direct.test.invalid/").unwrap_err();
    assert!(matches!(error.kind(), Kind::NameNotFound | Kind::ConnectionFailed), "{error}");
}
