//! An HTTP response as bytes on a connection.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::thread;
use std::time::{Duration, Instant};

use acme_client::Kind;
use acme_client::transport::{Cancel, HttpOptions, HttpTransport, Method, Request, Transport};

const MAX_BODY: usize = 4096;
const TIME: Duration = Duration::from_secs(5);

pub fn response(input: &[u8]) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("a bound listener").port();
    thread::scope(|scope| {
        scope.spawn(|| serve(&listener, input));
        ask(port);
    });
}

/// Answers one request with the input and closes the connection.
fn serve(listener: &TcpListener, input: &[u8]) {
    let Ok((mut connection, _)) = listener.accept() else { return };
    let mut head = [0; 4096];
    let _ = connection.read(&mut head);
    let _ = connection.write_all(input);
}

fn ask(port: u16) {
    let transport = HttpTransport::new(HttpOptions::default()).expect("the default options");
    let url = format!("http://127.0.0.1:{port}/");
    let (cancel, deadline) = (Cancel::new(), Instant::now() + TIME);
    let answer = transport.send(&Request {
        method: Method::Get,
        url: &url,
        headers: &[],
        body: None,
        deadline,
        cancel: &cancel,
        max_body: MAX_BODY,
        fresh_connection: true,
    });
    match answer {
        Ok(response) => assert!(response.body.len() <= MAX_BODY),
        Err(error) => assert_ne!(error.kind(), Kind::Panic, "{error}"),
    }
    assert!(Instant::now() < deadline, "the connection was closed and is still waited for");
}
