//! What `make install` leaves is what a program in C or C++ needs: through pkg-config and through CMake, shared and static.

#![cfg(all(feature = "capi", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::pebble::{Options, Pebble};
use support::temp_dir::TempDir;

#[test]
fn pkg_config_leads_a_program_to_the_shared_library() {
    let folder = TempDir::new();
    let prefix = install_into(&folder);
    let program = folder.path().join("program");
    let flags = pkg_config(&prefix, &["--cflags", "--libs"]);
    compile(&program, &flags).arg(format!("-Wl,-rpath,{}/lib", prefix.display())).finish();
    assert!(dynamic_section(&program).contains(&format!("NEEDED [{}]", soname())));
    registers_an_account(&program);

    let program = folder.path().join("program-cpp");
    let mut compiler = strict("c++", "-std=c++17", "program.cpp", &program);
    compiler.args(flags).arg(format!("-Wl,-rpath,{}/lib", prefix.display())).finish();
    registers_an_account(&program);
}

#[test]
fn pkg_config_leads_a_program_to_the_static_library() {
    let folder = TempDir::new();
    let prefix = install_into(&folder);
    let program = folder.path().join("program");
    let flags = pkg_config(&prefix, &["--cflags", "--static", "--libs"]);
    let flags: Vec<_> =
        flags.iter().map(|flag| flag.replace("-lacme_client", "-l:libacme_client.a")).collect();
    compile(&program, &flags).finish();
    assert!(!dynamic_section(&program).contains("libacme_client"));
    registers_an_account(&program);
}

#[test]
fn cmake_leads_a_program_to_both_libraries_even_when_the_tree_was_moved() {
    let folder = TempDir::new();
    let prefix = install_into(&folder);
    let moved = folder.path().join("moved");
    fs::rename(prefix, &moved).unwrap();
    let build = configure(&folder, &moved, &project().join("tests/install"));
    Command::new("cmake").arg("--build").arg(&build).finish();
    assert!(dynamic_section(&build.join("program-shared")).contains(&format!("NEEDED [{}]", soname())));
    assert!(!dynamic_section(&build.join("program-static")).contains("libacme_client"));
    for program in ["program-shared", "program-static", "program-cpp", "program-cpp-static"] {
        registers_an_account(&build.join(program));
    }
}

#[test]
fn cmake_takes_the_same_major_version_from_the_wanted_one_on() {
    let folder = TempDir::new();
    let prefix = install_into(&folder);
    let [major, minor] = ["MAJOR", "MINOR"].map(|part| {
        let text = env::var(format!("CARGO_PKG_VERSION_{part}")).unwrap();
        text.parse::<u32>().unwrap()
    });
    let finds = |version: String| {
        let source = TempDir::new();
        source.write(
            "CMakeLists.txt",
            format!(
                "cmake_minimum_required(VERSION 3.16)\nproject(wish NONE)\nset(CMAKE_SIZEOF_VOID_P 8)\n\
                 find_package(acme_client {version} QUIET)\n\
                 if(NOT acme_client_FOUND)\n  message(FATAL_ERROR \"refused\")\nendif()\n"
            ),
        );
        let mut command = cmake(&source.path().join("build"), &prefix, source.path());
        command.output().unwrap().status.success()
    };
    assert!(finds(env!("CARGO_PKG_VERSION").to_owned()));
    assert!(finds(format!("{major}")));
    assert!(!finds(format!("{major}.{}", minor + 1)));
    assert!(!finds(format!("{}.0", major + 1)));
    assert!(major == 0 || !finds(format!("{}.0", major - 1)));
}

#[test]
fn a_staged_tree_has_every_file_in_its_place_and_does_not_know_the_stage() {
    let folder = TempDir::new();
    let stage = folder.path().join("stage");
    make_install(&[
        format!("DESTDIR={}", stage.display()),
        "PREFIX=/opt/acme".to_owned(),
        "LIBDIR=/opt/acme/lib/here".to_owned(),
    ]);
    let version = env!("CARGO_PKG_VERSION");
    let lib = stage.join("opt/acme/lib/here");
    let library = lib.join(format!("libacme_client.so.{version}"));
    assert!(library.is_file() && lib.join("libacme_client.a").is_file());
    assert_eq!(fs::canonicalize(lib.join("libacme_client.so")).unwrap(), fs::canonicalize(&library).unwrap());
    assert_eq!(fs::canonicalize(lib.join(soname())).unwrap(), fs::canonicalize(&library).unwrap());
    assert!(dynamic_section(&library).contains(&format!("SONAME [{}]", soname())));
    assert!(dynamic_section(&library).contains("NODELETE"));
    for header in ["acme_client.h", "acme_client.hpp", "acme_client/client.hpp"] {
        assert!(stage.join("opt/acme/include").join(header).is_file(), "there is no {header}");
    }
    for text in ["pkgconfig/acme_client.pc", "cmake/acme_client/acme_client-config.cmake"] {
        let text = fs::read_to_string(lib.join(text)).unwrap();
        assert!(!text.contains("stage") && !text.contains('@'), "{text}");
    }
    let pc = fs::read_to_string(lib.join("pkgconfig/acme_client.pc")).unwrap();
    assert!(pc.contains("prefix=/opt/acme\nlibdir=/opt/acme/lib/here\n"), "{pc}");
    let config = fs::read_to_string(lib.join("cmake/acme_client/acme_client-config.cmake")).unwrap();
    assert!(config.contains("\"../../../../include\""), "{config}");
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn soname() -> String {
    format!("libacme_client.so.{}", env!("CARGO_PKG_VERSION_MAJOR"))
}

fn install_into(folder: &TempDir) -> PathBuf {
    let prefix = folder.path().join("prefix");
    make_install(&[format!("PREFIX={}", prefix.display())]);
    prefix
}

fn make_install(variables: &[String]) {
    let mut make = Command::new("make");
    make.current_dir(project()).args(["--no-print-directory", "install"]).args(variables);
    for inherited in ["MAKEFLAGS", "MFLAGS", "MAKELEVEL", "DESTDIR", "PREFIX", "LIBDIR"] {
        make.env_remove(inherited);
    }
    make.finish();
}

fn pkg_config(prefix: &Path, arguments: &[&str]) -> Vec<String> {
    let mut command = Command::new("pkg-config");
    command.env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig")).args(arguments).arg("acme_client >= 1.0");
    command.finish().split_whitespace().map(str::to_owned).collect()
}

fn compile(program: &Path, flags: &[String]) -> Command {
    let mut command = strict("cc", "-std=c99", "program.c", program);
    command.args(flags);
    command
}

fn strict(compiler: &str, standard: &str, source: &str, program: &Path) -> Command {
    let mut command = Command::new(compiler);
    command.current_dir(program.parent().unwrap());
    command.args([standard, "-Wall", "-Wextra", "-pedantic", "-Werror"]);
    command.arg(project().join("tests/install").join(source)).arg("-o").arg(program);
    command
}

fn cmake(build: &Path, prefix: &Path, source: &Path) -> Command {
    let mut command = Command::new("cmake");
    command
        .arg("-S")
        .arg(source)
        .arg("-B")
        .arg(build)
        .arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display()));
    command
}

fn configure(folder: &TempDir, prefix: &Path, source: &Path) -> PathBuf {
    let build = folder.path().join("build");
    cmake(&build, prefix, source).finish();
    build
}

/// `NEEDED [...]`, `SONAME [...]` and the flags.
fn dynamic_section(file: &Path) -> String {
    let text =
        Command::new("readelf").args([OsStr::new("-dW"), file.as_os_str()]).env("LC_ALL", "C").finish();
    text.replace("(NEEDED)", "NEEDED")
        .replace("(SONAME)", "SONAME")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("Shared library: ", "")
        .replace("Library soname: ", "")
}

fn registers_an_account(program: &Path) {
    let pebble = Pebble::start(&Options::default()).unwrap_or_else(|error| panic!("{error}"));
    let mut command = Command::new(program);
    command.arg(pebble.directory_url()).arg(pebble.ca_file()).env_remove("LD_LIBRARY_PATH");
    let output = command.finish();
    assert!(
        output.starts_with(&format!("acme_client {}\naccount https://", env!("CARGO_PKG_VERSION"))),
        "{output}"
    );
}

trait Finish {
    /// What the command prints; it must succeed.
    fn finish(&mut self) -> String;
}

impl Finish for Command {
    fn finish(&mut self) -> String {
        let output =
            self.output().unwrap_or_else(|error| panic!("{self:?}: {error}; `make setup` installs it"));
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{self:?}: {complaint}");
        String::from_utf8(output.stdout).unwrap()
    }
}
