use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process;

use acme_client::Kind;
use acme_client::protocol::Key;
use acme_client::transport::{ClientCertificate, HttpTransport, TlsOptions, TlsVersion};
use openssl::ssl::{SslVerifyMode, SslVersion};

use super::server::{Ca, OK, Server, answering, answering_once, read_request};
use super::{direct, get, kind_of, only, plain, run_again, trusting};

/// A folder that is removed with its files.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("acme-tls-{}-{name}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Makes this a hashed folder that holds the authority.
    fn hashed(self, ca: &Ca) -> Self {
        self.file(&format!("{:08x}.0", ca.certificate().subject_name_hash()), &ca.pem());
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn server_of(ca: &Ca) -> Server {
    Server::https(ca.issue(&["localhost", "127.0.0.1"]).acceptor(), answering(OK))
}

#[test]
fn a_trusted_server_is_reached_by_name_and_by_address() {
    let ca = Ca::new("test root");
    let server = server_of(&ca);
    let transport = trusting(ca.pem());
    assert_eq!(get(&transport, &server.https_url()).unwrap().body, b"ok");
    assert_eq!(get(&transport, &format!("https://{}/", server.address)).unwrap().body, b"ok");
}

#[test]
fn a_server_of_an_unknown_authority_is_untrusted() {
    let server = server_of(&Ca::new("test root"));
    for transport in [trusting(Ca::new("another root").pem()), plain()] {
        let error = get(&transport, &server.https_url()).unwrap_err();
        assert_eq!(error.kind(), Kind::UntrustedServer);
        let expected = format!(
            "localhost:{}: the server's certificate does not verify: unable to get local issuer certificate",
            server.address.port()
        );
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn a_certificate_for_another_host_is_untrusted() {
    let ca = Ca::new("test root");
    for names in [["ca.example", "*.localhost"], ["ca.example", "127.0.0.2"]] {
        let server = Server::https(ca.issue(&names).acceptor(), answering(OK));
        let transport = trusting(ca.pem());
        let by_name = get(&transport, &server.https_url()).unwrap_err();
        assert_eq!(by_name.kind(), Kind::UntrustedServer);
        assert!(by_name.to_string().contains("hostname mismatch"), "{by_name}");
        let by_address = get(&transport, &format!("https://{}/", server.address)).unwrap_err();
        assert_eq!(by_address.kind(), Kind::UntrustedServer);
        assert!(by_address.to_string().contains("IP address mismatch"), "{by_address}");
    }
}

#[test]
fn the_common_name_alone_does_not_name_a_host() {
    let ca = Ca::new("test root");
    let identity = ca.issue(&["localhost"]);
    assert!(get(&trusting(ca.pem()), &Server::https(identity.acceptor(), answering(OK)).https_url()).is_ok());
    let nameless = ca.issue_named("localhost");
    let server = Server::https(nameless.acceptor(), answering(OK));
    assert_eq!(kind_of(get(&trusting(ca.pem()), &server.https_url())), Kind::UntrustedServer);
}

#[test]
fn an_expired_certificate_is_untrusted() {
    let ca = Ca::new("test root");
    for (from, to, reason) in [(-30, -1, "certificate has expired"), (1, 30, "certificate is not yet valid")]
    {
        let server = Server::https(ca.issue_between(&["localhost"], from, to).acceptor(), answering(OK));
        let error = get(&trusting(ca.pem()), &server.https_url()).unwrap_err();
        assert_eq!(error.kind(), Kind::UntrustedServer);
        assert!(error.to_string().ends_with(reason), "{error}");
    }
}

#[test]
fn verification_can_be_given_up_by_name_only() {
    let server = server_of(&Ca::new("test root"));
    let options = TlsOptions { verify: false, ..TlsOptions::default() };
    assert!(get(&HttpTransport::new(direct(options)).unwrap(), &server.https_url()).is_ok());
}

#[test]
fn roots_come_from_texts_files_and_hashed_folders() {
    let ca = Ca::new("test root");
    let server = server_of(&ca);
    let folder = Folder::new("roots").hashed(&ca);
    let file = folder.file("root.pem", &format!("{}{}", Ca::new("first in file").pem(), ca.pem()));
    for system_roots in [true, false] {
        let none = || TlsOptions { system_roots, ..TlsOptions::default() };
        for options in [
            TlsOptions { extra_roots_pem: vec![Ca::new("first").pem(), ca.pem()], ..none() },
            TlsOptions { ca_files: vec![file.clone()], ..none() },
            TlsOptions { ca_paths: vec![folder.0.clone()], ..none() },
        ] {
            assert!(get(&HttpTransport::new(direct(options)).unwrap(), &server.https_url()).is_ok());
        }
    }
}

#[test]
fn the_systems_roots_can_be_named_or_left_out() {
    let ca = Ca::new("test root");
    let server = server_of(&ca);
    let folder = Folder::new("system").hashed(&ca);
    let file = folder.file("root.pem", &ca.pem());
    let url = server.https_url();
    for (name, value) in [("SSL_CERT_FILE", &file), ("SSL_CERT_DIR", &folder.0)] {
        let variables = [(name, value.to_str().unwrap()), ("TEST_URL", &*url)];
        assert!(run_again("tls::with_roots_of_the_environment", &variables), "{name}");
    }
}

#[test]
#[ignore = "run with an environment by the_systems_roots_can_be_named_or_left_out"]
fn with_roots_of_the_environment() {
    let url = std::env::var("TEST_URL").unwrap();
    get(&plain(), &url).unwrap();
    let beside = TlsOptions { extra_roots_pem: vec![Ca::new("extra").pem()], ..TlsOptions::default() };
    get(&HttpTransport::new(direct(beside)).unwrap(), &url).unwrap();
    let instead = trusting(Ca::new("extra").pem());
    assert_eq!(kind_of(get(&instead, &url)), Kind::UntrustedServer);
}

#[test]
fn bad_options_are_refused_at_once_and_named() {
    let refused = |options| HttpTransport::new(direct(options)).unwrap_err();
    for text in ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let error = refused(only(text.into()));
        assert_eq!(error.kind(), Kind::InvalidArgument);
        assert_eq!(error.to_string(), "extra_roots_pem: is not one or more certificates in PEM");
    }
    let missing = PathBuf::from("/nonexistent/root.pem");
    let error = refused(TlsOptions { ca_files: vec![missing.clone()], ..TlsOptions::default() });
    assert_eq!(error.kind(), Kind::File);
    assert_eq!(error.to_string(), "/nonexistent/root.pem: No such file or directory");
    assert_eq!(refused(TlsOptions { ca_paths: vec![missing], ..TlsOptions::default() }).kind(), Kind::File);
    let ca = Ca::new("test root");
    let (one, other) = (ca.issue(&["client"]), ca.issue(&["other"]));
    let key = Key::from_pem(&other.key_pem(), None).unwrap();
    let client_certificate = Some(ClientCertificate { chain_pem: one.pem(), key });
    let error = refused(TlsOptions { client_certificate, ..TlsOptions::default() });
    assert_eq!(error.to_string(), "client_certificate: the key is not the certificate's");
}

#[test]
fn a_client_certificate_is_shown_to_a_server_that_asks() {
    let ca = Ca::new("test root");
    for version in [SslVersion::TLS1_2, SslVersion::TLS1_3] {
        let mut acceptor = ca.issue(&["localhost"]).acceptor_builder();
        acceptor.set_verify(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT);
        acceptor.cert_store_mut().add_cert(ca.certificate().clone()).unwrap();
        acceptor.set_min_proto_version(Some(version)).unwrap();
        acceptor.set_max_proto_version(Some(version)).unwrap();
        let server = Server::https(acceptor.build(), answering(OK));
        let client = ca.issue(&["client"]);
        let key = Key::from_pem(&client.key_pem(), None).unwrap();
        let client_certificate = Some(ClientCertificate { chain_pem: client.pem(), key });
        let options = TlsOptions { client_certificate, ..only(ca.pem()) };
        assert!(get(&HttpTransport::new(direct(options)).unwrap(), &server.https_url()).is_ok());
        let error = get(&trusting(ca.pem()), &server.https_url()).unwrap_err();
        assert_eq!(error.kind(), Kind::TlsFailed, "{error}");
    }
}

#[test]
fn old_versions_of_tls_are_not_spoken() {
    let ca = Ca::new("test root");
    let mut acceptor = ca.issue(&["localhost"]).acceptor_builder();
    acceptor.set_max_proto_version(Some(SslVersion::TLS1_2)).unwrap();
    let server = Server::https(acceptor.build(), answering(OK));
    assert!(get(&trusting(ca.pem()), &server.https_url()).is_ok());
    let options = TlsOptions { min_version: TlsVersion::Tls13, ..only(ca.pem()) };
    let error = get(&HttpTransport::new(direct(options)).unwrap(), &server.https_url()).unwrap_err();
    assert_eq!(error.kind(), Kind::TlsFailed);
    assert!(error.to_string().contains("protocol version"), "{error}");
}

#[test]
fn a_peer_that_does_not_speak_tls_fails_the_handshake() {
    let transport = trusting(Ca::new("test root").pem());
    let plain_http = Server::http(|wire, _| {
        let _ = wire.read(&mut [0; 4096]);
        let _ = wire.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let closing = Server::http(|wire, _| {
        let _ = wire.read(&mut [0; 4096]);
    });
    let resetting = Server::http(|_, _| {});
    for server in [plain_http, closing, resetting] {
        let error = get(&transport, &server.https_url()).unwrap_err();
        assert_eq!(error.kind(), Kind::TlsFailed, "{error}");
        assert!(error.to_string().starts_with("localhost:"), "{error}");
    }
}

#[test]
fn a_body_without_framing_needs_the_orderly_end_of_tls() {
    let ca = Ca::new("test root");
    let acceptor = ca.issue(&["localhost"]).acceptor();
    let orderly = Server::https(acceptor.clone(), answering_once("HTTP/1.1 200 OK\r\n\r\nhello"));
    let response = get(&trusting(ca.pem()), &orderly.https_url()).unwrap();
    assert_eq!((response.body.as_slice(), response.unframed), (b"hello".as_slice(), true));
    let cut = Server::raw(move |stream: TcpStream| {
        let mut stream = acceptor.accept(stream).unwrap();
        read_request(&mut stream).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nhello").unwrap();
    });
    let error = get(&trusting(ca.pem()), &cut.https_url()).unwrap_err();
    assert_eq!(error.kind(), Kind::ConnectionLost, "{error}");
}
