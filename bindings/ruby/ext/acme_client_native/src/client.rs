//! `Native::Client`: the engine's client, and the Ruby objects that it calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use acme_client::client::Signer;
use acme_client::protocol::Key;
use magnus::prelude::*;
use magnus::typed_data::Obj;
use magnus::{Error, RArray, RHash, RString, Ruby, Value};

use crate::fault::Fault;
use crate::log::RubyLog;
use crate::options;
use crate::signer::RubySigner;
use crate::transport::RubyTransport;

/// A Ruby object of the class `Native::Client`.
pub type This = Obj<Client>;

/// The Ruby objects are kept in instance variables of the wrapping object that Ruby programs do not see: no `@` in front.
const SIGNERS: &str = "signers";
const TRANSPORT: &str = "transport";
const LOG: &str = "log";
const HOSTS: &str = "hosts";

/// The number of the next host.
static NEXT_HOST: AtomicUsize = AtomicUsize::new(0);

/// The Rust half of a `Native::Client`. It holds no Ruby object.
#[magnus::wrap(class = "Acme::Client::Native::Client", free_immediately, size)]
pub struct Client(acme_client::Client);

impl Client {
    /// `Native::Client.new(options, signer, transport, log)`.
    pub fn new(
        ruby: &Ruby,
        options: RHash,
        signer: Value,
        transport: Value,
        log: Value,
    ) -> Result<This, Error> {
        Self::build(ruby, options, signer, transport, log).map_err(|fault| match fault {
            Fault::Engine(error) => Error::new(ruby.exception_arg_error(), error.to_string()),
            Fault::Ruby(error) => error,
        })
    }

    fn build(
        ruby: &Ruby,
        options: RHash,
        signer: Value,
        transport: Value,
        log: Value,
    ) -> Result<This, Fault> {
        let mut options = options::read(options)?;
        if !transport.is_nil() {
            options.transport = Some(Arc::new(RubyTransport));
        }
        if !log.is_nil() {
            options.log = Some(Arc::new(RubyLog));
        }
        let signers = ruby.ary_new();
        let signer = read_signer(signers, signer)?;
        let this = ruby.obj_wrap(Self(acme_client::Client::with_signer(options, signer)?));
        this.ivar_set(SIGNERS, signers)?;
        this.ivar_set(TRANSPORT, transport)?;
        this.ivar_set(LOG, log)?;
        this.ivar_set(HOSTS, ruby.hash_new())?;
        Ok(this)
    }

    /// The engine's client.
    pub fn engine(&self) -> &acme_client::Client {
        &self.0
    }
}

/// The transport of a client.
pub fn transport(this: This) -> Result<Value, Error> {
    this.ivar_get(TRANSPORT)
}

/// Who takes a client's log lines.
pub fn log(this: This) -> Result<Value, Error> {
    this.ivar_get(LOG)
}

/// One of a client's signers that are Ruby objects.
pub fn signer(this: This, number: isize) -> Result<Value, Error> {
    this.ivar_get::<_, RArray>(SIGNERS)?.entry(number)
}

/// Makes a call whose callbacks `host` takes; it goes by the number that `call` is given.
pub fn with_host<T>(
    this: This,
    host: Value,
    call: impl FnOnce(usize) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let number = NEXT_HOST.fetch_add(1, Ordering::Relaxed);
    let hosts: RHash = this.ivar_get(HOSTS)?;
    hosts.aset(number, host)?;
    let outcome = call(number);
    hosts.delete::<_, Value>(number)?;
    outcome
}

/// The object that takes the callbacks of a call.
pub fn host(this: This, number: usize) -> Result<Value, Error> {
    this.ivar_get::<_, RHash>(HOSTS)?.fetch(number)
}

/// Makes a signer of what was given as one; an object is kept with the client.
pub fn new_signer(this: This, signer: Value) -> Result<Arc<dyn Signer>, Fault> {
    read_signer(this.ivar_get(SIGNERS)?, signer)
}

fn read_signer(signers: RArray, signer: Value) -> Result<Arc<dyn Signer>, Fault> {
    if let Some(pem) = RString::from_value(signer) {
        return Ok(Arc::new(Key::from_pem(&pem.to_bytes(), None)?));
    }
    let number = signers.len();
    signers.push(signer)?;
    Ok(Arc::new(RubySigner { number: number as isize }))
}
