//! A TLS server for tls-alpn-01: it shows the certificate that it was given last.

use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use openssl::pkey::PKey;
use openssl::ssl::{AlpnError, SslAcceptor, SslMethod, select_next_proto};
use openssl::x509::X509;

const PROTOCOL: &[u8] = b"\x0aacme-tls/1";
const PATIENCE: Duration = Duration::from_secs(10);

/// The server; its thread ends with the process.
pub struct Responder {
    port: u16,
    acceptor: Arc<Mutex<Option<Arc<SslAcceptor>>>>,
}

impl Responder {
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = Arc::new(Mutex::new(None));
        let current = Arc::clone(&acceptor);
        thread::spawn(move || listener.incoming().flatten().for_each(|stream| answer(&current, stream)));
        Self { port, acceptor }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Shows this certificate from now on.
    pub fn show(&self, certificate_der: &[u8], key_der: &[u8]) {
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
        acceptor.set_certificate(&X509::from_der(certificate_der).unwrap()).unwrap();
        acceptor.set_private_key(&PKey::private_key_from_der(key_der).unwrap()).unwrap();
        acceptor.set_alpn_select_callback(|_, offered| {
            select_next_proto(PROTOCOL, offered).ok_or(AlpnError::ALERT_FATAL)
        });
        *self.acceptor.lock().unwrap() = Some(Arc::new(acceptor.build()));
    }
}

fn answer(current: &Mutex<Option<Arc<SslAcceptor>>>, stream: TcpStream) {
    let Some(acceptor) = current.lock().unwrap().clone() else { return };
    let patient = stream.set_read_timeout(Some(PATIENCE)).is_ok();
    if let Some(mut stream) = patient.then(|| acceptor.accept(stream).ok()).flatten() {
        // The authority has seen what it wanted once it hangs up.
        let _ = stream.read(&mut [0; 1]);
    }
}
