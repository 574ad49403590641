//! The account of a manager, kept in its store.

use std::time::{Duration, Instant};

use crate::client::{Client, ClientOptions};
use crate::error::{Error, Kind, Result};
use crate::issuance::{Lease, Store};
use crate::protocol::{AccountParams, Key, KeyKind};
use crate::transport::Cancel;

const DOCUMENT: &str = "account.json";
const LOCK: &str = "account.json";
const LEASE: Duration = Duration::from_secs(360);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A client of the account whose credentials `store` keeps. The first call makes key and account, and stores the key
/// before the authority hears of it: a crash in between costs no second account, and neither do two processes at once.
/// The token of the options ends this call, too.
///
/// # Errors
/// As [`Client::from_credentials`] and [`Client::new_account`]; else what the store fails with.
pub fn stored_account(options: ClientOptions, store: &dyn Store, params: &AccountParams) -> Result<Client> {
    let cancel = options.cancel.clone().unwrap_or_default();
    cancel.check()?;
    if let Some(client) = read(&options, store)?.filter(is_registered) {
        return Ok(client);
    }
    let _lease = wait_for_lock(store, &cancel)?;
    let client = match read(&options, store)? {
        Some(client) if is_registered(&client) => return Ok(client),
        Some(client) => client,
        None => {
            let client = Client::new(options, Key::generate(KeyKind::EcP256)?)?;
            write(&client, store)?;
            client
        }
    };
    client.new_account(params)?;
    write(&client, store)?;
    Ok(client)
}

fn is_registered(client: &Client) -> bool {
    client.account_url().is_some()
}

fn read(options: &ClientOptions, store: &dyn Store) -> Result<Option<Client>> {
    let Some(bytes) = store.read(DOCUMENT)? else { return Ok(None) };
    let no_text = |_| Error::new(Kind::InvalidCredentials, format!("{DOCUMENT}: is no text"));
    let text = std::str::from_utf8(&bytes).map_err(no_text)?;
    Client::from_credentials(options.clone(), text).map(Some)
}

fn write(client: &Client, store: &dyn Store) -> Result<()> {
    store.write(DOCUMENT, client.credentials()?.as_bytes(), true)
}

fn wait_for_lock(store: &dyn Store, cancel: &Cancel) -> Result<Box<dyn Lease>> {
    let until = Instant::now() + LEASE;
    loop {
        if let Some(lease) = store.lock(LOCK, LEASE)? {
            return Ok(lease);
        }
        if Instant::now() >= until {
            return Err(Error::new(
                Kind::TimedOut,
                "another process has been making the account for too long",
            ));
        }
        cancel.sleep(LOOK_EVERY)?;
    }
}
