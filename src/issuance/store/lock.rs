//! The locks of a folder.
//!
//! A lock is a file that its holder has locked with flock(2): the system gives it back when the holder dies, however that
//! happens. The file says until when the lease runs. When it has run out and the holder still lives, the next one puts
//! another file in its place; the holder finds out by the file's number. One more file, the referee, is locked for the few
//! instructions in which a lock changes hands.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::fs::{FlockOperation, flock};

use crate::error::{Error, Kind, Result};

use super::{Lease, lease_lost};

const MODE: u32 = 0o600;
/// No lock has a name like this.
const REFEREE: &str = ".referee";
/// How long it may be locked, and how often it is tried.
const REFEREE_TIME: Duration = Duration::from_secs(2);
const REFEREE_LOOK: Duration = Duration::from_millis(5);

/// A lock that this process holds.
#[derive(Debug)]
pub(super) struct FolderLock {
    file: File,
    path: PathBuf,
    name: String,
}

impl FolderLock {
    /// Takes the lock `name` of a folder that is there, unless another holds it.
    pub(super) fn take(folder: &Path, name: &str, lease: Duration) -> io::Result<Option<Self>> {
        let path = folder.join(name.replace('/', "+"));
        let _referee = referee(folder)?;
        let mut file = open(&path)?;
        if !try_lock(&file)? {
            if !is_overdue(&file)? {
                return Ok(None);
            }
            fs::remove_file(&path)?;
            file = open(&path)?;
            flock(&file, FlockOperation::LockExclusive)?;
        }
        let lock = Self { file, path, name: name.to_owned() };
        lock.write_end(lease)?;
        Ok(Some(lock))
    }

    /// Whether the locked file is the one that others find.
    fn is_in_place(&self) -> io::Result<bool> {
        let own = self.file.metadata()?;
        match fs::metadata(&self.path) {
            Ok(found) => Ok((found.dev(), found.ino()) == (own.dev(), own.ino())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Writes when the lease ends, always with the same number of digits.
    fn write_end(&self, lease: Duration) -> io::Result<()> {
        let end = now().saturating_add(u64::try_from(lease.as_millis()).unwrap_or(u64::MAX));
        let mut file = &self.file;
        file.rewind()?;
        file.write_all(format!("{end:020}\n").as_bytes())
    }

    fn extend_file(&self, lease: Duration) -> io::Result<bool> {
        let _referee = referee(self.path.parent().unwrap_or(Path::new(".")))?;
        if !self.is_in_place()? {
            return Ok(false);
        }
        self.write_end(lease)?;
        Ok(true)
    }
}

impl Lease for FolderLock {
    fn extend(&self, lease: Duration) -> Result<()> {
        match self.extend_file(lease) {
            Ok(true) => Ok(()),
            Ok(false) => Err(lease_lost(&self.name)),
            Err(error) => Err(Error::new(
                Kind::File,
                format!("cannot extend the lock {}: {error}", self.path.display()),
            )),
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // A forked child that inherited the file would keep the lock beyond its closing.
        let _ = flock(&self.file, FlockOperation::Unlock);
    }
}

/// The locked referee. Who holds it is about to give it back, unless it was stopped just there.
fn referee(folder: &Path) -> io::Result<File> {
    let path = folder.join(REFEREE);
    let referee = open(&path)?;
    let end = Instant::now() + REFEREE_TIME;
    while !try_lock(&referee)? {
        if Instant::now() >= end {
            let reason = format!("another process does not give back {}", path.display());
            return Err(io::Error::new(ErrorKind::TimedOut, reason));
        }
        thread::sleep(REFEREE_LOOK);
    }
    Ok(referee)
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(MODE).open(path)
}

fn try_lock(file: &File) -> io::Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether the lease that a lock's file tells of has run out.
fn is_overdue(file: &File) -> io::Result<bool> {
    let (mut file, mut text) = (file, String::new());
    file.rewind()?;
    file.take(32).read_to_string(&mut text)?;
    Ok(text.trim_end().parse::<u64>().is_ok_and(|end| end <= now()))
}

/// The time in milliseconds since 1970.
fn now() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_referee_that_is_not_given_back_is_an_error_and_no_hang() {
        let folder = std::env::temp_dir().join(format!("acme-client-referee-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        let take = || FolderLock::take(&folder, "account", Duration::from_secs(60));
        let held = referee(&folder).unwrap();
        let refused = take().unwrap_err();
        drop(held);
        let taken = take().unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(refused.kind(), ErrorKind::TimedOut);
        assert!(refused.to_string().contains(REFEREE), "{refused}");
        assert!(taken.is_some());
    }
}
