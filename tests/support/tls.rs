//! A throw-away authority and server certificates for the test servers.

use std::path::{Path, PathBuf};

use openssl::ssl::{SslAcceptor, SslMethod};

use super::encoding::now;
use super::temp_dir::TempDir;
use super::x509::{Identity, Name, Template, new_key};

/// An authority that signs the TLS certificates of the test servers; its files go away with it.
#[derive(Debug)]
pub struct Authority {
    identity: Identity,
    folder: TempDir,
    ca_file: PathBuf,
}

/// A server's certificate and key, also as PEM files in the authority's folder.
#[derive(Debug, Clone)]
pub struct ServerIdentity {
    pub identity: Identity,
    pub certificate_file: PathBuf,
    pub key_file: PathBuf,
}

impl Authority {
    /// A new authority that nobody trusts yet.
    pub fn new() -> Self {
        let identity = Identity::root("Test TLS Root");
        let folder = TempDir::new();
        let ca_file = folder.write("ca.pem", identity.certificate_pem());
        Self { identity, folder, ca_file }
    }

    /// The folder of all its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The PEM file of the authority's certificate.
    pub fn ca_file(&self) -> &Path {
        &self.ca_file
    }

    /// The authority's certificate as PEM text.
    pub fn ca_pem(&self) -> String {
        self.identity.certificate_pem()
    }

    /// A certificate for localhost, 127.0.0.1 and ::1.
    pub fn localhost(&self) -> ServerIdentity {
        self.issue("localhost", &Template::leaf(loopback_names()))
    }

    /// A certificate for localhost and a name besides.
    pub fn localhost_and(&self, name: &str) -> ServerIdentity {
        let mut names = loopback_names();
        names.push(Name::dns(name));
        self.issue(name, &Template::leaf(names))
    }

    /// A certificate for a host that is not this one.
    pub fn wrong_host(&self) -> ServerIdentity {
        self.issue("wrong-host", &Template::leaf(vec![Name::dns("elsewhere.example")]))
    }

    /// A certificate for localhost that ended an hour ago.
    pub fn expired(&self) -> ServerIdentity {
        let not_after = now() - 3600;
        let template =
            Template { not_before: not_after - 86_400, not_after, ..Template::leaf(loopback_names()) };
        self.issue("expired", &template)
    }

    fn issue(&self, name: &str, template: &Template) -> ServerIdentity {
        let key = new_key();
        let identity = Identity { certificate: template.sign(&key, &self.identity), key };
        let certificate_file = self.folder.write(&format!("{name}.pem"), identity.certificate_pem());
        let key_file = self.folder.write(&format!("{name}.key"), identity.key_pem());
        ServerIdentity { identity, certificate_file, key_file }
    }
}

fn loopback_names() -> Vec<Name> {
    vec![Name::dns("localhost"), Name::ip("127.0.0.1"), Name::ip("::1")]
}

impl ServerIdentity {
    /// What accepts TLS connections with this certificate.
    pub fn acceptor(&self) -> SslAcceptor {
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
        acceptor.set_private_key(&self.identity.key).unwrap();
        acceptor.set_certificate(&self.identity.certificate).unwrap();
        acceptor.build()
    }
}
