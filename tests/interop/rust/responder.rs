//! A TLS server for tls-alpn-01, while it lives.

use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use openssl::pkey::PKey;
use openssl::ssl::{AlpnError, SslAcceptor, SslMethod, select_next_proto};
use openssl::x509::X509;

const PROTOCOL: &[u8] = b"\x0aacme-tls/1";
const PATIENCE: Duration = Duration::from_secs(10);

/// The server; it ends when it is dropped.
pub struct Responder {
    port: u16,
    ending: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Responder {
    /// Shows a certificate at a port of 127.0.0.1.
    pub fn start(port: u16, certificate_der: &[u8], key_der: &[u8]) -> Self {
        let acceptor = acceptor(certificate_der, key_der);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        let ending = Arc::new(AtomicBool::new(false));
        let is_ending = Arc::clone(&ending);
        let serve = move || {
            let streams = listener.incoming().take_while(|_| !is_ending.load(Ordering::Relaxed));
            streams.flatten().for_each(|stream| answer(&acceptor, stream));
        };
        Self { port, ending, thread: Some(thread::spawn(serve)) }
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn acceptor(certificate_der: &[u8], key_der: &[u8]) -> SslAcceptor {
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
    acceptor.set_certificate(&X509::from_der(certificate_der).unwrap()).unwrap();
    acceptor.set_private_key(&PKey::private_key_from_der(key_der).unwrap()).unwrap();
    acceptor.set_alpn_select_callback(|_, offered| {
        select_next_proto(PROTOCOL, offered).ok_or(AlpnError::ALERT_FATAL)
    });
    acceptor.build()
}

fn answer(acceptor: &SslAcceptor, stream: TcpStream) {
    let patient = stream.set_read_timeout(Some(PATIENCE)).is_ok();
    if let Some(mut stream) = patient.then(|| acceptor.accept(stream).ok()).flatten() {
        // The authority has seen what it wanted once it hangs up.
        let _ = stream.read(&mut [0; 1]);
    }
}
