//! A Ruby object as transport: its `call` is given a request and returns `[status, headers, body]`.

use std::time::Instant;

use acme_client::transport::{Request, Response, Transport};
use acme_client::{Error, Kind, Result};
use magnus::prelude::*;
use magnus::{RArray, RHash, RString, Ruby, TryConvert, Value, r_hash::ForEach};

use crate::answer::pair;
use crate::client;
use crate::gvl::on_caller;

/// Stands for the client's transport.
pub struct RubyTransport;

impl Transport for RubyTransport {
    fn send(&self, request: &Request<'_>) -> Result<Response> {
        let owned = Owned::new(request);
        let response = on_caller(move |ruby, this| {
            read(ruby, client::transport(this)?.funcall("call", (owned.to_hash(ruby)?,))?)
        })?;
        if response.body.len() > request.max_body {
            let reason = format!("the body is larger than {} bytes", request.max_body);
            return Err(Error::new(Kind::ResponseTooLarge, reason));
        }
        Ok(response)
    }

    fn bound_to_caller(&self) -> bool {
        true
    }
}

/// A request on its way to another thread.
struct Owned {
    method: &'static str,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    deadline: Instant,
}

impl Owned {
    fn new(request: &Request<'_>) -> Self {
        let headers = request.headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self {
            method: request.method.as_str(),
            url: request.url.to_owned(),
            headers: headers.collect(),
            body: request.body.map(<[u8]>::to_vec),
            deadline: request.deadline,
        }
    }

    fn to_hash(&self, ruby: &Ruby) -> std::result::Result<RHash, magnus::Error> {
        let headers = ruby.ary_new_capa(self.headers.len());
        for (name, value) in &self.headers {
            headers.push(pair(ruby, name, value))?;
        }
        let hash = ruby.hash_new();
        hash.aset("method", self.method)?;
        hash.aset("url", self.url.as_str())?;
        hash.aset("headers", headers)?;
        hash.aset("body", self.body.as_deref().map(|body| crate::answer::text_or_bytes(ruby, body)))?;
        hash.aset("timeout", self.deadline.saturating_duration_since(Instant::now()).as_secs_f64())?;
        Ok(hash)
    }
}

fn read(ruby: &Ruby, returned: Value) -> std::result::Result<Response, magnus::Error> {
    let wrong = |reason: &'static str| {
        move |error: magnus::Error| match is_misfit(ruby, &error) {
            true => magnus::Error::new(ruby.exception_type_error(), format!("transport: {reason}")),
            false => error,
        }
    };
    let (status, headers, body) = <(Value, Value, Value)>::try_convert(returned)
        .map_err(wrong("call must return an array of status, headers and body"))?;
    Ok(Response {
        status: u16::try_convert(status).map_err(wrong("the status must be an Integer"))?,
        headers: read_headers(headers).map_err(wrong("the headers must be a Hash or an Array of pairs"))?,
        body: Option::<RString>::try_convert(body)
            .map_err(wrong("the body must be a String or nil"))?
            .map(|body| body.to_bytes().to_vec())
            .unwrap_or_default(),
        unframed: false,
    })
}

/// Whether something could not be converted; anything else that comes up is an exception of the caller's.
fn is_misfit(ruby: &Ruby, error: &magnus::Error) -> bool {
    let misfits = [ruby.exception_type_error(), ruby.exception_range_error(), ruby.exception_arg_error()];
    misfits.into_iter().any(|misfit| error.is_kind_of(misfit))
}

fn read_headers(headers: Value) -> std::result::Result<Vec<(String, String)>, magnus::Error> {
    let mut read = Vec::new();
    if let Some(hash) = RHash::from_value(headers) {
        hash.foreach(|name: Value, value: Value| {
            push_header(&mut read, name, value)?;
            Ok(ForEach::Continue)
        })?;
    } else {
        for pair in RArray::try_convert(headers)? {
            let (name, value) = <(Value, Value)>::try_convert(pair)?;
            push_header(&mut read, name, value)?;
        }
    }
    Ok(read)
}

/// One header, or several when the value is an array.
fn push_header(
    read: &mut Vec<(String, String)>,
    name: Value,
    value: Value,
) -> std::result::Result<(), magnus::Error> {
    let name = text(name.funcall("to_s", ())?);
    match RArray::from_value(value) {
        Some(values) => {
            for value in values {
                read.push((name.clone(), text(value.funcall("to_s", ())?)));
            }
        }
        None => read.push((name, text(value.funcall("to_s", ())?))),
    }
    Ok(())
}

fn text(string: RString) -> String {
    String::from_utf8_lossy(&string.to_bytes()).into_owned()
}
