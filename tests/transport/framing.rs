use std::sync::mpsc;

use acme_client::transport::{Cancel, Method, Request, Transport};
use acme_client::{Error, Kind};

use super::server::{OK, Server, answering, answering_once, read_request};
use super::{direct, get, kind_of, plain, request};

/// What comes of one answer, after which the server closes the connection.
fn outcome(
    answer: impl AsRef<[u8]> + Send + Sync + 'static,
) -> Result<acme_client::transport::Response, Error> {
    let server = Server::http(answering_once(answer));
    get(&plain(), &server.http_url())
}

#[test]
fn a_response_comes_whole() {
    let response = outcome(
        "HTTP/1.1 201 Created\r\nLink: <a>\r\nLINK: <b>\r\nX-Odd: \u{fc}\r\nContent-Length: 5\r\n\r\nhello",
    );
    let response = response.unwrap();
    assert_eq!((response.status, response.body.as_slice()), (201, b"hello".as_slice()));
    assert_eq!(response.header_values("link").collect::<Vec<_>>(), ["<a>", "<b>"]);
    assert_eq!(response.header("x-odd"), Some("\u{fc}"));
    assert!(!response.unframed);
}

#[test]
fn a_header_that_is_not_utf8_is_kept_as_far_as_it_goes() {
    let response = outcome(&b"HTTP/1.1 200 OK\r\nX-Odd: a\xffb\r\nContent-Length: 0\r\n\r\n"[..]).unwrap();
    assert_eq!(response.header("x-odd"), Some("a\u{fffd}b"));
}

#[test]
fn requests_say_what_they_should_and_nothing_more() {
    let (sender, receiver) = mpsc::channel();
    let server = Server::http(move |wire, _| {
        while let Some(request) = read_request(wire) {
            sender.send(request).unwrap();
            wire.write_all(OK.as_bytes()).unwrap();
        }
    });
    let mut options = direct(Default::default());
    options.user_agent = "tester/1".into();
    let transport = acme_client::transport::HttpTransport::new(options).unwrap();
    let (url, cancel) = (format!("{}a?b=c", server.http_url()), Cancel::new());
    let headers = [("Content-Type", "application/jose+json")];
    let post = Request {
        method: Method::Post,
        headers: &headers,
        body: Some(b"{\"a\":1}"),
        ..request(&url, &cancel)
    };
    transport.send(&post).unwrap();
    let sent = receiver.recv().unwrap();
    assert!(sent.starts_with("POST /a?b=c HTTP/1.1\r\n"), "{sent}");
    assert!(sent.ends_with("\r\n\r\n{\"a\":1}"), "{sent}");
    let lower = sent.to_ascii_lowercase();
    for expected in ["user-agent: tester/1", "content-type: application/jose+json"] {
        assert!(lower.contains(&format!("\r\n{expected}\r\n")), "{sent}");
    }
    for forbidden in ["\r\nexpect:", "\r\naccept-encoding:", "\r\nconnection: close"] {
        assert!(!lower.contains(forbidden), "{sent}");
    }
    let get = Request { method: Method::Get, body: None, headers: &[], ..post };
    transport.send(&get).unwrap();
    assert!(!receiver.recv().unwrap().to_ascii_lowercase().contains("content-length"));
    let large = vec![b'x'; 300_000];
    let post = Request { method: Method::Post, body: Some(&large), ..get };
    transport.send(&post).unwrap();
    assert!(receiver.recv().unwrap().ends_with(std::str::from_utf8(&large).unwrap()));
}

#[test]
fn redirects_and_errors_are_responses() {
    for status in [301, 302, 303, 307, 308, 304, 400, 404, 500] {
        let answer = format!("HTTP/1.1 {status} X\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");
        let server = Server::http(answering_once(answer));
        let transport = plain();
        let response = get(&transport, &server.http_url()).unwrap();
        assert_eq!((response.status, response.header("location")), (status, Some("/other")));
        assert_eq!(server.connections(), 1);
    }
    let response = outcome("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 4\r\n\r\nbody").unwrap();
    assert_eq!(response.body, b"body");
}

#[test]
fn a_head_response_has_no_body_whatever_its_length_says() {
    let server =
        Server::http(answering("HTTP/1.1 200 OK\r\nReplay-Nonce: n\r\nContent-Length: 9999999\r\n\r\n"));
    let (url, cancel) = (server.http_url(), Cancel::new());
    let transport = plain();
    for _ in 0..2 {
        let response = transport.send(&Request { method: Method::Head, ..request(&url, &cancel) }).unwrap();
        assert_eq!((response.header("replay-nonce"), response.body.len()), (Some("n"), 0));
        assert!(!response.unframed);
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn early_hints_are_passed_over() {
    let response = outcome(format!("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n{OK}")).unwrap();
    assert_eq!((response.status, response.body.as_slice()), (200, b"ok".as_slice()));
}

#[test]
fn a_response_may_come_byte_by_byte() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: v\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nhello",
    ] {
        let server = Server::http(move |wire, _| {
            read_request(wire).unwrap();
            for byte in answer.bytes() {
                wire.write_all(&[byte]).unwrap();
                std::thread::yield_now();
            }
        });
        assert_eq!(get(&plain(), &server.http_url()).unwrap().body, b"hello", "{answer}");
    }
}

#[test]
fn a_body_that_only_the_end_of_the_connection_ends_is_marked() {
    assert!(outcome("HTTP/1.1 200 OK\r\n\r\nhello").unwrap().unframed);
    assert!(outcome("HTTP/1.0 200 OK\r\n\r\nhello").unwrap().unframed);
    assert!(!outcome("HTTP/1.1 204 No Content\r\n\r\n").unwrap().unframed);
    assert!(!outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").unwrap().unframed);
}

#[test]
fn a_response_that_is_cut_is_a_lost_connection() {
    for cut in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ] {
        let error = outcome(cut).unwrap_err();
        assert_eq!(error.kind(), Kind::ConnectionLost, "{cut:?}: {error}");
        assert!(error.to_string().starts_with("127.0.0.1:"), "{error}");
    }
}

#[test]
fn what_is_not_http_is_an_invalid_response() {
    for answer in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "<html>\u{1b}[31m</html>\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "\u{15}\u{3}\u{3}\0\u{2}\u{2}\u{28}",
    ] {
        let error = outcome(answer).unwrap_err();
        assert_eq!(error.kind(), Kind::UnreadableResponse, "{answer:?}: {error}");
        assert!(!error.to_string().contains(char::is_control), "{error:?}");
    }
}

#[test]
fn a_content_coding_that_nobody_asked_for_is_refused() {
    let coded = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok";
    assert_eq!(kind_of(outcome(coded)), Kind::InvalidResponse);
    let identity = "HTTP/1.1 200 OK\r\nContent-Encoding: Identity\r\nContent-Length: 2\r\n\r\nok";
    assert_eq!(outcome(identity).unwrap().body, b"ok");
}

#[test]
fn a_header_may_be_large_and_not_larger() {
    let line = format!("X-Filler: {}\r\n", "y".repeat(1000));
    let fitting = format!("HTTP/1.1 200 OK\r\n{}Content-Length: 2\r\n\r\nok", line.repeat(60));
    assert_eq!(outcome(fitting).unwrap().body, b"ok");
    let huge = format!("HTTP/1.1 200 OK\r\n{}Content-Length: 2\r\n\r\nok", line.repeat(70));
    assert_eq!(kind_of(outcome(huge)), Kind::ResponseTooLarge);
    let endless = format!("HTTP/1.1 200 OK\r\nX: {}", "y".repeat(1 << 20));
    assert_eq!(kind_of(outcome(endless)), Kind::ResponseTooLarge);
}

#[test]
fn a_body_may_be_as_large_as_allowed() {
    let body = "y".repeat(1 << 20);
    let framed = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    assert_eq!(outcome(framed).unwrap().body.len(), 1 << 20);
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    assert_eq!(outcome(chunked).unwrap().body.len(), 1 << 20);
}

#[test]
fn a_length_beyond_the_bound_is_refused_before_the_body_is_read() {
    let (sender, receiver) = mpsc::channel();
    let server = Server::http(move |wire, _| {
        read_request(wire).unwrap();
        wire.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 536870912\r\n\r\n").unwrap();
        sender.send(read_request(wire).is_none()).unwrap();
    });
    let error = get(&plain(), &server.http_url()).unwrap_err();
    assert_eq!(error.kind(), Kind::ResponseTooLarge);
    assert_eq!(error.to_string(), format!("{}: the body is larger than 1048576 bytes", server.address));
    assert!(receiver.recv().unwrap(), "the connection is closed");
}

#[test]
fn endless_bodies_are_cut_off_at_the_bound() {
    for (header, piece) in [
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            format!("1000\r\n{}\r\n", "y".repeat(4096)),
        ),
        ("HTTP/1.1 200 OK\r\n\r\n", "y".repeat(4096)),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "y".repeat(4096)),
    ] {
        let (sender, receiver) = mpsc::channel();
        let server = Server::http(move |wire, _| {
            read_request(wire).unwrap();
            wire.write_all(header.as_bytes()).unwrap();
            let pieces = (0..100_000).take_while(|_| wire.write_all(piece.as_bytes()).is_ok()).count();
            sender.send(pieces).unwrap();
        });
        assert_eq!(kind_of(get(&plain(), &server.http_url())), Kind::ResponseTooLarge, "{header}");
        assert!(receiver.recv().unwrap() < 10_000, "{header}");
    }
}

#[test]
fn arguments_are_checked_before_anything_is_sent() {
    let mut options = direct(Default::default());
    options.user_agent = "a\r\nb".into();
    let error = acme_client::transport::HttpTransport::new(options).unwrap_err();
    assert_eq!(error.to_string(), "user_agent: holds the control character U+000D");
    let cancel = Cancel::new();
    let headers = [("X", "a\nb")];
    let error =
        plain().send(&Request { headers: &headers, ..request("http://127.0.0.1:1/", &cancel) }).unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidArgument);
    let long = format!("http://127.0.0.1:1/{}", "a".repeat(8000));
    assert_eq!(kind_of(get(&plain(), &long)), Kind::ForbiddenUrl);
}
