//! Compiles C programs against the library that cargo built beside this test.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::temp_dir::TempDir;

const FLAGS: [&str; 9] = [
    "-std=c99",
    "-D_POSIX_C_SOURCE=200809L",
    "-pthread",
    "-g",
    "-O1",
    "-Wall",
    "-Wextra",
    "-pedantic",
    "-Werror",
];

/// The compiler with the flags and the header folders of all C programs.
pub fn compiler() -> Command {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("cc");
    command.args(FLAGS).arg("-I").arg(project.join("include")).arg("-I").arg(project.join("tests/c"));
    command
}

/// What a command prints.
///
/// # Panics
/// When it cannot be run or fails.
pub fn output_of(command: &mut Command) -> String {
    let output =
        command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; `make setup` installs it"));
    assert!(output.status.success(), "{command:?}:\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A folder with the shared library that cargo built for these tests, under the name that the loader asks for.
pub struct Library(TempDir);

impl Library {
    /// # Panics
    /// When the library was built without what the tests need.
    pub fn of_this_build() -> Self {
        let built = env::current_exe().unwrap().with_file_name("libacme_client.so");
        let exported = output_of(Command::new("nm").args(["-D", "--defined-only"]).arg(&built));
        assert!(
            exported.contains(" acme_test_panic\n"),
            "{} was last built without the feature `testing`: change a source or run `make clean`",
            built.display()
        );
        let folder = TempDir::new();
        for name in ["libacme_client.so", concat!("libacme_client.so.", env!("CARGO_PKG_VERSION_MAJOR"))] {
            std::os::unix::fs::symlink(&built, folder.path().join(name)).unwrap();
        }
        Self(folder)
    }

    /// For LD_LIBRARY_PATH.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Compiles sources into a program that loads the library.
    pub fn link(&self, sources: &[PathBuf], further: &[&str], program: &Path) {
        self.link_with(&mut compiler(), sources, further, program);
    }

    /// The same with a compiler of any language.
    pub fn link_with(&self, compiler: &mut Command, sources: &[PathBuf], further: &[&str], program: &Path) {
        compiler.args(sources).arg("-o").arg(program).arg("-L").arg(self.folder()).arg("-lacme_client");
        output_of(compiler.args(further));
    }
}
