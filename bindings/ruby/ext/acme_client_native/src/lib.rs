//! The Ruby extension: `Acme::Client::Native`, the engine's verbs for the classes in `lib/acme/client`.
//!
//! Strings, numbers, arrays and hashes cross the border, nothing else. Every verb gives a hash; one that failed gives
//! `{"error" => {...}}`. What Ruby raises, an interrupt or a callback's exception, is raised through.

mod account;
mod answer;
mod authorization;
mod certificate;
mod challenge;
mod client;
mod directory;
mod fault;
#[allow(unsafe_code, reason = "waiting without the GVL is Ruby's C interface")]
mod gvl;
mod log;
mod nonce;
mod options;
mod order;
mod renewal_info;
mod request;
mod signer;
mod transport;
mod worker;

use magnus::{Error, Module, Object, RModule, Ruby, function, method};

use client::Client;

#[magnus::init(name = "acme_client_native")]
fn init(ruby: &Ruby) -> Result<(), Error> {
    ruby.require("json")?;
    worker::prepare();
    let native = ruby.define_module("Acme")?.define_class("Client", ruby.class_object())?;
    let native = native.define_module("Native")?;
    native.const_set("VERSION", env!("CARGO_PKG_VERSION"))?;
    native.define_singleton_method("ari_id", function!(renewal_info::ari_id, 1))?;
    define_client(ruby, native)
}

fn define_client(ruby: &Ruby, native: RModule) -> Result<(), Error> {
    let class = native.define_class("Client", ruby.class_object())?;
    magnus::Class::undef_default_alloc_func(class);
    class.define_singleton_method("new", function!(Client::new, 4))?;
    class.define_method("new_account", method!(account::new_account, 4))?;
    class.define_method("account", method!(account::account, 0))?;
    class.define_method("account_update", method!(account::update, 2))?;
    class.define_method("account_deactivate", method!(account::deactivate, 0))?;
    class.define_method("account_url", method!(account::url, 0))?;
    class.define_method("find_account_url", method!(account::find_url, 0))?;
    class.define_method("key_change", method!(account::key_change, 1))?;
    class.define_method("new_order", method!(order::new_order, 5))?;
    class.define_method("order", method!(order::order, 1))?;
    class.define_method("finalize", method!(order::finalize, 3))?;
    class.define_method("authorization", method!(authorization::authorization, 1))?;
    class.define_method("deactivate_authorization", method!(authorization::deactivate, 1))?;
    class.define_method("challenge", method!(challenge::challenge, 1))?;
    class.define_method("request_validation", method!(challenge::request_validation, 1))?;
    class.define_method("certificate", method!(certificate::certificate, 2))?;
    class.define_method("revoke", method!(certificate::revoke, 2))?;
    class.define_method("renewal_info", method!(renewal_info::renewal_info, 1))?;
    class.define_method("directory", method!(directory::directory, 0))?;
    class.define_method("get_nonce", method!(nonce::get, 0))?;
    class.define_method("nonce_push", method!(nonce::push, 1))?;
    class.define_method("nonce_pop", method!(nonce::pop, 0))?;
    class.define_method("nonce_count", method!(nonce::count, 0))?;
    class.define_method("nonce_clear", method!(nonce::clear, 0))?;
    class.define_method("post", method!(request::post, 4))?;
    class.define_method("get", method!(request::get, 1))
}
