//! The resources that a server sends as JSON.

use std::str;

use acme_client::protocol::{
    Account, Authorization, Challenge, Directory, Order, Problem, RenewalInfo, Resource, clean,
    same_identifiers,
};

const URL: &str = "https://ca.example/resource/1";

pub fn directory(input: &[u8]) {
    let Some(Ok(directory)) = text(input).map(Directory::parse) else { return };
    for resource in [Resource::NewNonce, Resource::NewAccount, Resource::NewOrder, Resource::RenewalInfo] {
        assert_ne!(directory.url(resource), Some(""), "an empty URL is no URL");
    }
}

pub fn account(input: &[u8]) {
    let Some(Ok(account)) = text(input).map(|text| Account::parse(URL, text)) else { return };
    assert_eq!(account.url, URL);
}

pub fn order(input: &[u8]) {
    let Some(Ok(order)) = text(input).map(|text| Order::parse(URL, text)) else { return };
    assert_eq!(order.url, URL);
    assert!(same_identifiers(&order.identifiers, &order.identifiers));
}

pub fn authorization(input: &[u8]) {
    let Some(Ok(authorization)) = text(input).map(|text| Authorization::parse(URL, text)) else { return };
    for challenge in &authorization.challenges {
        assert!(authorization.challenge(&challenge.kind).is_some());
        check(challenge);
    }
}

pub fn challenge(input: &[u8]) {
    if let Some(Ok(challenge)) = text(input).map(|text| Challenge::parse(text, None)) {
        check(&challenge);
    }
}

pub fn problem(input: &[u8]) {
    let Some(problem) = text(input).and_then(Problem::parse) else { return };
    if let Some(detail) = &problem.detail {
        assert_eq!(*detail, clean(detail), "server text reaches a terminal");
    }
    let _ = problem.acme_type();
}

pub fn renewal_info(input: &[u8]) {
    let Some(Ok(info)) = text(input).map(RenewalInfo::parse) else { return };
    for now in [i64::MIN, 0, 1_800_000_000, i64::MAX] {
        if let Ok(moment) = info.pick(now) {
            assert!(moment >= now || moment <= info.end, "a moment outside of the window");
        }
    }
    assert!((60..=86_400).contains(&info.next_look().as_secs()));
}

/// A token that names a file stays in its folder (RFC 8555, section 8.3).
fn check(challenge: &Challenge) {
    let Some(path) = challenge.http01_path() else { return };
    let token = path.strip_prefix("/.well-known/acme-challenge/").expect("the path of RFC 8555");
    assert!(
        token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'),
        "{token:?}"
    );
}

fn text(input: &[u8]) -> Option<&str> {
    str::from_utf8(input).ok()
}
