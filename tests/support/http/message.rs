//! Requests and responses as they stand on the wire.

use std::io::{self, BufRead, Read};

/// The longest head and body that are read.
const MAX_HEAD: u64 = 64 * 1024;
const MAX_BODY: u64 = 16 * 1024 * 1024;

/// Header names and values, in order.
pub type Headers = Vec<(String, String)>;

/// The first value of a header, its name in any case.
fn header<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Headers,
    pub body: Vec<u8>,
}

impl Request {
    /// The first value of a header, its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Whether the client closes the connection after this request.
    pub fn wants_close(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }

    /// Reads a request; `None` when the peer closed the connection between two requests.
    ///
    /// # Errors
    /// When the connection breaks or what came is no request with a Content-Length.
    pub fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
        let Some((first, headers)) = read_head(reader)? else { return Ok(None) };
        let [method, path, "HTTP/1.1"] = first.split(' ').collect::<Vec<_>>()[..] else {
            return Err(malformed("not a request line"));
        };
        if header(&headers, "transfer-encoding").is_some() {
            return Err(malformed("a request body without a length"));
        }
        let body = read_counted(reader, &headers)?.unwrap_or_default();
        Ok(Some(Self { method: method.to_owned(), path: path.to_owned(), headers, body }))
    }
}

/// How the end of a response's body is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Framing {
    /// By Content-Length.
    #[default]
    Length,
    /// By chunks.
    Chunked,
    /// By the end of the connection.
    Close,
}

/// One response.
#[derive(Debug, Clone, Default)]
pub struct Response {
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
    pub framing: Framing,
    /// Whether the server closes the connection afterwards without having said so.
    pub closes_silently: bool,
}

impl Response {
    /// A response without a body.
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// The same response with a header more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same response with a body.
    #[must_use]
    pub fn with_body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.with("Content-Type", content_type)
    }

    /// The same response with a header set, or removed by `None`.
    #[must_use]
    pub fn with_header_set(mut self, name: &str, value: Option<&str>) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The first value of a header, its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The status line and the headers, the framing's included.
    pub fn head(&self) -> Vec<u8> {
        let length =
            (self.framing == Framing::Length && self.status != 204).then_some(self.body.len() as u64);
        self.head_with_length(length)
    }

    /// The status line and the headers with that Content-Length.
    pub fn head_with_length(&self, length: Option<u64>) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        match (self.framing, length) {
            (_, Some(length)) => head += &format!("Content-Length: {length}\r\n"),
            (Framing::Chunked, None) => head += "Transfer-Encoding: chunked\r\n",
            (Framing::Close, None) => head += "Connection: close\r\n",
            (Framing::Length, None) => {}
        }
        (head + "\r\n").into_bytes()
    }

    /// The body as its framing puts it on the wire.
    pub fn framed_body(&self) -> Vec<u8> {
        if self.framing != Framing::Chunked {
            return self.body.clone();
        }
        let mut framed = Vec::new();
        for chunk in self.body.chunks(1000) {
            framed.extend(format!("{:x}\r\n", chunk.len()).bytes());
            framed.extend(chunk);
            framed.extend(b"\r\n");
        }
        framed.extend(b"0\r\n\r\n");
        framed
    }

    /// Reads a response, chunks excepted.
    ///
    /// # Errors
    /// When the connection breaks before the end or what came is no response.
    pub fn read(reader: &mut impl BufRead, has_body: bool) -> io::Result<Self> {
        let (first, headers) = read_head(reader)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let mut response = Self::new(status.ok_or_else(|| malformed("not a status line"))?);
        if has_body && status != Some(204) {
            response.body = match read_counted(reader, &headers)? {
                Some(body) => body,
                None => read_to_end(reader)?,
            };
        }
        response.headers = headers;
        Ok(response)
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400..=499 => "Client Error",
        500..=599 => "Server Error",
        _ => "Other",
    }
}

/// The first line and the headers.
fn read_head(reader: &mut impl BufRead) -> io::Result<Option<(String, Headers)>> {
    let mut lines = reader.take(MAX_HEAD);
    let mut first = String::new();
    if lines.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let mut headers = Headers::new();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line)?;
        match line.trim_end_matches(['\r', '\n']) {
            "" if line.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            "" => return Ok(Some((first.trim_end().to_owned(), headers))),
            header => {
                let (name, value) = header.split_once(':').ok_or_else(|| malformed("not a header"))?;
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
        }
    }
}

fn read_counted(reader: &mut impl BufRead, headers: &Headers) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = header(headers, "content-length") else { return Ok(None) };
    let length = length.parse().ok().filter(|length| *length <= MAX_BODY);
    let length = length.ok_or_else(|| malformed("a Content-Length out of bounds"))?;
    let mut body = Vec::new();
    if reader.take(length).read_to_end(&mut body)? as u64 == length {
        return Ok(Some(body));
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

fn read_to_end(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    reader.take(MAX_BODY).read_to_end(&mut body)?;
    Ok(body)
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
