//! Orders: placed, looked at, finalized.

use serde_json::{Value, json};

use super::behaviour::Endpoint;
use super::issuer::{read_csr, renewal_id};
use super::onion::check_onion_caa;
use super::problem::Problem;
use super::signed::Signed;
use super::state::{Certificate, Identifier, Order, State};
use super::world::{Outcome, PROFILES, World, json_response};
use crate::support::encoding::{from_base64url, from_rfc3339, now, rfc3339};
use crate::support::http::Response;
use crate::support::x509::Template;

const DAY: i64 = 86_400;

impl World {
    pub(super) fn new_order(&self, state: &mut State, signed: &Signed) -> Outcome {
        let (account, payload) = (signed.account()?, signed.object()?);
        let identifiers = identifiers(&payload["identifiers"])?;
        let (not_before, not_after) = (time(&payload["notBefore"])?, time(&payload["notAfter"])?);
        let profile = profile(payload.get("profile"))?;
        let replaces = replaced(state, account, payload.get("replaces"))?;
        let auto_renewal = self.auto_renewal(payload)?;
        let authorizations = identifiers
            .iter()
            .map(|identifier| match ancestor(&payload["identifiers"], identifier) {
                Some(ancestor) => self.authorize(state, account, &ancestor),
                None => self.authorize(state, account, identifier),
            })
            .collect();
        state.orders.push(Order {
            account,
            identifiers,
            authorizations,
            status: "pending",
            error: None,
            expires: now() + DAY,
            not_before,
            not_after,
            profile,
            replaces,
            auto_renewal,
            looks_left: 0,
            key: None,
            certificate: None,
        });
        let number = state.orders.len() - 1;
        self.advance_order(state, number);
        Ok(self.order_response(state, number, 201))
    }

    pub(super) fn order(&self, state: &mut State, signed: &Signed, number: usize) -> Outcome {
        own_order(state, signed, number)?;
        if let Some(change) = &signed.payload {
            return self.cancel(state, change, number);
        }
        for authorization in state.orders[number].authorizations.clone() {
            self.look_at_authorization(state, authorization);
        }
        self.advance_order(state, number);
        self.look_at_processing(state, number);
        Ok(self.order_response(state, number, 200))
    }

    /// Ends the renewal of an order (RFC 8739 section 3.1.2).
    fn cancel(&self, state: &mut State, change: &Value, number: usize) -> Outcome {
        let order = &mut state.orders[number];
        if *change != json!({"status": "canceled"}) || order.auto_renewal.is_none() {
            return Err(Problem::malformed("this resource wants POST-as-GET"));
        }
        match order.status {
            "canceled" => return Err(Problem::new(400, "autoRenewalCanceled", "the order is canceled")),
            "valid" => order.status = "canceled",
            _ => return Err(Problem::new(400, "autoRenewalCancellationInvalid", "the order is not valid")),
        }
        Ok(self.order_response(state, number, 200))
    }

    fn auto_renewal(&self, payload: &Value) -> Result<Option<Value>, Problem> {
        let Some(renewal) = payload.get("auto-renewal") else { return Ok(None) };
        let is_good = renewal["lifetime"].as_u64().is_some_and(|lifetime| lifetime >= 86_400)
            && time(&renewal["end-date"])?.is_some()
            && payload.get("notBefore").is_none()
            && payload.get("notAfter").is_none();
        if self.behaviour.extensions && is_good {
            return Ok(Some(renewal.clone()));
        }
        Err(Problem::malformed("no such auto-renewal"))
    }

    pub(super) fn finalize(&self, state: &mut State, signed: &Signed, number: usize) -> Outcome {
        own_order(state, signed, number)?;
        self.advance_order(state, number);
        let order = &state.orders[number];
        if order.status != "ready" {
            return Err(Problem::new(403, "orderNotReady", &format!("the order is {}", order.status)));
        }
        let csr = signed.object()?["csr"].as_str().and_then(from_base64url);
        let csr = csr.ok_or_else(|| Problem::malformed("csr is no base64url text"))?;
        let bad_csr = |detail: &str| Problem::new(400, "badCSR", detail);
        let (key, names) = read_csr(&csr).map_err(|error| bad_csr(&error))?;
        if names != order.names() {
            return Err(bad_csr(&format!("the names {names:?} are not {:?}", order.names())));
        }
        if self.behaviour.extensions {
            check_onion_caa(&order.identifiers, &signed.object()?["onionCAA"])?;
        }
        if key.public_eq(&state.accounts[order.account].jwk.key) {
            return Err(bad_csr("the key is the account's"));
        }
        state.orders_finalized += 1;
        let order = &mut state.orders[number];
        order.key = Some(key);
        order.status = "processing";
        order.looks_left = self.behaviour.processing_looks;
        if order.looks_left == 0 {
            self.complete(state, number);
        }
        Ok(self.order_response(state, number, 200))
    }

    fn look_at_processing(&self, state: &mut State, number: usize) {
        let order = &mut state.orders[number];
        if order.status != "processing" {
            return;
        }
        order.looks_left = order.looks_left.saturating_sub(1);
        if order.looks_left == 0 {
            self.complete(state, number);
        }
    }

    /// Ends the processing of an order: issues its certificate, or fails as the behaviour says.
    fn complete(&self, state: &mut State, number: usize) {
        let order = &mut state.orders[number];
        if let Some(problem) = &self.behaviour.failed_order {
            order.status = "invalid";
            order.error = Some(problem.clone());
            return;
        }
        let template = Template::leaf(order.identifiers.iter().map(Identifier::to_name).collect());
        let not_before = order.not_before.unwrap_or(template.not_before);
        let renewed = order.auto_renewal.as_ref().and_then(|renewal| renewal["lifetime"].as_i64());
        let by_profile = if order.profile.as_deref() == Some("shortlived") { 6 * DAY } else { 90 * DAY };
        let lifetime = renewed.unwrap_or(by_profile);
        let not_after = order.not_after.unwrap_or(not_before + lifetime);
        let adjust = order.auto_renewal.as_ref().and_then(|renewal| renewal["lifetime-adjust"].as_i64());
        let template = Template { not_before: not_before - adjust.unwrap_or(0), not_after, ..template };
        let leaf =
            self.common.issuer.issue(order.key.as_ref().expect("a finalized order has a key"), &template);
        order.status = "valid";
        order.certificate = Some(state.certificates.len());
        let account = order.account;
        if let Some(id) = &order.replaces {
            let replaced = state.certificates.iter_mut().filter(|known| renewal_id(&known.leaf) == *id);
            replaced.for_each(|known| known.is_replaced = true);
        }
        let (is_revoked, is_replaced) = (false, false);
        let certificate =
            Certificate { account, order: number, leaf, not_before, not_after, is_revoked, is_replaced };
        state.certificates.push(certificate);
    }

    /// Carries what became of the authorizations over to their order.
    fn advance_order(&self, state: &mut State, number: usize) {
        let order = &mut state.orders[number];
        if order.status != "pending" {
            return;
        }
        let statuses = order.authorizations.iter().map(|number| state.authorizations[*number].status);
        let statuses: Vec<_> = statuses.collect();
        if statuses.iter().all(|status| *status == "valid") {
            order.status = "ready";
        } else if statuses
            .iter()
            .any(|status| matches!(*status, "invalid" | "deactivated" | "expired" | "revoked"))
        {
            order.status = "invalid";
            order.error = Some(Problem::unauthorized(403, "an authorization of the order is not valid"));
        }
    }

    fn order_response(&self, state: &State, number: usize, status: u16) -> Response {
        let order = &state.orders[number];
        let authorizations =
            order.authorizations.iter().map(|number| self.url(Endpoint::Authorization, number));
        let mut body = json!({
            "status": order.status,
            "expires": rfc3339(order.expires),
            "identifiers": order.identifiers.iter().map(Identifier::to_json).collect::<Vec<_>>(),
            "authorizations": authorizations.collect::<Vec<_>>(),
            "finalize": self.url(Endpoint::Finalize, number),
        });
        let optional = [
            ("notBefore", order.not_before.map(rfc3339).map(Value::from)),
            ("notAfter", order.not_after.map(rfc3339).map(Value::from)),
            ("profile", order.profile.clone().map(Value::from)),
            ("replaces", order.replaces.clone().map(Value::from)),
            ("error", order.error.as_ref().map(|error| error.document.clone())),
            ("auto-renewal", order.auto_renewal.clone()),
            (
                if order.auto_renewal.is_some() { "star-certificate" } else { "certificate" },
                order.certificate.map(|number| self.url(Endpoint::Certificate, number).into()),
            ),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                body[name] = value;
            }
        }
        json_response(status, &body).with("Location", self.url(Endpoint::Order, number))
    }
}

fn own_order(state: &State, signed: &Signed, number: usize) -> Result<(), Problem> {
    let order = state.orders.get(number).ok_or_else(Problem::not_found)?;
    if order.account == signed.account()? {
        Ok(())
    } else {
        Err(Problem::unauthorized(403, "another account's order"))
    }
}

/// The name above it whose authorization shall count for an identifier (RFC 9444 section 4.3).
fn ancestor(given: &Value, identifier: &Identifier) -> Option<Identifier> {
    let given = given.as_array()?.iter().find(|given| given["value"] == identifier.value.as_str())?;
    let value = given["ancestorDomain"].as_str()?.to_owned();
    Some(Identifier { kind: identifier.kind.clone(), value })
}

/// The identifiers of a new order, lower-cased, each once.
fn identifiers(value: &Value) -> Result<Vec<Identifier>, Problem> {
    let given = value.as_array().filter(|given| !given.is_empty());
    let given = given.ok_or_else(|| Problem::malformed("no identifiers"))?;
    let mut identifiers: Vec<Identifier> = Vec::new();
    for identifier in given {
        let identifier = self::identifier(identifier)?;
        if !identifiers.contains(&identifier) {
            identifiers.push(identifier);
        }
    }
    Ok(identifiers)
}

pub(super) fn identifier(given: &Value) -> Result<Identifier, Problem> {
    let text = |member: &str| given[member].as_str().unwrap_or_default();
    let value = text("value").to_lowercase();
    let is_good = match text("type") {
        "dns" => is_host_name(value.strip_prefix("*.").unwrap_or(&value)),
        "ip" => value.parse::<std::net::IpAddr>().is_ok_and(|address| address.to_string() == value),
        kind => return Err(Problem::new(400, "unsupportedIdentifier", &format!("type '{kind}'"))),
    };
    if !is_good {
        let problem = Problem::new(400, "rejectedIdentifier", "an identifier cannot be issued for");
        return Err(problem.subproblem("rejectedIdentifier", "not a name that can be issued for", &value));
    }
    Ok(Identifier { kind: text("type").to_owned(), value })
}

fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (1..=63).contains(&label.len()) && plain && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(is_label)
}

fn time(value: &Value) -> Result<Option<i64>, Problem> {
    match value {
        Value::Null => Ok(None),
        value => match value.as_str().and_then(from_rfc3339) {
            Some(time) => Ok(Some(time)),
            None => Err(Problem::malformed("a time that is not RFC 3339 in UTC")),
        },
    }
}

fn profile(value: Option<&Value>) -> Result<Option<String>, Problem> {
    match value.map(|value| value.as_str().unwrap_or_default()) {
        None => Ok(None),
        Some(name) if PROFILES.iter().any(|(known, _)| *known == name) => Ok(Some(name.to_owned())),
        Some(name) => Err(Problem::new(400, "invalidProfile", &format!("no profile '{name}'"))),
    }
}

/// The certificate that an order replaces (RFC 9773 section 5).
fn replaced(state: &State, account: usize, id: Option<&Value>) -> Result<Option<String>, Problem> {
    let Some(id) = id else { return Ok(None) };
    let id = id.as_str().ok_or_else(|| Problem::malformed("replaces is no text"))?;
    let known = state.certificates.iter().find(|known| renewal_id(&known.leaf) == id);
    let known = known.filter(|known| known.account == account);
    let known = known.ok_or_else(|| Problem::malformed("replaces names no certificate of this account"))?;
    let is_ordered =
        state.orders.iter().any(|order| order.replaces.as_deref() == Some(id) && order.status != "invalid");
    if known.is_replaced || is_ordered {
        return Err(Problem::new(409, "alreadyReplaced", "the certificate has a successor"));
    }
    Ok(Some(id.to_owned()))
}
