//! The times that cells are run with, and what they must keep to.

use std::time::Duration;

pub const CONNECT: Duration = Duration::from_millis(1500);
pub const REQUEST: Duration = Duration::from_secs(2);
/// The deadline of a call.
pub const CALL: Duration = Duration::from_secs(15);
/// The deadline where nothing but the deadline ends the call.
pub const STUCK: Duration = Duration::from_secs(3);
/// By how much a call may miss its deadline; more is a hang.
pub const LATE: Duration = Duration::from_secs(1);
/// When a worker that reports nothing is given up: there are at most some calls in a cell.
pub const SILENT: Duration = Duration::from_secs(60);
/// The growth of memory in a cell, in KiB, that is too much.
pub const GROWTH: u64 = 8 * 1024;
