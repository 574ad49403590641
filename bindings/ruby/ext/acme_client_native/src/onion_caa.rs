//! CAA records of onion services, within finalize (RFC 9799, section 6.4).

use acme_client::client::Finalization;
use acme_client::protocol::{Csr, Key, OnionCaa};
use magnus::{Error, RHash, RString, Ruby};
use zeroize::Zeroizing;

use crate::answer::{self, Resource};
use crate::client::This;
use crate::gvl;

/// A service's name, its records, when they expire, and its key in PEM.
type Service = (String, Option<String>, i64, String);

pub fn finalize(
    ruby: &Ruby,
    this: This,
    finalize_url: String,
    order_url: Option<String>,
    csr: RString,
    services: Vec<Service>,
) -> Result<RHash, Error> {
    let wiped = |(name, records, expiry, key): Service| (name, records, expiry, Zeroizing::new(key));
    let services: Vec<_> = services.into_iter().map(wiped).collect();
    answer::of(ruby, || {
        let csr = Csr::from_der(&csr.to_bytes())?;
        let mut caa = OnionCaa::default();
        for (name, records, expiry, key) in services {
            caa.add(&name, records.as_deref(), expiry, &Key::from_pem(key.as_bytes(), None)?)?;
        }
        let work = move |client: &acme_client::Client| {
            let what = Finalization {
                url: &finalize_url,
                order_url: order_url.as_deref(),
                identifiers: None,
                onion_caa: Some(&caa),
            };
            client.finalize_at(&what, &csr)
        };
        Resource::from(gvl::call(ruby, this, work)?).into_hash(ruby)
    })
}
