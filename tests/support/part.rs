//! A part of docs/reliability.md, left where scripts/reliability.sh finds it.

use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    let Some(temporary) = option_env!("CARGO_TARGET_TMPDIR") else { panic!("cargo names it to tests alone") };
    Path::new(temporary).parent().expect("cargo's own folder").join("reliability")
}

/// Writes the part of that name.
pub fn write(name: &str, text: &str) {
    write_file(&format!("{name}.md"), text);
}

/// Writes a file beside the parts.
pub fn write_file(name: &str, text: &str) {
    let file = folder().join(name);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the results");
    fs::write(file, text).expect("a file of results");
}

/// Writes a row of the part `keys`, to which several programs add; rows are in the order of their names.
pub fn write_keys_row(name: &str, what: &str, tried: &str, found: &str) {
    write_file(&format!("keys/{name}.row"), &format!("| {what} | {tried} | {found} |\n"));
}

/// A table of Markdown.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<_> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = format!("|{}\n", "---|".repeat(head.len()));
    let rows: String = rows.into_iter().map(|row| line(&row)).collect();
    line(&head) + &rule + &rows
}
