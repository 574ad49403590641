//! The engine's own transport.

use std::fmt;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::{self, HeaderMap, HeaderValue, Uri, Version, header};
use ureq::{Agent, AsSendBody, Body};

use super::buffers::MAX_HEADER;
use super::connection::{Dialer, NoResolver, peer_name};
use super::proxy::Proxies;
use super::resolve::{Lookup, system_lookup};
use super::tls::Tls;
use super::{Method, PerProcess, Proxy, Request, Response, TlsOptions, Transport, call, fault};
use crate::error::{Error, Kind, Result};
use crate::protocol::{Invalid, check_caller_text, clean};

/// How long an idle connection is kept. Servers commonly keep theirs a little longer.
const MAX_IDLE: Duration = Duration::from_secs(15);

/// The longest URL, in bytes.
const MAX_URL: usize = 7 * 1024;

/// The most memory that a Content-Length is given in advance.
const MAX_ADVANCE: usize = 64 * 1024;

/// How [`HttpTransport`] connects and introduces itself.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Whom to trust.
    pub tls: TlsOptions,
    /// The proxy to use.
    pub proxy: Proxy,
    /// The User-Agent header.
    pub user_agent: String,
    /// The time for the name lookup, the connection and the TLS handshake together.
    pub connect_timeout: Duration,
    /// How many idle connections are kept.
    pub max_idle_connections: usize,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            tls: TlsOptions::default(),
            proxy: Proxy::default(),
            user_agent: concat!("acme-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            max_idle_connections: 16,
        }
    }
}

/// HTTP/1.1 over TLS. It keeps connections for later requests, each process its own.
pub struct HttpTransport {
    agent: PerProcess<Agent>,
    settings: Settings,
}

struct Settings {
    tls: Arc<Tls>,
    proxies: Proxies,
    user_agent: String,
    connect_timeout: Duration,
    max_idle_connections: usize,
    lookup: Lookup,
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").field("user_agent", &self.settings.user_agent).finish_non_exhaustive()
    }
}

impl HttpTransport {
    /// Checks the options. Roots are looked for and the TLS context is made at the first request.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] names the option; [`Kind::File`] names a file or folder that cannot be read.
    pub fn new(options: HttpOptions) -> Result<Self> {
        Self::with_lookup(options, system_lookup)
    }

    /// The same with another name lookup: for tests of names that do not resolve.
    ///
    /// # Errors
    /// As [`HttpTransport::new`].
    #[cfg(feature = "testing")]
    #[doc(hidden)]
    pub fn with_test_lookup<L: super::TestLookup>(options: HttpOptions) -> Result<Self> {
        Self::with_lookup(options, super::resolve::found_by::<L>)
    }

    fn with_lookup(options: HttpOptions, lookup: Lookup) -> Result<Self> {
        check_header("user_agent", &options.user_agent)?;
        let settings = Settings {
            tls: Arc::new(Tls::new(options.tls)?),
            proxies: Proxies::new(&options.proxy)?,
            user_agent: options.user_agent,
            connect_timeout: options.connect_timeout,
            max_idle_connections: options.max_idle_connections,
            lookup,
        };
        Ok(Self { agent: PerProcess::new(settings.agent()), settings })
    }

    fn exchange(&self, uri: Uri, request: &Request<'_>, peer: &str) -> Result<Response> {
        let answer = match request.method {
            Method::Post => self.run(self.build(uri, request, request.body.unwrap_or_default())?),
            Method::Get | Method::Head => self.run(self.build(uri, request, ())?),
        };
        receive(answer.map_err(|error| fault::explain(peer, error))?, request, peer)
    }

    fn build<B>(&self, uri: Uri, request: &Request<'_>, body: B) -> Result<http::Request<B>> {
        let mut built = http::Request::builder().method(request.method.as_str()).uri(uri);
        for (name, value) in request.headers {
            built = built.header(*name, *value);
        }
        built.body(body).map_err(|error| Invalid::argument("headers", error.to_string()).into())
    }

    fn run<B: AsSendBody>(
        &self,
        request: http::Request<B>,
    ) -> std::result::Result<http::Response<Body>, ureq::Error> {
        let agent = self.agent.get(|| self.settings.agent());
        match self.settings.proxies.proxy_for(request.uri()) {
            Some(proxy) => agent.run(agent.configure_request(request).proxy(Some(proxy.clone())).build()),
            None => agent.run(request),
        }
    }
}

impl Settings {
    fn agent(&self) -> Agent {
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(&self.user_agent)
            .accept_encoding("")
            .max_response_header_size(MAX_HEADER)
            .max_idle_connections(self.max_idle_connections)
            .max_idle_connections_per_host(self.max_idle_connections)
            .max_idle_age(MAX_IDLE)
            .build();
        let dialer = Dialer { lookup: self.lookup, tls: self.tls.clone(), timeout: self.connect_timeout };
        Agent::with_parts(config, dialer, NoResolver)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: &Request<'_>) -> Result<Response> {
        let uri = parse_url(request.url)?;
        let peer = peer_name(&uri);
        let _current = call::enter(request, &peer);
        call::check()?;
        let response = self.exchange(uri, request, &peer);
        request.cancel.check()?;
        response
    }
}

fn check_header(parameter: &str, value: &str) -> Result<()> {
    check_caller_text(parameter, value)?;
    match HeaderValue::from_str(value) {
        Ok(_) => Ok(()),
        Err(_) => Err(Invalid::argument(parameter, "holds characters that a header cannot carry").into()),
    }
}

/// The URL as it stands, so that it is the one that was signed; only what no request can carry is put into ASCII.
fn parse_url(text: &str) -> Result<Uri> {
    let refuse = |reason| Error::new(Kind::ForbiddenUrl, format!("{} {reason}", clean(text)));
    if text.len() > MAX_URL {
        return Err(refuse("is longer than a URL may be"));
    }
    let uri = text.parse::<Uri>().ok().or_else(|| url::Url::parse(text).ok()?.as_str().parse().ok());
    uri.filter(|uri| uri.host().is_some()).ok_or_else(|| refuse("is not an absolute URL"))
}

fn receive(answer: http::Response<Body>, request: &Request<'_>, peer: &str) -> Result<Response> {
    let (parts, body) = answer.into_parts();
    let refuse = |kind, reason| Error::new(kind, format!("{peer}: {reason}"));
    if let Some(coding) = content_coding(&parts.headers) {
        return Err(refuse(Kind::InvalidResponse, format!("the unasked content coding {}", clean(&coding))));
    }
    let too_large =
        || refuse(Kind::ResponseTooLarge, format!("the body is larger than {} bytes", request.max_body));
    let length = body.content_length();
    if request.method != Method::Head && length.is_some_and(|length| length > request.max_body as u64) {
        return Err(too_large());
    }
    let advance = length.map_or(0, |length| usize::try_from(length).unwrap_or(MAX_ADVANCE)).min(MAX_ADVANCE);
    let mut bytes = Vec::with_capacity(if request.method == Method::Head { 0 } else { advance });
    let read = body.into_reader().take(request.max_body as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| fault::explain(peer, error.into()))?;
    if bytes.len() > request.max_body {
        return Err(too_large());
    }
    let unframed = may_have_body(request.method, parts.status) && !is_framed(parts.version, &parts.headers);
    Ok(Response { status: parts.status.as_u16(), headers: texts(&parts.headers), body: bytes, unframed })
}

fn content_coding(headers: &HeaderMap) -> Option<String> {
    let mut codings = headers.get_all(header::CONTENT_ENCODING).iter().map(text);
    codings.find(|coding| !coding.trim().is_empty() && !coding.trim().eq_ignore_ascii_case("identity"))
}

fn may_have_body(method: Method, status: http::StatusCode) -> bool {
    method != Method::Head && !status.is_informational() && !matches!(status.as_u16(), 204 | 304)
}

fn is_framed(version: Version, headers: &HeaderMap) -> bool {
    let is_chunked = |value: &HeaderValue| text(value).to_ascii_lowercase().contains("chunked");
    headers.contains_key(header::CONTENT_LENGTH)
        || (version != Version::HTTP_10 && headers.get_all(header::TRANSFER_ENCODING).iter().any(is_chunked))
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::{Condvar, Mutex};
    use std::thread;
    use std::time::Instant;

    use super::*;
    use crate::transport::Cancel;
    use crate::transport::resolve::Found;

    static STALLED: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

    /// Reports that it has begun and stays for longer than any test.
    fn stalled_lookup(_: &str, _: u16) -> Found {
        *STALLED.0.lock().unwrap() += 1;
        STALLED.1.notify_all();
        thread::sleep(Duration::from_secs(600));
        Ok(Vec::new())
    }

    fn stalled(connect_timeout: Duration) -> HttpTransport {
        let options = HttpOptions { proxy: Proxy::None, connect_timeout, ..HttpOptions::default() };
        HttpTransport::with_lookup(options, stalled_lookup).unwrap()
    }

    fn request(cancel: &Cancel, time: Duration) -> Request<'_> {
        Request {
            method: Method::Get,
            url: "https://ca.example/",
            headers: &[],
            body: None,
            deadline: Instant::now() + time,
            cancel,
            max_body: 0,
            fresh_connection: false,
        }
    }

    #[test]
    fn cancelling_ends_a_stalled_lookup() {
        let (cancel, transport) = (Cancel::new(), stalled(Duration::from_secs(60)));
        let before = *STALLED.0.lock().unwrap();
        let waited = thread::scope(|scope| {
            let call = scope.spawn(|| {
                let error = transport.send(&request(&cancel, Duration::from_secs(60))).unwrap_err();
                assert_eq!(error.kind(), Kind::Cancelled);
                Instant::now()
            });
            drop(STALLED.1.wait_while(STALLED.0.lock().unwrap(), |count| *count == before).unwrap());
            let triggered = Instant::now();
            cancel.trigger();
            call.join().unwrap().saturating_duration_since(triggered)
        });
        assert!(waited < Duration::from_millis(100), "{waited:?}");
    }

    #[test]
    fn a_stalled_lookup_ends_with_the_deadline_or_the_time_to_connect() {
        let (cancel, short, long) = (Cancel::new(), Duration::from_millis(60), Duration::from_secs(60));
        let error = stalled(long).send(&request(&cancel, short)).unwrap_err();
        assert_eq!(error.kind(), Kind::RequestTimedOut);
        assert_eq!(error.to_string(), "ca.example:443: no complete response in time");
        let error = stalled(short).send(&request(&cancel, long)).unwrap_err();
        assert_eq!(error.kind(), Kind::ConnectionFailed);
        assert_eq!(error.to_string(), "ca.example:443: no connection within 60ms");
    }

    #[test]
    fn a_url_is_sent_as_it_stands() {
        assert_eq!(parse_url("https://ca.example/A%2fb/../c?d=%7E").unwrap().path(), "/A%2fb/../c");
        assert_eq!(parse_url("https://m\u{fc}ller.example/").unwrap().host(), Some("xn--mller-kva.example"));
        assert_eq!(parse_url("/relative").unwrap_err().kind(), Kind::ForbiddenUrl);
    }

    #[test]
    fn a_transport_serves_several_threads() {
        fn is_shared<T: Send + Sync>() {}
        is_shared::<HttpTransport>();
    }
}
