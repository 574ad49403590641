//! The built-in http-01 server, asked by an HTTP client.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use acme_client::issuance::solver::{Http01Server, Solver, call};
use acme_client::{Kind, Step};

use crate::fixture::{THUMBPRINT, context, presentation};
use crate::support::http::Client;

fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let response = Client::plain().get(&format!("http://{address}{path}")).unwrap();
    (response.status, String::from_utf8(response.body).unwrap())
}

fn path(token: &str) -> String {
    format!("/.well-known/acme-challenge/{token}")
}

#[test]
fn it_answers_over_ipv4_and_ipv6_until_it_is_cleaned_up() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let server = Http01Server::bind(address).unwrap();
        let at = server.local_addresses()[0];
        let batch =
            [presentation("http-01", "a.example", "tok-a"), presentation("http-01", "b.example", "tok-b")];
        server.present(&batch, &context()).unwrap();
        assert_eq!(get(at, &path("tok-a")), (200, format!("tok-a.{THUMBPRINT}")));
        assert_eq!(get(at, &path("tok-b")).0, 200);
        assert_eq!(get(at, &path("tok-c")).0, 404);
        server.clean_up(&batch[..1], &context()).unwrap();
        assert_eq!((get(at, &path("tok-a")).0, get(at, &path("tok-b")).0), (404, 200));
    }
}

#[test]
fn one_port_of_both_families() {
    let server = Http01Server::bind(":0").unwrap();
    let batch = [presentation("http-01", "a.example", "tok")];
    server.present(&batch, &context()).unwrap();
    let port = server.local_addresses()[0].port();
    for host in ["127.0.0.1", "::1"] {
        let at = SocketAddr::new(host.parse().unwrap(), port);
        assert_eq!(get(at, &path("tok")), (200, format!("tok.{THUMBPRINT}")), "{host}");
    }
}

#[test]
fn it_listens_only_while_something_is_presented() {
    let server = Http01Server::new("127.0.0.1:0").unwrap();
    assert!(server.local_addresses().is_empty());
    let batch = [presentation("http-01", "a.example", "tok")];
    server.present(&batch, &context()).unwrap();
    let at = server.local_addresses()[0];
    assert_eq!(get(at, &path("tok")).0, 200);
    server.clean_up(&batch, &context()).unwrap();
    assert!(server.local_addresses().is_empty());
    assert!(TcpStream::connect(at).is_err());
    server.present(&batch, &context()).unwrap();
    assert_eq!(get(server.local_addresses()[0], &path("tok")).0, 200);
}

#[test]
fn without_state_any_token_is_answered_with_the_thumbprint() {
    let server = Http01Server::stateless("127.0.0.1:0", THUMBPRINT).unwrap();
    let at = server.local_addresses()[0];
    assert_eq!(get(at, &path("never-seen")), (200, format!("never-seen.{THUMBPRINT}")));
    assert_eq!(get(at, &path("a.b")).0, 404);
    assert_eq!(get(at, "/").0, 404);
}

#[test]
fn a_port_in_use_names_identifier_and_step() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert_eq!(Http01Server::bind(&address).unwrap_err().kind(), Kind::AddressInUse);
    let server = Http01Server::new(&address).unwrap();
    let batch = [presentation("http-01", "a.example", "tok")];
    let error = call(Step::Present, &batch, || server.present(&batch, &context())).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::AddressInUse, Some(Step::Present)));
    assert!(
        error.to_string().starts_with(&format!("a.example: present: cannot listen at {address}: ")),
        "{error}"
    );
}

#[test]
fn an_address_that_is_none_is_refused() {
    for address in ["", "a\nb:80"] {
        assert_eq!(Http01Server::new(address).unwrap_err().kind(), Kind::InvalidArgument, "{address:?}");
    }
    for address in ["127.0.0.1", "192.0.2.1:0", ":http"] {
        assert_eq!(Http01Server::bind(address).unwrap_err().kind(), Kind::SolverFailed, "{address:?}");
    }
}

#[test]
fn a_challenge_without_a_token_is_refused() {
    let server = Http01Server::new("127.0.0.1:0").unwrap();
    let mut odd = presentation("http-01", "a.example", "tok");
    odd.key_authorization = String::new();
    assert_eq!(server.present(&[odd], &context()).unwrap_err().kind(), Kind::InvalidResponse);
}

#[test]
fn a_silent_client_neither_blocks_others_nor_the_end() {
    let server = Http01Server::bind("127.0.0.1:0").unwrap();
    let at = server.local_addresses()[0];
    let mut silent = TcpStream::connect(at).unwrap();
    silent.write_all(b"GET /.well-kn").unwrap();
    assert_eq!(get(at, &path("tok")).0, 404);
    let started = Instant::now();
    drop(server);
    assert!(started.elapsed() < Duration::from_secs(5));
    silent.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let ended = silent.read_to_end(&mut Vec::new());
    assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
}

#[test]
fn more_connections_than_it_serves_are_closed() {
    let server = Http01Server::bind("127.0.0.1:0").unwrap();
    let at = server.local_addresses()[0];
    let silent: Vec<_> = (0..128).map(|_| TcpStream::connect(at).unwrap()).collect();
    let mut one_more = TcpStream::connect(at).unwrap();
    one_more.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert!(matches!(one_more.read(&mut [0; 1]), Ok(0)), "the connection beyond the bound is closed");
    drop(silent);
}

#[test]
fn a_server_shared_by_several_threads_serves_each_as_long_as_it_needs() {
    let server = Http01Server::new("127.0.0.1:0").unwrap();
    thread::scope(|scope| {
        for number in 0..4 {
            let server = &server;
            scope.spawn(move || {
                for round in 0..50 {
                    let token = format!("tok-{number}-{round}");
                    let batch = [presentation("http-01", "a.example", &token)];
                    server.present(&batch, &context()).unwrap();
                    let at = server.local_addresses()[0];
                    assert_eq!(get(at, &path(&token)), (200, format!("{token}.{THUMBPRINT}")));
                    server.clean_up(&batch, &context()).unwrap();
                }
            });
        }
    });
    assert!(server.local_addresses().is_empty());
}
