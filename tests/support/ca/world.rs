//! One world of the scripted CA: a behaviour with a state of its own, behind a path prefix of its own.

use std::fmt::Display;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::behaviour::{Behaviour, Endpoint};
use super::issuer::Issuer;
use super::problem::Problem;
use super::state::State;
use crate::support::encoding::random_text;
use crate::support::http::{Answer, Request, Response};

/// What a resource answers.
pub type Outcome = Result<Response, Problem>;

/// The certificate profiles that the CA offers, with their descriptions.
pub const PROFILES: [(&str, &str); 2] = [("classic", "90 days"), ("shortlived", "6 days")];

/// What all worlds share.
pub struct Common {
    /// `https://localhost:PORT`.
    pub origin: String,
    /// Where clients can reach it, a proxy's addresses included.
    pub origins: Vec<String>,
    /// `http://localhost:PORT` of the server that nobody may ask.
    pub forbidden_origin: String,
    pub issuer: Issuer,
    pub violations: Mutex<Vec<String>>,
}

impl Common {
    /// Records that a client broke a rule.
    pub fn violation(&self, what: String) {
        self.violations.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }
}

/// A world.
pub struct World {
    pub name: String,
    pub behaviour: Behaviour,
    pub common: Arc<Common>,
    state: Mutex<State>,
    arrived: Condvar,
}

/// The parts of a path after the world's name.
#[derive(Debug, Clone, Copy)]
pub struct Route<'a> {
    pub endpoint: Endpoint,
    /// The text after the endpoint's segment.
    pub id: &'a str,
    /// `id` as a number.
    pub number: usize,
    /// The number after it.
    pub index: usize,
}

impl<'a> Route<'a> {
    /// The route of a path below a world.
    fn parse(path: &'a str) -> Option<Self> {
        let mut parts = path.split('/');
        let segment = parts.next()?;
        let endpoint = Endpoint::ALL.into_iter().find(|endpoint| endpoint.segment() == segment)?;
        let id = parts.next().unwrap_or_default();
        let number = id.parse().unwrap_or(usize::MAX);
        let index = parts.next().map_or(Some(0), |index| index.parse().ok())?;
        Some(Self { endpoint, id, number, index })
    }
}

impl World {
    /// A world that nobody has visited yet.
    pub fn new(name: &str, behaviour: Behaviour, common: Arc<Common>) -> Self {
        let (state, arrived) = (Mutex::default(), Condvar::new());
        Self { name: name.to_owned(), behaviour, common, state, arrived }
    }

    /// The URL of a resource without a number.
    pub fn resource(&self, endpoint: Endpoint) -> String {
        format!("{}/{}/{}", self.common.origin, self.name, endpoint.segment())
    }

    /// The URL of a numbered resource.
    pub fn url(&self, endpoint: Endpoint, id: impl Display) -> String {
        format!("{}/{id}", self.resource(endpoint))
    }

    /// The number in a URL that [`World::url`] made.
    pub fn number_in_url(&self, endpoint: Endpoint, url: &str) -> Option<usize> {
        let path = self.common.origins.iter().find_map(|origin| url.strip_prefix(origin))?;
        path.strip_prefix(&format!("/{}/{}/", self.name, endpoint.segment()))?.parse().ok()
    }

    /// Where the terms of service are.
    pub fn terms_url(&self) -> String {
        format!("{}/{}/terms", self.common.origin, self.name)
    }

    /// Where the intermediate certificate is.
    pub fn issuer_url(&self) -> String {
        format!("{}/{}/issuer", self.common.origin, self.name)
    }

    /// The state, for a look or a change.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that a client broke a rule.
    pub fn violation(&self, endpoint: Endpoint, what: &str) {
        self.common.violation(format!("{}: {}: {what}", self.name, endpoint.segment()));
    }

    /// Waits until an endpoint has had that many requests; false when the time is over first.
    pub fn wait_for_request(&self, endpoint: Endpoint, count: usize, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        let mut state = self.state();
        while state.requests.get(&endpoint).is_none_or(|seen| *seen < count) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            state = self.arrived.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Answers a request for a path below the world, or breaks the connection, as the behaviour says.
    pub fn respond(&self, path: &str, request: &Request) -> Answer {
        let Some(route) = Route::parse(path) else { return Answer::Send(self.respond_unscripted(path)) };
        let mut state = self.state();
        let count = state.requests.entry(route.endpoint).or_default();
        *count += 1;
        let number = *count;
        self.arrived.notify_all();
        self.check_headers(route.endpoint, request);
        self.respond_scripted(&mut state, route, number, request)
    }

    /// What no fault touches and no count counts.
    fn respond_unscripted(&self, path: &str) -> Response {
        match path {
            "terms" => Response::new(200).with_body("text/plain", "Be nice.\n"),
            "issuer" => {
                Response::new(200).with_body("application/pkix-cert", self.common.issuer.intermediate_der())
            }
            "statistics" => json_response(200, &self.statistics()),
            _ => Problem::not_found().to_response(),
        }
    }

    /// The counters, for tests in other languages.
    fn statistics(&self) -> Value {
        let state = self.state();
        let requests =
            state.requests.iter().map(|(endpoint, count)| (endpoint.segment().to_owned(), json!(count)));
        let violations = self.common.violations.lock().unwrap_or_else(PoisonError::into_inner);
        let own = violations.iter().filter(|violation| violation.starts_with(&format!("{}: ", self.name)));
        json!({
            "requests": requests.collect::<serde_json::Map<_, _>>(),
            "accounts": state.accounts.len(),
            "ordersFinalized": state.orders_finalized,
            "certificates": state.certificates.len(),
            "violations": own.collect::<Vec<_>>(),
        })
    }

    /// What the CA does when no fault keeps it from it, headers included.
    pub(super) fn act(&self, state: &mut State, route: Route<'_>, request: &Request) -> Response {
        let outcome = match (route.endpoint, &*request.method) {
            (Endpoint::Directory, "GET") => Ok(json_response(200, &self.directory())),
            (Endpoint::NewNonce, "HEAD") => Ok(Response::new(200).with("Cache-Control", "no-store")),
            (Endpoint::NewNonce, "GET") => Ok(Response::new(204).with("Cache-Control", "no-store")),
            (Endpoint::RenewalInfo, "GET") => self.renewal_info(state, route.id),
            (Endpoint::Directory | Endpoint::NewNonce | Endpoint::RenewalInfo, _) | (_, "GET" | "HEAD") => {
                Err(Problem::new(405, "malformed", "not a method of this resource"))
            }
            _ => self.act_signed(state, route, request),
        };
        let response = outcome.unwrap_or_else(|problem| problem.to_response());
        self.with_common_headers(state, route.endpoint, response)
    }

    /// The headers that answers have besides: a nonce, the way to the directory.
    pub(super) fn with_common_headers(
        &self,
        state: &mut State,
        endpoint: Endpoint,
        response: Response,
    ) -> Response {
        if matches!(endpoint, Endpoint::Directory) {
            return response;
        }
        let index = format!("<{}>;rel=\"index\"", self.resource(Endpoint::Directory));
        let response = response.with("Link", index);
        if endpoint == Endpoint::RenewalInfo {
            return response;
        }
        response.with("Replay-Nonce", state.nonces.issue())
    }

    fn act_signed(&self, state: &mut State, route: Route<'_>, request: &Request) -> Outcome {
        let signed = &self.authenticate(state, route.endpoint, request)?;
        let Route { endpoint, number, index, .. } = route;
        match endpoint {
            Endpoint::NewAccount => self.new_account(state, signed),
            Endpoint::Account => self.account(state, signed, number),
            Endpoint::Orders => self.orders(state, signed, number, index),
            Endpoint::NewOrder => self.new_order(state, signed),
            Endpoint::NewAuthz => self.new_authorization(state, signed),
            Endpoint::Order => self.order(state, signed, number),
            Endpoint::Authorization => self.authorization(state, signed, number),
            Endpoint::Challenge => self.challenge(state, signed, number, index),
            Endpoint::Finalize => self.finalize(state, signed, number),
            Endpoint::Certificate => self.certificate(state, signed, number, index),
            Endpoint::RevokeCert => self.revoke(state, signed),
            Endpoint::KeyChange => self.key_change(state, signed),
            Endpoint::Directory | Endpoint::NewNonce | Endpoint::RenewalInfo => Err(Problem::not_found()),
        }
    }

    fn directory(&self) -> Value {
        let profiles = PROFILES.iter().map(|(name, description)| ((*name).to_owned(), json!(description)));
        let mut directory = json!({
            "newNonce": self.resource(Endpoint::NewNonce),
            "newAccount": self.resource(Endpoint::NewAccount),
            "newOrder": self.resource(Endpoint::NewOrder),
            "revokeCert": self.resource(Endpoint::RevokeCert),
            "keyChange": self.resource(Endpoint::KeyChange),
            "renewalInfo": self.resource(Endpoint::RenewalInfo),
            "meta": {
                "termsOfService": self.terms_url(),
                "website": "https://ca.example/",
                "caaIdentities": ["ca.example"],
                "externalAccountRequired": !self.behaviour.external_accounts.is_empty(),
                "profiles": profiles.collect::<serde_json::Map<_, _>>(),
            },
        });
        if self.behaviour.extensions {
            directory["newAuthz"] = json!(self.resource(Endpoint::NewAuthz));
            let meta = &mut directory["meta"];
            meta["subdomainAuthAllowed"] = json!(true);
            meta["issuerDomainNames"] = json!(["ca.example"]);
            meta["inBandOnionCAARequired"] = json!(true);
            meta["auto-renewal"] =
                json!({"min-lifetime": 86_400, "max-duration": 31_536_000, "allow-certificate-get": true});
        }
        directory[random_text()] = json!("https://ca.example/adding-random-entries-to-the-directory");
        for missing in &self.behaviour.missing_resources {
            directory.as_object_mut().expect("an object").remove(*missing);
        }
        directory
    }
}

/// A response with a JSON body.
pub fn json_response(status: u16, body: &Value) -> Response {
    Response::new(status).with_body("application/json", body.to_string())
}
