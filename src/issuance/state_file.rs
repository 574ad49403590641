//! The state of an issuance in a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};

use super::{State, StateSink};

/// How many files this process has written, so that two threads never write the same new one.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// A file with the state of an issuance: readable by its owner alone, and whole at any moment.
#[derive(Debug, Clone)]
pub struct StateFile(PathBuf);

impl StateFile {
    /// The file of that path. Nothing is read or written yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The state in the file; `None` when there is no file.
    ///
    /// # Errors
    /// [`Kind::File`] when it cannot be read, [`Kind::InvalidState`] when it holds something else.
    pub fn read(&self) -> Result<Option<State>> {
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Err(Error::new(
                    Kind::InvalidState,
                    format!("state: {} is no text", self.0.display()),
                ));
            }
            Err(error) => return Err(self.failed(&error)),
        };
        State::from_json(&text).map(Some)
    }

    /// Writes a new file beside the old one and puts it in its place.
    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut name = self.0.file_name().ok_or(ErrorKind::InvalidInput)?.to_owned();
        let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
        name.push(format!(".{}-{number}.new", std::process::id()));
        let new = self.0.with_file_name(name);
        let written = write_new(&new, bytes).and_then(|()| fs::rename(&new, &self.0));
        if written.is_err() {
            // What is left of it is of no use, whether or not it can be removed.
            let _ = fs::remove_file(&new);
        }
        written?;
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    fn failed(&self, error: &io::Error) -> Error {
        Error::new(Kind::File, format!("state: {}: {error}", self.0.display()))
    }
}

/// Writes a file for its owner alone, which must not be there, down to the disk.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

impl StateSink for StateFile {
    fn keep(&self, state: &State) -> Result<()> {
        let document = state.to_json()?;
        self.replace(document.as_bytes()).map_err(|error| self.failed(&error))
    }
}
