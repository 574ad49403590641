//! A certificate by each type of challenge, verb by verb.

use acme_client::protocol::Identifier;

use super::actor::Actor;
use super::ensure;
use crate::outcome::Trouble;

/// For a name, by the challenge that the scenario is called after.
pub fn for_a_name(actor: &Actor) -> Result<(), Trouble> {
    proved(actor, &actor.name(), actor.id)
}

pub fn proved(actor: &Actor, name: &str, kind: &str) -> Result<(), Trouble> {
    let (chain, _) = actor.issue(&actor.client()?, name, kind)?;
    ensure(chain.identifiers() == [Identifier::parse(name)?], "the certificate is for something else")
}
