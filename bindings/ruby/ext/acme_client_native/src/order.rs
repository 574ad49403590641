//! Orders (RFC 8555, section 7.4).

use acme_client::protocol::{Csr, Identifier, Order, OrderParams};
use magnus::{Error, RHash, RString, Ruby};

use crate::answer::{self, Resource};
use crate::client::This;
use crate::gvl;

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
        let identifiers = identifiers.iter().map(|(kind, value)| Identifier::of_type(kind, value));
        let identifiers = identifiers.collect::<Result<_, _>>()?;
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
        let work =
            move |client: &acme_client::Client| client.finalize_at(&finalize_url, order_url.as_deref(), &csr);
        Resource::from(gvl::call(ruby, this, work)?).into_hash(ruby)
    })
}
