//! This crate's errors on their way through `std::io` and ureq.

use std::io;

use crate::error::{Error, Kind};
use crate::protocol::clean;

/// An error of this crate as one that `std::io` carries.
pub(super) fn carry(error: Error) -> io::Error {
    io::Error::other(error)
}

/// The error of this crate that `error` carries, at any depth.
pub(super) fn carried(error: &io::Error) -> Option<Error> {
    let inner = error.get_ref()?;
    if let Some(error) = inner.downcast_ref::<Error>() {
        return Some(error.clone());
    }
    match inner.downcast_ref::<ureq::Error>()? {
        ureq::Error::Other(other) => other.downcast_ref::<Error>().cloned(),
        ureq::Error::Io(error) => carried(error),
        _ => None,
    }
}

/// What the operating system said, in a few words.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// A fault of an established connection to `peer`, as ureq carries it.
///
/// It is never an `Io` error: ureq takes some of those for the orderly end of a body.
pub(super) fn broken(peer: &str, error: &io::Error) -> ureq::Error {
    if error.kind() == io::ErrorKind::WouldBlock {
        return ureq::Error::Io(error.kind().into());
    }
    let broken = || Error::new(Kind::ConnectionLost, format!("{peer}: {}", reason(error)));
    ureq::Error::Other(Box::new(carried(error).unwrap_or_else(broken)))
}

/// What ureq failed with in a request to `peer`.
pub(super) fn explain(peer: &str, error: ureq::Error) -> Error {
    let (kind, reason) = match error {
        ureq::Error::Other(other) => match other.downcast::<Error>() {
            Ok(error) => return *error,
            Err(other) => (Kind::ConnectionFailed, other.to_string()),
        },
        ureq::Error::Io(error) => match carried(&error) {
            Some(error) => return error,
            None if error.kind() == io::ErrorKind::UnexpectedEof => {
                (Kind::ConnectionLost, "closed the connection before the response was complete".to_owned())
            }
            None => (Kind::ConnectionLost, self::reason(&error)),
        },
        ureq::Error::BodyStalled => {
            (Kind::ConnectionLost, "closed the connection within the body".to_owned())
        }
        ureq::Error::LargeResponseHeader(..) => {
            (Kind::ResponseTooLarge, "the response's header is too large".to_owned())
        }
        ureq::Error::ConnectProxyFailed(reason) => (Kind::ProxyFailed, reason),
        ureq::Error::Protocol(error) => {
            (Kind::UnreadableResponse, format!("not a valid HTTP response: {error}"))
        }
        error @ (ureq::Error::Http(_) | ureq::Error::BadUri(_)) => (Kind::InvalidArgument, error.to_string()),
        error => (Kind::ConnectionFailed, error.to_string()),
    };
    Error::new(kind, format!("{peer}: {}", clean(&reason)))
}
