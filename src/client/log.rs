//! Where the engine says what it does.

use std::fmt;

pub use log::Level;

/// Takes log lines, on the thread that made the call. Lines hold no keys, signatures or key authorizations,
/// and the server's text in them has no control characters.
pub trait Log: Send + Sync {
    /// Whether lines of this level are wanted.
    fn enabled(&self, level: Level) -> bool;

    /// Takes one line.
    fn line(&self, level: Level, line: &str);

    /// Whether it must be called on the thread that made the call: a callback of the host's language.
    fn bound_to_caller(&self) -> bool {
        false
    }
}

pub(super) fn write(log: Option<&dyn Log>, level: Level, line: fmt::Arguments<'_>) {
    match log {
        Some(log) if log.enabled(level) => log.line(level, &line.to_string()),
        Some(_) => {}
        None => log::log!(target: "acme_client", level, "{line}"),
    }
}
