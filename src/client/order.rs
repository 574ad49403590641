//! Orders (RFC 8555, section 7.4).

use std::time::Duration;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};

use crate::error::{Error, Kind, Result, Step, order_subject};
use crate::protocol::{
    Csr, Directory, Identifier, OnionCaa, Order, OrderParams, Problem, Resource, Status, clean,
    same_identifiers,
};

use super::Client;
use super::answer::Answer;
use super::log::Level;
use super::operation::Operation;
use super::post::Post;
use super::retry::passes;

impl Client {
    /// Places an order (RFC 8555, section 7.4). When the certificate that it `replaces` has a successor already
    /// because of an answer that was lost, the order is placed without `replaces`.
    ///
    /// # Errors
    /// [`Kind::InvalidProfile`] when the directory does not offer the profile, [`Kind::UnsupportedOperation`] when it
    /// offers none at all, or not what else the parameters ask for;
    /// [`Kind::OrderMismatch`] when the server's order names other identifiers; what the server refuses; else as
    /// every call.
    pub fn new_order(&self, params: &OrderParams) -> Result<Order> {
        let about = |error: Error| error.at(Step::NewOrder).about(|| order_subject(&params.identifiers));
        params.payload().map_err(|invalid| Error::from(invalid).at(Step::NewOrder))?;
        self.operation(params.identifiers.len()).new_order(params).map_err(about)
    }

    /// Reads an order by its URL.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is none; else as every call.
    pub fn order(&self, url: &str) -> Result<Order> {
        let operation = self.operation(0);
        operation.retry(|_| operation.look_at_order(url))
    }

    /// Reads an order again.
    ///
    /// # Errors
    /// [`Kind::OrderMismatch`] when it names other identifiers than before; else as [`Client::order`].
    pub fn refresh_order(&self, order: &Order) -> Result<Order> {
        let read = self.order(&order.url).and_then(|seen| carry_on(order, seen));
        read.map_err(|error| error.about(|| order_subject(&order.identifiers)))
    }

    /// Waits until the order can go on: ready when it is not finalized yet, valid when it is.
    ///
    /// # Errors
    /// [`Kind::OrderInvalid`] with the server's problem; [`Kind::OrderMismatch`] when it names other identifiers than
    /// before; [`Kind::TimedOut`] after `timeout`; else as every call.
    pub fn wait_order(&self, order: &Order, timeout: Duration) -> Result<Order> {
        let operation = self.operation_within(timeout, order.identifiers.len());
        let look = || operation.look_at_order(&order.url).and_then(|seen| carry_on(order, seen));
        let looked = operation.poll(Step::Order, &order.status, look, |seen| settled(order, seen));
        looked.map_err(|error| error.about(|| order_subject(&order.identifiers)))
    }

    /// Sends the CSR (RFC 8555, section 7.4). It is never sent blindly a second time: after a lost answer the order
    /// is looked at first. Keep the CSR's key before this call.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when the CSR names other identifiers than the order; [`Kind::OrderInvalid`] with the
    /// server's problem; what the server refuses; else as every call.
    pub fn finalize(&self, order: &Order, csr: &Csr) -> Result<Order> {
        self.finalize_at(&Finalization::of(order), csr)
    }

    /// The same for what is known of an order. Without its URL a lost answer cannot be looked into and is an error.
    ///
    /// # Errors
    /// As [`Client::finalize`]; [`Kind::OnionCaaRequired`] when the directory wants CAA records of an onion service that
    /// are not there.
    pub fn finalize_at(&self, what: &Finalization<'_>, csr: &Csr) -> Result<Order> {
        let finalize = || {
            what.identifiers.map_or(Ok(()), |identifiers| csr.check_names(identifiers))?;
            self.operation(what.identifiers.unwrap_or_default().len()).finalize(what, csr)
        };
        finalize().map_err(|error: Error| {
            let error = error.at(Step::Finalize);
            match what.identifiers {
                Some(identifiers) => error.about(|| order_subject(identifiers)),
                None => error,
            }
        })
    }
}

impl Operation<'_> {
    fn new_order(&self, params: &OrderParams) -> Result<Order> {
        let url = self.resource(Resource::NewOrder)?;
        let mut params = self.offered(params)?;
        self.retry(|failures| {
            let answer = loop {
                let answer = self.post(&Post::new(Step::NewOrder, &url, &params.payload()?));
                match answer.as_ref().err().and_then(|error| without_refused(&params, error, failures > 0)) {
                    Some(less) => params = less,
                    None => break answer?,
                }
            };
            let missing = || Error::new(Kind::UnreadableResponse, "the answer has no Location");
            let order = read_order(Step::NewOrder, &answer, &answer.location().ok_or_else(missing)?)?;
            check_same(&order, &params.identifiers)?;
            self.warn_of_replaces(&params, &order);
            Ok(order)
        })
    }

    /// The parameters, as far as the directory offers what they ask for.
    fn offered(&self, params: &OrderParams) -> Result<OrderParams> {
        let directory = self.directory()?;
        let mut params = params.clone();
        let unknown = params.profile.as_ref().filter(|name| !directory.profiles.contains_key(*name));
        if let Some(name) = unknown {
            if !params.profile_optional {
                return Err(no_such_profile(name, &directory));
            }
            let name = clean(name);
            self.client()
                .log(Level::Warn, format_args!("the authority has no profile {name}: its default will do"));
            params.profile = None;
        }
        check_extensions(&params, &directory)?;
        Ok(params)
    }

    /// Warns when the order does not say which certificate it replaces (RFC 9773, section 5).
    fn warn_of_replaces(&self, params: &OrderParams, order: &Order) {
        if params.replaces.is_some() && params.replaces != order.replaces {
            let reason = "the order does not repeat `replaces`: the authority may not count it as a renewal";
            self.client().log(Level::Warn, format_args!("{reason}"));
        }
    }

    pub(super) fn look_at_order(&self, url: &str) -> Result<Order> {
        self.read_once(Step::Order, url, |answer| read_order(Step::Order, answer, url))
    }

    fn finalize(&self, target: &Finalization<'_>, csr: &Csr) -> Result<Order> {
        self.check_onion_caa(target, csr)?;
        let payload = target.payload(csr);
        let not_ready = |error: &Error| error.kind() == Kind::OrderNotReady && error.http_status().is_some();
        let may_pass = |error: &Error| target.order_url.is_some() && (passes(error) || not_ready(error));
        let (mut answer_lost, mut refusal) = (false, None);
        let mut finalized = self.retry_when(may_pass, |failures| {
            if let Some(url) = target.order_url.filter(|_| failures > 0) {
                let seen = self.look_at_order(url)?;
                match seen.status {
                    Status::Ready | Status::Pending => {}
                    Status::Processing | Status::Valid if !answer_lost => {
                        return Err(finalized_before(&seen, refusal.take()));
                    }
                    _ => return target.accept(seen),
                }
            }
            let answer = self.post(&Post::new(Step::Finalize, target.url, &payload));
            let answer = answer.inspect_err(|error| {
                answer_lost |= passes(error);
                refusal = error.problem().cloned();
            })?;
            let location =
                target.order_url.map(str::to_owned).or_else(|| answer.location()).unwrap_or_default();
            // An answer that cannot be read is lost as well.
            let read = read_order(Step::Finalize, &answer, &location);
            target.accept(read.inspect_err(|_| answer_lost = true)?)
        })?;
        finalized.csr = Some(csr.clone());
        Ok(finalized)
    }

    /// Onion services have no DNS: an authority may want their CAA records here (RFC 9799, section 6.4.1).
    fn check_onion_caa(&self, target: &Finalization<'_>, csr: &Csr) -> Result<()> {
        let none = OnionCaa::default();
        let missing = csr.identifiers().map(|names| target.onion_caa.unwrap_or(&none).missing(&names));
        let Some(missing) = missing.transpose() else { return Ok(()) };
        if !self.directory()?.onion_caa_required {
            return Ok(());
        }
        let reason = format!("the directory requires the CAA records of {}", clean(&missing?));
        Err(Error::new(Kind::OnionCaaRequired, reason))
    }
}

/// The parameters without what the server refused and the order can do without.
fn without_refused(params: &OrderParams, error: &Error, answer_lost: bool) -> Option<OrderParams> {
    let mut less = params.clone();
    let refused = match error.kind() {
        Kind::AlreadyReplaced if params.replaces_optional || answer_lost => &mut less.replaces,
        Kind::InvalidProfile if params.profile_optional => &mut less.profile,
        _ => return None,
    };
    refused.take().map(|_| less)
}

fn no_such_profile(name: &str, directory: &Directory) -> Error {
    if directory.profiles.is_empty() {
        return Error::new(Kind::UnsupportedOperation, "the directory does not offer profiles");
    }
    let offered: Vec<_> = directory.profiles.keys().map(|name| clean(name)).collect();
    let (name, offered) = (clean(name), offered.join(", "));
    let reason = format!("the directory does not offer the profile {name}; it offers {offered}");
    Error::new(Kind::InvalidProfile, reason)
}

fn check_extensions(params: &OrderParams, directory: &Directory) -> Result<()> {
    let missing = if params.auto_renewal.is_some() && directory.auto_renewal.is_none() {
        "auto-renewal"
    } else if !params.ancestors.is_empty() && !directory.subdomains_allowed {
        "subdomainAuthAllowed"
    } else {
        return Ok(());
    };
    Err(Error::new(Kind::UnsupportedOperation, format!("the directory does not offer {missing}")))
}

/// What is finalized, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub struct Finalization<'a> {
    /// Where the CSR is sent.
    pub url: &'a str,
    /// The order's own URL, to look at it after a lost answer.
    pub order_url: Option<&'a str>,
    /// The order's identifiers, which the CSR must have.
    pub identifiers: Option<&'a [Identifier]>,
    /// The CAA records of onion services (RFC 9799, section 6.4).
    pub onion_caa: Option<&'a OnionCaa>,
}

impl<'a> Finalization<'a> {
    /// For an order that was read.
    #[must_use]
    pub fn of(order: &'a Order) -> Self {
        Self {
            url: &order.finalize,
            order_url: Some(&order.url),
            identifiers: Some(&order.identifiers),
            onion_caa: None,
        }
    }

    fn payload(&self, csr: &Csr) -> String {
        let mut payload = serde_json::json!({ "csr": BASE64_URL_SAFE_NO_PAD.encode(csr.der()) });
        if let Some(caa) = self.onion_caa.filter(|caa| !caa.is_empty()) {
            payload["onionCAA"] = caa.document();
        }
        payload.to_string()
    }

    /// The order that came back, unless it is another one or has failed.
    fn accept(&self, order: Order) -> Result<Order> {
        self.identifiers.map_or(Ok(()), |identifiers| check_same(&order, identifiers))?;
        if order.status == Status::Invalid { Err(invalid(&order)) } else { Ok(order) }
    }
}

/// Reads an order; the URL is the one already known, since servers leave Location out.
pub(super) fn read_order(step: Step, answer: &Answer, url: &str) -> Result<Order> {
    let mut order = answer.read(step, |text| Order::parse(url, text))?;
    order.retry_after = answer.response.retry_after();
    Ok(order)
}

/// A later snapshot of the same order with what it takes over from an earlier one. It must be for the same identifiers:
/// the certificate will be held against them.
fn carry_on(earlier: &Order, mut later: Order) -> Result<Order> {
    check_same(&later, &earlier.identifiers).map_err(|error| error.at(Step::Order))?;
    later.csr = earlier.csr.clone();
    Ok(later)
}

fn check_same(order: &Order, identifiers: &[Identifier]) -> Result<()> {
    if same_identifiers(&order.identifiers, identifiers) {
        return Ok(());
    }
    let named = order_subject(&order.identifiers);
    Err(Error::new(Kind::OrderMismatch, format!("the server answers with an {named}")))
}

fn invalid(order: &Order) -> Error {
    Error::new(Kind::OrderInvalid, "the order is invalid").because_of(order.error.clone())
}

/// An order that was finalized, but not by this call.
fn finalized_before(order: &Order, refusal: Option<Problem>) -> Error {
    Error::new(Kind::OrderNotReady, format!("the order is {} already", order.status)).because_of(refusal)
}

/// Whether the wait for an order is over.
fn settled(order: &Order, seen: &Order) -> Option<Result<()>> {
    match seen.status {
        Status::Valid => Some(Ok(())),
        Status::Ready if order.csr.is_none() => Some(Ok(())),
        Status::Invalid => Some(Err(invalid(seen))),
        _ => None,
    }
}
