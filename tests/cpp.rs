//! Compiles and runs the C++ tests, `bindings/cpp/tests/test_<noun>.cpp`: with both compilers, and with sanitizers.

#![cfg(all(feature = "capi", feature = "testing", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::c_program::{Library, output_of};
use support::native::{Servers, calls_of, failure_of, missed, side_by_side, test_sources};
use support::pages::sources;
use support::temp_dir::TempDir;

const FLAGS: [&str; 10] = [
    "-pthread",
    "-g",
    "-Wall",
    "-Wextra",
    "-pedantic",
    "-Wshadow",
    "-Wconversion",
    "-Wnon-virtual-dtor",
    "-Wold-style-cast",
    "-Werror",
];

const SANITIZERS: [&str; 2] = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

#[test]
fn every_test_passes_with_clang_and_together_they_call_every_function_of_the_ledger() {
    let build = Build::new("clang++", &[]);
    let called: BTreeSet<_> = build.objects.iter().flat_map(|object| calls_of(object)).collect();
    let missed = missed(&called);
    assert!(missed.is_empty(), "no C++ test calls {}", missed.join(", "));
    build.run();
}

#[test]
fn every_test_passes_with_gcc_and_sanitizers() {
    let build = Build::new("g++", &SANITIZERS);
    let called = calls_of(&build.program);
    for runtime in ["__asan_init", "__ubsan_handle_type_mismatch_v1_abort"] {
        assert!(called.contains(runtime), "the program has no {runtime}");
    }
    build.run();
}

#[test]
fn headers_tests_and_examples_are_cpp_20_as_well() {
    let mut sources = test_sources(&tests(), "cpp");
    sources.extend(["issue", "obtain"].map(|name| project().join(format!("examples/cpp/{name}.cpp"))));
    for cpp in ["g++", "clang++"] {
        side_by_side(&sources, |source| {
            output_of(compiler(cpp, "-std=c++20").arg("-fsyntax-only").arg(source))
        });
    }
}

#[test]
fn each_header_stands_alone() {
    let mut headers: Vec<_> = fs::read_dir(project().join("include/acme_client"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    headers.push(project().join("include/acme_client.hpp"));
    let folder = TempDir::new();
    side_by_side(&headers, |header| {
        let name = header.file_stem().unwrap().to_string_lossy();
        let twice = format!("#include \"{0}\"\n#include \"{0}\"\n", header.display());
        let source = folder.write(&format!("{name}.cpp"), twice);
        output_of(compiler("g++", "-std=c++17").arg("-fsyntax-only").arg(source))
    });
}

#[test]
fn a_library_of_another_version_is_refused_with_both_versions_named() {
    let library = Library::of_this_build();
    let folder = TempDir::new();
    let program = folder.path().join("mismatch");
    library.link_with(&mut compiler("g++", "-std=c++17"), &[tests().join("mismatch.cpp")], &[], &program);
    let said = output_of(Command::new(&program).env("LD_LIBRARY_PATH", library.folder()));
    assert_eq!(said, "refused and accepted\n");
}

#[test]
fn the_code_of_the_pages_compiles() {
    let folder = TempDir::new();
    side_by_side(&sources(&folder, "cpp", "bindings/cpp/tests/pages.hpp"), |source| {
        output_of(compiler("g++", "-std=c++17").arg("-fsyntax-only").arg("-Wno-unused").arg(source))
    });
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn tests() -> PathBuf {
    project().join("bindings/cpp/tests")
}

fn compiler(cpp: &str, standard: &str) -> Command {
    let mut command = Command::new(cpp);
    command.arg(standard).args(FLAGS).arg("-I").arg(project().join("include"));
    command
}

/// All tests as one program of many translation units.
struct Build {
    library: Library,
    objects: Vec<PathBuf>,
    program: PathBuf,
    _folder: TempDir,
}

impl Build {
    fn new(cpp: &str, flags: &[&str]) -> Self {
        let (library, folder) = (Library::of_this_build(), TempDir::new());
        let mut sources = test_sources(&tests(), "cpp");
        sources.push(tests().join("main.cpp"));
        let objects = side_by_side(&sources, |source| {
            let object = folder.path().join(source.file_stem().unwrap()).with_extension("o");
            output_of(compiler(cpp, "-std=c++17").args(flags).arg("-c").arg(source).arg("-o").arg(&object));
            object
        });
        let program = folder.path().join("tests");
        library.link_with(compiler(cpp, "-std=c++17").args(flags), &objects, &["-lcrypto"], &program);
        Self { library, objects, program, _folder: folder }
    }

    /// Runs the tests of each noun in a process of its own.
    fn run(&self) {
        let servers = Servers::start();
        let nouns: Vec<_> = test_sources(&tests(), "cpp")
            .iter()
            .map(|source| source.file_stem().unwrap().to_string_lossy()["test_".len()..].to_owned())
            .collect();
        let program = self.program.to_str().unwrap();
        let run = |noun: &String| failure_of(&[program, noun], &self.library, &servers);
        let failures: Vec<_> = side_by_side(&nouns, run).into_iter().flatten().collect();
        assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    }
}
