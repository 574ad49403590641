//! Orders and authorizations that no certificate comes of.

use acme_client::Kind;
use acme_client::protocol::{Identifier, Status};

use super::actor::Actor;
use super::ensure;
use crate::outcome::Trouble;

pub fn orders(actor: &Actor) -> Result<(), Trouble> {
    let client = actor.client()?;
    let order = actor.order(&client, &actor.name())?;
    for listed in client.orders()? {
        if listed?.url == order.url {
            return Ok(());
        }
    }
    Err(Trouble::Failed("the order is not listed".to_owned()))
}

pub fn ahead(actor: &Actor) -> Result<(), Trouble> {
    let identifier = Identifier::dns(&actor.name())?;
    let authorization = actor.client()?.new_authorization(&identifier, false)?;
    ensure(authorization.status == Status::Pending, "it is not pending")
}

pub fn deactivation(actor: &Actor) -> Result<(), Trouble> {
    let client = actor.client()?;
    let order = actor.order(&client, &actor.name())?;
    let given_up = match client.deactivate_authorization(&order.authorizations[0]) {
        Err(error) if error.kind() == Kind::Malformed => return Err(Trouble::NotOffered),
        given_up => given_up?,
    };
    ensure(given_up.status == Status::Deactivated, "it is not deactivated")
}
