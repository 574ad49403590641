//! Authenticates a request: everything that RFC 8555 section 6 asks of a client.

use serde_json::Value;

use super::behaviour::Endpoint;
use super::jwk::Jwk;
use super::jws::{ALGORITHMS, Jws};
use super::problem::Problem;
use super::state::{NonceUse, State};
use super::world::World;
use crate::support::http::Request;

/// Who signed.
pub enum Signer {
    /// An account, by its number.
    Account(usize),
    /// A key that came with the request.
    Key(Jwk),
}

/// An authenticated request.
pub struct Signed {
    pub signer: Signer,
    /// The payload; `None` for POST-as-GET.
    pub payload: Option<Value>,
    pub url: String,
}

impl Signed {
    /// The account that signed.
    ///
    /// # Errors
    /// When it was a key.
    pub fn account(&self) -> Result<usize, Problem> {
        match self.signer {
            Signer::Account(account) => Ok(account),
            Signer::Key(_) => Err(Problem::malformed("this resource wants a kid")),
        }
    }

    /// The payload, which must be there.
    ///
    /// # Errors
    /// When it was a POST-as-GET.
    pub fn object(&self) -> Result<&Value, Problem> {
        self.payload.as_ref().ok_or_else(|| Problem::malformed("this resource wants a JSON object"))
    }

    /// Checks that it was a POST-as-GET.
    ///
    /// # Errors
    /// When there was a payload.
    pub fn no_object(&self) -> Result<(), Problem> {
        if self.payload.is_none() {
            Ok(())
        } else {
            Err(Problem::malformed("this resource wants POST-as-GET"))
        }
    }
}

impl World {
    /// Checks what every request must have.
    pub(super) fn check_headers(&self, endpoint: Endpoint, request: &Request) {
        for name in ["User-Agent", "Accept-Language"] {
            if request.header(name).is_none_or(str::is_empty) {
                self.violation(endpoint, &format!("no {name}"));
            }
        }
    }

    /// Checks the JWS of a request. A rule broken is recorded, and refused like a CA would.
    pub(super) fn authenticate(
        &self,
        state: &mut State,
        endpoint: Endpoint,
        request: &Request,
    ) -> Result<Signed, Problem> {
        let broken = |problem: Problem| {
            self.violation(endpoint, problem.detail());
            problem
        };
        if request.header("content-type") != Some("application/jose+json") {
            return Err(broken(Problem::new(
                415,
                "malformed",
                "the content type is not application/jose+json",
            )));
        }
        let jws = Jws::parse(&request.body)
            .map_err(|error| broken(Problem::malformed(&format!("JWS: {error}"))))?;
        let nonce = jws.text("nonce").unwrap_or_default();
        let nonce_use = state.nonces.take(nonce);
        if nonce_use == NonceUse::Again {
            self.violation(endpoint, &format!("the nonce {nonce} was used twice"));
        } else if nonce_use == NonceUse::Unknown {
            self.violation(endpoint, &format!("the nonce '{nonce}' is not one of this CA's"));
        }
        let url = format!("https://{}{}", request.header("host").unwrap_or_default(), request.path);
        check_protected(&jws, &url).map_err(broken)?;
        let signer = find_signer(self, state, endpoint, &jws)
            .map_err(|(problem, is_violation)| if is_violation { broken(problem) } else { problem })?;
        if nonce_use != NonceUse::Good {
            return Err(Problem::new(400, "badNonce", "the nonce is not a good one"));
        }
        let payload = jws.object().map_err(|error| broken(Problem::malformed(&error)))?;
        Ok(Signed { signer, payload, url })
    }
}

fn check_protected(jws: &Jws, url: &str) -> Result<(), Problem> {
    if !ALGORITHMS.contains(&jws.algorithm()) {
        let detail = format!("alg '{}' is not supported", jws.algorithm());
        return Err(Problem::new(400, "badSignatureAlgorithm", &detail));
    }
    if jws.header("crit").is_some() || jws.header("b64").is_some() {
        return Err(Problem::malformed("the protected header has crit or b64"));
    }
    match jws.text("url") {
        Some(named) if named == url => Ok(()),
        named => Err(Problem::unauthorized(401, &format!("the url {named:?} is not {url}"))),
    }
}

/// Finds the key and checks the signature. With the problem comes whether the client broke a rule.
fn find_signer(
    world: &World,
    state: &State,
    endpoint: Endpoint,
    jws: &Jws,
) -> Result<Signer, (Problem, bool)> {
    let verify = |jwk: &Jwk| jws.verify(jwk).map_err(|error| (Problem::malformed(&error), true));
    match (jws.header("jwk"), jws.text("kid"), endpoint) {
        (Some(jwk), None, Endpoint::NewAccount | Endpoint::RevokeCert) => {
            let jwk = Jwk::parse(jwk).map_err(|error| (Problem::new(400, "badPublicKey", &error), true))?;
            verify(&jwk)?;
            Ok(Signer::Key(jwk))
        }
        (None, Some(kid), endpoint) if endpoint != Endpoint::NewAccount => {
            let unknown = || (Problem::new(400, "accountDoesNotExist", &format!("no account {kid}")), false);
            let number = world.number_in_url(Endpoint::Account, kid).ok_or_else(unknown)?;
            let account = state.accounts.get(number).ok_or_else(unknown)?;
            verify(&account.jwk)?;
            if account.is_deactivated {
                return Err((Problem::unauthorized(401, "the account is deactivated"), false));
            }
            Ok(Signer::Account(number))
        }
        (jwk, kid, _) => {
            let detail =
                format!("not the one of jwk and kid it takes (jwk: {}, kid: {kid:?})", jwk.is_some());
            Err((Problem::malformed(&detail), true))
        }
    }
}
