//! The Ruby extension: `Acme::Client::Native`, the engine's verbs for the classes in `lib/acme/client`.
//!
//! Strings, numbers, arrays and hashes cross the border, nothing else. Every verb gives a hash; one that failed gives
//! `{"error" => {...}}`. What Ruby raises, an interrupt or a callback's exception, is raised through.

mod account;
mod answer;
mod authorization;
mod auto_renewal;
mod caa;
mod certificate;
mod chain_preference;
mod challenge;
mod client;
mod credentials;
mod csr;
mod directory;
mod dns_record;
mod event;
mod fault;
#[allow(unsafe_code, reason = "waiting without the GVL is Ruby's C interface")]
mod gvl;
mod identifier;
mod log;
mod manager;
mod nonce;
mod obtain;
mod onion_caa;
mod onion_csr;
mod options;
mod order;
mod order_params;
mod orders;
mod pre_authorization;
mod presentation;
mod renewal;
mod renewal_info;
mod request;
mod revocation;
mod self_signed;
mod signer;
mod solver;
mod state;
mod store;
mod tls_alpn01;
mod transport;
mod wait;
mod worker;

use magnus::{Error, Module, Object, RClass, RModule, Ruby, function, method};

use client::Client;

#[magnus::init(name = "acme_client_native")]
fn init(ruby: &Ruby) -> Result<(), Error> {
    ruby.require("json")?;
    worker::prepare();
    let native = ruby.define_module("Acme")?.define_class("Client", ruby.class_object())?;
    let native = native.define_module("Native")?;
    native.const_set("VERSION", env!("CARGO_PKG_VERSION"))?;
    define_functions(native)?;
    solver::define(ruby, native)?;
    store::define(ruby, native)?;
    let pages = native.define_class("OrderPages", ruby.class_object())?;
    magnus::Class::undef_default_alloc_func(pages);
    define_client(ruby, native)
}

fn define_functions(native: RModule) -> Result<(), Error> {
    native.define_singleton_method("ari_id", function!(renewal_info::ari_id, 1))?;
    native.define_singleton_method("check_csr", function!(csr::check, 2))?;
    native.define_singleton_method("credentials", function!(credentials::read, 2))?;
    native.define_singleton_method("csr", function!(csr::csr, 4))?;
    native.define_singleton_method("dns_name", function!(identifier::dns_name, 1))?;
    native.define_singleton_method("issuers", function!(certificate::issuers, 1))?;
    native.define_singleton_method("renewal_decision", function!(renewal::decision, 1))?;
    native.define_singleton_method("renewal_moment", function!(renewal_info::moment, 2))?;
    native.define_singleton_method("renewal_next_look", function!(renewal_info::next_look, 2))?;
    native.define_singleton_method("revocation_reason", function!(revocation::reason, 1))?;
    native.define_singleton_method("self_signed", function!(self_signed::certificate, 5))?;
    native.define_singleton_method("tls_alpn01_certificate", function!(tls_alpn01::certificate, 5))?;
    native.define_singleton_method("tls_alpn01_name", function!(tls_alpn01::name, 3))
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
    class.define_method("finalize_with_onion_caa", method!(onion_caa::finalize, 4))?;
    class.define_method("authorization", method!(authorization::authorization, 1))?;
    class.define_method("deactivate_authorization", method!(authorization::deactivate, 1))?;
    class.define_method("challenge", method!(challenge::challenge, 1))?;
    class.define_method("request_validation", method!(challenge::request_validation, 1))?;
    class.define_method("certificate", method!(certificate::certificate, 2))?;
    class.define_method("revoke", method!(revocation::revoke, 2))?;
    class.define_method("revoke_with_key", method!(revocation::revoke_with_key, 3))?;
    class.define_method("renewal_info", method!(renewal_info::renewal_info, 1))?;
    class.define_method("directory", method!(directory::directory, 0))?;
    class.define_method("get_nonce", method!(nonce::get, 0))?;
    class.define_method("nonce_push", method!(nonce::push, 1))?;
    class.define_method("nonce_pop", method!(nonce::pop, 0))?;
    class.define_method("nonce_count", method!(nonce::count, 0))?;
    class.define_method("nonce_clear", method!(nonce::clear, 0))?;
    class.define_method("obtain", method!(obtain::obtain, 3))?;
    class.define_method("order_wait", method!(wait::order, 2))?;
    class.define_method("authorization_wait", method!(wait::authorization, 2))?;
    class.define_method("post", method!(request::post, 4))?;
    class.define_method("get", method!(request::get, 1))?;
    define_upkeep(class)?;
    define_extensions(class)
}

/// Accounts and certificates that are kept in a store.
fn define_upkeep(class: RClass) -> Result<(), Error> {
    class.define_method("credentials", method!(credentials::of_client, 0))?;
    class.define_method("stored_account", method!(credentials::stored, 5))?;
    class.define_method("manager_add", method!(manager::add, 4))?;
    class.define_method("manager_remove", method!(manager::remove, 3))?;
    class.define_method("manager_names", method!(manager::names, 2))?;
    class.define_method("manager_certificate", method!(manager::certificate, 3))?;
    class.define_method("manager_run", method!(manager::run, 5))
}

/// What few authorities offer or few programs need.
fn define_extensions(class: RClass) -> Result<(), Error> {
    class.define_method("order_with", method!(order_params::order_with, 1))?;
    class.define_method("order_pages", method!(orders::pages, 0))?;
    class.define_method("next_order", method!(orders::next, 1))?;
    class.define_method("new_authorization", method!(pre_authorization::new_authorization, 3))?;
    class.define_method("request_validation_with", method!(challenge::request_validation_with, 2))?;
    class.define_method("persistent_dns_record", method!(dns_record::persistent, 4))?;
    class.define_method("caa_record", method!(caa::record, 2))?;
    class.define_method("star_certificate", method!(auto_renewal::certificate, 1))?;
    class.define_method("cancel_order", method!(auto_renewal::cancel, 1))?;
    class.define_method("request_onion_validation", method!(onion_csr::request_validation, 3))
}
