//! The engine as a C library: one file a noun, each a section of `include/acme_client.h`.
//!
//! Ownership stands in the types of the parameters, and cbindgen writes all of them as pointers: `Option<&T>` is a
//! `const T *` that may be shared, `Option<&mut T>` a `T *` that is the call's alone, `Option<Box<T>>` one that the call
//! takes or gives away, `Option<&mut MaybeUninit<Option<Box<T>>>>` a place for a new one. `None` is NULL. What is left
//! as a raw pointer is text, bytes and userdata: a function that takes those is `unsafe`.

#![allow(unsafe_code, reason = "the border to C: exported names, raw text and callbacks")]
#![allow(non_camel_case_types, reason = "the names of the C library")]

mod account;
mod authorization;
mod auto_renewal;
mod batch;
mod builder;
mod callback;
mod cancel;
mod certificate;
mod chain_preference;
mod challenge;
mod client;
mod credentials;
mod csr;
mod directory;
mod dns_record;
mod error;
mod event;
mod guard;
mod handle;
mod key;
mod key_change;
mod log;
mod manager;
mod manager_options;
mod manager_report;
mod memory;
mod obtain;
mod obtain_params;
mod onion_caa;
mod onion_csr;
mod options;
mod order;
mod orders;
mod pre_authorization;
mod renewal;
mod renewal_info;
mod resource;
mod revocation;
mod self_signed;
mod signer;
mod snapshot;
mod solver;
mod status;
mod store;
mod store_callbacks;
#[cfg(feature = "testing")]
mod testing;
mod text;
mod transport;
mod version;

/// What the header says of a `const` handle: several threads may use it at once, and any thread may free it.
const fn is_shareable<T: Send + Sync>() {}

const _: () = {
    is_shareable::<account::acme_account>();
    is_shareable::<account::acme_account_params>();
    is_shareable::<authorization::acme_authorization>();
    is_shareable::<batch::acme_batch>();
    is_shareable::<batch::acme_presentation>();
    is_shareable::<cancel::acme_cancel>();
    is_shareable::<certificate::acme_certificate>();
    is_shareable::<chain_preference::acme_chain_preference>();
    is_shareable::<challenge::acme_challenge>();
    is_shareable::<client::acme_client>();
    is_shareable::<csr::acme_csr>();
    is_shareable::<csr::acme_csr_params>();
    is_shareable::<directory::acme_directory>();
    is_shareable::<dns_record::acme_dns_record>();
    is_shareable::<error::acme_error>();
    is_shareable::<event::acme_event>();
    is_shareable::<key::acme_key>();
    is_shareable::<manager::acme_manager>();
    is_shareable::<manager_options::acme_manager_options>();
    is_shareable::<manager_report::acme_manager_report>();
    is_shareable::<obtain_params::acme_obtain_params>();
    is_shareable::<options::acme_client_options>();
    is_shareable::<order::acme_order>();
    is_shareable::<order::acme_order_params>();
    is_shareable::<renewal::acme_renewal_decision>();
    is_shareable::<renewal::acme_renewal_options>();
    is_shareable::<renewal_info::acme_renewal_info>();
    is_shareable::<resource::acme_resource>();
    is_shareable::<self_signed::acme_self_signed>();
    is_shareable::<self_signed::acme_self_signed_params>();
    is_shareable::<signer::acme_signer>();
    is_shareable::<solver::acme_solver>();
    is_shareable::<store::acme_store>();
    is_shareable::<transport::acme_request>();
};
