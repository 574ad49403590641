//! Starts a real Pebble, Let's Encrypt's test CA, with its DNS server, both on free ports and validating for real.

use std::fmt;
use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::http::Client;
use super::process::Guarded;
use super::temp_dir::TempDir;
use super::tls::{Authority, ServerIdentity};

const ATTEMPTS: usize = 5;
const START_TIME: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How Pebble behaves; what is `None` stays at Pebble's own default.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where http-01 is validated; 0 for a port where nothing listens.
    pub http_port: u16,
    /// Where tls-alpn-01 is validated; 0 for a port where nothing listens.
    pub tls_port: u16,
    /// The percentage of good nonces that are refused.
    pub nonce_reject: Option<u8>,
    /// The percentage of valid authorizations that are used again.
    pub authorization_reuse: Option<u8>,
    /// How many alternate chains there are.
    pub alternate_roots: Option<u8>,
    /// Whether every challenge counts as passed without a look.
    pub always_valid: bool,
    /// Whether validations wait some seconds, as Pebble does by itself.
    pub validation_sleeps: bool,
    /// Pebble's strict mode.
    pub strict: bool,
    /// Whether a new account needs an external account binding.
    pub external_account_required: bool,
    /// Key ids and base64url keys of external accounts.
    pub external_account_keys: Vec<(String, String)>,
    /// Names and validity periods in seconds of certificate profiles; empty for one named `default`.
    pub profiles: Vec<(String, u64)>,
    /// The Retry-After seconds of authorizations and orders.
    pub retry_after: Option<(u32, u32)>,
    /// Names that are refused.
    pub blocked_names: Vec<String>,
}

/// Why Pebble does not run.
#[derive(Debug)]
pub enum StartError {
    /// A program is missing; the text names it.
    NotFound(String),
    /// It was started and did not come up.
    Failed(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(program) => {
                write!(
                    f,
                    "{program} was not found: run scripts/setup-pebble.sh, or name it in {}",
                    variable(program)
                )
            }
            Self::Failed(reason) => write!(f, "Pebble did not start: {reason}"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A running Pebble and its DNS server; both end when it is dropped.
pub struct Pebble {
    servers: [Guarded; 2],
    ports: Ports,
    authority: Arc<Authority>,
    root_pem: String,
    folder: TempDir,
}

#[derive(Debug, Clone, Copy)]
struct Ports {
    directory: u16,
    management: u16,
    dns: u16,
    dns_management: u16,
    http: u16,
    tls: u16,
}

impl Pebble {
    /// Starts Pebble with a TLS authority of its own.
    ///
    /// # Errors
    /// [`StartError::NotFound`] without the two programs, [`StartError::Failed`] when they do not come up.
    pub fn start(options: &Options) -> Result<Self, StartError> {
        Self::start_with(Arc::new(Authority::new()), options)
    }

    /// Starts Pebble with a TLS certificate of that authority.
    ///
    /// # Errors
    /// [`StartError::NotFound`] without the two programs, [`StartError::Failed`] when they do not come up.
    pub fn start_with(authority: Arc<Authority>, options: &Options) -> Result<Self, StartError> {
        let programs = [find("pebble")?, find("pebble-challtestsrv")?];
        let identity = authority.localhost();
        let mut attempt = 1;
        loop {
            match Self::attempt(&authority, &identity, &programs, options) {
                Err(StartError::Failed(_)) if attempt < ATTEMPTS => attempt += 1,
                outcome => return outcome,
            }
        }
    }

    fn attempt(
        authority: &Arc<Authority>,
        identity: &ServerIdentity,
        [pebble, dns]: &[PathBuf; 2],
        options: &Options,
    ) -> Result<Self, StartError> {
        let ports = Ports::choose(options)?;
        let folder = TempDir::new();
        let config = folder.write("pebble.json", config(options, ports, identity).to_string());
        let dns = spawn(&mut dns_command(dns, ports)?, &folder, "dns.log")?;
        let pebble = spawn(&mut pebble_command(pebble, &config, ports, options), &folder, "pebble.log")?;
        let authority = Arc::clone(authority);
        let mut started = Self { servers: [pebble, dns], ports, authority, root_pem: String::new(), folder };
        started.wait_until_ready()?;
        Ok(started)
    }

    fn wait_until_ready(&mut self) -> Result<(), StartError> {
        let deadline = Instant::now() + START_TIME;
        loop {
            match self.look() {
                Ok(root_pem) => {
                    self.root_pem = root_pem;
                    return Ok(());
                }
                Err(error) if Instant::now() >= deadline || self.has_ended() => {
                    return Err(StartError::Failed(format!("{error}\n{}", self.log())));
                }
                Err(_) => thread::sleep(LOOK_EVERY),
            }
        }
    }

    /// Asks each of the three interfaces something and gives the root certificate.
    fn look(&self) -> io::Result<String> {
        self.dns("clear-txt", &json!({"host": "ready.invalid."}))?;
        let client = Client::trusting(self.ca_file());
        client.get(&self.directory_url())?;
        let root = client.get(&format!("https://localhost:{}/roots/0", self.ports.management))?;
        String::from_utf8(root.body).map_err(io::Error::other)
    }

    fn has_ended(&mut self) -> bool {
        self.servers.iter_mut().any(Guarded::has_ended)
    }

    /// The URL of the directory.
    pub fn directory_url(&self) -> String {
        format!("https://localhost:{}/dir", self.ports.directory)
    }

    /// The URL of Pebble's management interface, without a path.
    pub fn management_url(&self) -> String {
        format!("https://localhost:{}", self.ports.management)
    }

    /// The URL of the DNS server's management interface, without a path.
    pub fn dns_management_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.dns_management)
    }

    /// Where the DNS server answers, as `address:port`.
    pub fn dns_address(&self) -> String {
        format!("127.0.0.1:{}", self.ports.dns)
    }

    /// The PEM file of the authority behind Pebble's TLS certificate.
    pub fn ca_file(&self) -> &Path {
        self.authority.ca_file()
    }

    /// The root that the issued certificates chain up to.
    pub fn root_pem(&self) -> &str {
        &self.root_pem
    }

    /// Where http-01 is validated.
    pub fn http_port(&self) -> u16 {
        self.ports.http
    }

    /// Where tls-alpn-01 is validated.
    pub fn tls_port(&self) -> u16 {
        self.ports.tls
    }

    /// The process ids of Pebble and of the DNS server.
    pub fn process_ids(&self) -> [u32; 2] {
        [self.servers[0].id(), self.servers[1].id()]
    }

    /// Where Pebble logs.
    pub fn log_file(&self) -> PathBuf {
        self.folder.path().join("pebble.log")
    }

    /// What Pebble has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Adds a TXT record; the host is a full name without the last dot.
    pub fn add_txt(&self, host: &str, value: &str) {
        self.dns("set-txt", &json!({"host": format!("{host}."), "value": value})).expect("a TXT record set");
    }

    /// Removes the TXT records of a host.
    pub fn clear_txt(&self, host: &str) {
        self.dns("clear-txt", &json!({"host": format!("{host}.")})).expect("TXT records removed");
    }

    fn dns(&self, verb: &str, body: &Value) -> io::Result<()> {
        let response = Client::plain().post_json(&format!("{}/{verb}", self.dns_management_url()), body)?;
        if response.status == 200 {
            Ok(())
        } else {
            Err(io::Error::other(format!("{verb}: {}", response.status)))
        }
    }
}

impl Ports {
    fn choose(options: &Options) -> io::Result<Self> {
        let given = |port: u16| if port == 0 { free_port() } else { Ok(port) };
        Ok(Self {
            directory: free_port()?,
            management: free_port()?,
            dns: free_port()?,
            dns_management: free_port()?,
            http: given(options.http_port)?,
            tls: given(options.tls_port)?,
        })
    }
}

/// A port that was free a moment ago, for TCP and for UDP.
///
/// # Errors
/// When there is none.
pub fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    UdpSocket::bind((Ipv4Addr::LOCALHOST, port))?;
    Ok(port)
}

/// The program that an environment variable names, or one in the package's tools, or one in PATH.
fn find(program: &str) -> Result<PathBuf, StartError> {
    let named = std::env::var_os(variable(program)).map(PathBuf::from);
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/bin").join(program);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).map(|folder| folder.join(program));
    let found = match named {
        Some(named) => Some(named).filter(|file| file.is_file()),
        None => std::iter::once(tool).chain(in_path).find(|file| file.is_file()),
    };
    found.ok_or_else(|| StartError::NotFound(program.to_owned()))
}

/// The environment variable that names a program.
fn variable(program: &str) -> String {
    program.to_uppercase().replace('-', "_")
}

fn config(options: &Options, ports: Ports, identity: &ServerIdentity) -> Value {
    let keys: serde_json::Map<_, _> =
        options.external_account_keys.iter().map(|(id, key)| (id.clone(), json!(key))).collect();
    let profile = |(name, seconds): &(String, u64)| {
        (name.clone(), json!({"description": format!("The profile {name}"), "validityPeriod": seconds}))
    };
    let mut pebble = json!({
        "listenAddress": format!("127.0.0.1:{}", ports.directory),
        "managementListenAddress": format!("127.0.0.1:{}", ports.management),
        "certificate": identity.certificate_file,
        "privateKey": identity.key_file,
        "httpPort": ports.http,
        "tlsPort": ports.tls,
        "keyAlgorithm": "ecdsa",
        "externalAccountBindingRequired": options.external_account_required,
        "externalAccountMACKeys": keys,
        "domainBlocklist": options.blocked_names,
    });
    if !options.profiles.is_empty() {
        pebble["profiles"] = options.profiles.iter().map(profile).collect::<serde_json::Map<_, _>>().into();
    }
    if let Some((authorization, order)) = options.retry_after {
        pebble["retryAfter"] = json!({"authz": authorization, "order": order});
    }
    json!({ "pebble": pebble })
}

fn pebble_command(program: &Path, config: &Path, ports: Ports, options: &Options) -> Command {
    let mut command = Command::new(program);
    command.arg("-config").arg(config).args(["-dnsserver", &format!("127.0.0.1:{}", ports.dns)]);
    if options.strict {
        command.arg("-strict");
    }
    if options.always_valid {
        command.env("PEBBLE_VA_ALWAYS_VALID", "1");
    }
    if !options.validation_sleeps {
        command.env("PEBBLE_VA_NOSLEEP", "1");
    }
    let numbers = [
        ("PEBBLE_WFE_NONCEREJECT", options.nonce_reject),
        ("PEBBLE_AUTHZREUSE", options.authorization_reuse),
        ("PEBBLE_ALTERNATE_ROOTS", options.alternate_roots),
    ];
    for (name, number) in numbers {
        if let Some(number) = number {
            command.env(name, number.to_string());
        }
    }
    command
}

/// The DNS server answers 127.0.0.1 for every name. Its option for the DNS address was renamed between versions.
fn dns_command(program: &Path, ports: Ports) -> io::Result<Command> {
    let help = Command::new(program).arg("-help").output()?.stderr;
    let is_older = String::from_utf8_lossy(&help).contains("-dns01");
    let mut command = Command::new(program);
    command.args([if is_older { "-dns01" } else { "-dnsserver" }, &format!("127.0.0.1:{}", ports.dns)]);
    command.args(["-management", &format!("127.0.0.1:{}", ports.dns_management)]);
    command.args(["-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""]);
    command.args(["-http01", "", "-https01", "", "-tlsalpn01", ""]);
    if !is_older {
        command.args(["-doh", ""]);
    }
    Ok(command)
}

fn spawn(command: &mut Command, folder: &TempDir, log: &str) -> io::Result<Guarded> {
    let log = File::create(folder.path().join(log))?;
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Guarded::spawn(command, &[folder.path()])
}
