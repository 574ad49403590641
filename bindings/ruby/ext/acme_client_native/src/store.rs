//! Stores: a folder as an object of `Native::Store`, and those that are Ruby objects.

use std::sync::Arc;
use std::time::Duration;

use acme_client::issuance::store::{Documents, LeasedStore};
use acme_client::issuance::{FolderStore, Store};
use acme_client::{Kind, Result};
use magnus::prelude::*;
use magnus::typed_data::Obj;
use magnus::value::ReprValue;
use magnus::{Error, RArray, RHash, RModule, RString, Ruby, Value, function};
use zeroize::Zeroizing;

use crate::answer;
use crate::client::{self, This};
use crate::fault::Fault;
use crate::gvl::{clean_up_on_caller, on_caller};

/// A store of the engine's own.
#[magnus::wrap(class = "Acme::Client::Native::Store", free_immediately, size)]
pub struct NativeStore(Arc<dyn Store>);

pub fn define(ruby: &Ruby, native: RModule) -> std::result::Result<(), Error> {
    let class = native.define_class("Store", ruby.class_object())?;
    magnus::Class::undef_default_alloc_func(class);
    class.define_singleton_method("folder", function!(folder, 1))?;
    class.define_singleton_method("read", function!(read, 2))?;
    class.define_singleton_method("write", function!(write, 4))?;
    class.define_singleton_method("list", function!(list, 2))?;
    class.define_singleton_method("remove", function!(remove, 2))
}

fn folder(ruby: &Ruby, path: String) -> std::result::Result<RHash, Error> {
    answer::of(ruby, || {
        let store = NativeStore(Arc::new(FolderStore::open(path)?));
        with(ruby, "store", ruby.obj_wrap(store))
    })
}

fn read(ruby: &Ruby, store: Obj<NativeStore>, name: String) -> std::result::Result<RHash, Error> {
    answer::of(ruby, || {
        let document = store.0.read(&name)?;
        with(ruby, "document", document.map(|bytes| answer::text_or_bytes(ruby, &bytes)))
    })
}

fn write(
    ruby: &Ruby,
    store: Obj<NativeStore>,
    name: String,
    document: RString,
    is_private: bool,
) -> std::result::Result<RHash, Error> {
    answer::of(ruby, || {
        store.0.write(&name, &wiped(document), is_private)?;
        Ok(ruby.hash_new())
    })
}

/// A copy of the string's bytes, the only one there is.
fn wiped(document: RString) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(document.to_bytes().into())
}

fn list(ruby: &Ruby, store: Obj<NativeStore>, prefix: String) -> std::result::Result<RHash, Error> {
    answer::of(ruby, || with(ruby, "names", store.0.list(&prefix)?))
}

fn remove(ruby: &Ruby, store: Obj<NativeStore>, name: String) -> std::result::Result<RHash, Error> {
    answer::of(ruby, || {
        store.0.remove(&name)?;
        Ok(ruby.hash_new())
    })
}

fn with(ruby: &Ruby, name: &str, value: impl magnus::IntoValue) -> std::result::Result<RHash, Fault> {
    let answer = ruby.hash_new();
    answer.aset(name, value)?;
    Ok(answer)
}

/// A `Native::Store`, or for nil the store in Ruby that the host of that number stands for.
pub fn of(store: Value, host: usize) -> std::result::Result<Arc<dyn Store>, Fault> {
    if store.is_nil() {
        return Ok(Arc::new(LeasedStore::new(RubyDocuments { host })));
    }
    Ok(Arc::clone(&Obj::<NativeStore>::try_convert(store)?.0))
}

/// The documents of a store in Ruby. The host's `store` is given a verb and its arguments, and gives why it failed or
/// nil, and the result.
struct RubyDocuments {
    host: usize,
}

type Outcome<T> = std::result::Result<(Option<String>, T), Error>;

/// What the host gave.
fn outcome<T>(given: RArray, read: impl FnOnce(RArray) -> std::result::Result<T, Error>) -> Outcome<T> {
    Ok((given.entry(0)?, read(given)?))
}

fn settled<T>((failure, value): (Option<String>, T)) -> Result<T> {
    failure.map_or(Ok(value), |reason| Err(acme_client::Error::new(Kind::Callback, reason)))
}

impl RubyDocuments {
    /// On the calling thread: what the host says to `ask`.
    fn ask<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Ruby, Value) -> Outcome<T> + Send + 'static,
    ) -> Result<T> {
        settled(on_caller(self.asking(ask))?)
    }

    fn asking<T>(
        &self,
        ask: impl FnOnce(&Ruby, Value) -> Outcome<T> + Send + 'static,
    ) -> impl FnOnce(&Ruby, This) -> Outcome<T> + Send + 'static {
        let host = self.host;
        move |ruby, this| ask(ruby, client::host(this, host)?)
    }
}

impl Documents for RubyDocuments {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let name = name.to_owned();
        self.ask(move |_, host| {
            let given = host.funcall("store", ("read", name))?;
            outcome(given, |given| {
                let document: Option<RString> = given.entry(1)?;
                Ok(document.map(wiped))
            })
        })
    }

    fn write(&self, name: &str, bytes: &[u8], is_private: bool) -> Result<()> {
        let (name, bytes) = (name.to_owned(), Zeroizing::new(bytes.to_vec()));
        self.ask(move |ruby, host| {
            let document = answer::text_or_bytes(ruby, &bytes);
            outcome(host.funcall("store", ("write", name, document, is_private))?, |_| Ok(()))
        })
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>> {
        let prefix = prefix.to_owned();
        self.ask(move |_, host| {
            let given = host.funcall("store", ("list", prefix))?;
            outcome(given, |given| {
                Ok(given
                    .entry::<Option<RArray>>(1)?
                    .map(|names| names.to_vec())
                    .transpose()?
                    .unwrap_or_default())
            })
        })
    }

    fn remove(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.ask(move |_, host| outcome(host.funcall("store", ("remove", name))?, |_| Ok(())))
    }

    fn lock(&self, name: &str, holder: &str, lease: Duration) -> Result<bool> {
        let (name, holder, seconds) = (name.to_owned(), holder.to_owned(), lease.as_secs_f64());
        self.ask(move |_, host| {
            let given = host.funcall("store", ("lock", name, holder, seconds))?;
            outcome(given, |given| Ok(given.entry::<Option<bool>>(1)?.unwrap_or(false)))
        })
    }

    /// Also when the call was given up: another would have to wait for the lease to end.
    fn unlock(&self, name: &str, holder: &str) {
        let (name, holder) = (name.to_owned(), holder.to_owned());
        let unlock =
            self.asking(move |_, host| outcome(host.funcall("store", ("unlock", name, holder))?, |_| Ok(())));
        drop(clean_up_on_caller(unlock));
    }
}
