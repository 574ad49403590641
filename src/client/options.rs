//! What a client can be told when it is made.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::protocol::{UrlPolicy, check_caller_text};
use crate::transport::{Cancel, HttpOptions, HttpTransport, Proxy, TlsOptions, Transport};

use super::log::Log;

/// The options of a [`Client`](super::Client). [`ClientOptions::new`] gives the defaults.
#[derive(Clone)]
pub struct ClientOptions {
    /// The URL of the authority's directory.
    pub directory_url: String,
    /// The account URL when it is known; else it is asked for when it is first needed.
    pub account_url: Option<String>,
    /// Roots, client certificate and TLS versions.
    pub tls: TlsOptions,
    /// The proxy; by default what the environment says.
    pub proxy: Proxy,
    /// Words added to the User-Agent header, such as `example-host/2.1`.
    pub user_agent: Option<String>,
    /// The Accept-Language header: the language of the server's error texts (RFC 8555, section 6.1).
    pub accept_language: String,
    /// Further headers of every request, names and values. User-Agent, Accept and Content-Type stay the engine's.
    pub headers: Vec<(String, String)>,
    /// How long making a connection may take; 10 s.
    pub connect_timeout: Duration,
    /// How long one request may take; 30 s.
    pub request_timeout: Duration,
    /// How long one call may take with all its requests and retries; 5 min.
    pub operation_timeout: Duration,
    /// How often a request that failed in passing is sent, the first time included; 4.
    pub attempts: u32,
    /// How long after the first failure a request is still sent again; 15 s.
    pub retry_window: Duration,
    /// The longest Retry-After that a single call waits for; 10 s.
    pub longest_wait: Duration,
    /// How often a request is signed and sent when the server refuses its nonce; 10.
    pub nonce_attempts: u32,
    /// Whether `http://` is allowed for loopback addresses.
    pub http_on_loopback: bool,
    /// A transport to use instead of the engine's own.
    pub transport: Option<Arc<dyn Transport>>,
    /// Where log lines go; to the `log` crate when unset.
    pub log: Option<Arc<dyn Log>>,
    /// The token that ends the client's calls, until [`with_cancel`](super::Client::with_cancel) gives another.
    pub cancel: Option<Cancel>,
}

impl ClientOptions {
    /// The defaults for a directory.
    #[must_use]
    pub fn new(directory_url: impl Into<String>) -> Self {
        Self {
            directory_url: directory_url.into(),
            account_url: None,
            tls: TlsOptions::default(),
            proxy: Proxy::default(),
            user_agent: None,
            accept_language: "en".to_owned(),
            headers: Vec::new(),
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
            operation_timeout: Duration::from_secs(300),
            attempts: 4,
            retry_window: Duration::from_secs(15),
            longest_wait: Duration::from_secs(10),
            nonce_attempts: 10,
            http_on_loopback: false,
            transport: None,
            log: None,
            cancel: None,
        }
    }

    /// Refuses what no request could be made with.
    pub(super) fn check(&self) -> Result<()> {
        self.url_policy().check("directory URL", &self.directory_url)?;
        if let Some(url) = &self.account_url {
            self.url_policy().check("account URL", url)?;
        }
        if let Some(text) = &self.user_agent {
            check_caller_text("user agent", text)?;
        }
        check_caller_text("accept language", &self.accept_language)?;
        for (name, value) in &self.headers {
            check_caller_text("header name", name)?;
            check_caller_text("header value", value)?;
        }
        let timeouts = [
            ("connect timeout", self.connect_timeout),
            ("request timeout", self.request_timeout),
            ("operation timeout", self.operation_timeout),
        ];
        match timeouts.iter().find(|(_, timeout)| timeout.is_zero()) {
            Some((name, _)) => Err(Error::new(Kind::InvalidArgument, format!("{name}: is zero"))),
            None if self.attempts == 0 => Err(Error::new(Kind::InvalidArgument, "attempts: is zero")),
            None if self.nonce_attempts == 0 => {
                Err(Error::new(Kind::InvalidArgument, "nonce attempts: is zero"))
            }
            None => Ok(()),
        }
    }

    pub(super) fn url_policy(&self) -> UrlPolicy {
        if self.http_on_loopback { UrlPolicy::HttpOnLoopback } else { UrlPolicy::Https }
    }

    /// The whole User-Agent header (RFC 8555, section 6.1).
    pub(super) fn user_agent_header(&self) -> String {
        let own = concat!("acme-client/", env!("CARGO_PKG_VERSION"));
        self.user_agent.as_ref().map_or_else(|| own.to_owned(), |words| format!("{words} {own}"))
    }

    pub(super) fn build_transport(&self) -> Result<Arc<dyn Transport>> {
        if let Some(transport) = &self.transport {
            return Ok(Arc::clone(transport));
        }
        Ok(Arc::new(HttpTransport::new(HttpOptions {
            tls: self.tls.clone(),
            proxy: self.proxy.clone(),
            user_agent: self.user_agent_header(),
            connect_timeout: self.connect_timeout,
            ..HttpOptions::default()
        })?))
    }
}
