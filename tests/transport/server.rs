//! A server that says what a test wants it to say, byte by byte, and the certificates for it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslAcceptor, SslMethod};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Builder, X509Name};

pub trait Wire: Read + Write + Send {}

impl<T: Read + Write + Send> Wire for T {}

type Handler = dyn Fn(TcpStream, usize) + Send + Sync;

/// Runs a handler for each connection, which is told the connection's number.
pub struct Server {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    stopped: Arc<AtomicBool>,
}

impl Server {
    pub fn http(handler: impl Fn(&mut dyn Wire, usize) + Send + Sync + 'static) -> Self {
        Self::start(Arc::new(move |stream, number| handler(&mut &stream, number)))
    }

    pub fn https(
        acceptor: SslAcceptor,
        handler: impl Fn(&mut dyn Wire, usize) + Send + Sync + 'static,
    ) -> Self {
        Self::start(Arc::new(move |stream, number| {
            if let Ok(mut stream) = acceptor.accept(stream) {
                handler(&mut stream, number);
                let _ = stream.shutdown();
            }
        }))
    }

    /// The handler gets the TCP connection itself.
    pub fn raw(handler: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::start(Arc::new(move |stream, _| handler(stream)))
    }

    fn start(handler: Arc<Handler>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, stopped) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let server = Self { address, connections: connections.clone(), stopped: stopped.clone() };
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let handler = handler.clone();
                thread::spawn(move || handler(stream, number));
            }
        });
        server
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn http_url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub fn https_url(&self) -> String {
        format!("https://localhost:{}/", self.address.port())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

/// Answers every request of a connection with the same bytes.
pub fn answering(answer: &'static str) -> impl Fn(&mut dyn Wire, usize) + Send + Sync + 'static {
    move |wire, _| {
        while read_request(wire).is_some() {
            if wire.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// Answers one request and closes the connection.
pub fn answering_once(
    answer: impl AsRef<[u8]> + Send + Sync + 'static,
) -> impl Fn(&mut dyn Wire, usize) + Send + Sync {
    move |wire, _| {
        if read_request(wire).is_some() {
            let _ = wire.write_all(answer.as_ref());
        }
    }
}

pub const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// One whole request, or none when the client has closed.
pub fn read_request(wire: &mut dyn Wire) -> Option<String> {
    let mut request = Vec::new();
    loop {
        let mut part = [0; 4096];
        match wire.read(&mut part) {
            Ok(0) | Err(_) => return None,
            Ok(amount) => request.extend_from_slice(&part[..amount]),
        }
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((header, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = header.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
        if body.len() >= length.parse().unwrap() {
            return Some(text);
        }
    }
}

/// A certificate authority.
pub struct Ca {
    key: PKey<Private>,
    certificate: X509,
}

pub struct Identity {
    pub key: PKey<Private>,
    pub certificate: X509,
}

impl Identity {
    pub fn key_pem(&self) -> Vec<u8> {
        self.key.private_key_to_pem_pkcs8().unwrap()
    }

    pub fn pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().unwrap()).unwrap()
    }

    pub fn acceptor(&self) -> SslAcceptor {
        self.acceptor_builder().build()
    }

    pub fn acceptor_builder(&self) -> openssl::ssl::SslAcceptorBuilder {
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
        acceptor.set_private_key(&self.key).unwrap();
        acceptor.set_certificate(&self.certificate).unwrap();
        acceptor
    }
}

impl Ca {
    pub fn new(name: &str) -> Self {
        let key = new_key();
        let mut builder = builder_for(name, &key, -1, 30);
        let issuer = name_of(name);
        builder.set_issuer_name(&issuer).unwrap();
        builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        Self { key, certificate: builder.build() }
    }

    pub fn pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().unwrap()).unwrap()
    }

    pub fn certificate(&self) -> &X509 {
        &self.certificate
    }

    /// A certificate for names and addresses.
    pub fn issue(&self, names: &[&str]) -> Identity {
        self.issue_between(names, -1, 30)
    }

    /// A certificate that has its name in the common name alone.
    pub fn issue_named(&self, name: &str) -> Identity {
        let key = new_key();
        let builder = builder_for(name, &key, -1, 30);
        self.sign(builder, key)
    }

    pub fn issue_between(&self, names: &[&str], from_day: i64, to_day: i64) -> Identity {
        let key = new_key();
        let mut builder = builder_for(names[0], &key, from_day, to_day);
        let mut alternatives = SubjectAlternativeName::new();
        for name in names {
            match name.parse::<std::net::IpAddr>() {
                Ok(_) => alternatives.ip(name),
                Err(_) => alternatives.dns(name),
            };
        }
        let alternatives =
            alternatives.build(&builder.x509v3_context(Some(&self.certificate), None)).unwrap();
        builder.append_extension(alternatives).unwrap();
        self.sign(builder, key)
    }

    fn sign(&self, mut builder: X509Builder, key: PKey<Private>) -> Identity {
        builder.set_issuer_name(self.certificate.subject_name()).unwrap();
        builder.sign(&self.key, MessageDigest::sha256()).unwrap();
        Identity { key, certificate: builder.build() }
    }
}

fn new_key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn name_of(name: &str) -> X509Name {
    let mut builder = X509Name::builder().unwrap();
    builder.append_entry_by_nid(Nid::COMMONNAME, name).unwrap();
    builder.build()
}

fn builder_for(name: &str, key: &PKey<Private>, from_day: i64, to_day: i64) -> X509Builder {
    const DAY: i64 = 24 * 3600;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    let day = |number: i64| Asn1Time::from_unix(now + number * DAY).unwrap();
    let mut builder = X509Builder::new().unwrap();
    builder.set_version(2).unwrap();
    let mut serial = BigNum::new().unwrap();
    serial.rand(120, openssl::bn::MsbOption::MAYBE_ZERO, false).unwrap();
    builder.set_serial_number(&Asn1Integer::from_bn(&serial).unwrap()).unwrap();
    builder.set_subject_name(&name_of(name)).unwrap();
    builder.set_not_before(&day(from_day)).unwrap();
    builder.set_not_after(&day(to_day)).unwrap();
    builder.set_pubkey(key).unwrap();
    builder
}
