//! Which requests go through a proxy.

use std::fmt;
use std::net::IpAddr;

use ureq::http::Uri;

use super::connection::host_and_port;
use super::resolve::literal;
use crate::error::Result;
use crate::protocol::Invalid;

/// Where requests go through.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Proxy {
    /// What `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` say, in lower or upper case. Loopback addresses are
    /// always reached directly.
    #[default]
    FromEnvironment,
    /// No proxy.
    None,
    /// The proxy of this URL: `http://host:port` or `https://host:port`, with `user:password@` where it asks for them.
    Url(String),
}

/// Without the URL, which may hold a password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FromEnvironment => "FromEnvironment",
            Self::None => "None",
            Self::Url(_) => "Url(..)",
        })
    }
}

/// The proxies that were decided on.
#[derive(Default)]
pub(super) struct Proxies {
    https: Option<ureq::Proxy>,
    http: Option<ureq::Proxy>,
    exceptions: Vec<Exception>,
    direct_loopback: bool,
}

impl Proxies {
    /// Reads the option, and the environment where it says so.
    pub(super) fn new(proxy: &Proxy) -> Result<Self> {
        match proxy {
            Proxy::FromEnvironment => Self::of_environment(|name| std::env::var(name).ok()),
            Proxy::None => Ok(Self::default()),
            Proxy::Url(url) => {
                let proxy = Some(parse("proxy", url)?);
                Ok(Self { https: proxy.clone(), http: proxy, ..Self::default() })
            }
        }
    }

    /// In a CGI program `HTTP_PROXY` is a header of the request and no setting.
    fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let is_cgi = variable("REQUEST_METHOD").is_some();
        let first = |names: &[&str]| {
            let mut set = names.iter().filter(|name| !(is_cgi && **name == "HTTP_PROXY"));
            let set = set.find_map(|name| Some((*name, variable(name).filter(|value| !value.is_empty())?)));
            set.map(|(name, value)| parse(name, &value)).transpose()
        };
        let exceptions = variable("no_proxy").or_else(|| variable("NO_PROXY")).unwrap_or_default();
        Ok(Self {
            https: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])?,
            http: first(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])?,
            exceptions: exceptions.split([',', ' ']).filter_map(Exception::parse).collect(),
            direct_loopback: true,
        })
    }

    /// The proxy for a request, or none when it goes directly.
    pub(super) fn proxy_for(&self, uri: &Uri) -> Option<&ureq::Proxy> {
        let proxy = if uri.scheme_str() == Some("http") { &self.http } else { &self.https };
        proxy.as_ref().filter(|_| !self.is_exception(uri))
    }

    fn is_exception(&self, uri: &Uri) -> bool {
        let (host, port) = host_and_port(uri);
        let host = literal(host).trim_end_matches('.').to_ascii_lowercase();
        (self.direct_loopback && is_loopback(&host))
            || self.exceptions.iter().any(|one| one.covers(&host, port))
    }
}

fn parse(parameter: &str, url: &str) -> Result<ureq::Proxy> {
    let refuse = |reason| Invalid::argument(parameter, reason).into();
    let proxy = ureq::Proxy::new(url).map_err(|_| refuse("is not the URL of a proxy"))?;
    match proxy.protocol() {
        ureq::ProxyProtocol::Http | ureq::ProxyProtocol::Https => Ok(proxy),
        _ => Err(refuse("is neither an http nor an https proxy")),
    }
}

fn is_loopback(host: &str) -> bool {
    let is_loopback_address = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    host == "localhost" || host.ends_with(".localhost") || is_loopback_address
}

/// An entry of `no_proxy`: `*`, a domain with all names below it, or an address; with a port or for all ports.
struct Exception {
    host: String,
    port: Option<u16>,
}

impl Exception {
    fn parse(entry: &str) -> Option<Self> {
        let entry = entry.trim().to_ascii_lowercase();
        let is_bare_address = literal(&entry).parse::<IpAddr>().is_ok();
        let (host, port) = match entry.rsplit_once(':') {
            Some((host, port)) if !is_bare_address => (host, Some(port.parse().ok()?)),
            _ => (entry.as_str(), None),
        };
        let host = literal(host).trim_start_matches("*.").trim_matches('.');
        (!host.is_empty()).then(|| Self { host: host.to_owned(), port })
    }

    fn covers(&self, host: &str, port: u16) -> bool {
        let is_below = || host.strip_suffix(&self.host).is_some_and(|name| name.ends_with('.'));
        let same_port = self.port.is_none_or(|own| own == port);
        same_port && (self.host == "*" || self.host == host || is_below())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Result<Proxies> {
        Proxies::of_environment(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn chosen(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let proxies = proxies(variables).unwrap();
        proxies.proxy_for(&url.parse().unwrap()).map(|proxy| proxy.host().to_owned())
    }

    #[test]
    fn each_scheme_has_its_variable_and_all_proxy_fills_in() {
        let all = [("HTTPS_PROXY", "http://s:1"), ("http_proxy", "p:2"), ("ALL_PROXY", "http://a:3")];
        assert_eq!(chosen(&all, "https://ca.example/").as_deref(), Some("s"));
        assert_eq!(chosen(&all, "http://ca.example/").as_deref(), Some("p"));
        assert_eq!(chosen(&all[2..], "https://ca.example/").as_deref(), Some("a"));
        assert_eq!(chosen(&[("https_proxy", "l:1"), all[0]], "https://ca.example/").as_deref(), Some("l"));
        assert_eq!(chosen(&[("https_proxy", "")], "https://ca.example/"), None);
    }

    #[test]
    fn no_proxy_names_domains_addresses_and_ports() {
        let except = |list| [("all_proxy", "http://a:3"), ("no_proxy", list)];
        for (list, url) in [
            ("*", "https://ca.example/"),
            ("ca.example", "https://CA.example/"),
            ("example", "https://ca.example/"),
            (" other , .example ", "https://ca.example/"),
            ("*.example", "https://ca.example/"),
            ("ca.example:8443", "https://ca.example:8443/"),
            ("192.0.2.1", "https://192.0.2.1/"),
            ("2001:db8::1", "https://[2001:db8::1]/"),
            ("", "https://127.0.0.1/"),
            ("", "https://[::1]/"),
            ("", "https://localhost:14000/"),
        ] {
            assert_eq!(chosen(&except(list), url), None, "{list} {url}");
        }
        for (list, url) in [
            ("a.example", "https://ca.example/"),
            ("ca.example:8443", "https://ca.example/"),
            ("", "https://ca.example/"),
            (",", "https://ca.example/"),
        ] {
            assert!(chosen(&except(list), url).is_some(), "{list} {url}");
        }
    }

    #[test]
    fn a_request_header_of_a_cgi_program_is_no_proxy() {
        let variables = [("HTTP_PROXY", "http://evil:1"), ("REQUEST_METHOD", "GET")];
        assert_eq!(chosen(&variables, "http://ca.example/"), None);
        assert!(chosen(&variables[..1], "http://ca.example/").is_some());
    }

    #[test]
    fn a_bad_proxy_is_refused_by_the_name_it_has() {
        let error = proxies(&[("ALL_PROXY", "socks5://h:1")]).err().unwrap();
        assert_eq!(error.to_string(), "ALL_PROXY: is neither an http nor an https proxy");
        let error = Proxies::new(&Proxy::Url("http://a b".into())).err().unwrap();
        assert_eq!(error.to_string(), "proxy: is not the URL of a proxy");
    }

    #[test]
    fn a_password_is_not_printed() {
        let proxy = Proxy::Url("http://user:secret@h:1".into());
        assert_eq!(format!("{proxy:?}"), "Url(..)");
    }
}
