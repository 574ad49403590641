//! One call to a certificate: against the scripted CA, and against Pebble, whose validation is real.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod callbacks;
mod clean_up;
mod fixture;
mod full_disk;
mod input;
mod killed;
mod pebble;
mod resume;
mod rounds;
mod way;
