//! Log lines.
//!
//! A client says what it does in lines of text, which hold no keys, signatures or key authorizations; the server's words
//! in them hold no control characters. Without acme_client_options_set_log there is no log.

use std::ffi::{c_char, c_void};

use crate::client::{Level, Log};
use crate::error::{Error, Kind, Result};

use super::callback::{Callback, Userdata};
use super::text::c_string;

/// The levels of log lines.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum LogLevel {
    /// What ended a call.
    Error = 1,
    /// What went wrong and is tried again.
    Warn = 2,
    /// What was achieved.
    Info = 3,
    /// Every request with its status and duration.
    Debug = 4,
    /// More than is of use outside this library.
    Trace = 5,
}

const LEVELS: [(LogLevel, Level); 5] = [
    (LogLevel::Error, Level::Error),
    (LogLevel::Warn, Level::Warn),
    (LogLevel::Info, Level::Info),
    (LogLevel::Debug, Level::Debug),
    (LogLevel::Trace, Level::Trace),
];

/// Takes one log line, without a line break, on the thread that made the call. It must not free the client.
///
/// @param level one of the ACME_LOG_ constants
/// @param line the text, which is valid during this call
pub type acme_log_fn = Option<unsafe extern "C" fn(userdata: *mut c_void, level: i32, line: *const c_char)>;

type Function = unsafe extern "C" fn(*mut c_void, i32, *const c_char);

/// The log of a caller's function.
pub(super) struct CallbackLog {
    level: Level,
    callback: Callback<Function>,
}

impl CallbackLog {
    pub(super) fn new(level: i32, function: Function, userdata: Userdata) -> Result<Self> {
        let known = LEVELS.iter().find(|(known, _)| *known as i32 == level);
        let refuse =
            || Error::new(Kind::InvalidArgument, format!("level: {level} is none of the levels 1 to 5"));
        let (_, level) = *known.ok_or_else(refuse)?;
        Ok(Self { level, callback: Callback::new(function, userdata) })
    }
}

impl Log for CallbackLog {
    fn bound_to_caller(&self) -> bool {
        true
    }

    fn enabled(&self, level: Level) -> bool {
        level <= self.level
    }

    fn line(&self, level: Level, line: &str) {
        let number = LEVELS.iter().find(|(_, known)| *known == level).map_or(0, |(number, _)| *number as i32);
        let line = c_string(line);
        let log = self.callback.function;
        // SAFETY: the C caller's function gets its userdata and a line that outlives the call.
        unsafe { log(self.callback.userdata(), number, line.as_ptr()) };
    }
}
