//! The verbs of RFC 8555 against the scripted CA: what they do when all goes well, and when it does not.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod account;
mod authorization;
mod bounds;
mod cancel;
mod certificate;
mod credentials;
mod directory;
mod extensions;
mod fixture;
mod fork;
mod key_change;
mod nonce;
mod order;
mod orders;
mod renewal_info;
mod retry;
mod signer;
