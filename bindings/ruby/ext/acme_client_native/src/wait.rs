//! Waiting for a resource to settle.

use std::time::Duration;

use acme_client::protocol::Status;
use magnus::{Error, RHash, Ruby};

use crate::answer::{self, Resource};
use crate::client::This;
use crate::fault::Fault;
use crate::gvl;

fn read_timeout(seconds: f64) -> Result<Duration, Fault> {
    Duration::try_from_secs_f64(seconds).map_err(|_| Fault::argument("timeout", "is not a time in seconds"))
}

/// Waits until an order is ready, or valid once it is finalized.
pub fn order(ruby: &Ruby, this: This, url: String, timeout: f64) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let timeout = read_timeout(timeout)?;
        let work = move |client: &acme_client::Client| {
            let order = client.order(&url)?;
            match order.status {
                Status::Ready | Status::Valid => Ok(order),
                _ => client.wait_order(&order, timeout),
            }
        };
        Resource::from(gvl::call(ruby, this, work)?).into_hash(ruby)
    })
}

/// Waits until an authorization is valid.
pub fn authorization(ruby: &Ruby, this: This, url: String, timeout: f64) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let timeout = read_timeout(timeout)?;
        let work = move |client: &acme_client::Client| {
            let authorization = client.authorization(&url)?;
            match authorization.status {
                Status::Valid => Ok(authorization),
                _ => client.wait_authorization(&authorization, timeout),
            }
        };
        Resource::from(gvl::call(ruby, this, work)?).into_hash(ruby)
    })
}
