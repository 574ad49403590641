//! Options: what a client is told when it is made.
//!
//! The defaults are good: only a directory URL is needed. A setter keeps the first value that it had to refuse, and
//! acme_client_new returns it. One options object may make several clients; changing it later changes none of them.

use std::ffi::{OsStr, c_char, c_void};
use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;
use std::time::Duration;

use crate::client::ClientOptions;
use crate::protocol::Key;
use crate::transport::{ClientCertificate, Proxy};

use super::builder::{Builder, set};
use super::callback::{Callback, Userdata};
use super::cancel::acme_cancel;
use super::guard::caught;
use super::handle::{free, given, null, wraps};
use super::key::acme_key;
use super::log::{CallbackLog, acme_log_fn};
use super::text;
use super::transport::{CallbackTransport, acme_transport_fn};

/// The options of a client. As `const` it may be used by several threads at once; the setters and
/// acme_client_options_free need it alone. What it was given is copied.
pub struct acme_client_options(Builder<ClientOptions>);

wraps!(acme_client_options, Builder<ClientOptions>);

/// Makes the options of a client.
///
/// @param directory_url the URL of the authority's directory (RFC 8555, section 7.1.1), such as
///        "https://acme-v02.api.letsencrypt.org/directory"; https only
/// @return the options, to be freed with acme_client_options_free
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_options_new(
    directory_url: *const c_char,
) -> Option<Box<acme_client_options>> {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let directory_url = unsafe { text::required("directory_url", directory_url) };
    let make = || {
        let url = directory_url.as_ref().copied().unwrap_or_default();
        let mut options = Builder::new(ClientOptions::new(url));
        if let Err(error) = directory_url {
            options.refuse(error);
        }
        Box::new(acme_client_options(options))
    };
    caught(make).ok()
}

/// Frees the options. Clients made with them go on. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_free(options: Option<Box<acme_client_options>>) {
    free(options);
}

/// The account URL, when it is known from before. Without, the server is asked for the account of the client's key when
/// its URL is first needed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_options_set_account_url(
    options: Option<&mut acme_client_options>,
    account_url: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let account_url = unsafe { text::required("account_url", account_url) };
    set(options, |options| {
        options.account_url = Some(account_url?.to_owned());
        Ok(())
    });
}

/// Trusts the certificates of a PEM file, beside the system's. May be called several times. The file is read when the
/// first connection is made; one that is not there makes acme_client_new fail with ACME_STATUS_FILE.
///
/// @param path in the file system's own encoding
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_options_set_ca_file(
    options: Option<&mut acme_client_options>,
    path: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let path = unsafe { text::raw(path) };
    set(options, |options| {
        let path = path.ok_or_else(|| null("path"))?;
        options.tls.ca_files.push(OsStr::from_bytes(path.to_bytes()).into());
        Ok(())
    });
}

/// Trusts the certificates of a PEM text, beside the system's. May be called several times.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_options_set_ca_pem(
    options: Option<&mut acme_client_options>,
    pem: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let pem = unsafe { text::required("pem", pem) };
    set(options, |options| {
        options.tls.extra_roots_pem.push(pem?.to_owned());
        Ok(())
    });
}

/// Whether to trust the certificates that the system trusts; true by default. SSL_CERT_FILE and SSL_CERT_DIR are
/// honoured.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_set_system_roots(
    options: Option<&mut acme_client_options>,
    trusted: bool,
) {
    set(options, |options| {
        options.tls.system_roots = trusted;
        Ok(())
    });
}

/// The certificate to show to a server that asks for one.
///
/// @param chain_pem the certificate and its issuers as PEM, the certificate first
/// @param key its private key
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_options_set_client_certificate(
    options: Option<&mut acme_client_options>,
    chain_pem: *const c_char,
    key: Option<&acme_key>,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let chain_pem = unsafe { text::required("chain_pem", chain_pem) };
    set(options, |options| {
        let key = Key::clone(given("key", key)?);
        options.tls.client_certificate = Some(ClientCertificate { chain_pem: chain_pem?.to_owned(), key });
        Ok(())
    });
}

/// The proxy. Without, the environment says which: https_proxy, http_proxy, all_proxy and no_proxy, in lower or upper
/// case.
///
/// @param url "http://host:port" or "https://host:port", with "user:password@" where it asks for them; NULL or "" for
///        none, whatever the environment says
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_options_set_proxy(
    options: Option<&mut acme_client_options>,
    url: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let url = unsafe { text::optional("url", url) };
    set(options, |options| {
        let url = url?.filter(|url| !url.is_empty());
        options.proxy = url.map_or(Proxy::None, |url| Proxy::Url(url.to_owned()));
        Ok(())
    });
}

/// Words for the front of the User-Agent header, such as "example-host/2.1" (RFC 8555, section 6.1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_options_set_user_agent(
    options: Option<&mut acme_client_options>,
    user_agent: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let user_agent = unsafe { text::required("user_agent", user_agent) };
    set(options, |options| {
        options.user_agent = Some(user_agent?.to_owned());
        Ok(())
    });
}

/// The languages that the server's error texts should be in, as the Accept-Language header has them (RFC 9110, section
/// 12.5.4); "en" by default.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_options_set_accept_language(
    options: Option<&mut acme_client_options>,
    languages: *const c_char,
) {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let languages = unsafe { text::required("languages", languages) };
    set(options, |options| {
        options.accept_language = languages?.to_owned();
        Ok(())
    });
}

/// How long name lookup, connection and TLS handshake may take together; 10000 ms by default, 0 is refused.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_set_connect_timeout_ms(
    options: Option<&mut acme_client_options>,
    milliseconds: u64,
) {
    set(options, |options| {
        options.connect_timeout = Duration::from_millis(milliseconds);
        Ok(())
    });
}

/// How long one request may take; 30000 ms by default, 0 is refused.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_set_request_timeout_ms(
    options: Option<&mut acme_client_options>,
    milliseconds: u64,
) {
    set(options, |options| {
        options.request_timeout = Duration::from_millis(milliseconds);
        Ok(())
    });
}

/// How long one call may take with all its requests and retries; 300000 ms by default, 0 is refused. The `_wait`
/// functions have a timeout of their own instead.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_set_operation_timeout_ms(
    options: Option<&mut acme_client_options>,
    milliseconds: u64,
) {
    set(options, |options| {
        options.operation_timeout = Duration::from_millis(milliseconds);
        Ok(())
    });
}

/// How often a request that failed in passing is sent, the first time included; 4 by default, 0 is refused.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_set_attempts(options: Option<&mut acme_client_options>, attempts: u32) {
    set(options, |options| {
        options.attempts = attempts;
        Ok(())
    });
}

/// How long after its first failure a request is still sent again; 15000 ms by default.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_set_retry_window_ms(
    options: Option<&mut acme_client_options>,
    milliseconds: u64,
) {
    set(options, |options| {
        options.retry_window = Duration::from_millis(milliseconds);
        Ok(())
    });
}

/// The longest Retry-After that a call waits for; 10000 ms by default. When the server asks for more, the call fails at
/// once and acme_error_retry_after_ms tells the time.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_set_longest_wait_ms(
    options: Option<&mut acme_client_options>,
    milliseconds: u64,
) {
    set(options, |options| {
        options.longest_wait = Duration::from_millis(milliseconds);
        Ok(())
    });
}

/// How often a request is signed and sent when the server refuses its nonce (RFC 8555, section 6.5); 10 by default, 0 is
/// refused.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_set_nonce_attempts(
    options: Option<&mut acme_client_options>,
    attempts: u32,
) {
    set(options, |options| {
        options.nonce_attempts = attempts;
        Ok(())
    });
}

/// Whether http:// URLs are allowed, and that only for this machine: localhost, 127.0.0.0/8 and ::1. For tests; false
/// by default.
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_set_http_on_loopback(
    options: Option<&mut acme_client_options>,
    allowed: bool,
) {
    set(options, |options| {
        options.http_on_loopback = allowed;
        Ok(())
    });
}

/// Ends calls by a token: acme_client_from_store with these options, and every call of the clients made with them, until
/// acme_client_with_cancel derives one with another token. Once it is triggered, by any thread, calls in flight fail with
/// ACME_STATUS_CANCELLED within 100 ms and later ones at once.
///
/// @param cancel the token; stays the caller's and may be freed, but is needed to trigger it
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_options_set_cancel(
    options: Option<&mut acme_client_options>,
    cancel: Option<&acme_cancel>,
) {
    set(options, |options| {
        options.cancel = Some(given("cancel", cancel)?.0.clone());
        Ok(())
    });
}

/// Sends requests through a function instead of the library's own HTTP; the options of TLS, proxy and connect timeout
/// mean nothing then. It is called by several threads at once when a client is.
///
/// @param transport sends one request
/// @param userdata handed to `transport`; may be NULL
/// @param destroy called with `userdata` exactly once: when the options and all clients made with them are freed, on the
///        thread that frees the last, or before this function returns when it refuses a value; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_options_set_transport(
    options: Option<&mut acme_client_options>,
    transport: acme_transport_fn,
    userdata: *mut c_void,
    destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
) {
    // SAFETY: the C caller hands the userdata over.
    let userdata = unsafe { Userdata::new(userdata, destroy) };
    set(options, |options| {
        let callback = Callback::new(given("transport", transport)?, userdata);
        options.transport = Some(Arc::new(CallbackTransport(callback)));
        Ok(())
    });
}

/// Hands log lines to a function. It is called by several threads at once when a client is.
///
/// @param level the least urgent level that is wanted, one of the ACME_LOG_ constants
/// @param log takes one line
/// @param userdata handed to `log`; may be NULL
/// @param destroy called with `userdata` exactly once: when the options and all clients made with them are freed, on the
///        thread that frees the last, or before this function returns when it refuses a value; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_options_set_log(
    options: Option<&mut acme_client_options>,
    level: i32,
    log: acme_log_fn,
    userdata: *mut c_void,
    destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
) {
    // SAFETY: the C caller hands the userdata over.
    let userdata = unsafe { Userdata::new(userdata, destroy) };
    set(options, |options| {
        options.log = Some(Arc::new(CallbackLog::new(level, given("log", log)?, userdata)?));
        Ok(())
    });
}
