//! Headers that a server sends.

use std::str;
use std::time::{Duration, SystemTime};

use acme_client::protocol::{parse_links, parse_retry_after, resolve_url};

pub fn link(input: &[u8]) {
    let Ok(header) = str::from_utf8(input) else { return };
    for link in parse_links(header) {
        assert!(header.contains(&link.target) || header.contains('%') || header.contains('\\'));
        let _ = resolve_url("https://ca.example/certificate/1", &link.target);
    }
}

pub fn retry_after(input: &[u8]) {
    let Ok(header) = str::from_utf8(input) else { return };
    for now in [SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)] {
        if let Some(wait) = parse_retry_after(header, now) {
            assert!(SystemTime::now().checked_add(wait).is_some() || wait > Duration::from_secs(86_400));
        }
    }
}
