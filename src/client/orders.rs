//! The list of an account's orders (RFC 8555, section 7.1.2.1).

use std::collections::{HashSet, VecDeque};

use serde::Deserialize;

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Invalid, Order, clean};

use super::Client;
use super::operation::Operation;

/// The most pages that are read of one list.
const MOST_PAGES: usize = 10_000;

/// How far the list of an account's orders is read. It holds a page at most, and no client.
#[derive(Debug, Clone)]
pub struct OrderPages {
    urls: VecDeque<String>,
    next: Option<String>,
    read: HashSet<String>,
}

/// The orders of an account, each read when it is asked for. It ends after the first failure.
#[derive(Debug)]
pub struct Orders {
    client: Client,
    pages: Option<OrderPages>,
}

/// A page of the list: as RFC 8555 has it, or bare, as step-ca sends it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Page {
    Object { orders: Vec<String> },
    Bare(Vec<String>),
}

impl Page {
    fn into_urls(self) -> Vec<String> {
        match self {
            Self::Object { orders } | Self::Bare(orders) => orders,
        }
    }
}

impl Client {
    /// The orders of the account, as far as the server still lists them.
    ///
    /// # Errors
    /// [`Kind::UnsupportedOperation`] when the account has no list of orders; else as every call.
    pub fn orders(&self) -> Result<Orders> {
        Ok(Orders { client: self.clone(), pages: Some(self.order_pages()?) })
    }

    /// The list of the account's orders, read up to its begin.
    ///
    /// # Errors
    /// As [`Client::orders`].
    pub fn order_pages(&self) -> Result<OrderPages> {
        let account = self.account()?;
        let missing = || {
            let reason = "the account does not offer a list of its orders";
            Error::new(Kind::UnsupportedOperation, reason).at(Step::Order)
        };
        let next = Some(account.orders_url.ok_or_else(missing)?);
        Ok(OrderPages { urls: VecDeque::new(), next, read: HashSet::new() })
    }

    /// The URL of the next order of a list, a page fetched when it is needed; `None` at the end.
    ///
    /// # Errors
    /// [`Kind::InvalidResponse`] when the pages run in a circle; else as every call. The list stays where it is then.
    pub fn next_order_url(&self, pages: &mut OrderPages) -> Result<Option<String>> {
        while pages.urls.is_empty() {
            let Some(url) = pages.next.clone() else { return Ok(None) };
            if pages.read.len() >= MOST_PAGES || pages.read.contains(&url) {
                let reason = "the pages of the orders list run in a circle or do not end";
                return Err(Error::new(Kind::InvalidResponse, reason).at(Step::Order));
            }
            let (page, next) = self.operation(0).order_page(&url)?;
            pages.read.insert(url);
            (pages.urls, pages.next) = (page.into(), next);
        }
        Ok(pages.urls.pop_front())
    }

    /// The next order of a list; `None` at the end.
    ///
    /// # Errors
    /// As [`Client::next_order_url`] and [`Client::order`].
    pub fn next_order(&self, pages: &mut OrderPages) -> Result<Option<Order>> {
        self.next_order_url(pages)?.map(|url| self.order(&url)).transpose()
    }
}

impl Operation<'_> {
    /// The orders of one page, and where the next one is.
    fn order_page(&self, url: &str) -> Result<(Vec<String>, Option<String>)> {
        self.retry(|_| {
            self.read_once(Step::Order, url, |answer| {
                let orders = answer.read(Step::Order, |text| {
                    serde_json::from_str(text).map(Page::into_urls).map_err(|error| Invalid::Response {
                        what: "orders".to_owned(),
                        reason: clean(&error.to_string()),
                    })
                })?;
                Ok((orders, answer.links("next").into_iter().next()))
            })
        })
    }
}

impl Iterator for Orders {
    type Item = Result<Order>;

    fn next(&mut self) -> Option<Self::Item> {
        let order = self.client.next_order(self.pages.as_mut()?).transpose();
        if !matches!(order, Some(Ok(_))) {
            self.pages = None;
        }
        order
    }
}
