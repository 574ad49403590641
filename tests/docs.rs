//! What the pages show is there: code in C compiles, commands and links exist. Code in C++ is compiled by `cpp.rs`, that in
//! Ruby, Python and Go by the tests of those bindings.

#![cfg(all(feature = "capi", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use support::c_program::{compiler, output_of};
use support::native::side_by_side;
use support::pages::{Page, pages, sources};
use support::temp_dir::TempDir;

/// A test compiles or runs each of these, but for what has no name (what a program prints, parts of files) and `cmake`,
/// whose package the installed library is tested with.
const LANGUAGES: [&str; 8] = ["", "c", "cmake", "cpp", "go", "python", "ruby", "sh"];

#[test]
fn each_block_is_in_a_language_that_a_test_knows() {
    for page in pages() {
        for block in page.blocks() {
            assert!(LANGUAGES.contains(&block.language), "{}:{}: {}", page.name, block.line, block.language);
        }
    }
}

#[test]
fn the_code_in_c_compiles() {
    let folder = TempDir::new();
    side_by_side(&sources(&folder, "c", "tests/c/pages.h"), |source| {
        output_of(compiler().arg("-fsyntax-only").arg("-Wno-unused").arg(source))
    });
}

#[test]
fn the_commands_are_there() {
    let targets = make_targets();
    for page in pages() {
        for block in page.blocks_in("sh") {
            let place = format!("{}:{}", page.name, block.line);
            assert!(is_shell(&block.code), "{place}: not the shell's language");
            for line in block.code.lines() {
                let mut words = line.split_whitespace();
                match words.find(|word| !word.contains('=')) {
                    Some("make") => {
                        let target = words.next().unwrap();
                        assert!(targets.contains(target), "{place}: no `make {target}`");
                    }
                    Some(script) if script.starts_with("scripts/") => {
                        assert!(root().join(script).is_file(), "{place}: no {script}");
                    }
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn the_links_lead_to_files_and_headings() {
    for page in pages() {
        let folder = root().join(Path::new(&page.name).parent().unwrap());
        for link in links(&page).iter().filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file = if path.is_empty() { root().join(&page.name) } else { folder.join(path) };
            assert!(file.exists(), "{}: no {link}", page.name);
            assert!(anchor.is_empty() || anchors(&file).contains(anchor), "{}: no {link}", page.name);
        }
    }
}

#[test]
fn the_index_names_every_page() {
    let index = fs::read_to_string(root().join("docs/README.md")).unwrap();
    for page in pages() {
        if let Some(name) = page.name.strip_prefix("docs/").filter(|name| *name != "README.md") {
            assert!(index.contains(&format!("]({name})")), "docs/README.md does not name {name}");
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Outside of blocks of code.
fn links(page: &Page) -> BTreeSet<String> {
    let mut is_code = false;
    let prose = page.text.lines().filter(|line| {
        is_code ^= line.starts_with("```");
        !is_code
    });
    let ends = |line: &str| -> Vec<_> {
        line.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned).collect()
    };
    prose.flat_map(ends).collect()
}

/// The anchors of a file's headings: in lower case, with hyphens for spaces and without other marks.
fn anchors(file: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(file).unwrap();
    let headings =
        text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    headings
        .map(|heading| heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-"))
        .collect()
}

fn make_targets() -> BTreeSet<String> {
    let makefiles =
        ["Makefile", "packaging/packages.mk"].map(|name| fs::read_to_string(root().join(name)).unwrap());
    let lines = makefiles.iter().flat_map(|text| text.lines());
    let names = lines.filter_map(|line| line.split_once(':')).map(|(name, _)| name.to_owned());
    names.filter(|name| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')).collect()
}

fn is_shell(code: &str) -> bool {
    let mut shell = Command::new("sh").arg("-n").stdin(Stdio::piped()).spawn().unwrap();
    shell.stdin.take().unwrap().write_all(code.as_bytes()).unwrap();
    shell.wait().unwrap().success()
}
