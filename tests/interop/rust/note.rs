//! The files in which a runner keeps its log and its private keys.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use acme_client::client::{Level, Log};

/// A log that is a file.
pub struct LogFile(pub PathBuf);

impl Log for LogFile {
    fn enabled(&self, _: Level) -> bool {
        true
    }

    fn line(&self, _: Level, line: &str) {
        append(&self.0, &format!("{line}\n"));
    }
}

pub fn append(file: &Path, text: &str) {
    let mut file = File::options().create(true).append(true).open(file).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}
