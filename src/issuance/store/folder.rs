//! A folder as a store.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, DirEntry, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};

use super::lock::FolderLock;
use super::{Lease, Store, check_store_name};

const FOLDER_MODE: u32 = 0o700;
const PRIVATE_MODE: u32 = 0o600;
const PUBLIC_MODE: u32 = 0o644;
/// What an unfinished file's name ends with.
const UNFINISHED: &str = ".unfinished";
/// How old an unfinished file is when its writer must have died.
const ABANDONED: Duration = Duration::from_secs(3600);
/// The folder of the locks, within the store's.
const LOCKS: &str = ".locks";
/// The largest document that is read, in bytes.
const MAX_DOCUMENT: u64 = 16 << 20;

/// A store of files in a folder, which several processes of this machine may use at once.
///
/// Files are written beside their final place, flushed to the disk and renamed; private ones have mode 0600, folders that
/// it makes 0700.
#[derive(Debug, Clone)]
pub struct FolderStore(PathBuf);

impl FolderStore {
    /// The store in a folder, which is made when it is not there.
    ///
    /// # Errors
    /// [`Kind::File`] when it cannot be made or is none.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        make_folders(&folder).map_err(|error| failed("make the folder", &folder, &error))?;
        let folder = fs::canonicalize(&folder).map_err(|error| failed("find", &folder, &error))?;
        Ok(Self(folder))
    }

    fn file(&self, name: &str) -> Result<PathBuf> {
        check_store_name(name)?;
        Ok(self.0.join(name))
    }
}

impl Store for FolderStore {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let path = self.file(name)?;
        match read_whole(&path) {
            Err(error) if is_missing(&error) => Ok(None),
            result => result.map(Some).map_err(|error| failed("read", &path, &error)),
        }
    }

    fn write(&self, name: &str, bytes: &[u8], is_private: bool) -> Result<()> {
        let path = self.file(name)?;
        let mode = if is_private { PRIVATE_MODE } else { PUBLIC_MODE };
        replace(&path, |temporary| write_new(temporary, bytes, mode))
            .map_err(|error| failed("write", &path, &error))
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>> {
        let mut names = Vec::new();
        collect(&self.0, "", prefix, &mut names).map_err(|error| failed("list", &self.0, &error))?;
        names.sort();
        Ok(names)
    }

    fn remove(&self, name: &str) -> Result<()> {
        let path = self.file(name)?;
        match fs::remove_file(&path) {
            Err(error) if !is_missing(&error) => return Err(failed("remove", &path, &error)),
            _ => {}
        }
        remove_empty_parents(&path, &self.0);
        Ok(())
    }

    fn lock(&self, name: &str, lease: Duration) -> Result<Option<Box<dyn Lease>>> {
        check_store_name(name)?;
        let folder = self.0.join(LOCKS);
        let lock = make_folders(&folder).and_then(|()| FolderLock::take(&folder, name, lease));
        let lock = lock.map_err(|error| failed("lock", &folder.join(name), &error))?;
        Ok(lock.map(|lock| Box::new(lock) as Box<dyn Lease>))
    }

    fn switch(&self, name: &str, target: &str) -> Result<()> {
        let link = self.file(name)?;
        check_store_name(target)?;
        let relative = Path::new(&"../".repeat(name.matches('/').count())).join(target);
        if fs::read_link(&link).is_ok_and(|current| current == relative) {
            return Ok(());
        }
        replace(&link, |temporary| symlink(&relative, temporary))
            .map_err(|error| failed("switch", &link, &error))
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        self.file(name).ok()
    }
}

fn failed(verb: &str, path: &Path, error: &io::Error) -> Error {
    Error::new(Kind::File, format!("cannot {verb} {}: {error}", path.display()))
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn read_whole(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > MAX_DOCUMENT {
        return Err(io::Error::other("it is larger than a document may be"));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1));
    file.take(MAX_DOCUMENT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts what `make` makes beside `path` in its place, so that a crash leaves the old or the new, and makes that last.
fn replace(path: &Path, make: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or(ErrorKind::InvalidInput)?;
    make_folders(folder)?;
    remove_abandoned(folder);
    let temporary = unfinished(path)?;
    let result = make(&temporary).and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        drop(fs::remove_file(&temporary));
    }
    result.and_then(|()| File::open(folder)?.sync_all())
}

fn unfinished(path: &Path) -> io::Result<PathBuf> {
    let mut random = [0; 8];
    openssl::rand::rand_bytes(&mut random).map_err(io::Error::other)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.{:016x}{UNFINISHED}", u64::from_be_bytes(random))))
}

fn write_new(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Removes what writers that were killed have left. What cannot be removed is left for the next time.
fn remove_abandoned(folder: &Path) {
    let is_abandoned = |entry: &DirEntry| {
        let written = entry.metadata().and_then(|data| data.modified());
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with('.')
            && name.ends_with(UNFINISHED)
            && written
                .is_ok_and(|time| SystemTime::now().duration_since(time).is_ok_and(|age| age > ABANDONED))
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(is_abandoned) {
        drop(fs::remove_file(entry.path()));
    }
}

/// Makes a folder and those above it that are missing, and makes them last.
fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().filter(|parent| *parent != Path::new(""));
    parent.map_or(Ok(()), make_folders)?;
    match DirBuilder::new().mode(FOLDER_MODE).create(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => File::open(parent.unwrap_or(Path::new(".")))?.sync_all(),
    }
}

/// Adds the names of the files below `folder` that begin with `prefix`. Names with a dot in front are the store's own.
fn collect(folder: &Path, above: &str, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let Some(name) = entry.file_name().to_str().filter(|name| !name.starts_with('.')).map(str::to_owned)
        else {
            continue;
        };
        let name = format!("{above}{name}");
        if kind.is_dir() {
            let below = format!("{name}/");
            if below.starts_with(prefix) || prefix.starts_with(&below) {
                collect_below(&entry.path(), &below, prefix, names)?;
            }
        } else if kind.is_file() && name.starts_with(prefix) {
            names.push(name);
        }
    }
    Ok(())
}

/// The same for a folder that another process may remove meanwhile.
fn collect_below(folder: &Path, above: &str, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    match collect(folder, above, prefix, names) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Removes the folders above `path`, up to the store's own, that are empty now.
fn remove_empty_parents(path: &Path, root: &Path) {
    let above = path.ancestors().skip(1).take_while(|folder| *folder != root);
    for folder in above {
        if folder.file_name() == Some(OsStr::new("")) || fs::remove_dir(folder).is_err() {
            return;
        }
    }
}
