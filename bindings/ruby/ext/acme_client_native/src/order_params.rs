//! What an order may ask for beyond the usual: preferences, STAR (RFC 8739), names above (RFC 9444).

use std::collections::BTreeMap;

use acme_client::protocol::{AutoRenewal, OrderParams};
use magnus::try_convert::TryConvertOwned;
use magnus::{Error, RHash, Ruby};

use crate::answer::{self, Resource};
use crate::client::This;
use crate::fault::Fault;
use crate::gvl;
use crate::identifier;

/// An order by a hash of its parameters.
pub fn order_with(ruby: &Ruby, this: This, params: RHash) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let params = read(params)?;
        let order = gvl::call(ruby, this, move |client| client.new_order(&params))?;
        Resource::from(order).into_hash(ruby)
    })
}

fn read(hash: RHash) -> Result<OrderParams, Fault> {
    let identifiers: Vec<(String, String)> = get(hash, "identifiers")?.unwrap_or_default();
    let ancestors: Vec<(String, String)> = get(hash, "ancestors")?.unwrap_or_default();
    Ok(OrderParams {
        identifiers: identifier::list(&identifiers)?,
        not_before: get(hash, "not_before")?,
        not_after: get(hash, "not_after")?,
        profile: get(hash, "profile")?,
        replaces: get(hash, "replaces")?,
        profile_optional: get(hash, "profile_optional")?.unwrap_or(false),
        replaces_optional: get(hash, "replaces_optional")?.unwrap_or(false),
        ancestors: BTreeMap::from_iter(ancestors),
        auto_renewal: hash.lookup::<_, Option<RHash>>("auto_renewal")?.map(read_auto_renewal).transpose()?,
    })
}

fn read_auto_renewal(hash: RHash) -> Result<AutoRenewal, Fault> {
    let missing = |name| move || Fault::argument(name, "is missing");
    Ok(AutoRenewal {
        start_date: get(hash, "start_date")?,
        end_date: get(hash, "end_date")?.ok_or_else(missing("end_date"))?,
        lifetime: get(hash, "lifetime")?.ok_or_else(missing("lifetime"))?,
        lifetime_adjust: get(hash, "lifetime_adjust")?,
        allow_certificate_get: get(hash, "allow_certificate_get")?,
    })
}

fn get<T: TryConvertOwned>(hash: RHash, name: &str) -> Result<Option<T>, Fault> {
    Ok(hash.lookup(name)?)
}
