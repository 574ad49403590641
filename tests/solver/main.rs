//! The built-in solvers: what they make visible, what they take away, and what they say when they cannot.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod command;
#[cfg(feature = "dns-update")]
mod dns_server;
#[cfg(feature = "dns-update")]
mod dns_update;
mod fixture;
#[cfg(target_os = "linux")]
mod fork;
mod http01_server;
mod list;
mod pebble;
mod self_check;
mod tls_alpn01_server;
mod webroot;
