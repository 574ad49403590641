//! Accounts: made, found, bound, with another key, given up.

use std::sync::Arc;

use acme_client::Kind;
use acme_client::protocol::{AccountParams, KeyKind, Status};

use super::actor::Actor;
use super::ensure;
use crate::outcome::Trouble;

pub fn account(actor: &Actor) -> Result<(), Trouble> {
    let key = actor.new_key();
    let made = actor.client_with(key.clone())?.new_account(&actor.account_params()?)?;
    let client = actor.client_with(key)?;
    ensure(client.account()?.url == made.url, "another account is found")?;
    let contact = Some(vec!["mailto:new@example.com".to_owned()]);
    let changed = client.update_account(&AccountParams { contact, ..AccountParams::default() })?;
    ensure(changed.url == made.url, "another account was changed")
}

pub fn ed25519(actor: &Actor) -> Result<(), Trouble> {
    let client = actor.client_with(actor.new_key_of(KeyKind::Ed25519))?;
    match client.new_account(&actor.account_params()?) {
        Err(error) if error.http_status() == Some(400) => Err(Trouble::NotOffered),
        made => Ok(made.map(|_| ())?),
    }
}

pub fn external_account(actor: &Actor) -> Result<(), Trouble> {
    let client = actor.client_with(actor.new_key())?;
    if !client.directory()?.external_account_required {
        return Err(Trouble::NotOffered);
    }
    let bound = actor.account_params()?;
    let refused = client.new_account(&AccountParams { external_account: None, ..bound.clone() });
    let is_refused = refused.is_err_and(|error| error.kind() == Kind::ExternalAccountRequired);
    ensure(is_refused, "an account without a binding was not refused")?;
    let made = client.new_account(&bound)?;
    ensure(made.status == Status::Valid, "the account is not valid")
}

pub fn key_change(actor: &Actor) -> Result<(), Trouble> {
    let client = actor.client()?;
    let before = client.account()?.url;
    let key = actor.new_key();
    client.change_key(Arc::new(key.clone()))?;
    ensure(client.account()?.url == before, "another account")?;
    ensure(actor.client_with(key)?.account()?.url == before, "the new key has another account")
}

pub fn deactivation(actor: &Actor) -> Result<(), Trouble> {
    let client = actor.client()?;
    ensure(client.deactivate_account()?.status == Status::Deactivated, "it is not deactivated")?;
    ensure(client.account().is_err(), "it can still be read")
}
