//! What a verb gives to Ruby.

use std::panic::{AssertUnwindSafe, catch_unwind};

use acme_client::protocol::RetryAfter;
use acme_client::transport::Response;
use magnus::{RArray, RHash, RString, Ruby};

use crate::client::This;
use crate::fault::Fault;
use crate::gvl;

/// A verb's answer: what `verb` gives, its failure as `{"error" => {...}}`. Ruby's exceptions are raised.
pub fn of(ruby: &Ruby, verb: impl FnOnce() -> Result<RHash, Fault>) -> Result<RHash, magnus::Error> {
    let outcome = catch_unwind(AssertUnwindSafe(verb)).unwrap_or_else(|payload| Err(Fault::panic(&*payload)));
    match outcome {
        Ok(answer) => Ok(answer),
        Err(Fault::Engine(error)) => failure(ruby, &error),
        Err(Fault::Ruby(error)) => Err(error),
    }
}

/// The answer of a verb that gives a resource.
pub fn resource<T: Into<Resource> + Send + 'static>(
    ruby: &Ruby,
    this: This,
    work: impl FnOnce(&acme_client::Client) -> acme_client::Result<T> + Send + 'static,
) -> Result<RHash, magnus::Error> {
    of(ruby, || gvl::call(ruby, this, work)?.into().into_hash(ruby))
}

/// A resource as the server sent it.
pub struct Resource {
    pub url: String,
    pub json: String,
    pub retry_after: Option<RetryAfter>,
}

impl Resource {
    pub fn into_hash(self, ruby: &Ruby) -> Result<RHash, Fault> {
        let answer = ruby.hash_new();
        answer.aset("url", self.url)?;
        answer.aset("json", self.json)?;
        answer.aset("retry_after", self.retry_after.map(|asked| asked.header))?;
        Ok(answer)
    }
}

/// A response to a request of the caller's own.
pub fn response(ruby: &Ruby, response: &Response) -> Result<RHash, Fault> {
    let headers = ruby.ary_new_capa(response.headers.len());
    for (name, value) in &response.headers {
        headers.push(pair(ruby, name, value))?;
    }
    let answer = ruby.hash_new();
    answer.aset("status", response.status)?;
    answer.aset("headers", headers)?;
    answer.aset("body", text_or_bytes(ruby, &response.body))?;
    Ok(answer)
}

/// A name and its value.
pub fn pair(ruby: &Ruby, name: &str, value: &str) -> RArray {
    ruby.ary_new_from_values(&[ruby.str_new(name), ruby.str_new(value)])
}

/// A string in UTF-8 when that is what the bytes are, else in ASCII-8BIT.
pub fn text_or_bytes(ruby: &Ruby, bytes: &[u8]) -> RString {
    std::str::from_utf8(bytes).map_or_else(|_| ruby.str_from_slice(bytes), |text| ruby.str_new(text))
}

fn failure(ruby: &Ruby, error: &acme_client::Error) -> Result<RHash, magnus::Error> {
    let answer = ruby.hash_new();
    answer.aset("error", parts(ruby, error)?)?;
    Ok(answer)
}

/// The parts of a failure.
pub fn parts(ruby: &Ruby, error: &acme_client::Error) -> Result<RHash, magnus::Error> {
    let problem = error.problem();
    let parts = ruby.hash_new();
    parts.aset("kind", format!("{:?}", error.kind()))?;
    parts.aset("message", error.to_string())?;
    parts.aset("detail", problem.and_then(|problem| problem.detail.as_deref()))?;
    parts.aset("problem", problem.map(|problem| problem.json.as_str()))?;
    parts.aset("problem_type", problem.map(|problem| problem.kind.as_str()))?;
    parts.aset("http_status", error.http_status())?;
    parts.aset("url", error.url())?;
    parts.aset("help_url", error.help_url())?;
    parts.aset("action_url", error.action_url())?;
    parts.aset("body", error.body())?;
    parts.aset("retry_after", error.retry_after().map(|wait| wait.as_secs_f64()))?;
    parts.aset("step", error.step().map(|step| step.as_str()))?;
    Ok(parts)
}
