//! What became of a managed certificate so far, as it is kept in the store.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Result};
use crate::issuance::{Store, Validity};

use super::plan::Plan;

const VERSION: u32 = 1;
/// The shortest time between two issuances in seconds, for one goal.
const REST: i64 = 3600;

/// The names of a managed certificate's documents.
pub(super) const PLAN: &str = "plan.json";
pub(super) const RECORD: &str = "record.json";
pub(super) const STATE: &str = "state.json";
pub(super) const BROKEN_STATE: &str = "state.broken.json";
pub(super) const CURRENT: &str = "current";
pub(super) const CHAIN: &str = "chain.pem";
pub(super) const KEY: &str = "key.pem";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    acme_record: u32,
    /// The certificate in use.
    pub(super) issued: Option<Issued>,
    /// Whether it was put to use: event and command have run.
    pub(super) deployed: bool,
    /// How many runs in a row have failed.
    pub(super) failures: u32,
    pub(super) last_error: Option<String>,
    /// What the last run was asked for.
    pub(super) goal: Option<Goal>,
    /// Nothing is done before this moment, in Unix seconds, unless the goal is another by then.
    pub(super) next_look: i64,
}

/// What is asked for, and of whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Goal {
    pub(super) directory: String,
    pub(super) plan: Plan,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Issued {
    /// Its folder.
    pub(super) version: u64,
    pub(super) goal: Goal,
    pub(super) order_url: String,
    /// When it was issued, by the clock of the run.
    pub(super) issued_at: i64,
    pub(super) not_before: i64,
    pub(super) not_after: i64,
    pub(super) ari_id: Option<String>,
    /// Places the moment of its renewal within the window that the authority suggests.
    pub(super) random: f64,
}

impl Default for Record {
    fn default() -> Self {
        Self {
            acme_record: VERSION,
            issued: None,
            deployed: true,
            failures: 0,
            last_error: None,
            goal: None,
            next_look: i64::MIN,
        }
    }
}

impl Record {
    /// Reads the record of a certificate; one that has none is new.
    pub(super) fn read(store: &dyn Store, name: &str) -> Result<Self> {
        let document = format!("{name}/{RECORD}");
        let record: Self = read_json(store, &document)?.unwrap_or_default();
        if record.acme_record == VERSION { Ok(record) } else { Err(unknown_version(&document)) }
    }

    pub(super) fn write(&self, store: &dyn Store, name: &str) -> Result<()> {
        write_json(store, &format!("{name}/{RECORD}"), self)
    }

    /// The record after an issuance, which nothing was told of yet.
    pub(super) fn of(issued: Issued) -> Self {
        Self { goal: Some(issued.goal.clone()), issued: Some(issued), deployed: false, ..Self::default() }
    }

    /// Whether a run has something to do.
    pub(super) fn is_pending(&self, goal: &Goal, now: i64) -> bool {
        now >= self.next_look || self.goal.as_ref() != Some(goal)
    }
}

impl Issued {
    /// Until when it is not replaced, whatever speaks for that: an hour, or a quarter of a shorter life. An authority that
    /// always wants a renewal, or a clock that is far ahead, would else use up a rate limit.
    pub(super) fn rests_until(&self) -> i64 {
        let life = self.not_after.saturating_sub(self.not_before).max(0);
        self.issued_at.saturating_add(REST.min(life / 4))
    }

    pub(super) fn validity(&self) -> Validity {
        Validity { not_before: self.not_before, not_after: self.not_after }
    }
}

/// Reads the plan of a certificate; `None` when there is none.
pub(super) fn read_plan(store: &dyn Store, name: &str) -> Result<Option<Plan>> {
    let document = format!("{name}/{PLAN}");
    let plan: Option<Plan> = read_json(store, &document)?;
    if plan.as_ref().is_none_or(Plan::is_known) { Ok(plan) } else { Err(unknown_version(&document)) }
}

pub(super) fn write_plan(store: &dyn Store, name: &str, plan: &Plan) -> Result<()> {
    write_json(store, &format!("{name}/{PLAN}"), plan)
}

fn read_json<T: DeserializeOwned>(store: &dyn Store, document: &str) -> Result<Option<T>> {
    let Some(bytes) = store.read(document)? else { return Ok(None) };
    let corrupt = |error: serde_json::Error| {
        Error::new(Kind::InvalidRecord, format!("{document}: line {}: not such a document", error.line()))
    };
    serde_json::from_slice(&bytes).map(Some).map_err(corrupt)
}

fn write_json<T: Serialize>(store: &dyn Store, document: &str, value: &T) -> Result<()> {
    let text = serde_json::to_string_pretty(value);
    let text = text.map_err(|error| Error::new(Kind::InvalidRecord, format!("{document}: {error}")))?;
    store.write(document, text.as_bytes(), true)
}

fn unknown_version(document: &str) -> Error {
    Error::new(Kind::InvalidRecord, format!("{document}: its version is not known"))
}
