//! The name is not found, the connection not made, the server not the right one.

use acme_client::Kind;

use crate::kind::{FaultKind, Gated, Named};

pub fn kinds() -> Vec<FaultKind> {
    let untrusted = |name, gated| FaultKind::connection(name, gated).refused(&[Kind::UntrustedServer]);
    vec![
        FaultKind::name("connection refused", Named::Refused).passes(&[Kind::ConnectionFailed]),
        FaultKind::name("name not found", Named::NotFound).refused(&[Kind::NameNotFound]),
        FaultKind::name("name look-up stalled", Named::Stalled).passes(&[Kind::ConnectionFailed]),
        untrusted("TLS: unknown authority", Gated::UnknownAuthority),
        untrusted("TLS: another host's certificate", Gated::WrongHost),
        untrusted("TLS: expired certificate", Gated::Expired),
        FaultKind::connection("TLS: plain HTTP at the port", Gated::PlainHttp).passes(&[Kind::TlsFailed]),
        FaultKind::connection("TLS: alert", Gated::Alert).passes(&[Kind::TlsFailed]),
        FaultKind::connection("TLS: handshake stalled", Gated::Stalled).passes(&[Kind::ConnectionFailed]),
    ]
}
