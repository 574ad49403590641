use std::io::Write;
use std::sync::mpsc;
use std::sync::{Arc, Barrier};
use std::thread;

use acme_client::Kind;
use acme_client::transport::{Cancel, Request, Transport};
use openssl::ssl::SslVersion;

use super::server::{Ca, OK, Server, answering, read_request};
use super::{get, kind_of, plain, request, trusting};

#[test]
fn ten_requests_use_one_connection() {
    let ca = Ca::new("test root");
    for version in [SslVersion::TLS1_2, SslVersion::TLS1_3] {
        let mut acceptor = ca.issue(&["localhost"]).acceptor_builder();
        acceptor.set_min_proto_version(Some(version)).unwrap();
        acceptor.set_max_proto_version(Some(version)).unwrap();
        let server = Server::https(acceptor.build(), answering(OK));
        let transport = trusting(ca.pem());
        for _ in 0..10 {
            assert_eq!(get(&transport, &server.https_url()).unwrap().body, b"ok");
        }
        assert_eq!(server.connections(), 1);
    }
}

#[test]
fn a_fresh_connection_is_used_when_asked_for() {
    let server = Server::http(answering(OK));
    let (transport, url, cancel) = (plain(), server.http_url(), Cancel::new());
    get(&transport, &url).unwrap();
    transport.send(&Request { fresh_connection: true, ..request(&url, &cancel) }).unwrap();
    assert_eq!(server.connections(), 2);
    get(&transport, &url).unwrap();
    assert_eq!(server.connections(), 2);
}

#[test]
fn a_connection_that_the_server_closed_while_idle_is_not_used() {
    let ca = Ca::new("test root");
    let (sender, closed) = mpsc::channel();
    let acceptor = ca.issue(&["localhost"]).acceptor();
    let server = Server::raw(move |stream| {
        let mut stream = acceptor.accept(stream).unwrap();
        read_request(&mut stream).unwrap();
        stream.write_all(OK.as_bytes()).unwrap();
        let _ = stream.shutdown();
        drop(stream);
        let _ = sender.send(());
    });
    let transport = trusting(ca.pem());
    for round in 1..4 {
        get(&transport, &server.https_url()).unwrap();
        closed.recv().unwrap();
        assert_eq!(server.connections(), round);
    }
}

#[test]
fn a_connection_that_the_server_closes_instead_of_answering_is_lost_and_not_tried_again() {
    let server = Server::http(|wire, _| {
        read_request(wire).unwrap();
        wire.write_all(OK.as_bytes()).unwrap();
        read_request(wire);
    });
    let transport = plain();
    get(&transport, &server.http_url()).unwrap();
    assert_eq!(kind_of(get(&transport, &server.http_url())), Kind::ConnectionLost);
    assert_eq!(server.connections(), 1);
    get(&transport, &server.http_url()).unwrap();
    assert_eq!(server.connections(), 2);
}

#[test]
fn a_connection_with_more_than_the_response_on_it_is_not_used_again() {
    let two =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    let server = Server::http(answering(two));
    let transport = plain();
    for round in 1..4 {
        assert_eq!(get(&transport, &server.http_url()).unwrap().body, b"ok");
        assert_eq!(server.connections(), round);
    }
}

#[test]
fn bytes_that_arrive_on_an_idle_connection_are_never_taken_for_a_response() {
    let (sender, sent) = mpsc::channel();
    let server = Server::http(move |wire, number| {
        read_request(wire).unwrap();
        wire.write_all(format!("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{number}").as_bytes()).unwrap();
        thread::sleep(std::time::Duration::from_millis(30));
        wire.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil").unwrap();
        sender.send(()).unwrap();
        read_request(wire);
    });
    let transport = plain();
    assert_eq!(get(&transport, &server.http_url()).unwrap().body, b"0");
    sent.recv().unwrap();
    assert_eq!(get(&transport, &server.http_url()).unwrap().body, b"1");
}

#[test]
fn a_server_that_wants_to_close_is_believed() {
    let server =
        Server::http(answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"));
    let transport = plain();
    for round in 1..4 {
        get(&transport, &server.http_url()).unwrap();
        assert_eq!(server.connections(), round);
    }
}

#[test]
fn sixteen_threads_share_a_transport() {
    let ca = Ca::new("test root");
    let server = Server::https(ca.issue(&["localhost"]).acceptor(), |wire, _| {
        while let Some(request) = read_request(wire) {
            let path = request.split(' ').nth(1).unwrap();
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{path}", path.len());
            wire.write_all(answer.as_bytes()).unwrap();
        }
    });
    let (transport, url) = (trusting(ca.pem()), server.https_url());
    let start = Arc::new(Barrier::new(16));
    thread::scope(|scope| {
        for thread in 0..16 {
            let (transport, url, start) = (&transport, &url, start.clone());
            scope.spawn(move || {
                start.wait();
                for round in 0..20 {
                    let path = format!("t{thread}/{round}");
                    let body = get(transport, &format!("{url}{path}")).unwrap().body;
                    assert_eq!(String::from_utf8(body).unwrap(), format!("/{path}"));
                }
            });
        }
    });
    assert!(server.connections() <= 16, "{}", server.connections());
}
