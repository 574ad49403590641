//! The list of an account's orders (RFC 8555, section 7.1.2.1), which few authorities keep.

use std::mem::MaybeUninit;

use crate::client::OrderPages;

use super::client::acme_client;
use super::error::acme_error;
use super::guard::guard;
use super::handle::{empty, free, given};
use super::order::acme_order;
use super::status::acme_status;

/// How far the list is read. It belongs to one thread at a time.
pub struct acme_orders(OrderPages);

/// Begins the list of the account's orders. Its pages are fetched as they are needed.
///
/// Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the account has no list of orders.
///
/// @param out the list, to be freed with acme_orders_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_orders(
    client: Option<&acme_client>,
    out: Option<&mut MaybeUninit<Option<Box<acme_orders>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        *out = Some(Box::new(acme_orders(given("client", client)?.order_pages()?)));
        Ok(())
    })
}

/// Reads the next order of the list.
///
/// Fails with ACME_STATUS_INVALID_RESPONSE when the server's pages run in a circle.
///
/// @param out the order, to be freed with acme_order_free; NULL at the end of the list, and on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_orders_next(
    client: Option<&acme_client>,
    orders: Option<&mut acme_orders>,
    out: Option<&mut MaybeUninit<Option<Box<acme_order>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let (client, orders) = (given("client", client)?, given("orders", orders)?);
        *out = client.next_order(&mut orders.0)?.map(|order| Box::new(order.into()));
        Ok(())
    })
}

/// Frees the list. Orders that it gave live on. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_orders_free(orders: Option<Box<acme_orders>>) {
    free(orders);
}
