//! The list of an account's orders (RFC 8555, section 7.1.2.1).

use std::sync::{Arc, Mutex, PoisonError};

use acme_client::client::OrderPages;
use magnus::typed_data::Obj;
use magnus::{Error, RHash, Ruby};

use crate::answer::{self, Resource};
use crate::client::This;
use crate::gvl;

/// How far a list is read: a Ruby object of the class `Native::OrderPages`.
#[magnus::wrap(class = "Acme::Client::Native::OrderPages", free_immediately, size)]
pub struct Pages(Arc<Mutex<OrderPages>>);

/// The list, read up to its begin.
pub fn pages(ruby: &Ruby, this: This) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let pages = gvl::call(ruby, this, acme_client::Client::order_pages)?;
        let answer = ruby.hash_new();
        answer.aset("pages", ruby.obj_wrap(Pages(Arc::new(Mutex::new(pages)))))?;
        Ok(answer)
    })
}

/// The list's next order; an empty hash at its end.
pub fn next(ruby: &Ruby, this: This, pages: Obj<Pages>) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let pages = Arc::clone(&pages.0);
        let work = move |client: &acme_client::Client| {
            client.next_order(&mut pages.lock().unwrap_or_else(PoisonError::into_inner))
        };
        match gvl::call(ruby, this, work)? {
            Some(order) => Resource::from(order).into_hash(ruby),
            None => Ok(ruby.hash_new()),
        }
    })
}
