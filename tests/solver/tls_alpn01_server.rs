//! The built-in tls-alpn-01 server, asked as an authority asks.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use acme_client::issuance::solver::{Presentation, Solver, TlsAlpn01Server, call};
use acme_client::{Kind, Step};
use openssl::sha::sha256;
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use openssl::x509::X509;

use crate::fixture::{context, presentation};

/// The validating client: asks for a server name with these protocols, and gives the certificate it is shown.
fn handshake(at: SocketAddr, server_name: &str, protocols: &[u8]) -> Option<(X509, Option<Vec<u8>>)> {
    let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
    connector.set_verify(SslVerifyMode::NONE);
    if !protocols.is_empty() {
        connector.set_alpn_protos(protocols).unwrap();
    }
    let stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let configuration = connector.build().configure().unwrap().verify_hostname(false);
    let stream = configuration.connect(server_name, stream).ok()?;
    let protocol = stream.ssl().selected_alpn_protocol().map(<[u8]>::to_vec);
    Some((stream.ssl().peer_certificate().unwrap(), protocol))
}

const ACME: &[u8] = b"\x0aacme-tls/1";

fn proves(certificate: &X509, presentation: &Presentation) -> bool {
    let der = certificate.to_der().unwrap();
    let hash = sha256(presentation.key_authorization.as_bytes());
    der.windows(hash.len()).any(|window| window == hash)
}

#[test]
fn each_name_is_shown_its_own_certificate_over_ipv4_and_ipv6() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let server = TlsAlpn01Server::bind(address).unwrap();
        let at = server.local_addresses()[0];
        let batch =
            [("a.example", "a.example"), ("b.example", "b.example"), ("192.0.2.1", "1.2.0.192.in-addr.arpa")];
        let asked = batch.map(|(_, server_name)| server_name);
        let batch = batch
            .map(|(name, _)| presentation("tls-alpn-01", name, &format!("tok-{}", name.replace('.', "-"))));
        server.present(&batch, &context()).unwrap();
        for (presentation, server_name) in batch.iter().zip(asked) {
            let (certificate, protocol) = handshake(at, server_name, ACME).unwrap();
            assert!(proves(&certificate, presentation), "{server_name}");
            assert_eq!(protocol.as_deref(), Some(&ACME[1..]));
        }
        assert!(handshake(at, "A.EXAMPLE", b"\x08http/1.1\x0aacme-tls/1").is_some());
        server.clean_up(&batch[..1], &context()).unwrap();
        assert!(handshake(at, "a.example", ACME).is_none());
        assert!(handshake(at, "b.example", ACME).is_some());
    }
}

#[test]
fn other_protocols_and_names_are_refused() {
    let server = TlsAlpn01Server::bind("127.0.0.1:0").unwrap();
    let at = server.local_addresses()[0];
    server.present(&[presentation("tls-alpn-01", "a.example", "tok")], &context()).unwrap();
    assert!(handshake(at, "a.example", b"\x08http/1.1").is_none());
    assert!(handshake(at, "other.example", ACME).is_none());
    assert!(handshake(at, "a.example", ACME).is_some());
}

#[test]
fn a_handshake_that_never_comes_neither_blocks_others_nor_the_end() {
    let server = TlsAlpn01Server::bind("127.0.0.1:0").unwrap();
    let at = server.local_addresses()[0];
    server.present(&[presentation("tls-alpn-01", "a.example", "tok")], &context()).unwrap();
    let _silent: Vec<_> = (0..8).map(|_| TcpStream::connect(at).unwrap()).collect();
    assert!(handshake(at, "a.example", ACME).is_some());
    let started = Instant::now();
    drop(server);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_port_in_use_names_identifier_and_step() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = TlsAlpn01Server::new(&taken.local_addr().unwrap().to_string()).unwrap();
    let batch = [presentation("tls-alpn-01", "a.example", "tok")];
    let error = call(Step::Present, &batch, || server.present(&batch, &context())).unwrap_err();
    assert_eq!((error.kind(), error.subject()), (Kind::AddressInUse, Some("a.example")));
}
