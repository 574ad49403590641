//! Transports: HTTP by other means than the library's own.
//!
//! acme_client_options_set_transport puts a function in place of the library's HTTP. It is called for each request and
//! fills in the response, of whatever status; it follows no redirects and repeats nothing.

use std::ffi::{CStr, CString, c_char, c_void};
use std::mem::MaybeUninit;
use std::ptr;
use std::time::Instant;

use crate::error::{Error, Kind, Result};
use crate::transport::{Cancel, Method, Request, Response, Transport};

use super::callback::Callback;
use super::guard::{caught, read};
use super::handle::null;
use super::memory::lend;
use super::status::{ACME_STATUS_OK, acme_status, kind_of};
use super::text::{self, c_string};

/// The longest response header that is taken, in bytes.
const MAX_HEADERS: usize = 64 * 1024;

/// One HTTP request. It is valid until the transport function returns, and may be read by several threads until then.
pub struct acme_request {
    method: &'static CStr,
    url: CString,
    headers: Vec<(CString, CString)>,
    body: Vec<u8>,
    deadline: Instant,
    cancel: Cancel,
}

/// The response to be filled in. It is valid until the transport function returns, and belongs to one thread at a time.
pub struct acme_response {
    response: Response,
    header_bytes: usize,
    max_body: usize,
    refused: Option<Error>,
}

/// Sends a request and fills in its response, on the thread that made the call. It honours acme_request_timeout_ms, and
/// returns soon once acme_request_is_cancelled.
///
/// @return ACME_STATUS_OK when the response is complete. ACME_STATUS_CANCELLED, ACME_STATUS_TIMED_OUT or a status of the
///         network and TLS (30-49) when it failed that way: what may pass is tried again like a failure of the library's
///         own HTTP. Anything else ends the call with ACME_STATUS_CALLBACK.
pub type acme_transport_fn = Option<
    unsafe extern "C" fn(
        userdata: *mut c_void,
        request: *const acme_request,
        response: *mut acme_response,
    ) -> acme_status,
>;

type Function = unsafe extern "C" fn(*mut c_void, *const acme_request, *mut acme_response) -> acme_status;

/// The transport of a caller's function.
pub(super) struct CallbackTransport(pub(super) Callback<Function>);

impl Transport for CallbackTransport {
    fn bound_to_caller(&self) -> bool {
        true
    }

    fn send(&self, request: &Request<'_>) -> Result<Response> {
        let handed = acme_request::from(request);
        let mut response = acme_response::new(request.max_body);
        let send = self.0.function;
        // SAFETY: the C caller's function gets its userdata and two objects that outlive the call.
        let status = unsafe { send(self.0.userdata(), &raw const handed, &raw mut response) };
        if status == ACME_STATUS_OK { response.complete() } else { Err(failure(status)) }
    }
}

fn failure(status: acme_status) -> Error {
    let network = kind_of(status).filter(|_| (30..50).contains(&status));
    match kind_of(status) {
        Some(Kind::Cancelled) => Error::new(Kind::Cancelled, "cancelled by the transport"),
        Some(Kind::TimedOut) => Error::new(Kind::RequestTimedOut, "the transport timed out"),
        _ => Error::new(network.unwrap_or(Kind::Callback), format!("the transport failed with {status}")),
    }
}

impl From<&Request<'_>> for acme_request {
    fn from(request: &Request<'_>) -> Self {
        let method = match request.method {
            Method::Get => c"GET",
            Method::Head => c"HEAD",
            Method::Post => c"POST",
        };
        Self {
            method,
            url: c_string(request.url),
            headers: request.headers.iter().map(|(name, value)| (c_string(name), c_string(value))).collect(),
            body: request.body.unwrap_or_default().to_vec(),
            deadline: request.deadline,
            cancel: request.cancel.clone(),
        }
    }
}

impl acme_response {
    fn new(max_body: usize) -> Self {
        Self { response: Response::default(), header_bytes: 0, max_body, refused: None }
    }

    fn complete(self) -> Result<Response> {
        match self.refused {
            Some(error) => Err(error),
            None if self.response.status == 0 => {
                Err(Error::new(Kind::Callback, "the transport set no HTTP status"))
            }
            None => Ok(self.response),
        }
    }

    fn add_header(&mut self, name: Option<&CStr>, value: Option<&CStr>) -> Result<()> {
        let name = name.ok_or_else(|| null("name"))?;
        let value = value.ok_or_else(|| null("value"))?;
        self.header_bytes += name.count_bytes() + value.count_bytes();
        if self.header_bytes > MAX_HEADERS {
            return Err(Error::new(
                Kind::ResponseTooLarge,
                format!("the headers are longer than {MAX_HEADERS} bytes"),
            ));
        }
        let text = |text: &CStr| text.to_string_lossy().into_owned();
        self.response.headers.push((text(name), text(value)));
        Ok(())
    }

    fn append_body(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.len() > self.max_body - self.response.body.len() {
            return Err(Error::new(
                Kind::ResponseTooLarge,
                format!("the body is longer than {} bytes", self.max_body),
            ));
        }
        self.response.body.extend_from_slice(bytes);
        Ok(())
    }

    /// Keeps the first failure for the end; gives whether there is none.
    fn keep(&mut self, result: Result<()>) -> bool {
        if let Err(error) = result {
            self.refused.get_or_insert(error);
        }
        self.refused.is_none()
    }
}

/// The method: "GET", "HEAD" or "POST".
#[unsafe(no_mangle)]
pub extern "C" fn acme_request_method(request: Option<&acme_request>) -> *const c_char {
    read(request, |request| request.method.as_ptr())
}

/// The absolute URL.
#[unsafe(no_mangle)]
pub extern "C" fn acme_request_url(request: Option<&acme_request>) -> *const c_char {
    read(request, |request| request.url.as_ptr())
}

/// How many headers there are. Host and Content-Length are not among them.
#[unsafe(no_mangle)]
pub extern "C" fn acme_request_header_count(request: Option<&acme_request>) -> usize {
    read(request, |request| request.headers.len())
}

/// The name of the header at `index`, in lower case; NULL when there is no such header.
#[unsafe(no_mangle)]
pub extern "C" fn acme_request_header_name(request: Option<&acme_request>, index: usize) -> *const c_char {
    read(request, |request| request.headers.get(index).map_or(ptr::null(), |(name, _)| name.as_ptr()))
}

/// The value of the header at `index`; NULL when there is no such header.
#[unsafe(no_mangle)]
pub extern "C" fn acme_request_header_value(request: Option<&acme_request>, index: usize) -> *const c_char {
    read(request, |request| request.headers.get(index).map_or(ptr::null(), |(_, value)| value.as_ptr()))
}

/// The body, which only a POST has.
///
/// @param length receives its length in bytes; may be NULL
/// @return its bytes, NULL when there are none
#[unsafe(no_mangle)]
pub extern "C" fn acme_request_body(
    request: Option<&acme_request>,
    length: Option<&mut MaybeUninit<usize>>,
) -> *const u8 {
    lend(request.map(|request| request.body.as_slice()), length)
}

/// How many milliseconds are left until the request must have ended.
#[unsafe(no_mangle)]
pub extern "C" fn acme_request_timeout_ms(request: Option<&acme_request>) -> u64 {
    read(request, |request| {
        let left = request.deadline.saturating_duration_since(Instant::now());
        u64::try_from(left.as_millis()).unwrap_or(u64::MAX)
    })
}

/// Whether the call was cancelled, so that the response is of no use any more.
#[unsafe(no_mangle)]
pub extern "C" fn acme_request_is_cancelled(request: Option<&acme_request>) -> bool {
    read(request, |request| request.cancel.is_triggered())
}

/// Sets the HTTP status.
#[unsafe(no_mangle)]
pub extern "C" fn acme_response_set_status(response: Option<&mut acme_response>, status: u16) {
    if let Some(response) = response {
        response.response.status = status;
    }
}

/// Adds a header; a name may come more than once. NULL for one of them, or more than 64 KiB of headers, makes the
/// request fail once the function returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_response_add_header(
    response: Option<&mut acme_response>,
    name: *const c_char,
    value: *const c_char,
) {
    let Some(response) = response else { return };
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let (name, value) = unsafe { (text::raw(name), text::raw(value)) };
    let added = caught(|| response.add_header(name, value)).and_then(|added| added);
    response.keep(added);
}

/// Adds bytes to the end of the body.
///
/// @return false once the response cannot be used any more, because it is longer than such a response may be; the
///         function may return at once then. The call fails with ACME_STATUS_RESPONSE_TOO_LARGE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_response_append_body(
    response: Option<&mut acme_response>,
    bytes: *const u8,
    length: usize,
) -> bool {
    let Some(response) = response else { return false };
    // SAFETY: the C caller's bytes are NULL or as many as said.
    let bytes = unsafe { text::bytes("bytes", bytes, length) };
    let added = bytes.and_then(|bytes| caught(|| response.append_body(bytes)).and_then(|added| added));
    response.keep(added)
}
