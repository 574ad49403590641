//! Putting a new certificate to use: the caller's function, then the caller's command.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::{Error, Kind, Result};
use crate::issuance::Certificate;
use crate::issuance::solver::SolverContext;
use crate::issuance::solver::program::run;
use crate::protocol::Identifier;
use crate::transport::Cancel;

/// A certificate that is new and stored.
#[derive(Debug)]
#[non_exhaustive]
pub struct Renewed<'a> {
    /// The name that it is managed by.
    pub name: &'a str,
    /// The certificate with its key.
    pub certificate: &'a Certificate,
    /// The folder with `chain.pem` and `key.pem`, when the store is one of files.
    pub folder: Option<PathBuf>,
}

/// Takes a renewed certificate, on the thread that runs the manager. After a failure it is called again later.
pub type RenewedFn = Arc<dyn Fn(&Renewed<'_>) -> Result<()> + Send + Sync>;

/// A command that a shell runs for each renewed certificate.
///
/// In its environment are `ACME_NAME`, `ACME_IDENTIFIERS` (with spaces between them) and, when the store is one of files,
/// `ACME_FOLDER`, `ACME_CHAIN_FILE` and `ACME_KEY_FILE`; also `RENEWED_DOMAINS` and `RENEWED_LINEAGE`, as hooks for
/// certbot know them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DeployCommand {
    /// The line that `/bin/sh -c` runs.
    pub command: String,
    /// How long it may take; 5 minutes.
    pub timeout: Duration,
}

impl DeployCommand {
    /// A command with 5 minutes of time.
    #[must_use]
    pub fn new(command: impl Into<String>) -> Self {
        Self { command: command.into(), timeout: Duration::from_secs(300) }
    }

    /// Runs it; it must end with 0.
    pub(super) fn run(
        &self,
        renewed: &Renewed<'_>,
        identifiers: &[Identifier],
        cancel: &Cancel,
    ) -> Result<()> {
        let names: Vec<_> = identifiers.iter().map(|identifier| identifier.value.as_str()).collect();
        let names = names.join(" ");
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &self.command]);
        command.env("ACME_NAME", renewed.name).env("ACME_IDENTIFIERS", &names).env("RENEWED_DOMAINS", &names);
        if let Some(folder) = &renewed.folder {
            command.env("ACME_FOLDER", folder).env("RENEWED_LINEAGE", folder);
            command.env("ACME_CHAIN_FILE", folder.join(super::record::CHAIN));
            command.env("ACME_KEY_FILE", folder.join(super::record::KEY));
        }
        let context = SolverContext::new(Instant::now() + self.timeout, cancel.clone());
        run(&mut command, &context).and_then(|ended| ended.success()).map(drop).map_err(failed)
    }
}

fn failed(error: Error) -> Error {
    match error.kind() {
        Kind::Cancelled => error,
        _ => Error::new(Kind::DeployFailed, format!("the deploy command {error}")),
    }
}
