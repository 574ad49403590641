//! The languages, and how the runner of each is built and started.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::child;
use crate::list::Scenario;
use crate::outcome::Outcome;
use crate::rust;
use crate::site::Surroundings;
use crate::support::c_program::{Library, output_of};
use crate::support::temp_dir::TempDir;
use crate::told::Searched;

/// What Pebble says of one certificate in 256 that is to be replaced: it keeps the serial number without the zero byte in
/// front, and looks for it with that (RFC 9773, section 4.1). Another certificate will do.
const LOST_SERIAL: &str = "could not find order resulting in the given certificate serial number";

type Prepare = fn(&Toolbox) -> Vec<OsString>;

/// The languages beside Rust, which is tried in this process: a name, and what builds the runner where that is needed
/// and gives the program and arguments that start it.
const PROGRAMS: &[(&str, Prepare)] =
    &[("c", c), ("cpp", cpp), ("ruby", ruby), ("python", python), ("go", go)];

fn c(toolbox: &Toolbox) -> Vec<OsString> {
    let sources = sources(&project().join("tests/scenarios/c"), "c");
    let program = toolbox.folder.path().join("scenarios-c");
    toolbox.library.link(&sources, &["-lssl", "-lcrypto"], &program);
    vec![program.into()]
}

fn cpp(toolbox: &Toolbox) -> Vec<OsString> {
    let sources = sources(&project().join("bindings/cpp/scenarios"), "cpp");
    let program = toolbox.folder.path().join("scenarios-cpp");
    let mut compiler = Command::new("c++");
    compiler.args(["-std=c++17", "-pthread", "-Wall", "-Wextra", "-pedantic", "-Werror", "-I"]);
    compiler.arg(project().join("include"));
    toolbox.library.link_with(&mut compiler, &sources, &["-lssl", "-lcrypto"], &program);
    vec![program.into()]
}

/// Its extension is the one that `make ruby` built.
fn ruby(_: &Toolbox) -> Vec<OsString> {
    let folder = project().join("bindings/ruby");
    let runner = existing(folder.join("scenarios/run.rb"));
    vec!["ruby".into(), "-I".into(), folder.join("lib").into(), runner.into()]
}

/// Its environment is the one that `make python` made; the library inside the package gives way to this build's.
fn python(toolbox: &Toolbox) -> Vec<OsString> {
    let folder = project().join("bindings/python");
    let runner = existing(folder.join("scenarios/scenarios.py"));
    let library = toolbox.library.folder().join("libacme_client.so");
    let mut variables = [OsString::from("PYTHONPATH="), OsString::from("ACME_CLIENT_LIBRARY=")];
    variables[0].push(&folder);
    variables[1].push(library);
    let interpreter = project().join(".tools/python/bin/python");
    std::iter::once("env".into()).chain(variables).chain([interpreter.into(), runner.into()]).collect()
}

/// Built over the library of `make lib`; it runs with the one of this build.
fn go(toolbox: &Toolbox) -> Vec<OsString> {
    let program = toolbox.folder.path().join("scenarios-go");
    let mut build = Command::new(project().join("scripts/go.sh"));
    output_of(build.args(["bindings/go", "build", "-o"]).arg(&program).arg("./scenarios"));
    vec![program.into()]
}

/// What runners are built with: the library of this build, which they also run with, and a folder for the programs.
pub struct Toolbox {
    library: Library,
    folder: TempDir,
}

/// A language with the command that starts its runner; Rust has none.
pub struct Language {
    pub name: &'static str,
    command: Option<Vec<OsString>>,
}

/// All languages with their runners built.
pub fn all(toolbox: &Toolbox) -> Vec<Language> {
    let rust = Language { name: "rust", command: None };
    let program =
        |(name, prepare): &(&'static str, Prepare)| Language { name, command: Some(prepare(toolbox)) };
    std::iter::once(rust).chain(PROGRAMS.iter().map(program)).collect()
}

impl Toolbox {
    pub fn new() -> Self {
        Self { library: Library::of_this_build(), folder: TempDir::new() }
    }
}

impl Language {
    /// An outcome for each scenario of the list, and how much was searched for the runner's private keys: they all have
    /// failed when one was told.
    pub fn run(
        &self,
        surroundings: &Surroundings,
        list: &[Scenario],
        toolbox: &Toolbox,
    ) -> (Vec<Outcome>, Searched) {
        let mut outcomes = self.outcomes(surroundings, list, toolbox, &[]);
        for (scenario, outcome) in list.iter().zip(&mut outcomes) {
            if outcome.has_failed_for(LOST_SERIAL) {
                let again = std::slice::from_ref(scenario);
                *outcome = self.outcomes(surroundings, again, toolbox, &[scenario.id]).remove(0);
            }
        }
        match surroundings.told.searched(list.len()) {
            Ok(searched) => (outcomes, searched),
            Err(why) => {
                (outcomes.into_iter().map(|outcome| outcome.but(&why)).collect(), Searched::default())
            }
        }
    }

    /// With the arguments of a runner by which it tries that list.
    fn outcomes(
        &self,
        surroundings: &Surroundings,
        list: &[Scenario],
        toolbox: &Toolbox,
        arguments: &[&str],
    ) -> Vec<Outcome> {
        let Some(words) = &self.command else {
            return list.iter().map(|scenario| rust::outcome(scenario.id, surroundings)).collect();
        };
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).args(arguments).envs(surroundings.environment());
        command.env("LD_LIBRARY_PATH", toolbox.library.folder());
        child::outcomes(&command, list, &surroundings.told)
    }
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn existing(runner: PathBuf) -> PathBuf {
    assert!(runner.is_file(), "there is no runner {}", runner.display());
    runner
}

fn sources(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let sources: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    assert!(!sources.is_empty(), "there is no runner in {}", folder.display());
    sources
}
