//! Proof that no fault of a server or of the network hangs, crashes or deceives the engine. README.md says how.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod bomb;
mod cell;
mod current;
mod gate;
mod goal;
mod hand;
mod judge;
mod kill;
mod kind;
mod kinds;
mod lie;
mod limits;
mod matrix;
mod memory;
mod names;
mod proxy;
mod report;
mod run;
mod step;
mod storm;
mod upstream;
mod worker;
