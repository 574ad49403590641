//! The layers know only those below them, and `unsafe` stays at the C edge.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// From the bottom to the top; each may use itself and what stands before it.
const LAYERS: [&str; 6] = ["protocol", "error", "transport", "client", "issuance", "ffi"];

#[test]
fn no_layer_uses_one_above_it() {
    let source = source_folder();
    let exports = root_exports(&fs::read_to_string(source.join("lib.rs")).unwrap());
    let mut wrong = Vec::new();
    for (path, text) in rust_files(&source) {
        let inside = path.strip_prefix(&source).unwrap();
        if let Some(layer) = layer_of(inside) {
            let arrows = wrong_arrows(layer, roots_in(inside), &text, &exports);
            wrong.extend(arrows.into_iter().map(|used| format!("{}: {layer} uses {used}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "against {}:\n{}", LAYERS.join(" <- "), wrong.join("\n"));
}

#[test]
fn every_source_file_belongs_to_a_layer() {
    let source = source_folder();
    for (path, _) in rust_files(&source) {
        let inside = path.strip_prefix(&source).unwrap();
        assert!(
            inside == Path::new("lib.rs") || layer_of(inside).is_some(),
            "{} is in no layer",
            path.display()
        );
    }
}

#[test]
fn unsafe_stands_in_ffi_alone() {
    let source = source_folder();
    for (path, text) in rust_files(&source) {
        let allowed = path.starts_with(source.join("ffi"));
        assert!(allowed || !words(&code(&text)).any(|word| word == "unsafe"), "unsafe in {}", path.display());
    }
}

#[test]
fn a_wrong_arrow_is_found_in_every_spelling() {
    let exports = root_exports("pub use client::Client;\npub use error::{\n    Error,\n    Kind,\n};\n");
    let upward = |layer, text: &str| {
        let roots = roots_in(&Path::new(layer).join("noun.rs"));
        wrong_arrows(layer, roots, text, &exports).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(upward("protocol", "use crate::error::Error;"), ["error"]);
    assert_eq!(upward("protocol", "fn f() -> crate::Error {}"), ["error"]);
    assert_eq!(
        upward("transport", "use crate::{\n    error::{Error, Kind},\n    client::{self},\n};"),
        ["client"]
    );
    assert_eq!(upward("transport", "use crate::{Client as C, Kind};"), ["client"]);
    assert_eq!(upward("transport", "use super::super::client::Client;"), ["client"]);
    let in_error =
        wrong_arrows("error", roots_in(Path::new("error.rs")), "use super::client::Client;", &exports);
    assert_eq!(in_error.into_iter().collect::<Vec<_>>(), ["client"]);
    assert_eq!(upward("client", "let x = crate :: ffi::guard();"), ["ffi"]);
    assert_eq!(upward("error", "use crate::unheard_of::Thing;"), ["unheard_of"]);
}

#[test]
fn a_right_arrow_is_let_through() {
    let exports = root_exports("pub use error::{Error, Kind};");
    let text = "use crate::{error::{Error, client}, protocol::Url};\nuse crate::Kind;\n// crate::ffi\nuse super::client;";
    let noun = roots_in(Path::new("any/noun.rs"));
    assert!(wrong_arrows("transport", noun, text, &exports).is_empty());
    assert!(wrong_arrows("ffi", noun, "use crate::Kind; use crate::issuance::obtain;", &exports).is_empty());
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
    files
}

fn layer_of(path: &Path) -> Option<&'static str> {
    let first = Path::new(path.iter().next()?).with_extension("");
    LAYERS.into_iter().find(|layer| first == Path::new(layer))
}

/// What `lib.rs` re-exports, by name, with the layer that it comes from.
fn root_exports(lib: &str) -> BTreeMap<String, String> {
    let lib = code(lib);
    let statements = lib.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let exports = statements.flat_map(|statement| {
        let (layer, _) = statement.split_once("::").unwrap();
        words(statement).skip(1).map(|name| (name.to_owned(), layer.to_owned()))
    });
    exports.collect()
}

/// The layers above `layer`, and the names unknown at the crate's root, that the text uses.
fn wrong_arrows(
    layer: &str,
    roots: [&str; 2],
    text: &str,
    exports: &BTreeMap<String, String>,
) -> BTreeSet<String> {
    let own = LAYERS.iter().position(|known| *known == layer).unwrap();
    let used =
        root_names(roots, &code(text)).into_iter().map(|name| exports.get(&name).cloned().unwrap_or(name));
    used.filter(|name| !LAYERS[..=own].contains(&name.as_str())).collect()
}

/// How the crate's root is spelled in a file: `super` may lead there too.
fn roots_in(file: &Path) -> [&'static str; 2] {
    let depth = file.iter().count() - usize::from(file.ends_with("mod.rs"));
    ["crate::", if depth == 1 { "super::" } else { "super::super::" }]
}

/// The first name of every path that begins at the crate's root. After a `super` only a layer's name counts:
/// it may be that of an inline module.
fn root_names([by_crate, by_super]: [&str; 2], code: &str) -> BTreeSet<String> {
    let joined =
        code.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ::", "::").replace(":: ", "::");
    let by_super = paths_after(&joined, by_super).filter(|name| LAYERS.contains(&name.as_str()));
    paths_after(&joined, by_crate).chain(by_super).collect()
}

fn paths_after<'a>(code: &'a str, root: &'a str) -> impl Iterator<Item = String> + 'a {
    code.split(root).skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        Some(group) => group_heads(group),
        None => words(rest).next().map(str::to_owned).into_iter().collect(),
    })
}

/// The first name of each member of a `{...}` group whose brace is already open.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut at_head, mut heads) = (1, true, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => at_head = true,
            letter if at_head && !letter.is_whitespace() => {
                heads.extend(words(&group[at..]).next().map(str::to_owned));
                at_head = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

fn code(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| line.split(" // ").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}
