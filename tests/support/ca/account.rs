//! Accounts: made, found, read, changed, deactivated; and the change of their key.

use serde_json::{Value, json};

use super::behaviour::Endpoint;
use super::jwk::Jwk;
use super::jws::Jws;
use super::problem::Problem;
use super::signed::{Signed, Signer};
use super::state::{Account, State};
use super::world::{Outcome, World, json_response};
use crate::support::encoding::from_base64url;
use crate::support::http::Response;

/// How many orders stand on one page of an account's list.
const ORDERS_A_PAGE: usize = 3;

impl World {
    pub(super) fn new_account(&self, state: &mut State, signed: &Signed) -> Outcome {
        let Signer::Key(jwk) = &signed.signer else {
            return Err(Problem::malformed("newAccount wants a jwk"));
        };
        let payload = signed.object()?;
        let thumbprint = jwk.thumbprint();
        let known = state.accounts.iter().position(|account| account.jwk.thumbprint() == thumbprint);
        if let Some(number) = known {
            if state.accounts[number].is_deactivated {
                return Err(Problem::unauthorized(401, "the account is deactivated"));
            }
            return Ok(self.account_response(state, number, 200));
        }
        if payload["onlyReturnExisting"] == true {
            return Err(Problem::new(400, "accountDoesNotExist", "no account has this key"));
        }
        let terms_agreed = payload["termsOfServiceAgreed"] == true;
        if self.behaviour.terms_required && !terms_agreed {
            return Err(self.terms_problem());
        }
        let contact = contacts(&payload["contact"])?;
        let external_binding =
            self.external_binding(jwk, &signed.url, payload.get("externalAccountBinding"))?;
        let jwk = jwk.clone();
        state.accounts.push(Account { jwk, contact, terms_agreed, is_deactivated: false, external_binding });
        Ok(self.account_response(state, state.accounts.len() - 1, 201))
    }

    fn terms_problem(&self) -> Problem {
        let terms = self.terms_url();
        Problem::new(403, "userActionRequired", "the terms of service must be agreed to")
            .with_member("instance", json!(terms))
            .with_header("Link", format!("<{terms}>;rel=\"terms-of-service\""))
    }

    fn external_binding(
        &self,
        jwk: &Jwk,
        url: &str,
        binding: Option<&Value>,
    ) -> Result<Option<Value>, Problem> {
        let Some(binding) = binding else {
            if self.behaviour.external_accounts.is_empty() {
                return Ok(None);
            }
            return Err(Problem::new(
                403,
                "externalAccountRequired",
                "a new account needs an external account",
            ));
        };
        let refused = |error: String| {
            self.violation(Endpoint::NewAccount, &format!("externalAccountBinding: {error}"));
            Problem::malformed(&error)
        };
        let inner = Jws::from_json(binding).map_err(refused)?;
        if inner.text("url") != Some(url) || inner.header("nonce").is_some() {
            return Err(refused("another url, or a nonce".into()));
        }
        if !inner.object().ok().flatten().is_some_and(|key| jwk.is_same(&key)) {
            return Err(refused("the payload is not the account's key".into()));
        }
        let accounts = &self.behaviour.external_accounts;
        let key = accounts.iter().find(|(kid, _)| inner.text("kid") == Some(kid));
        let (_, key) = key.ok_or_else(|| Problem::unauthorized(403, "unknown external account"))?;
        inner
            .verify_mac(&from_base64url(key).expect("a base64url key"))
            .map_err(|error| Problem::unauthorized(403, &error))?;
        Ok(Some(binding.clone()))
    }

    pub(super) fn account(&self, state: &mut State, signed: &Signed, number: usize) -> Outcome {
        if signed.account()? != number {
            return Err(Problem::unauthorized(403, "another account"));
        }
        let account = &mut state.accounts[number];
        if let Some(change) = &signed.payload {
            if change.get("contact").is_some() {
                account.contact = contacts(&change["contact"])?;
            }
            account.terms_agreed |= change["termsOfServiceAgreed"] == true;
            match change.get("status").and_then(Value::as_str) {
                None => {}
                Some("deactivated") => account.is_deactivated = true,
                Some(_) => {
                    return Err(Problem::malformed("the only new status of an account is deactivated"));
                }
            }
        }
        Ok(self.account_response(state, number, 200))
    }

    fn account_response(&self, state: &State, number: usize, status: u16) -> Response {
        let account = &state.accounts[number];
        let mut body = json!({
            "status": if account.is_deactivated { "deactivated" } else { "valid" },
            "contact": account.contact,
            "termsOfServiceAgreed": account.terms_agreed,
            "orders": self.url(Endpoint::Orders, number),
        });
        if let Some(binding) = &account.external_binding {
            body["externalAccountBinding"] = binding.clone();
        }
        json_response(status, &body).with("Location", self.url(Endpoint::Account, number))
    }

    /// A page of the account's orders (RFC 8555 section 7.1.2.1).
    pub(super) fn orders(&self, state: &State, signed: &Signed, number: usize, page: usize) -> Outcome {
        signed.no_object()?;
        if signed.account()? != number {
            return Err(Problem::unauthorized(403, "another account"));
        }
        let own = state.orders.iter().enumerate().filter(|(_, order)| order.account == number);
        let urls: Vec<_> = own.map(|(order, _)| self.url(Endpoint::Order, order)).collect();
        let first = page.saturating_mul(ORDERS_A_PAGE).min(urls.len());
        let last = (first + ORDERS_A_PAGE).min(urls.len());
        let response = json_response(200, &json!({"orders": urls[first..last]}));
        if last == urls.len() {
            return Ok(response);
        }
        let next = self.url(Endpoint::Orders, format!("{number}/{}", page + 1));
        Ok(response.with("Link", format!("<{next}>;rel=\"next\"")))
    }

    pub(super) fn key_change(&self, state: &mut State, signed: &Signed) -> Outcome {
        let number = signed.account()?;
        let new_key = self.new_key(state, signed, number).map_err(|error| {
            self.violation(Endpoint::KeyChange, &error);
            Problem::malformed(&error)
        })?;
        let thumbprint = new_key.thumbprint();
        if let Some(other) = state.accounts.iter().position(|account| account.jwk.thumbprint() == thumbprint)
        {
            let location = self.url(Endpoint::Account, other);
            let problem = Problem::new(409, "malformed", "an account has the new key already");
            return Err(problem.with_header("Location", location));
        }
        state.accounts[number].jwk = new_key;
        Ok(self.account_response(state, number, 200))
    }

    /// The key of the inner JWS (RFC 8555 section 7.3.5), checked.
    fn new_key(&self, state: &State, signed: &Signed, number: usize) -> Result<Jwk, String> {
        let inner = Jws::from_json(signed.payload.as_ref().unwrap_or(&Value::Null))?;
        let new_key = Jwk::parse(inner.header("jwk").unwrap_or(&Value::Null))?;
        inner.verify(&new_key)?;
        if inner.text("url") != Some(&signed.url)
            || inner.header("nonce").is_some()
            || inner.header("kid").is_some()
        {
            return Err("the inner JWS has another url, or a nonce, or a kid".into());
        }
        let change = inner.object()?.unwrap_or_default();
        if change["account"] != self.url(Endpoint::Account, number) {
            return Err("the inner JWS names another account".into());
        }
        if !state.accounts[number].jwk.is_same(&change["oldKey"]) {
            return Err("the inner JWS names another old key".into());
        }
        Ok(new_key)
    }
}

/// The contacts of an account, checked.
fn contacts(value: &Value) -> Result<Value, Problem> {
    let contacts = match value {
        Value::Null => return Ok(json!([])),
        Value::Array(contacts) => contacts,
        _ => return Err(Problem::malformed("contact is no array")),
    };
    for contact in contacts {
        let contact = contact.as_str().unwrap_or_default();
        let Some(address) = contact.strip_prefix("mailto:") else {
            return Err(Problem::new(400, "unsupportedContact", &format!("'{contact}' is no mailto: URL")));
        };
        if address.split('@').count() != 2 || address.contains(['?', ',']) {
            return Err(Problem::new(400, "invalidContact", &format!("'{address}' is not one address")));
        }
    }
    Ok(value.clone())
}
