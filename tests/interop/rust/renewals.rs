//! Renewal information, and orders that replace a certificate.

use std::time::{SystemTime, UNIX_EPOCH};

use acme_client::Kind;
use acme_client::protocol::OrderParams;

use super::actor::Actor;
use super::ensure;
use crate::outcome::Trouble;

pub fn renewal_info(actor: &Actor) -> Result<(), Trouble> {
    let (client, chain, _) = actor.certificate()?;
    let info = client.renewal_info(&chain.ari_id()?)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap();
    let moment = info.pick(now)?;
    ensure((info.start.max(now)..=info.end.max(now)).contains(&moment), "the moment is outside the window")?;
    ensure(moment <= chain.not_after(), "the moment is after the end")
}

pub fn replaces(actor: &Actor) -> Result<(), Trouble> {
    let (client, chain, _) = actor.certificate()?;
    let id = chain.ari_id()?;
    client.renewal_info(&id)?;
    let params =
        OrderParams { identifiers: chain.identifiers(), replaces: Some(id.clone()), ..Default::default() };
    let order = client.new_order(&params)?;
    ensure(order.replaces.as_ref() == Some(&id), "the order does not repeat what it replaces")?;
    let (order, _) = actor.complete(&client, &order, "http-01")?;
    let renewed = client.certificate(&order, None)?;
    ensure(renewed.serial() != chain.serial(), "the same certificate came again")?;
    let again = client.new_order(&params);
    ensure(again.is_err_and(|error| error.kind() == Kind::AlreadyReplaced), "it could be replaced twice")
}
