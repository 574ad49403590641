//! A small HTTP/1.1 server, over TLS or plain, that can misbehave below HTTP; and a client to match.

mod answer;
mod client;
mod connection;
mod message;
mod server;

pub use answer::Answer;
pub use client::{Client, origin_and_path};
pub use message::{Framing, Request, Response};
pub use server::Server;
