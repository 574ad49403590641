//! The built-in http-01 server (RFC 8555, section 8.3).

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::listener::{Service, TimedStream};
use super::{Presentation, Solver, SolverContext};
use crate::error::Result;
use crate::protocol::check_caller_text;

/// How long a request and its answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest request head that is read, in bytes.
const MAX_HEAD: usize = 8 * 1024;
const PREFIX: &str = "/.well-known/acme-challenge/";

/// Serves key authorizations over HTTP, on threads of its own that end when it is dropped.
///
/// The address is an IP address with a port (`0.0.0.0:80`, `[::]:80`), a host name with a port, or `:80` for every
/// address of both families. After a fork a child can drop it, and listens on its own once it presents something.
pub struct Http01Server {
    service: Service,
    answers: Arc<Answers>,
}

#[derive(Default)]
struct Answers {
    by_token: RwLock<HashMap<String, String>>,
    thumbprint: Option<String>,
}

impl Http01Server {
    /// A server that listens while something is presented. That its port is in use shows then, with the identifier.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`](crate::Kind::InvalidArgument) when the address is empty or holds control characters.
    pub fn new(address: &str) -> Result<Self> {
        Self::with(address, Answers::default())
    }

    /// A server that listens from now on until it is dropped.
    ///
    /// # Errors
    /// [`Kind::AddressInUse`](crate::Kind::AddressInUse), or [`Kind::SolverFailed`](crate::Kind::SolverFailed) when it
    /// cannot listen there for another reason.
    pub fn bind(address: &str) -> Result<Self> {
        let Self { service, answers } = Self::new(address)?;
        Ok(Self { service: service.lasting()?, answers })
    }

    /// A server that answers any token with the account's thumbprint, so that every node behind a load balancer can
    /// answer, whichever asked. It listens from now on until it is dropped.
    ///
    /// # Errors
    /// As [`Http01Server::bind`].
    pub fn stateless(address: &str, thumbprint: &str) -> Result<Self> {
        check_caller_text("thumbprint", thumbprint)?;
        let answers = Answers { thumbprint: Some(thumbprint.to_owned()), ..Answers::default() };
        let Self { service, answers } = Self::with(address, answers)?;
        Ok(Self { service: service.lasting()?, answers })
    }

    fn with(address: &str, answers: Answers) -> Result<Self> {
        let answers = Arc::new(answers);
        let served = Arc::clone(&answers);
        // A connection that breaks is the peer's loss alone.
        let service = Service::new(address, PATIENCE, move |stream| drop(serve(stream, &served)))?;
        Ok(Self { service, answers })
    }

    /// Where it listens; empty while it does not.
    #[must_use]
    pub fn local_addresses(&self) -> Vec<SocketAddr> {
        self.service.local_addresses()
    }
}

impl fmt::Debug for Http01Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http01Server")
            .field("local_addresses", &self.local_addresses())
            .finish_non_exhaustive()
    }
}

impl Solver for Http01Server {
    fn types(&self) -> Vec<String> {
        vec!["http-01".to_owned()]
    }

    fn present(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        let answers = batch.iter().map(|item| Ok((item.token().to_owned(), item.proof()?.to_owned())));
        let answers: Vec<_> = answers.collect::<Result<_>>()?;
        self.answers.by_token.write().unwrap_or_else(PoisonError::into_inner).extend(answers);
        self.service.start()
    }

    fn clean_up(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        let by_token = &self.answers.by_token;
        for presentation in batch {
            by_token.write().unwrap_or_else(PoisonError::into_inner).remove(presentation.token());
        }
        self.service.rest_when(|| by_token.read().unwrap_or_else(PoisonError::into_inner).is_empty());
        Ok(())
    }
}

impl Answers {
    fn find(&self, path: &str) -> Option<String> {
        let token = path.strip_prefix(PREFIX)?;
        let known = self.by_token.read().unwrap_or_else(PoisonError::into_inner).get(token).cloned();
        known.or_else(|| {
            let thumbprint = self.thumbprint.as_deref().filter(|_| is_token(token))?;
            Some(format!("{token}.{thumbprint}"))
        })
    }
}

/// What may be echoed into an answer.
fn is_token(text: &str) -> bool {
    (1..=1024).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

fn serve(mut stream: TimedStream, answers: &Answers) -> io::Result<()> {
    let head = read_head(&mut stream)?;
    stream.write_all(answer(&head, answers).as_bytes())?;
    stream.finish_writing()
}

/// Reads until the empty line that ends a head, or as much as a head may be.
fn read_head(stream: &mut TimedStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    while head.len() < MAX_HEAD && !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut buffer)? {
            0 => break,
            read => head.extend_from_slice(&buffer[..read]),
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn answer(head: &str, answers: &Answers) -> String {
    let mut words = head.split("\r\n").next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return response("400 Bad Request", "", true);
    };
    if !version.starts_with("HTTP/1.") {
        return response("400 Bad Request", "", true);
    }
    if method != "GET" && method != "HEAD" {
        return response("405 Method Not Allowed", "", true);
    }
    match answers.find(path_of(target)) {
        Some(body) => response("200 OK", &body, method == "GET"),
        None => response("404 Not Found", "", true),
    }
}

/// The path of a request target, which a proxy may have sent as a whole URL.
fn path_of(target: &str) -> &str {
    let absolute = target.strip_prefix("http://").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    let path = absolute.unwrap_or(target);
    path.split('?').next().unwrap_or(path)
}

fn response(status: &str, body: &str, with_body: bool) -> String {
    let length = body.len();
    let shown = if with_body { body } else { "" };
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/octet-stream\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{shown}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers() -> Answers {
        let answers = Answers::default();
        answers.by_token.write().unwrap().insert("tok".to_owned(), "tok.thumb".to_owned());
        answers
    }

    #[test]
    fn known_tokens_are_answered_and_nothing_else() {
        let status = |head: &str| answer(head, &answers())[9..12].to_owned();
        for (head, expected) in [
            ("GET /.well-known/acme-challenge/tok HTTP/1.1\r\n\r\n", "200"),
            ("GET /.well-known/acme-challenge/tok?x=1 HTTP/1.0\r\n\r\n", "200"),
            ("GET http://a.example/.well-known/acme-challenge/tok HTTP/1.1\r\n\r\n", "200"),
            ("GET /.well-known/acme-challenge/other HTTP/1.1\r\n\r\n", "404"),
            ("GET /.well-known/acme-challenge/ HTTP/1.1\r\n\r\n", "404"),
            ("GET / HTTP/1.1\r\n\r\n", "404"),
            ("POST /.well-known/acme-challenge/tok HTTP/1.1\r\n\r\n", "405"),
            ("GET /.well-known/acme-challenge/tok\r\n\r\n", "400"),
            ("\u{16}\u{3}\u{1}", "400"),
            ("", "400"),
        ] {
            assert_eq!(status(head), expected, "{head:?}");
        }
    }

    #[test]
    fn a_head_request_gets_no_body() {
        let text = answer("HEAD /.well-known/acme-challenge/tok HTTP/1.1\r\n\r\n", &answers());
        assert!(text.contains("Content-Length: 9\r\n") && text.ends_with("\r\n\r\n"), "{text}");
    }

    #[test]
    fn without_state_every_token_but_nothing_else_is_echoed() {
        let answers = Answers { thumbprint: Some("thumb".to_owned()), ..Answers::default() };
        let find = |path: &str| answers.find(&format!("{PREFIX}{path}"));
        assert_eq!(find("any-Token_1").as_deref(), Some("any-Token_1.thumb"));
        for path in ["", "a.b", "../a", "a%0d", "<b>", &"a".repeat(1025)] {
            assert_eq!(find(path), None, "{path}");
        }
    }
}
