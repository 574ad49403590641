//! The manager: what it issues, renews and stores, what it does when something fails, and how processes share a store.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod account;
mod fixture;
mod pebble;
mod processes;
mod renew;
mod trouble;
