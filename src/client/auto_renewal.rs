//! Orders whose certificate renews itself: STAR (RFC 8739).

use crate::error::{Error, Kind, Result, Step, order_subject};
use crate::protocol::{CertificateChain, Order, Status};

use super::Client;
use super::operation::Operation;
use super::order::read_order;
use super::post::Post;

impl Client {
    /// The certificate of the day of an order that renews itself. Its leaf must cover the order's identifiers and, when
    /// this program finalized the order, be for the CSR's key.
    ///
    /// # Errors
    /// [`Kind::CertificateNotReady`] when the order has none; [`Kind::AutoRenewalCanceled`] and
    /// [`Kind::AutoRenewalExpired`] when there is none any more; else as [`Client::certificate`].
    pub fn star_certificate(&self, order: &Order) -> Result<CertificateChain> {
        let star = Order { certificate: order.star_certificate.clone(), ..order.clone() };
        self.certificate(&star, None)
    }

    /// Ends the renewal of an order (RFC 8739, section 3.1.2). Certificates that are out stay valid until they expire.
    ///
    /// # Errors
    /// [`Kind::UnsupportedOperation`] when the directory has no auto-renewal; [`Kind::AutoRenewalCancellationInvalid`]
    /// when the order is not valid; else as every call.
    pub fn cancel_order(&self, order: &Order) -> Result<Order> {
        let cancelled = self.operation(0).cancel_order(order);
        cancelled.map_err(|error| error.at(Step::Order).about(|| order_subject(&order.identifiers)))
    }
}

impl Operation<'_> {
    fn cancel_order(&self, order: &Order) -> Result<Order> {
        if self.directory()?.auto_renewal.is_none() {
            let reason = "the directory does not offer auto-renewal";
            return Err(Error::new(Kind::UnsupportedOperation, reason));
        }
        let payload = r#"{"status":"canceled"}"#;
        let mut cancelled = self.retry(|failures| {
            if failures > 0 {
                let seen = self.look_at_order(&order.url)?;
                if seen.status == Status::Canceled {
                    return Ok(seen);
                }
            }
            let answer = self.post(&Post::new(Step::Order, &order.url, payload))?;
            read_order(Step::Order, &answer, &order.url)
        })?;
        cancelled.csr.clone_from(&order.csr);
        Ok(cancelled)
    }
}
