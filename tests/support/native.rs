//! Test programs in C and C++, `test_<noun>`: what they call, and what they run against.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use super::c_program::{Library, output_of};
use super::ca::ScriptedCa;
use super::pebble::{Options, Pebble};
use super::static_files::StaticFiles;
use super::temp_dir::TempDir;
use super::tls::Authority;

/// Seconds that one program may take, valgrind included.
const LIMIT: &str = "300";

/// Does something with each item, so many at a time as there are processors.
pub fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (waiting, done) = (Mutex::new(items.iter()), Mutex::new(Vec::new()));
    let next = || waiting.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(item) = next() {
                    let result = work(item);
                    done.lock().unwrap().push(result);
                }
            });
        }
    });
    done.into_inner().unwrap()
}

/// The files `test_<noun>.<ending>` of a folder.
pub fn test_sources(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_test = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("test_") && path.extension().is_some_and(|found| found == ending)
    };
    let mut sources: Vec<_> = entries.filter(is_test).collect();
    assert!(!sources.is_empty(), "there is no test_*.{ending} in {}", folder.display());
    sources.sort();
    sources
}

/// The functions that an object file calls.
pub fn calls_of(object: &Path) -> BTreeSet<String> {
    let undefined = output_of(Command::new("nm").args(["-u", "-P"]).arg(object));
    undefined.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// The functions of the ledger that are not among these.
pub fn missed(called: &BTreeSet<String>) -> Vec<String> {
    let ledger = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/acme_client.symbols");
    let ledger = fs::read_to_string(ledger).unwrap();
    let names = ledger.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned);
    names.filter(|name| !called.contains(name)).collect()
}

/// Runs a command line in a folder of its own, with the servers in its environment; gives what it printed when it failed.
pub fn failure_of(words: &[&str], library: &Library, servers: &Servers) -> Option<String> {
    let folder = TempDir::new();
    let mut command = Command::new("timeout");
    command.args(["--kill-after=5", LIMIT]).args(words).current_dir(folder.path());
    command.env("LD_LIBRARY_PATH", library.folder()).envs(servers.environment());
    let output = command.output().unwrap();
    let (said, complained) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (!output.status.success()).then(|| format!("{words:?}: {}\n{said}{complained}", output.status))
}

/// Pebble, with a file server where it validates http-01, and the scripted CA, behind one TLS authority.
pub struct Servers {
    pebble: Pebble,
    scripted: ScriptedCa,
    webroot: TempDir,
    root: PathBuf,
    _files: StaticFiles,
}

impl Servers {
    pub fn start() -> Self {
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
