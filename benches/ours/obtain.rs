//! Obtains certificates with this library from Rust: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...
//!
//! An empty CA_FILE means the roots of the system.

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use acme_client::client::{Client, ClientOptions};
use acme_client::issuance::ObtainParams;
use acme_client::issuance::solver::{Presentation, Solver, SolverContext};
use acme_client::protocol::{AccountParams, Identifier, Key, KeyKind};

/// Has nothing to do: the CA finds every challenge valid.
struct Nothing;

impl Solver for Nothing {
    fn types(&self) -> Vec<String> {
        vec!["http-01".to_owned()]
    }

    fn present(&self, _: &[Presentation], _: &SolverContext) -> acme_client::Result<()> {
        Ok(())
    }

    fn clean_up(&self, _: &[Presentation], _: &SolverContext) -> acme_client::Result<()> {
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [directory, ca_file, count, at_once, names @ ..] = arguments.as_slice() else {
        return Err("usage: bench-obtain DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...".into());
    };
    let (count, at_once): (usize, usize) = (count.parse()?, at_once.parse()?);
    let mut options = ClientOptions::new(directory);
    options.tls.system_roots = ca_file.is_empty();
    if !ca_file.is_empty() {
        options.tls.ca_files.push(ca_file.into());
    }
    let client = Client::new(options, Key::generate(KeyKind::EcP256)?)?;
    client.new_account(&AccountParams { terms_agreed: Some(true), ..AccountParams::default() })?;
    let identifiers = names.iter().map(|name| Identifier::dns(name)).collect::<Result<_, _>>()?;
    let params = ObtainParams { identifiers, ..ObtainParams::default() };
    let begun = AtomicUsize::new(0);
    let work = || {
        while begun.fetch_add(1, Ordering::Relaxed) < count {
            let certificate = client.obtain(&params, &Nothing).map_err(|failure| failure.to_string())?;
            if !certificate.chain.pem().contains("BEGIN CERTIFICATE") {
                return Err("no certificate".to_owned());
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..at_once).map(|_| scope.spawn(work)).collect();
        work()?;
        others.into_iter().try_for_each(|other| other.join().map_err(|_| "a thread panicked".to_owned())?)
    })
    .map_err(Into::into)
}
