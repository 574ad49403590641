//! Starts smallstep's step-ca with an ACME provisioner, where it is installed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::http::Client;
use crate::support::pebble::free_port;
use crate::support::process::Guarded;
use crate::support::temp_dir::TempDir;
use crate::support::x509::Identity;

const START_TIME: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A running step-ca; it ends when it is dropped.
pub struct StepCa {
    _server: Guarded,
    port: u16,
    folder: TempDir,
}

impl StepCa {
    /// `None` where step-ca is not installed.
    ///
    /// # Panics
    /// When it is installed and does not come up.
    pub fn start(http_port: u16, tls_port: u16, dns_address: &str) -> Option<Self> {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/bin/step-ca");
        let program = program.is_file().then_some(program)?;
        let folder = TempDir::new();
        let port = free_port().unwrap();
        let config = write_config(&folder, port);
        let log = File::create(folder.path().join("step-ca.log")).unwrap();
        let mut command = Command::new(program);
        command.arg(config).arg("--insecure").args(["--resolver", dns_address]);
        command.args(["--acme-http-port", &http_port.to_string(), "--acme-tls-port", &tls_port.to_string()]);
        command.env("STEPPATH", folder.path()).stdin(Stdio::null());
        command.stdout(log.try_clone().unwrap()).stderr(log);
        let server = Guarded::spawn(&mut command, &[folder.path()]).unwrap();
        let started = Self { _server: server, port, folder };
        started.wait();
        Some(started)
    }

    fn wait(&self) {
        let deadline = Instant::now() + START_TIME;
        let client = Client::trusting(&self.ca_file());
        while client.get(&self.directory_url()).is_err() {
            assert!(Instant::now() < deadline, "step-ca did not start:\n{}", self.log());
            thread::sleep(LOOK_EVERY);
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("step-ca.log")).unwrap_or_default()
    }

    pub fn directory_url(&self) -> String {
        format!("https://localhost:{}/acme/acme/directory", self.port)
    }

    /// The root of its own TLS certificate.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }
}

fn write_config(folder: &TempDir, port: u16) -> PathBuf {
    let root = Identity::root("Step Root");
    let intermediate = Identity::intermediate("Step Intermediate", &root);
    let config = json!({
        "root": folder.write("root.pem", root.certificate_pem()),
        "crt": folder.write("intermediate.pem", intermediate.certificate_pem()),
        "key": folder.write("intermediate.key", intermediate.key_pem()),
        "address": format!("127.0.0.1:{port}"),
        "dnsNames": ["localhost"],
        "logger": {"format": "text"},
        "db": {"type": "badgerv2", "dataSource": folder.path().join("db")},
        "authority": {"provisioners": [{
            "type": "ACME",
            "name": "acme",
            "challenges": ["http-01", "dns-01", "tls-alpn-01"],
        }]},
    });
    folder.write("ca.json", config.to_string())
}
