//! Runs the C tests, `tests/c/test_<noun>.c`, plainly and under valgrind, and sees to it that they call everything.

#![cfg(all(feature = "capi", feature = "testing", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use support::c_program::{Library, compiler, output_of};
use support::ca::ScriptedCa;
use support::pebble::{Options, Pebble};
use support::static_files::StaticFiles;
use support::temp_dir::TempDir;
use support::tls::Authority;

const VALGRIND: [&str; 5] = [
    "valgrind",
    "--error-exitcode=99",
    "--leak-check=full",
    "--show-leak-kinds=definite,indirect",
    "--errors-for-leak-kinds=definite,indirect",
];

/// Seconds that one program may take, valgrind included.
const LIMIT: &str = "300";

#[test]
fn every_c_test_passes() {
    run_all(&[]);
}

#[test]
fn every_c_test_passes_under_valgrind_without_an_error_or_a_leak() {
    run_all(&VALGRIND);
}

#[test]
fn every_function_of_the_ledger_is_called_by_a_c_test() {
    let folder = TempDir::new();
    let called: BTreeSet<_> = sources().iter().flat_map(|source| calls_of(source, folder.path())).collect();
    let ledger = fs::read_to_string(project().join("include/acme_client.symbols")).unwrap();
    let missed: Vec<_> = ledger
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !called.contains(*name))
        .collect();
    assert!(missed.is_empty(), "no C test calls {}", missed.join(", "));
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<PathBuf> {
    let entries = fs::read_dir(project().join("tests/c")).unwrap().map(|entry| entry.unwrap().path());
    let is_test = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("test_") && name.ends_with(".c")
    };
    let mut sources: Vec<_> = entries.filter(is_test).collect();
    assert!(!sources.is_empty(), "there is no tests/c/test_*.c");
    sources.sort();
    sources
}

fn calls_of(source: &Path, folder: &Path) -> Vec<String> {
    let object = folder.join(source.file_stem().unwrap()).with_extension("o");
    output_of(compiler().arg("-c").arg(source).arg("-o").arg(&object));
    let undefined = output_of(Command::new("nm").args(["-u", "-P"]).arg(&object));
    undefined.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

fn run_all(under: &[&str]) {
    let library = Library::of_this_build();
    let folder = TempDir::new();
    let link = |source: &PathBuf| {
        let program = folder.path().join(source.file_stem().unwrap());
        library.link(std::slice::from_ref(source), &["-lcrypto"], &program);
        program
    };
    let programs: Vec<_> = sources().iter().map(link).collect();
    let servers = Servers::start();
    let (waiting, failures) = (Mutex::new(programs.iter()), Mutex::new(Vec::new()));
    let next = || waiting.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(program) = next() {
                    failures.lock().unwrap().extend(run(under, program, &library, &servers));
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// What a program printed when it failed.
fn run(under: &[&str], program: &Path, library: &Library, servers: &Servers) -> Option<String> {
    let folder = TempDir::new();
    let mut command = Command::new("timeout");
    command.args(["--kill-after=5", LIMIT]).args(under).arg(program).current_dir(folder.path());
    command.env("LD_LIBRARY_PATH", library.folder()).envs(servers.environment());
    let output = command.output().unwrap();
    let name = program.file_name().unwrap().to_string_lossy();
    let (said, complained) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (!output.status.success()).then(|| format!("{name}: {}\n{said}{complained}", output.status))
}

/// Pebble, with a file server where it validates http-01, and the scripted CA, behind one TLS authority.
struct Servers {
    pebble: Pebble,
    scripted: ScriptedCa,
    webroot: TempDir,
    root: PathBuf,
    _files: StaticFiles,
}

impl Servers {
    fn start() -> Self {
        let authority = Arc::new(Authority::new());
        let webroot = TempDir::new();
        let files = StaticFiles::serve(webroot.path());
        let options = Options { http_port: files.port(), ..Options::default() };
        let pebble =
            Pebble::start_with(Arc::clone(&authority), &options).unwrap_or_else(|error| panic!("{error}"));
        let root = webroot.write("root.pem", pebble.root_pem());
        Self { pebble, scripted: ScriptedCa::start_with(authority), webroot, root, _files: files }
    }

    fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("ACME_DIRECTORY", self.pebble.directory_url()),
            ("ACME_SCRIPTED", self.scripted.base_url().to_owned()),
            ("ACME_CA_FILE", self.pebble.ca_file().display().to_string()),
            ("ACME_ROOT_FILE", self.root.display().to_string()),
            ("ACME_WEBROOT", self.webroot.path().display().to_string()),
        ]
    }
}
