//! One HTTP request, one response.
//!
//! [`Transport`] is the seam: the engine's own is [`HttpTransport`], a caller may bring another.

mod buffers;
mod call;
mod cancel;
mod connection;
mod fault;
mod http;
mod process;
mod proxy;
mod resolve;
mod roots;
mod socket;
mod tls;

use std::time::{Instant, SystemTime};

pub use cancel::Cancel;
pub use http::{HttpOptions, HttpTransport};
pub use process::PerProcess;
pub use proxy::Proxy;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub use resolve::TestLookup;
#[cfg(feature = "dns-update")]
pub(crate) use resolve::look_up;
pub use tls::{ClientCertificate, TlsOptions, TlsVersion};

use crate::error::Result;
use crate::protocol::{RetryAfter, clean, parse_retry_after};

/// The methods of ACME.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET, for the directory and renewal information.
    Get,
    /// HEAD, for nonces.
    Head,
    /// POST, for everything else.
    Post,
}

impl Method {
    /// The method as it stands in a request.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
        }
    }
}

/// One request. The URL was checked already.
#[derive(Debug)]
pub struct Request<'a> {
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: &'a str,
    /// Header names and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body of a POST.
    pub body: Option<&'a [u8]>,
    /// When the request must have ended.
    pub deadline: Instant,
    /// Ends the request early when triggered.
    pub cancel: &'a Cancel,
    /// The longest body that is read, in bytes.
    pub max_body: usize,
    /// Whether a connection used before must not be used again.
    pub fresh_connection: bool,
}

/// One response, of any status.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names and values, in the order they came; a name may come more than once.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether nothing but the end of the connection marked the end of the body.
    pub unframed: bool,
}

impl Response {
    /// The values of a header, its name in any case.
    pub fn header_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The first value of a header, its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The Retry-After header, a date measured against the response's own Date.
    #[must_use]
    pub fn retry_after(&self) -> Option<RetryAfter> {
        let header = self.header("retry-after")?;
        let now = self.header("date").and_then(|date| httpdate::parse_http_date(date).ok());
        let wait = parse_retry_after(header, now.unwrap_or_else(SystemTime::now));
        Some(RetryAfter { header: clean(header), wait })
    }
}

/// Sends one request and gives its response, whatever its status. It follows no redirect and repeats nothing.
///
/// A transport may be used by several threads at once. It honours the request's deadline and cancel token itself.
pub trait Transport: Send + Sync {
    /// Sends `request`.
    ///
    /// # Errors
    /// A kind of the network (30-49), [`Kind::Cancelled`](crate::Kind::Cancelled),
    /// [`Kind::ResponseTooLarge`](crate::Kind::ResponseTooLarge), or what a caller's own transport failed with.
    fn send(&self, request: &Request<'_>) -> Result<Response>;

    /// Whether it must be called on the thread that made the call: a callback of the host's language.
    fn bound_to_caller(&self) -> bool {
        false
    }
}
