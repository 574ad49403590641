//! Authorizations and their challenges.

use serde_json::{Value, json};

use super::behaviour::Endpoint;
use super::onion::{ONION_NONCE, check_onion_csr};
use super::order::identifier;
use super::problem::Problem;
use super::signed::Signed;
use super::state::{Authorization, Challenge, Identifier, State};
use super::world::{Outcome, World, json_response};
use crate::support::encoding::{now, random_text, rfc3339};
use crate::support::http::Response;

const DAY: i64 = 86_400;

impl World {
    /// The authorization for an identifier of a new order.
    pub(super) fn authorize(&self, state: &mut State, account: usize, identifier: &Identifier) -> usize {
        let (is_wildcard, value) = match identifier.value.strip_prefix("*.") {
            Some(base) => (true, base.to_owned()),
            None => (false, identifier.value.clone()),
        };
        let identifier = Identifier { kind: identifier.kind.clone(), value };
        let known = state.authorizations.iter().position(|known| {
            let is_same = known.identifier == identifier && known.is_wildcard == is_wildcard;
            is_same && known.account == account && known.status == "valid"
        });
        if let Some(known) = known.filter(|_| self.behaviour.reuses_authorizations) {
            return known;
        }
        let mut challenges = challenges(&identifier.kind, is_wildcard);
        if self.behaviour.extensions && identifier.kind == "dns" {
            challenges.extend(further_challenges(&identifier.value));
        }
        let (status, expires, validating, subdomains) = ("pending", now() + DAY, None, false);
        state.authorizations.push(Authorization {
            account,
            identifier,
            is_wildcard,
            subdomains,
            status,
            expires,
            challenges,
            validating,
        });
        state.authorizations.len() - 1
    }

    /// An authorization ahead of an order (RFC 8555 section 7.4.1, RFC 9444 section 4.1).
    pub(super) fn new_authorization(&self, state: &mut State, signed: &Signed) -> Outcome {
        let (account, payload) = (signed.account()?, signed.object()?);
        let identifier = identifier(&payload["identifier"])?;
        if identifier.value.starts_with("*.") {
            return Err(Problem::malformed("a wildcard cannot be authorized ahead of an order"));
        }
        let number = self.authorize(state, account, &identifier);
        state.authorizations[number].subdomains |= payload["subdomainAuthAllowed"] == true;
        let mut response = self.authorization_response(state, number);
        response.status = 201;
        Ok(response.with("Location", self.url(Endpoint::Authorization, number)))
    }

    pub(super) fn authorization(&self, state: &mut State, signed: &Signed, number: usize) -> Outcome {
        own_authorization(state, signed, number)?;
        match &signed.payload {
            None => self.look_at_authorization(state, number),
            Some(change) if change["status"] == "deactivated" => {
                state.authorizations[number].status = "deactivated"
            }
            Some(_) => {
                return Err(Problem::malformed("the only new status of an authorization is deactivated"));
            }
        }
        Ok(self.authorization_response(state, number))
    }

    /// Takes a running validation one step on.
    pub(super) fn look_at_authorization(&self, state: &mut State, number: usize) {
        if let Some((challenge, looks)) = state.authorizations[number].validating {
            let looks = looks.saturating_sub(1);
            state.authorizations[number].validating = Some((challenge, looks));
            if looks == 0 {
                self.end_validation(state, number, challenge);
            }
        }
    }

    fn end_validation(&self, state: &mut State, number: usize, challenge: usize) {
        let authorization = &mut state.authorizations[number];
        let challenge = &mut authorization.challenges[challenge];
        let failing = &self.behaviour.failing_types;
        let fails = failing.is_empty() || failing.contains(&challenge.kind);
        let error = self.behaviour.failed_validation.clone().filter(|_| fails);
        let status = if error.is_some() { "invalid" } else { "valid" };
        authorization.validating = None;
        authorization.status = status;
        challenge.status = status;
        challenge.error = error;
        challenge.validated = Some(now());
    }

    pub(super) fn challenge(
        &self,
        state: &mut State,
        signed: &Signed,
        number: usize,
        index: usize,
    ) -> Outcome {
        own_authorization(state, signed, number)?;
        let authorization = &mut state.authorizations[number];
        let challenge = authorization.challenges.get_mut(index).ok_or_else(Problem::not_found)?;
        let is_pending = authorization.status == "pending" && challenge.status == "pending";
        if let Some(response) = &signed.payload {
            if challenge.kind == "onion-csr-01" {
                check_onion_csr(response)?;
            } else if challenge.kind != "odd-01" && *response != json!({}) {
                self.violation(Endpoint::Challenge, "the response to the challenge is not {}");
                return Err(Problem::malformed("the response is not {}"));
            }
            if is_pending {
                challenge.status = "processing";
                authorization.validating = Some((index, self.behaviour.validation_looks));
                if self.behaviour.validation_looks == 0 {
                    self.end_validation(state, number, index);
                }
            }
        }
        let url = self.url(Endpoint::Challenge, format!("{number}/{index}"));
        let up = self.url(Endpoint::Authorization, number);
        let body = state.authorizations[number].challenges[index].to_json(&url);
        Ok(json_response(200, &body).with("Link", format!("<{up}>;rel=\"up\"")))
    }

    fn authorization_response(&self, state: &State, number: usize) -> Response {
        let authorization = &state.authorizations[number];
        let challenges = authorization.challenges.iter().enumerate();
        let challenges = challenges.map(|(index, challenge)| {
            challenge.to_json(&self.url(Endpoint::Challenge, format!("{number}/{index}")))
        });
        let mut body = json!({
            "status": authorization.status,
            "expires": rfc3339(authorization.expires),
            "identifier": authorization.identifier.to_json(),
            "challenges": challenges.collect::<Vec<_>>(),
        });
        for (name, is_so) in
            [("wildcard", authorization.is_wildcard), ("subdomainAuthAllowed", authorization.subdomains)]
        {
            if is_so {
                body[name] = json!(true);
            }
        }
        json_response(200, &body)
    }
}

/// The challenges of a new authorization; one of them is of a type that nobody knows and has no token.
fn challenges(kind: &str, is_wildcard: bool) -> Vec<Challenge> {
    let kinds: &[&'static str] = match kind {
        "ip" => &["http-01", "tls-alpn-01"],
        _ if is_wildcard => &["dns-01"],
        _ => &["http-01", "dns-01", "tls-alpn-01"],
    };
    let known = kinds.iter().map(|kind| Challenge::new(kind, Some(random_text())));
    known.chain([Challenge::new("odd-01", None)]).collect()
}

fn further_challenges(name: &str) -> Vec<Challenge> {
    let persistent = Challenge::new("dns-persist-01", None);
    let mut challenges = vec![
        Challenge::new("dns-account-01", Some(random_text())),
        Challenge { issuers: Some(json!(["ca.example"])), ..persistent },
    ];
    if name.ends_with(".onion") {
        challenges.push(Challenge { nonce: Some(ONION_NONCE), ..Challenge::new("onion-csr-01", None) });
    }
    challenges
}

fn own_authorization(state: &State, signed: &Signed, number: usize) -> Result<(), Problem> {
    let authorization = state.authorizations.get(number).ok_or_else(Problem::not_found)?;
    let is_own = authorization.account == signed.account()?;
    if is_own { Ok(()) } else { Err(Problem::unauthorized(403, "another account's authorization")) }
}
