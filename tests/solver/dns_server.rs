//! A real BIND on a free port, with two zones that take updates signed by a key.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use domain::base::iana::Rcode;
use domain::base::{Message, MessageBuilder, Name, Rtype};
use domain::rdata::Txt;

use crate::support::process::Guarded;
use crate::support::temp_dir::TempDir;

pub const KEY_NAME: &str = "update-key";
pub const SECRET: &str = "c2VjcmV0IG9mIHRoZSB0ZXN0cywgMzIgYnl0ZXMgbG9uZyE=";
const START_TIME: Duration = Duration::from_secs(20);

/// The zones, each with its server's name and address; the first one delegates a challenge to the second.
const ZONES: [(&str, &str); 2] = [
    (
        "example.com",
        "_acme-challenge.www IN CNAME www.challenges.example.net.\n_acme-challenge.loop IN CNAME _acme-challenge.loop2\n_acme-challenge.loop2 IN CNAME _acme-challenge.loop\n",
    ),
    ("challenges.example.net", ""),
];

/// A running BIND; it ends when it is dropped.
pub struct Bind {
    address: SocketAddr,
    folder: TempDir,
    _server: Guarded,
}

impl Bind {
    /// Starts it with a key of that algorithm. `None` where Debian's package `bind9` is not installed, which is told.
    pub fn start(algorithm: &str) -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("skipped: named was not found, it comes with Debian's package bind9");
            return None;
        };
        let address = free_address();
        let folder = TempDir::new();
        for (zone, records) in ZONES {
            folder.write(&format!("{zone}.zone"), zone_file(records));
        }
        let configuration = folder.write("named.conf", configuration(&folder, address, algorithm));
        let log = File::create(folder.path().join("log")).unwrap();
        let mut command = Command::new(program);
        command.args(["-g", "-4", "-n", "1", "-c"]).arg(configuration).stdin(Stdio::null());
        command.stdout(log.try_clone().unwrap()).stderr(log);
        let server = Guarded::spawn(&mut command, &[folder.path()]).unwrap();
        let bind = Self { address, folder, _server: server };
        bind.wait_until_ready();
        Some(bind)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The TXT records of a name, in no order.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.ask(name).unwrap().1
    }

    fn wait_until_ready(&self) {
        let deadline = Instant::now() + START_TIME;
        while !matches!(self.ask("example.com"), Some((Rcode::NOERROR, _))) {
            assert!(Instant::now() < deadline, "BIND does not answer:\n{}", self.log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn ask(&self, name: &str) -> Option<(Rcode, Vec<String>)> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).ok()?;
        socket.set_read_timeout(Some(Duration::from_secs(1))).ok()?;
        socket.connect(self.address).ok()?;
        let mut question = MessageBuilder::new_vec().question();
        question.push((Name::vec_from_str(name).unwrap(), Rtype::TXT)).unwrap();
        socket.send(&question.finish()).ok()?;
        let mut buffer = [0; 4096];
        let read = socket.recv(&mut buffer).ok()?;
        let answer = Message::from_octets(buffer[..read].to_vec()).unwrap();
        let records = answer.answer().unwrap().limit_to::<Txt<_>>();
        let texts = records.map(|record| String::from_utf8(record.unwrap().data().text()).unwrap());
        Some((answer.header().rcode(), texts.collect()))
    }
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.map(|folder| folder.join("named")).find(|file| Path::is_file(file))
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}

fn zone_file(records: &str) -> String {
    format!("$TTL 60\n@ IN SOA ns hostmaster 1 3600 600 86400 60\n@ IN NS ns\nns IN A 127.0.0.1\n{records}")
}

fn configuration(folder: &TempDir, address: SocketAddr, algorithm: &str) -> String {
    let folder = folder.path().display();
    let zones = ZONES.map(|(zone, _)| {
        format!(
            "zone \"{zone}\" {{ type primary; file \"{zone}.zone\"; allow-update {{ key {KEY_NAME}; }}; }};\n"
        )
    });
    format!(
        "options {{ directory \"{folder}\"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};\n\
         recursion no; dnssec-validation no; pid-file none; session-keyfile none; }};\n\
         controls {{ }};\nkey {KEY_NAME} {{ algorithm {algorithm}; secret \"{SECRET}\"; }};\n{}",
        zones.concat(),
        port = address.port(),
    )
}
