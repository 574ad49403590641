use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use acme_client::transport::{Cancel, HttpOptions, HttpTransport, Method, Proxy, Request, Transport};
use acme_client::{Error, Kind};

use super::server::{Ca, OK, Server, answering, read_request};
use super::{direct, get, plain, request, trusting};

/// A server that reports where it falls silent.
struct Silent {
    name: &'static str,
    url: String,
    reached: mpsc::Receiver<()>,
    transport: HttpTransport,
    _server: Option<Server>,
    _backlog: Option<Backlog>,
}

fn falls_silent(stream: &mut dyn Read, reached: &Sender<()>) {
    let _ = reached.send(());
    // The client's leaving ends it.
    let _ = stream.read_to_end(&mut Vec::new());
}

/// A listener whose queue is full: further connections get no answer.
struct Backlog {
    address: SocketAddr,
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl Backlog {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        rustix::net::listen(&listener, 0).unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
            waiting.push(stream);
        }
        Self { address, _listener: listener, _waiting: waiting }
    }
}

fn silent_connect() -> Silent {
    let backlog = Backlog::new();
    let (sender, reached) = mpsc::channel();
    sender.send(()).unwrap();
    let url = format!("http://{}/", backlog.address);
    Silent { name: "connect", url, reached, transport: plain(), _server: None, _backlog: Some(backlog) }
}

fn silent_handshake() -> Silent {
    let (sender, reached) = mpsc::channel();
    let server = Server::raw(move |mut stream| {
        stream.read_exact(&mut [0; 100]).unwrap();
        falls_silent(&mut stream, &sender);
    });
    let transport = trusting(Ca::new("test root").pem());
    Silent {
        name: "handshake",
        url: server.https_url(),
        reached,
        transport,
        _server: Some(server),
        _backlog: None,
    }
}

fn silent_after(name: &'static str, sent: &'static str) -> Silent {
    let ca = Ca::new("test root");
    let (sender, reached) = mpsc::channel();
    let server = Server::https(ca.issue(&["localhost"]).acceptor(), move |mut wire, _| {
        read_request(wire).unwrap();
        wire.write_all(sent.as_bytes()).unwrap();
        falls_silent(&mut wire, &sender);
    });
    let transport = trusting(ca.pem());
    Silent { name, url: server.https_url(), reached, transport, _server: Some(server), _backlog: None }
}

fn silent_proxy() -> Silent {
    let (sender, reached) = mpsc::channel();
    let server = Server::http(move |mut wire, _| {
        read_request(wire).unwrap();
        falls_silent(&mut wire, &sender);
    });
    let proxy = Proxy::Url(server.http_url());
    let transport = HttpTransport::new(HttpOptions { proxy, ..HttpOptions::default() }).unwrap();
    let url = "https://ca.test/".to_owned();
    Silent { name: "proxy", url, reached, transport, _server: Some(server), _backlog: None }
}

fn all_silences() -> Vec<Silent> {
    vec![
        silent_connect(),
        silent_handshake(),
        silent_after("header", ""),
        silent_after("within the header", "HTTP/1.1 200 OK\r\nContent-"),
        silent_after("body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"),
        silent_after("chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"),
        silent_after("unframed body", "HTTP/1.1 200 OK\r\n\r\nhel"),
        silent_proxy(),
    ]
}

/// Triggers the token once the server has reached its silence; how long the call then took to end.
fn cancelled(silent: &Silent) -> (Error, Duration) {
    let cancel = Cancel::new();
    let Silent { transport, url, reached, .. } = silent;
    thread::scope(|scope| {
        let call = scope.spawn(|| {
            let error = transport.send(&request(url, &cancel)).unwrap_err();
            (error, Instant::now())
        });
        reached.recv().unwrap();
        // The client has to be where it waits, which nothing reports.
        thread::sleep(Duration::from_millis(20));
        let triggered = Instant::now();
        cancel.trigger();
        let (error, ended) = call.join().unwrap();
        (error, ended.saturating_duration_since(triggered))
    })
}

#[test]
fn cancelling_ends_every_silence_within_a_tenth_of_a_second() {
    for make in 0..all_silences().len() {
        // A busy machine may delay one try; the promise is broken only when all are late.
        let tries = (0..3).map(|_| {
            let silent = all_silences().swap_remove(make);
            let (error, time) = cancelled(&silent);
            assert_eq!(error.kind(), Kind::Cancelled, "{}: {error}", silent.name);
            (time, silent.name)
        });
        let mut times = Vec::new();
        let is_in_time =
            tries.inspect(|time| times.push(*time)).any(|(time, _)| time < Duration::from_millis(100));
        assert!(is_in_time, "{times:?}");
    }
}

#[test]
fn the_deadline_ends_every_silence() {
    for silent in all_silences() {
        let (cancel, started) = (Cancel::new(), Instant::now());
        let time = Duration::from_millis(150);
        let deadline = started + time;
        let error =
            silent.transport.send(&Request { deadline, ..request(&silent.url, &cancel) }).unwrap_err();
        assert_eq!(error.kind(), Kind::RequestTimedOut, "{}: {error}", silent.name);
        assert!(started.elapsed() >= time && started.elapsed() < Duration::from_secs(5), "{}", silent.name);
    }
}

#[test]
fn a_connection_that_takes_too_long_has_failed() {
    for mut silent in [silent_connect(), silent_handshake()] {
        let mut options = direct(Default::default());
        options.connect_timeout = Duration::from_millis(100);
        silent.transport = HttpTransport::new(options).unwrap();
        let error = get(&silent.transport, &silent.url).unwrap_err();
        assert_eq!(error.kind(), Kind::ConnectionFailed, "{}", silent.name);
        assert!(error.to_string().ends_with(": no connection within 100ms"), "{error}");
    }
}

#[test]
fn the_time_to_connect_does_not_bind_the_response() {
    let server = Server::http(|wire, _| {
        read_request(wire).unwrap();
        thread::sleep(Duration::from_millis(300));
        wire.write_all(OK.as_bytes()).unwrap();
    });
    let mut options = direct(Default::default());
    options.connect_timeout = Duration::from_millis(200);
    assert!(get(&HttpTransport::new(options).unwrap(), &server.http_url()).is_ok());
}

#[test]
fn a_server_that_does_not_read_does_not_hold_the_call() {
    let (sender, reached) = mpsc::channel();
    let server = Server::raw(move |stream| {
        sender.send(()).unwrap();
        thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let (url, cancel, transport) = (server.http_url(), Cancel::new(), plain());
    let body = vec![b'x'; 64 << 20];
    let ended = thread::scope(|scope| {
        let call = scope.spawn(|| {
            let post = Request { method: Method::Post, body: Some(&body), ..request(&url, &cancel) };
            assert_eq!(transport.send(&post).unwrap_err().kind(), Kind::Cancelled);
            Instant::now()
        });
        reached.recv().unwrap();
        thread::sleep(Duration::from_millis(100));
        let triggered = Instant::now();
        cancel.trigger();
        call.join().unwrap().saturating_duration_since(triggered)
    });
    assert!(ended < Duration::from_secs(1), "{ended:?}");
}

#[test]
fn drops_of_data_do_not_extend_the_deadline() {
    let server = Server::http(|wire, _| {
        read_request(wire).unwrap();
        wire.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        while wire.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(5));
        }
    });
    let (url, cancel, started) = (server.http_url(), Cancel::new(), Instant::now());
    let deadline = started + Duration::from_millis(200);
    let error = plain().send(&Request { deadline, ..request(&url, &cancel) }).unwrap_err();
    assert_eq!(error.kind(), Kind::RequestTimedOut);
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_token_that_is_triggered_already_sends_nothing() {
    let server = Server::http(answering(OK));
    let cancel = Cancel::new();
    cancel.trigger();
    let error = plain().send(&request(&server.http_url(), &cancel)).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_response_that_came_after_the_trigger_is_not_a_success() {
    let cancel = Cancel::new();
    let trigger = cancel.clone();
    let server = Server::http(move |wire, _| {
        read_request(wire).unwrap();
        trigger.trigger();
        wire.write_all(OK.as_bytes()).unwrap();
    });
    let error = plain().send(&request(&server.http_url(), &cancel)).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
}
