//! Names, URLs and text, the caller's as well as the server's.

use std::str;

use acme_client::protocol::{Identifier, MAX_TEXT, UrlPolicy, check_caller_text, clean};

pub fn identifier(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    for identifier in
        [Identifier::parse(text), Identifier::dns(text), Identifier::ip(text)].into_iter().flatten()
    {
        let again = Identifier::parse(&identifier.value).expect("a canonical name is a name");
        assert_eq!(again, identifier, "a canonical name is its own canonical form");
    }
}

pub fn url(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    if let Ok(url) = UrlPolicy::Https.check("URL", text) {
        assert!(url.scheme() == "https" && url.username().is_empty() && url.password().is_none());
    }
    if let Ok(url) = UrlPolicy::HttpOnLoopback.check("URL", text) {
        let loopback = ["localhost", "[::1]"].contains(&url.host_str().unwrap_or_default())
            || url.host_str().is_some_and(|host| host.starts_with("127."));
        assert!(url.scheme() == "https" || loopback, "{url}");
    }
}

pub fn text(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let cleaned = clean(&text);
    assert!(!cleaned.chars().any(char::is_control), "{cleaned:?}");
    assert!(cleaned.len() <= MAX_TEXT, "{}", cleaned.len());
    if check_caller_text("text", &text).is_ok() {
        assert!(!text.contains(['\r', '\n', '\0']));
    }
}
