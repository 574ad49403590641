//! The events of an issuance, given to a Ruby object's `event` as hashes.

use std::time::{SystemTime, UNIX_EPOCH};

use acme_client::issuance::{Event, Events};
use magnus::prelude::*;
use magnus::{Error, RHash, Ruby, Value};

use crate::client;
use crate::gvl::tell_caller;
use crate::presentation::identifier_to_hash;

/// Stands for the object that takes the events of one call.
pub struct RubyEvents {
    pub host: usize,
}

impl Events for RubyEvents {
    fn event(&self, event: &Event) {
        let (host, event) = (self.host, event.clone());
        tell_caller(move |ruby, this| {
            client::host(this, host)?.funcall::<_, _, Value>("event", (to_hash(ruby, &event)?,)).map(|_| ())
        });
    }
}

fn to_hash(ruby: &Ruby, event: &Event) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    hash.aset("name", event.name())?;
    hash.aset("step", event.step().map(|step| step.as_str()))?;
    hash.aset("identifier", event.identifier().map(|known| identifier_to_hash(ruby, known)).transpose()?)?;
    hash.aset("challenge_type", event.challenge())?;
    hash.aset("message", event.error().map(ToString::to_string))?;
    hash.aset("problem", event.problem().map(|problem| problem.json.as_str()))?;
    add_details(hash, event)?;
    Ok(hash)
}

/// What only some events have.
fn add_details(hash: RHash, event: &Event) -> Result<(), Error> {
    match event {
        Event::Ordered { url, resumed } => {
            hash.aset("url", url.as_str())?;
            hash.aset("resumed", *resumed)
        }
        Event::Validated { done, total, .. } => {
            hash.aset("done", *done)?;
            hash.aset("total", *total)
        }
        Event::Waiting { until, .. } => hash.aset("until", unix_seconds(*until)),
        Event::Retrying { attempt, .. } => hash.aset("attempt", *attempt),
        Event::Issued { url } => hash.aset("url", url.as_str()),
        _ => Ok(()),
    }
}

fn unix_seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}
