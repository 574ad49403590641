//! The pages that users read, and the blocks of code in them.

use std::fs;
use std::path::{Path, PathBuf};

use super::temp_dir::TempDir;

/// A file in Markdown.
pub struct Page {
    /// Its path from the root of the repository.
    pub name: String,
    pub text: String,
}

/// What stands between two fences.
pub struct Block<'a> {
    /// The word behind the first fence; empty when there is none.
    pub language: &'a str,
    /// The number of the first line of code.
    pub line: usize,
    pub code: String,
}

/// The README, those of the bindings, and docs/.
pub fn pages() -> Vec<Page> {
    let mut names = vec![PathBuf::from("README.md"), PathBuf::from("CONTRIBUTING.md")];
    names.extend(listed("bindings").map(|folder| folder.join("README.md")));
    names.extend(listed("docs").filter(|path| path.extension().is_some_and(|found| found == "md")));
    names.sort();
    let existing = names.into_iter().filter(|name| root().join(name).is_file());
    existing
        .map(|name| Page { text: fs::read_to_string(root().join(&name)).unwrap(), name: text_of(&name) })
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text_of(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn listed(folder: &'static str) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(root().join(folder))
        .unwrap()
        .map(move |entry| Path::new(folder).join(entry.unwrap().file_name()))
}

impl Page {
    /// The blocks in the order of the page.
    ///
    /// # Panics
    /// When one does not end.
    pub fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks = Vec::new();
        let mut lines = self.text.lines().zip(1..);
        while let Some((line, number)) = lines.next() {
            let Some(language) = line.strip_prefix("```") else { continue };
            let mut code = String::new();
            loop {
                match lines.next() {
                    Some(("```", _)) => break,
                    Some((text, _)) => code.extend([text, "\n"]),
                    None => panic!("{}:{number}: a block without an end", self.name),
                }
            }
            blocks.push(Block { language, line: number + 1, code });
        }
        blocks
    }

    /// Those in a language.
    pub fn blocks_in(&self, language: &str) -> Vec<Block<'_>> {
        self.blocks().into_iter().filter(|block| block.language == language).collect()
    }
}

/// Sources for a compiler of C or C++ that tells the pages' lines, in a folder: each program is one, all other blocks
/// together are another, as functions behind a prelude.
pub fn sources(folder: &TempDir, language: &str, prelude: &str) -> Vec<PathBuf> {
    let named = |(number, code)| folder.write(&format!("pages{number}.{language}"), code);
    codes(&pages(), language, fs::read_to_string(root().join(prelude)).unwrap())
        .into_iter()
        .enumerate()
        .map(named)
        .collect()
}

fn codes(pages: &[Page], language: &str, prelude: String) -> Vec<String> {
    let mut snippets = prelude;
    let mut sources = Vec::new();
    let mut count = 0;
    for page in pages {
        for block in page.blocks_in(language) {
            let code = format!("#line {} \"{}\"\n{}", block.line, page.name, block.code);
            if block.code.contains("int main") {
                sources.push(code);
            } else {
                count += 1;
                snippets.push_str(&format!(
                    "int block{count}(void);\nint block{count}(void) {{\n{code}return 0;\n}}\n"
                ));
            }
        }
    }
    assert!(count > 0, "no page has a block in {language}");
    sources.push(snippets);
    sources
}
