//! Which of the server's URLs may be fetched.

use url::{Host, Url};

use super::{Invalid, clean};

/// Whether plain http is allowed, and that only for loopback addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UrlPolicy {
    /// https alone.
    #[default]
    Https,
    /// https everywhere, http for `localhost`, `127.0.0.0/8` and `::1`.
    HttpOnLoopback,
}

impl UrlPolicy {
    /// Checks a URL that is about to be fetched; `what` names the field that holds it.
    ///
    /// # Errors
    /// [`Invalid::Url`] unless it is an absolute URL with a host, without userinfo, of an allowed scheme.
    pub fn check(self, what: &str, text: &str) -> Result<Url, Invalid> {
        let refuse = |reason: &str| Invalid::Url {
            what: what.to_owned(),
            reason: format!("{} {reason}", clean(text)),
        };
        let url = Url::parse(text).map_err(|_| refuse("is not an absolute URL"))?;
        if text.bytes().any(|b| b.is_ascii_control() || b == b' ') {
            return Err(refuse("holds control characters or spaces"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("carries a user name or password"));
        }
        match url.scheme() {
            "https" => Ok(url),
            "http" if self == Self::HttpOnLoopback && is_loopback(&url) => Ok(url),
            "http" if self == Self::HttpOnLoopback => {
                Err(refuse("is plain http to a host that is not this machine"))
            }
            _ => Err(refuse("is not https")),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// `reference` (a Location or Link target) made absolute against the URL of the response that held it.
#[must_use]
pub fn resolve_url(base: &str, reference: &str) -> Option<String> {
    Some(Url::parse(base).ok()?.join(reference).ok()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_alone_by_default() {
        assert!(UrlPolicy::Https.check("newNonce", "https://ca.example/nonce").is_ok());
        for refused in [
            "http://ca.example/",
            "http://127.0.0.1/",
            "ftp://ca.example/",
            "file:///etc/passwd",
            "data:text/plain,x",
            "/relative",
            "",
            "https://user@ca.example/",
            "https://u:p@ca.example/",
            "https://",
            "https://ca.example/a b",
            "https://ca.example/\r\nX: y",
        ] {
            assert!(UrlPolicy::Https.check("newNonce", refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn http_on_loopback_is_a_choice_and_stays_there() {
        let policy = UrlPolicy::HttpOnLoopback;
        for allowed in
            ["http://127.0.0.1:4000/directory", "http://[::1]:1/", "http://localhost/", "https://ca.example/"]
        {
            assert!(policy.check("directory", allowed).is_ok(), "{allowed}");
        }
        for refused in [
            "http://ca.example/",
            "http://10.0.0.1/",
            "http://127.0.0.1.example/",
            "http://localhost.example/",
        ] {
            assert!(policy.check("directory", refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn relative_references_resolve() {
        assert_eq!(resolve_url("https://ca.example/a/b", "../c?d"), Some("https://ca.example/c?d".into()));
        assert_eq!(
            resolve_url("https://ca.example/a", "https://x.example/"),
            Some("https://x.example/".into())
        );
    }
}
