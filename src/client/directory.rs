//! Fetching the directory (RFC 8555, section 7.1.1).

use std::sync::Arc;

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::Directory;
use crate::transport::Method;

use super::Client;
use super::answer::Answer;
use super::operation::{Operation, Outgoing};

const REDIRECTS: usize = 3;

impl Client {
    /// The server's directory, fetched once in the life of the client.
    ///
    /// # Errors
    /// [`Kind::InvalidDirectory`] when the URL gives something else; else as every call.
    pub fn directory(&self) -> Result<Arc<Directory>> {
        self.operation(0).directory()
    }
}

impl Operation<'_> {
    pub(super) fn directory(&self) -> Result<Arc<Directory>> {
        let cached = &self.client().shared.directory;
        if let Some(directory) = cached.get() {
            return Ok(Arc::clone(directory));
        }
        let fetched = self.retry(|_| self.fetch_directory()).map_err(not_acme)?;
        Ok(Arc::clone(cached.get_or_init(|| Arc::new(fetched))))
    }

    fn fetch_directory(&self) -> Result<Directory> {
        let answer = self.follow(&self.client().options().directory_url)?;
        self.keep_nonce(&answer);
        answer.success(Step::Directory)?.read(Step::Directory, Directory::parse)
    }

    /// A GET that follows a few redirects, each to a URL that may be fetched.
    fn follow(&self, url: &str) -> Result<Answer> {
        let mut url = url.to_owned();
        for _ in 0..=REDIRECTS {
            let outgoing = Outgoing {
                method: Method::Get,
                url: &url,
                body: None,
                accept: None,
                fresh_connection: false,
            };
            let answer = self.send(Step::Directory, &outgoing)?;
            match answer.location() {
                Some(target) if matches!(answer.response.status, 301 | 302 | 303 | 307 | 308) => url = target,
                _ => return Ok(answer),
            }
        }
        Err(Error::new(Kind::ForbiddenRedirect, "the server redirects more than 3 times").at(Step::Directory))
    }
}

/// What no directory answers like is called that.
fn not_acme(error: Error) -> Error {
    match error.kind() {
        Kind::InvalidResponse | Kind::UnreadableResponse => error.with_kind(Kind::InvalidDirectory),
        _ => error,
    }
}
