//! Orders (RFC 8555, section 7.4).

use acme_client::client::Finalization;
use acme_client::protocol::{Csr, Order, OrderParams};
use magnus::{Error, RHash, RString, Ruby};

use crate::answer::{self, Resource};
use crate::client::This;
use crate::gvl;
use crate::identifier;

impl From<Order> for Resource {
    fn from(order: Order) -> Self {
        Self { url: order.url, json: order.json, retry_after: order.retry_after }
    }
}

pub fn new_order(
    ruby: &Ruby,
    this: This,
    identifiers: Vec<(String, String)>,
    not_before: Option<String>,
    not_after: Option<String>,
    profile: Option<String>,
    replaces: Option<String>,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let identifiers = identifier::list(&identifiers)?;
        let params =
            OrderParams { identifiers, not_before, not_after, profile, replaces, ..OrderParams::default() };
        let order = gvl::call(ruby, this, move |client| client.new_order(&params))?;
        Resource::from(order).into_hash(ruby)
    })
}

pub fn order(ruby: &Ruby, this: This, url: String) -> Result<RHash, Error> {
    answer::resource(ruby, this, move |client| client.order(&url))
}

pub fn finalize(
    ruby: &Ruby,
    this: This,
    finalize_url: String,
    order_url: Option<String>,
    csr: RString,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let csr = Csr::from_der(&csr.to_bytes())?;
        let work = move |client: &acme_client::Client| {
            let what = Finalization {
                url: &finalize_url,
                order_url: order_url.as_deref(),
                identifiers: None,
                onion_caa: None,
            };
            client.finalize_at(&what, &csr)
        };
        Resource::from(gvl::call(ruby, this, work)?).into_hash(ruby)
    })
}
