//! Runs the C tests, `tests/c/test_<noun>.c`, plainly and under valgrind, and sees to it that they call everything.

#![cfg(all(feature = "capi", feature = "testing", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};

use support::c_program::{Library, compiler, output_of};
use support::native::{Servers, calls_of, failure_of, missed, side_by_side, test_sources};
use support::temp_dir::TempDir;

const VALGRIND: [&str; 5] = [
    "valgrind",
    "--error-exitcode=99",
    "--leak-check=full",
    "--show-leak-kinds=definite,indirect",
    "--errors-for-leak-kinds=definite,indirect",
];

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
    let calls = |source: &PathBuf| {
        let object = folder.path().join(source.file_stem().unwrap()).with_extension("o");
        output_of(compiler().arg("-c").arg(source).arg("-o").arg(&object));
        calls_of(&object)
    };
    let missed = missed(&sources().iter().flat_map(calls).collect());
    assert!(missed.is_empty(), "no C test calls {}", missed.join(", "));
}

fn sources() -> Vec<PathBuf> {
    test_sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/c"), "c")
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
    let run =
        |program: &PathBuf| failure_of(&[under, &[program.to_str().unwrap()]].concat(), &library, &servers);
    let failures: Vec<_> = side_by_side(&programs, run).into_iter().flatten().collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
