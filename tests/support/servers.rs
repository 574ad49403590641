//! Runs a command with test servers beside it: Pebble, the scripted CA, or both.

#[path = "mod.rs"]
mod support;

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::Arc;

use support::ca::ScriptedCa;
use support::pebble::{Options, Pebble, StartError};
use support::process::Guarded;
use support::static_files::StaticFiles;
use support::temp_dir::TempDir;
use support::tls::Authority;

const USAGE: &str = "\
usage: test-servers pebble|scripted|all [OPTION...] -- COMMAND [ARGUMENT...]

Runs COMMAND (its input empty) with servers beside it and exits with its status. ACME_CA_FILE names the
authority behind their TLS certificates.
  pebble    ACME_DIRECTORY, ACME_ROOT_FILE, ACME_WEBROOT (what http-01 validates), ACME_TLS_PORT (where tls-alpn-01
            is validated), ACME_DNS_MANAGEMENT (pebble-challtestsrv), ACME_MANAGEMENT (Pebble's own),
            ACME_PEBBLE_LOG
  scripted  ACME_SCRIPTED (the base URL; its worlds are listed in tests/support/ca/worlds.rs), ACME_SCRIPTED_ROOT_FILE
  all       both
Options for Pebble:
  --nonce-reject PERCENT   --authorization-reuse PERCENT   --alternate-roots COUNT
  --eab KID:KEY            --profile NAME:SECONDS          --retry-after SECONDS
  --always-valid           --validation-sleeps             --strict
Exit statuses of its own: 2 bad usage, 3 Pebble not found, 4 a client broke a rule of ACME, 5 Pebble or the
COMMAND could not be started.
";

const BAD_USAGE: u8 = 2;
const NOT_FOUND: u8 = 3;
const RULE_BROKEN: u8 = 4;
const NOT_STARTED: u8 = 5;

/// What the command line asks for.
struct Request {
    with_pebble: bool,
    with_scripted: bool,
    options: Options,
    command: Vec<OsString>,
}

/// Why the command did not run.
struct Failure {
    code: u8,
    reason: String,
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let code = if matches!(error, StartError::NotFound(_)) { NOT_FOUND } else { NOT_STARTED };
        Self { code, reason: error.to_string() }
    }
}

fn main() -> ExitCode {
    let Some(request) = parse(std::env::args_os().skip(1).collect()) else {
        eprint!("{USAGE}");
        return ExitCode::from(BAD_USAGE);
    };
    match run(request) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("test-servers: {}", failure.reason);
            ExitCode::from(failure.code)
        }
    }
}

fn parse(mut arguments: Vec<OsString>) -> Option<Request> {
    let split = arguments.iter().position(|argument| argument == "--")?;
    let command = arguments.split_off(split + 1);
    let words: Option<Vec<_>> = arguments[..split].iter().map(|word| word.to_str()).collect();
    let words = words?;
    let (mode, words) = words.split_first()?;
    let (with_pebble, with_scripted) = match *mode {
        "pebble" => (true, false),
        "scripted" => (false, true),
        "all" => (true, true),
        _ => return None,
    };
    let options = parse_options(words.iter().copied())?;
    (!command.is_empty()).then_some(Request { with_pebble, with_scripted, options, command })
}

fn parse_options<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<Options> {
    let mut options = Options::default();
    while let Some(word) = words.next() {
        match word {
            "--nonce-reject" => options.nonce_reject = Some(words.next()?.parse().ok()?),
            "--authorization-reuse" => options.authorization_reuse = Some(words.next()?.parse().ok()?),
            "--alternate-roots" => options.alternate_roots = Some(words.next()?.parse().ok()?),
            "--retry-after" => {
                options.retry_after = words.next()?.parse().ok().map(|seconds| (seconds, seconds))
            }
            "--always-valid" => options.always_valid = true,
            "--validation-sleeps" => options.validation_sleeps = true,
            "--strict" => options.strict = true,
            "--eab" => {
                let (kid, key) = words.next()?.split_once(':')?;
                options.external_account_keys.push((kid.to_owned(), key.to_owned()));
                options.external_account_required = true;
            }
            "--profile" => {
                let (name, seconds) = words.next()?.split_once(':')?;
                options.profiles.push((name.to_owned(), seconds.parse().ok()?));
            }
            _ => return None,
        }
    }
    Some(options)
}

fn run(request: Request) -> Result<ExitCode, Failure> {
    let (authority, folder) = (Arc::new(Authority::new()), TempDir::new());
    let webroot = folder.path().join("webroot");
    std::fs::create_dir(&webroot).map_err(StartError::from)?;
    let files = StaticFiles::serve(&webroot);
    let options = Options { http_port: files.port(), ..request.options };
    let mut command = Command::new(&request.command[0]);
    command.args(&request.command[1..]).stdin(Stdio::null()).env("ACME_CA_FILE", authority.ca_file());
    let pebble = match request.with_pebble {
        true => Some(Pebble::start_with(Arc::clone(&authority), &options)?),
        false => None,
    };
    if let Some(pebble) = &pebble {
        command
            .env("ACME_DIRECTORY", pebble.directory_url())
            .env("ACME_ROOT_FILE", folder.write("root.pem", pebble.root_pem()))
            .env("ACME_WEBROOT", &webroot)
            .env("ACME_TLS_PORT", pebble.tls_port().to_string())
            .env("ACME_DNS_MANAGEMENT", pebble.dns_management_url())
            .env("ACME_MANAGEMENT", pebble.management_url())
            .env("ACME_PEBBLE_LOG", pebble.log_file());
    }
    let scripted = request.with_scripted.then(|| ScriptedCa::start_with(Arc::clone(&authority)));
    if let Some(ca) = &scripted {
        command
            .env("ACME_SCRIPTED", ca.base_url())
            .env("ACME_SCRIPTED_ROOT_FILE", folder.write("scripted-root.pem", ca.root_pem()));
    }
    let folders = [folder.path(), authority.folder()];
    let status = Guarded::spawn(&mut command, &folders).and_then(|mut command| command.wait());
    let status = status.map_err(|error| {
        let reason = format!("{} cannot be run: {error}", request.command[0].to_string_lossy());
        Failure { code: NOT_STARTED, reason }
    })?;
    Ok(conclude(status, scripted.as_ref()))
}

/// The command's status; a rule of ACME that was broken makes a success a failure.
fn conclude(status: ExitStatus, scripted: Option<&ScriptedCa>) -> ExitCode {
    let violations = scripted.map(ScriptedCa::take_violations).unwrap_or_default();
    for violation in &violations {
        eprintln!("test-servers: a client broke a rule: {violation}");
    }
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    match u8::try_from(code).unwrap_or(1) {
        0 if !violations.is_empty() => ExitCode::from(RULE_BROKEN),
        code => ExitCode::from(code),
    }
}
