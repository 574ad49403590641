//! Key authorizations as files below the root of a web server (RFC 8555, section 8.3).

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Presentation, Solver, SolverContext};
use crate::error::{Error, Kind, Result};

const FOLDERS: [&str; 2] = [".well-known", "acme-challenge"];

/// How often a file is written whose folder is gone meanwhile.
const ATTEMPTS: usize = 100;

/// Writes key authorizations into `.well-known/acme-challenge` below a web server's root.
///
/// Files and folders are readable by everyone, whatever the umask. A file appears whole or not at all. The folders that
/// it made are removed again when they are empty.
#[derive(Debug)]
pub struct Webroot {
    root: PathBuf,
    made: Mutex<Vec<PathBuf>>,
}

impl Webroot {
    /// A solver for the web server with this root, which must exist when something is presented.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), made: Mutex::new(Vec::new()) }
    }

    fn folder(&self) -> PathBuf {
        FOLDERS.iter().fold(self.root.clone(), |path, name| path.join(name))
    }

    /// Makes the folders that are missing and remembers them, the outer one first.
    fn make_folders(&self, made: &mut Vec<PathBuf>) -> io::Result<()> {
        let mut path = self.root.clone();
        for name in FOLDERS {
            path.push(name);
            match fs::create_dir(&path) {
                Ok(()) => {
                    if !made.contains(&path) {
                        made.push(path.clone());
                    }
                    fs::set_permissions(&path, Permissions::from_mode(0o755))?;
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Writes a file. Another issuance may remove the folder, empty as it is, before the file is in it.
    fn put(
        &self,
        made: &mut Vec<PathBuf>,
        presentation: &Presentation,
        context: &SolverContext,
    ) -> Result<()> {
        let (name, proof) = (presentation.token(), presentation.proof()?);
        let mut attempts_left = ATTEMPTS;
        loop {
            context.check()?;
            attempts_left -= 1;
            match self.make_folders(made).and_then(|()| write(&self.folder(), name, proof)) {
                Err(error) if error.kind() == ErrorKind::NotFound && attempts_left > 0 => {}
                written => {
                    return written
                        .map_err(|error| failure(presentation, "cannot write below", &self.root, &error));
                }
            }
        }
    }
}

impl Solver for Webroot {
    fn types(&self) -> Vec<String> {
        vec!["http-01".to_owned()]
    }

    fn present(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        for presentation in batch {
            self.put(&mut made, presentation, context)?;
        }
        Ok(())
    }

    fn clean_up(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let mut outcome = Ok(());
        for presentation in batch {
            let path = self.folder().join(presentation.token());
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    outcome = outcome.and(Err(failure(presentation, "cannot remove", &path, &error)));
                }
                _ => {}
            }
        }
        remove_unfinished(&self.folder(), batch);
        // A folder that others use meanwhile is not empty and stays, and with it the one around it.
        while made.last().is_some_and(|folder| is_gone(folder)) {
            made.pop();
        }
        outcome
    }
}

/// Removes what a process that was killed while it wrote has left under hidden names.
fn remove_unfinished(folder: &Path, batch: &[Presentation]) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let hidden = name.to_str().and_then(|name| name.strip_prefix('.')?.split_once('.'));
        if hidden.is_some_and(|(token, _)| batch.iter().any(|known| known.token() == token)) {
            // It is seen by nobody; one that cannot be removed does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether the empty folder could be removed, or somebody else did it.
fn is_gone(folder: &Path) -> bool {
    fs::remove_dir(folder).map_or_else(|error| error.kind() == ErrorKind::NotFound, |()| true)
}

/// Writes the whole file under a name that no web server is asked for and no other issuance has, then moves it to its
/// own.
fn write(folder: &Path, name: &str, content: &str) -> io::Result<()> {
    let mut random = [0; 8];
    openssl::rand::rand_bytes(&mut random)?;
    let hidden = folder.join(format!(".{name}.{:016x}", u64::from_ne_bytes(random)));
    let file = OpenOptions::new().write(true).create_new(true).open(&hidden)?;
    let written = fill(file, content).and_then(|()| fs::rename(&hidden, folder.join(name)));
    if written.is_err() {
        // What made the writing fail is told; this may fail for the same reason.
        let _ = fs::remove_file(&hidden);
    }
    written
}

fn fill(mut file: File, content: &str) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o644))?;
    file.write_all(content.as_bytes())
}

fn failure(presentation: &Presentation, what: &str, path: &Path, error: &io::Error) -> Error {
    presentation.failed(Kind::SolverFailed, format!("{what} {}: {error}", path.display()))
}
