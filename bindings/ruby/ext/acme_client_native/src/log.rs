//! A Ruby object that takes log lines: its `call` is given a level, 1 (error) to 5 (trace), and the line.

use acme_client::client::{Level, Log};
use magnus::prelude::*;

use crate::client;
use crate::gvl::tell_caller;

/// Stands for the client's log.
pub struct RubyLog;

impl Log for RubyLog {
    fn enabled(&self, _: Level) -> bool {
        true
    }

    fn line(&self, level: Level, line: &str) {
        let line = line.to_owned();
        tell_caller(move |_, this| {
            client::log(this)?.funcall::<_, _, magnus::Value>("call", (level as usize, line)).map(|_| ())
        });
    }

    fn bound_to_caller(&self) -> bool {
        true
    }
}
