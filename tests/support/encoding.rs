//! base64url, random text and times as ACME writes them.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// base64url without padding.
pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of base64url text; `None` for padding, another alphabet or loose last bits.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The bytes of base32 text in lower case without padding (RFC 4648 section 6).
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'a'..=b'z' => Some(u32::from(byte - b'a')),
        b'2'..=b'7' => Some(u32::from(byte - b'2') + 26),
        _ => None,
    };
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.bytes() {
        (bits, count) = (bits << 5 | digit(byte)?, count + 5);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

/// Random base64url text of 16 bytes: a nonce, a token.
pub fn random_text() -> String {
    base64url(random_bytes(16))
}

/// Random bytes in hexadecimal.
pub fn random_hex(bytes: usize) -> String {
    random_bytes(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn random_bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    openssl::rand::rand_bytes(&mut bytes).expect("random bytes");
    bytes
}

/// The seconds since 1970.
pub fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    i64::try_from(elapsed.as_secs()).expect("a clock before the end of time")
}

/// A time in seconds since 1970 as RFC 3339 text in UTC.
pub fn rfc3339(seconds: i64) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil_date(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The seconds since 1970 of RFC 3339 text in UTC without fractions.
pub fn from_rfc3339(text: &str) -> Option<i64> {
    let digits: Vec<i64> =
        text.strip_suffix('Z')?.split(['-', 'T', ':']).map_while(|part| part.parse().ok()).collect();
    let [year, month, day, hour, minute, second] = digits[..] else { return None };
    let days = days_of(year, month, day);
    (rfc3339(days * 86_400) == format!("{year:04}-{month:02}-{day:02}T00:00:00Z"))
        .then_some(days * 86_400 + hour * 3600 + minute * 60 + second)
}

/// The date of a day counted from 1970.
fn civil_date(days: i64) -> (i64, i64, i64) {
    let mut year = 1970 + days.div_euclid(366);
    while days_of(year + 1, 1, 1) <= days {
        year += 1;
    }
    let month =
        (1..=12).rev().find(|month| days_of(year, *month, 1) <= days).expect("every day is in a month");
    (year, month, days - days_of(year, month, 1) + 1)
}

/// The number of a date's day, counted from 1970.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    const BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let leap_day = i64::from(is_leap && month > 2);
    let leaps_before = |year: i64| (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
    let before_month = usize::try_from(month - 1).ok().and_then(|index| BEFORE_MONTH.get(index)).copied();
    (year - 1970) * 365 + leaps_before(year) - leaps_before(1970)
        + before_month.unwrap_or(-1)
        + leap_day
        + day
        - 1
}
