//! What a runner tells: its log, and what it prints. The private keys that it made must be in neither.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use crate::support::secret::{Secret, Text};
use crate::support::temp_dir::TempDir;

/// A folder for the log, for what was printed, and for the keys to look for.
pub struct Told(TempDir);

/// How much was searched.
#[derive(Debug, Default, Clone, Copy)]
pub struct Searched {
    pub keys: usize,
    pub lines: usize,
}

impl Told {
    pub fn new() -> Self {
        Self(TempDir::new())
    }

    /// Where the runner writes its log.
    pub fn log(&self) -> PathBuf {
        self.0.path().join("log")
    }

    /// Where the runner writes the keys that it makes.
    pub fn keys(&self) -> PathBuf {
        self.0.path().join("keys")
    }

    /// Keeps what the runner printed.
    pub fn keep_printed(&self, text: &[u8]) {
        let mut file = File::options().create(true).append(true).open(self.printed()).unwrap();
        file.write_all(text).unwrap();
    }

    fn printed(&self) -> PathBuf {
        self.0.path().join("printed")
    }

    /// Searches all of it. It fails, with the reason, when a key is told, and when there is less than a key and a line of
    /// the log for each scenario.
    pub fn searched(&self, scenarios: usize) -> Result<Searched, String> {
        let read = |path| fs::read(path).unwrap_or_default();
        let (log, printed) = (read(self.log()), read(self.printed()));
        let secrets = Secret::all_in(&String::from_utf8(read(self.keys())).unwrap());
        let lines = log.iter().filter(|byte| **byte == b'\n').count();
        if lines < scenarios || secrets.len() < scenarios {
            return Err(format!("it has logged {lines} lines and kept {} keys", secrets.len()));
        }
        let text = Text::new(&[log, printed].concat());
        let told = secrets.iter().find_map(|secret| text.shape_of(secret));
        told.map_or(Ok(Searched { keys: secrets.len(), lines }), |shape| {
            Err(format!("a private key is told as {shape}"))
        })
    }
}

impl std::iter::Sum for Searched {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        let add = |sum: Self, one: Self| Self { keys: sum.keys + one.keys, lines: sum.lines + one.lines };
        all.fold(Self::default(), add)
    }
}

#[test]
fn a_key_that_is_logged_or_printed_is_found() {
    let secret = Secret::new("told");
    let told = |log: &str, printed: &str| {
        let told = Told::new();
        fs::write(told.keys(), &secret.pem).unwrap();
        fs::write(told.log(), log).unwrap();
        told.keep_printed(printed.as_bytes());
        told.searched(1).map(|searched| (searched.keys, searched.lines))
    };
    assert_eq!(told("a line\n", "another\n"), Ok((1, 1)));
    assert!(told(&format!("the key {}\n", secret.pem), "").unwrap_err().contains("is told as"));
    assert!(told("a line\n", &secret.pem).unwrap_err().contains("is told as"));
}

#[test]
fn nothing_told_proves_nothing() {
    let told = Told::new();
    assert!(told.searched(1).is_err());
    fs::write(told.log(), "a line\n").unwrap();
    assert!(told.searched(1).is_err(), "no key is known");
    fs::write(told.keys(), Secret::new("kept").pem).unwrap();
    assert!(told.searched(1).is_ok());
    assert!(told.searched(2).is_err(), "the second scenario has told nothing");
}
