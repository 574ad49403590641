//! The scenarios in Rust.

mod accounts;
mod actor;
mod authorizations;
mod certificates;
mod challenges;
mod note;
mod renewals;
mod responder;

use crate::outcome::{Outcome, Trouble};
use crate::site::Surroundings;
use actor::Actor;

/// What becomes of a scenario.
pub fn outcome(id: &str, surroundings: &Surroundings) -> Outcome {
    let actor = Actor::new(id, surroundings);
    let run: fn(&Actor) -> Result<(), Trouble> = match id {
        "account" => accounts::account,
        "account-ed25519" => accounts::ed25519,
        "external-account" => accounts::external_account,
        "key-change" => accounts::key_change,
        "account-deactivation" => accounts::deactivation,
        "http-01" | "dns-01" | "tls-alpn-01" | "dns-account-01" | "dns-persist-01" => challenges::for_a_name,
        "http-01-ip" => |actor| challenges::proved(actor, "127.0.0.1", "http-01"),
        "tls-alpn-01-ip" => |actor| challenges::proved(actor, "127.0.0.1", "tls-alpn-01"),
        "dns-01-wildcard" => |actor| challenges::proved(actor, &format!("*.{}", actor.name()), "dns-01"),
        "obtain" => certificates::obtain,
        "alternate-chains" => certificates::alternate_chains,
        "profiles" => certificates::profiles,
        "revocation" => certificates::revocation,
        "revocation-by-key" => certificates::revocation_by_key,
        "renewal-info" => renewals::renewal_info,
        "renewal-replaces" => renewals::replaces,
        "orders" => authorizations::orders,
        "pre-authorization" => authorizations::ahead,
        "authorization-deactivation" => authorizations::deactivation,
        _ => return Outcome::Failed("there is no such scenario in Rust".to_owned()),
    };
    run(&actor).into()
}

/// Fails a scenario unless something holds.
fn ensure(holds: bool, what: &str) -> Result<(), Trouble> {
    if holds { Ok(()) } else { Err(Trouble::Failed(what.to_owned())) }
}
