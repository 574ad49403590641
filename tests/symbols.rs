//! The functions of the C library: what the header declares, the ledger records and the library exports.

#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

#[test]
fn the_ledger_is_sorted_and_gives_each_function_the_version_it_arrived_in() {
    let text = read("include/acme_client.symbols");
    let lines: Vec<_> = text.lines().collect();
    assert!(lines.is_sorted(), "acme_client.symbols is not sorted");
    for line in lines {
        let (symbol, version) =
            line.split_once(' ').unwrap_or_else(|| panic!("{line:?} is not `symbol version`"));
        let parts: Vec<u64> = version.split('.').map(|part| part.parse().unwrap()).collect();
        let own =
            ["MAJOR", "MINOR", "PATCH"].map(|part| env::var(format!("CARGO_PKG_VERSION_{part}")).unwrap());
        let own = own.map(|part| part.parse().unwrap());
        assert!(symbol.starts_with("acme_") && parts.len() == 3, "{line:?} is not `acme_... X.Y.Z`");
        assert!(parts.as_slice() <= own.as_slice(), "{line:?} comes from the future");
    }
}

#[test]
fn the_ledger_records_exactly_the_functions_of_the_header() {
    let header = functions_of(&read("include/acme_client.h"));
    assert!(!header.is_empty());
    let differences = differences(&ledger(), &header);
    assert!(differences.is_empty(), "`make header` adds new functions, none may ever go: {differences:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_library_exports_exactly_the_functions_of_the_ledger() {
    let folder = env::var_os("ACME_LIB_DIR").map_or_else(release_folder, PathBuf::from);
    let library = folder.join("libacme_client.so");
    assert!(library.exists(), "there is no {}: run `make lib` first", library.display());
    let output = Command::new("nm").args(["-D", "--defined-only", "-P"]).arg(&library).output().unwrap();
    assert!(output.status.success(), "nm: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let exported: BTreeSet<_> = text.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    let differences = differences(&exported, &ledger());
    assert!(differences.is_empty(), "not both exported and in the ledger: {differences:?}");
}

#[test]
fn a_function_is_told_from_a_callback_and_a_comment() {
    let header = "/** Like acme_old(x). */\ntypedef void (*acme_log_fn)(void *userdata);\n\
                  acme_status acme_key_new(acme_key **out,\n    acme_error **error);\nvoid acme_key_free(acme_key *key);\n";
    assert_eq!(functions_of(header), ["acme_key_free", "acme_key_new"].map(str::to_owned).into());
}

fn differences(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Vec<String> {
    one.symmetric_difference(other).cloned().collect()
}

fn release_folder() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    Path::new(env!("CARGO_MANIFEST_DIR")).join(target).join("release")
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn ledger() -> BTreeSet<String> {
    let text = read("include/acme_client.symbols");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

fn functions_of(header: &str) -> BTreeSet<String> {
    let mut code = header.to_owned();
    while let Some(start) = code.find("/*") {
        let end = start + code[start..].find("*/").unwrap() + 2;
        code.replace_range(start..end, "");
    }
    let before_parentheses = code.split('(').map(|part| {
        part.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()
    });
    before_parentheses.filter(|name| name.starts_with("acme_")).map(str::to_owned).collect()
}
