//! In front of Pebble: new orders go in alone.
//!
//! Pebble 2.10.1 stops for good now and then when many connections use it at once: while a new order looks for a valid
//! authorization it holds the lock of everything stored and waits for the lock of one authorization, whose holder in
//! turn waits for the lock of everything stored behind somebody who wants to write.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::{PoisonError, RwLock};

use super::http::{Answer, Client, Request, Server, origin_and_path};
use super::pebble::Pebble;
use super::tls::Authority;

const NEW_ORDER: &str = "/order-plz";

/// A running front; it ends when it is dropped.
pub struct Orderly(Server);

impl Orderly {
    /// In front of that Pebble, over TLS with a certificate of that authority.
    pub fn before(pebble: &Pebble, authority: &Authority) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let client = Client::trusting(pebble.ca_file());
        let url = pebble.directory_url();
        let host = origin_and_path(&url).0.trim_start_matches("https://").to_owned();
        let order = RwLock::new(());
        let hand_on = move |request: &Request| client.forward(&host, request);
        Self(Server::start_on(listener, Some(authority.localhost().acceptor()), move |request| {
            let answered = if request.path == NEW_ORDER {
                let _alone = order.write().unwrap_or_else(PoisonError::into_inner);
                hand_on(request)
            } else {
                let _together = order.read().unwrap_or_else(PoisonError::into_inner);
                hand_on(request)
            };
            answered.map_or_else(|_| Answer::close(), Answer::Send)
        }))
    }

    /// The URL of the directory.
    pub fn directory_url(&self) -> String {
        format!("https://localhost:{}/dir", self.0.port())
    }
}
