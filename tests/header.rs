//! The committed header is the generated one, and every compiler takes it without a word.

#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const WARNINGS: [&str; 4] = ["-Wall", "-Wextra", "-pedantic", "-Werror"];

/// Each language and standard of the header, with the compilers' name for it.
const STANDARDS: [(&str, &str); 3] = [("c", "-std=c99"), ("c", "-std=c11"), ("c++", "-std=c++17")];

#[test]
fn the_committed_header_is_the_generated_one() {
    let generated = fs::read_to_string(env!("ACME_HEADER")).unwrap();
    let committed = fs::read_to_string(header()).unwrap();
    assert!(generated == committed, "include/acme_client.h is out of date: run `make header`");
}

#[test]
fn gcc_takes_the_header_alone_in_every_standard() {
    compiles_alone("gcc");
}

#[test]
fn clang_takes_the_header_alone_in_every_standard() {
    compiles_alone("clang");
}

#[test]
fn the_header_is_plain_declarations_once_preprocessed_without_its_includes() {
    let text = fs::read_to_string(header()).unwrap();
    let text: String =
        text.lines().filter(|line| !line.starts_with("#include")).map(|line| format!("{line}\n")).collect();
    let plain = run(Command::new("cpp").args(["-P", "-"]), &text);
    assert!(!plain.lines().any(|line| line.trim_start().starts_with('#')), "a directive is left in\n{plain}");
    let words: Vec<_> = plain.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    for construct in ["__attribute__", "extern", "inline", "static"] {
        assert!(!words.contains(&construct), "{construct} is more than a foreign function reader knows");
    }
    assert!(!plain.contains("enum acme_"), "an enumeration has a name");
    assert!(plain.contains("ACME_STATUS_OK = 0,"));
    assert!(plain.contains("ACME_CLIENT_VERSION_NUMBER = 0x"));
    assert!(plain.contains("typedef int32_t acme_status;"));
}

fn header() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("include/acme_client.h")
}

fn compiles_alone(compiler: &str) {
    for (language, standard) in STANDARDS {
        let mut command = Command::new(compiler);
        command.args(WARNINGS).args(["-fsyntax-only", standard, "-x", language, "-"]);
        command.arg("-I").arg(header().parent().unwrap());
        run(&mut command, "#include <acme_client.h>\n#include <acme_client.h>\n");
    }
}

/// What the command prints; it must succeed and have nothing to say on standard error.
fn run(command: &mut Command, input: &str) -> String {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child =
        command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}; `make setup` installs it"));
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaint.is_empty(), "{command:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}
