//! How much memory this process holds, as the kernel counts it.

use std::fs;

/// The most memory that was in use since [`forget_peak`], in KiB; in the life of the process where the kernel keeps the
/// peak.
pub fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Has the kernel forget the peak, where it does.
pub fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}
