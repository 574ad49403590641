//! Where the system keeps the certificates that it trusts.
//!
//! A hashed folder, one file a certificate named after its subject, is looked into when a certificate is wanted.
//! A bundle must be read whole, which takes longer than a handshake.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use openssl::ssl::SslFiletype;
use openssl::x509::store::{X509Lookup, X509StoreBuilderRef};

use crate::error::{Error, Kind, Result};

const FOLDERS: &[&str] = &[
    "/etc/ssl/certs",
    "/etc/pki/tls/certs",
    "/etc/pki/ca-trust/extracted/pem/directory-hash",
    "/etc/openssl/certs",
    "/system/etc/security/cacerts",
];

const BUNDLES: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
];

/// The places to trust.
#[derive(Debug, Default, PartialEq, Eq)]
struct Places {
    file: Option<PathBuf>,
    folders: Vec<PathBuf>,
}

/// Adds the roots of the system: those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name, or those in the usual places.
pub(super) fn add_system(store: &mut X509StoreBuilderRef) -> Result<()> {
    let places = places(|name| env::var_os(name).filter(|value| !value.is_empty()), &usual());
    log::debug!("system roots: {places:?}");
    places.folders.iter().try_for_each(|folder| add_folder(store, folder))?;
    places.file.map_or(Ok(()), |file| add_file(store, &file))
}

/// Adds a hashed folder, which is looked into later.
pub(super) fn add_folder(store: &mut X509StoreBuilderRef, folder: &Path) -> Result<()> {
    let name = folder.to_str().ok_or_else(|| unreadable(folder, "the path is not UTF-8"))?;
    Ok(store.add_lookup(X509Lookup::hash_dir())?.add_dir(name, SslFiletype::PEM)?)
}

/// Adds all certificates of a file.
pub(super) fn add_file(store: &mut X509StoreBuilderRef, file: &Path) -> Result<()> {
    let loaded = store.add_lookup(X509Lookup::file())?.load_cert_file(file, SslFiletype::PEM);
    loaded.map_err(|_| unreadable(file, "no certificates can be read from it"))
}

/// The error of a path that cannot be read.
pub(super) fn unreadable(path: &Path, reason: &str) -> Error {
    Error::new(Kind::File, format!("{}: {reason}", path.display()))
}

/// Where systems keep their roots.
struct Usual {
    bundles: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

/// OpenSSL's own places, then those of the common systems.
fn usual() -> Usual {
    let own = openssl::version::dir().split('"').nth(1).map(PathBuf::from);
    let folders = own.iter().map(|own| own.join("certs")).chain(FOLDERS.iter().map(PathBuf::from)).collect();
    let bundles =
        own.iter().map(|own| own.join("cert.pem")).chain(BUNDLES.iter().map(PathBuf::from)).collect();
    Usual { bundles, folders }
}

/// The variables replace the places they name, as in OpenSSL: the one all folders, the other all bundles. The system's
/// bundle is left out where the system's hashed folder, which holds the same, is looked into.
fn places(variable: impl Fn(&str) -> Option<OsString>, usual: &Usual) -> Places {
    let folders: Vec<_> = match variable("SSL_CERT_DIR") {
        Some(folders) => env::split_paths(&folders).collect(),
        None => usual.folders.iter().filter(|folder| is_hashed(folder)).take(1).cloned().collect(),
    };
    let is_in_folder = || folders.iter().any(|folder| usual.folders.contains(folder) && is_hashed(folder));
    let file = match variable("SSL_CERT_FILE").map(PathBuf::from) {
        Some(file) if usual.bundles.contains(&file) && is_in_folder() => None,
        Some(file) => Some(file),
        None if folders.is_empty() => usual.bundles.iter().find(|bundle| bundle.is_file()).cloned(),
        None => None,
    };
    Places { file, folders }
}

/// Whether the folder holds a file named like `5ed36f99.0`.
fn is_hashed(folder: &Path) -> bool {
    let is_hash = |name: &str| {
        let (hash, number) = name.split_once('.').unwrap_or_default();
        hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_hexdigit()) && number.parse::<u32>().is_ok()
    };
    let Ok(mut entries) = fs::read_dir(folder) else { return false };
    entries.any(|entry| entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(is_hash)))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct System {
        root: PathBuf,
        usual: Usual,
    }

    impl System {
        fn new(name: &str) -> Self {
            let root = env::temp_dir().join(format!("acme-roots-{}-{name}", std::process::id()));
            let (hashed, plain) = (root.join("hashed"), root.join("plain"));
            for folder in [&hashed, &plain] {
                fs::create_dir_all(folder).unwrap();
                fs::write(folder.join("ca.pem"), "").unwrap();
            }
            fs::write(hashed.join("5ed36f99.0"), "").unwrap();
            let bundles = ["missing.pem", "bundle.pem"].map(|name| root.join(name)).to_vec();
            fs::write(&bundles[1], "").unwrap();
            Self { root, usual: Usual { bundles, folders: vec![plain, hashed] } }
        }

        fn places(&self, variables: &[(&str, &Path)]) -> Places {
            let value = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, path)| (*path).into())
            };
            places(value, &self.usual)
        }
    }

    impl Drop for System {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.root).unwrap();
        }
    }

    #[test]
    fn a_hashed_folder_is_preferred_to_the_bundle() {
        let mut system = System::new("hashed");
        let hashed = system.root.join("hashed");
        assert_eq!(system.places(&[]), Places { file: None, folders: vec![hashed] });
        system.usual.folders.truncate(1);
        assert_eq!(
            system.places(&[]),
            Places { file: Some(system.root.join("bundle.pem")), folders: Vec::new() }
        );
    }

    #[test]
    fn a_named_folder_replaces_all_default_places() {
        let system = System::new("folder");
        let mine = system.root.join("mine");
        assert_eq!(system.places(&[("SSL_CERT_DIR", &mine)]), Places { file: None, folders: vec![mine] });
    }

    #[test]
    fn a_named_file_is_read_beside_the_folder_unless_it_is_the_systems_own_bundle() {
        let system = System::new("file");
        let (hashed, mine) = (system.root.join("hashed"), system.root.join("mine.pem"));
        let expected = Places { file: Some(mine.clone()), folders: vec![hashed.clone()] };
        assert_eq!(system.places(&[("SSL_CERT_FILE", &mine)]), expected);
        assert_eq!(system.places(&[("SSL_CERT_FILE", &mine), ("SSL_CERT_DIR", &hashed)]), expected);
        let bundle = system.root.join("bundle.pem");
        let nothing_twice = Places { file: None, folders: vec![hashed.clone()] };
        assert_eq!(system.places(&[("SSL_CERT_FILE", &bundle)]), nothing_twice);
        assert_eq!(system.places(&[("SSL_CERT_FILE", &bundle), ("SSL_CERT_DIR", &hashed)]), nothing_twice);
        let other = system.root.join("other");
        fs::create_dir(&other).unwrap();
        fs::write(other.join("5ed36f99.0"), "").unwrap();
        let both = Places { file: Some(bundle.clone()), folders: vec![other.clone()] };
        assert_eq!(system.places(&[("SSL_CERT_FILE", &bundle), ("SSL_CERT_DIR", &other)]), both);
    }
}
