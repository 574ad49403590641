//! A part of docs/reliability.md, left where scripts/reliability.sh finds it.

use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("cargo's own folder");
    target.join("reliability")
}

/// Writes the part of that name.
pub fn write(name: &str, text: &str) {
    write_file(&format!("{name}.md"), text);
}

/// Writes a file beside the parts.
pub fn write_file(name: &str, text: &str) {
    fs::create_dir_all(folder()).expect("a folder for the results");
    fs::write(folder().join(name), text).expect("a file of results");
}

/// A table of Markdown.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<_> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = format!("|{}\n", "---|".repeat(head.len()));
    let rows: String = rows.into_iter().map(|row| line(&row)).collect();
    line(&head) + &rule + &rows
}
