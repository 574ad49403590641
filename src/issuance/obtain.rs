//! One call to a certificate.

use std::time::{Duration, Instant};

use crate::client::Client;
use crate::error::{Error, Kind, Result, Step, order_subject};
use crate::protocol::{Csr, Identifier, Key, Order, OrderParams, Resource, Status, same_identifiers};

use super::choice::Choices;
use super::presented::Presented;
use super::prove::{Failure, Proof, Prover};
use super::solver::{Presentation, Solver};
use super::stage::Stage;
use super::state::Progress;
use super::{Certificate, Event, ObtainError, ObtainParams, State, StateFile, StateSink};

/// How often an order is placed anew because a challenge type failed.
const MOST_ORDERS: usize = 8;

impl Client {
    /// Obtains a certificate: places an order, has `solver` prove control of each identifier, sends the certificate
    /// request and downloads the certificate. The account must exist ([`Client::new_account`]).
    ///
    /// What was presented is cleaned up on every way out. Solver, signer, log, transport, events and state sink are
    /// called on this thread alone if they say so, the network on several.
    ///
    /// # Errors
    /// With the state to go on from, once there is one: whatever the verbs fail with;
    /// [`Kind::ChallengeNotOffered`] with the list of what was offered; [`Kind::AuthorizationInvalid`] when the last
    /// challenge type has failed; what the solver fails with; [`Kind::InvalidState`] and [`Kind::WrongDirectory`] for a
    /// state that cannot be used; [`Kind::TimedOut`] after the deadline.
    pub fn obtain(
        &self,
        params: &ObtainParams,
        solver: &dyn Solver,
    ) -> std::result::Result<Certificate, ObtainError> {
        let deadline = Instant::now().checked_add(params.deadline);
        let deadline = deadline.unwrap_or_else(|| Instant::now() + Duration::from_secs(366 * 24 * 3600));
        let prepared = prepare(self, params, solver).map_err(|error| ObtainError::new(error, None))?;
        let Prepared { identifiers, choices, state, resumed } = prepared;
        let mut obtain = Obtain { params, solver, choices, state, resumed, identifiers };
        obtain.run(self, deadline).map_err(|error| {
            let error = error.about(|| order_subject(&obtain.identifiers));
            ObtainError::new(error, Some(obtain.state.clone()))
        })
    }

    /// The same for the successor of a certificate: `replaces` is its ARI id (RFC 9773, section 5), which the order
    /// names where the server has renewal information and knows the certificate as one of this account.
    ///
    /// # Errors
    /// As [`Client::obtain`].
    pub fn renew(
        &self,
        replaces: &str,
        params: &ObtainParams,
        solver: &dyn Solver,
    ) -> std::result::Result<Certificate, ObtainError> {
        let has_renewal_info = self
            .directory()
            .map(|directory| directory.url(Resource::RenewalInfo).is_some())
            .map_err(|error| ObtainError::new(error, params.state.clone()))?;
        let replaces = has_renewal_info.then(|| replaces.to_owned());
        self.obtain(&ObtainParams { replaces, ..params.clone() }, solver)
    }
}

/// What is known before anything is sent.
struct Prepared {
    identifiers: Vec<Identifier>,
    choices: Choices,
    state: State,
    resumed: bool,
}

fn prepare(client: &Client, params: &ObtainParams, solver: &dyn Solver) -> Result<Prepared> {
    let earlier = match (&params.state, &params.state_file) {
        (Some(state), _) => Some(state.clone()),
        (None, Some(path)) => StateFile::new(path).read()?,
        (None, None) => None,
    };
    let directory = &client.options().directory_url;
    if let Some(state) = &earlier {
        state.check_owner(directory, client.account_url().as_deref())?;
    }
    let identifiers = match &earlier {
        Some(state) if params.identifiers.is_empty() && params.csr.is_none() => state.identifiers().to_vec(),
        _ => params.check()?,
    };
    let choices = Choices::new(&params.challenge_types, solver.types())?;
    let (state, resumed) = match earlier {
        Some(state) => (check_same(state, params, &identifiers)?, true),
        None => (begin(client, params, &identifiers)?, false),
    };
    Ok(Prepared { identifiers, choices, state, resumed })
}

/// A state from which nothing was done yet: with the key and the certificate request.
fn begin(client: &Client, params: &ObtainParams, identifiers: &[Identifier]) -> Result<State> {
    let directory = &client.options().directory_url;
    if let Some(csr) = &params.csr {
        return State::new(directory, identifiers, None, csr);
    }
    let key = params.key.clone().map_or_else(|| Key::generate(params.key_kind), Ok)?;
    if client.signer().thumbprint()? == key.jwk().thumbprint() {
        return Err(Error::new(Kind::InvalidArgument, "key: is that of the account"));
    }
    State::new(directory, identifiers, Some(&key), &params.build_csr(identifiers, &key)?)
}

/// Refuses a state that is for other names, or for another key than the one given.
fn check_same(state: State, params: &ObtainParams, identifiers: &[Identifier]) -> Result<State> {
    if !same_identifiers(state.identifiers(), identifiers) {
        let reason = format!("state: is of an {}", order_subject(state.identifiers()));
        return Err(Error::new(Kind::InvalidState, reason));
    }
    let csr = state.csr()?;
    let is_other_key = params.key.as_ref().is_some_and(|key| !key.pkey().public_eq(csr.public_key()));
    let is_other_csr = params.csr.as_ref().is_some_and(|own| own.der() != csr.der());
    if is_other_key || is_other_csr {
        return Err(Error::new(Kind::InvalidState, "state: is for another key"));
    }
    Ok(state)
}

/// An issuance under way.
struct Obtain<'a> {
    params: &'a ObtainParams,
    solver: &'a dyn Solver,
    choices: Choices,
    state: State,
    resumed: bool,
    identifiers: Vec<Identifier>,
}

impl Obtain<'_> {
    fn run(&mut self, client: &Client, deadline: Instant) -> Result<Certificate> {
        let stage = Stage::new(client, self.params, deadline)?;
        let account = stage.client.find_account_url()?;
        self.state.check_owner(&client.options().directory_url, Some(&account))?;
        self.state.account = Some(account.to_string());
        let order = self.order(&stage)?;
        let order = self.prove(&stage, order, &account)?;
        let csr = self.state.csr()?;
        let order = self.finalize(&stage, order, &csr)?;
        let chain = stage.client.certificate(&order, self.params.chain.as_ref());
        let chain = chain.inspect_err(|error| self.forget_mismatch(error))?;
        stage.tell(&Event::Issued { url: order.url.clone() });
        Ok(Certificate { chain, key: self.state.key()?, order_url: order.url })
    }

    /// Keeps the state before `step`.
    fn keep(&mut self, progress: Progress, step: Step) -> Result<()> {
        self.state.progress = progress;
        keep(self.params, &self.state).map_err(|error| error.at(step))
    }

    /// The order of the state while it can be used, a new one otherwise.
    fn order(&mut self, stage: &Stage<'_>) -> Result<Order> {
        if let Some(url) = self.state.order.clone() {
            match stage.client.order(&url) {
                Ok(order) if is_usable(&order) => {
                    if !same_identifiers(&order.identifiers, &self.identifiers) {
                        let reason = "the order of the state is for others";
                        return Err(Error::new(Kind::OrderMismatch, reason).at(Step::Order));
                    }
                    stage.tell(&Event::Ordered { url, resumed: true });
                    return Ok(order);
                }
                Ok(_) => {}
                Err(error) if error.kind() == Kind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        self.place(stage)
    }

    fn place(&mut self, stage: &Stage<'_>) -> Result<Order> {
        self.state.order = None;
        self.keep(Progress::Ordering, Step::NewOrder)?;
        // An earlier call may have placed an order that names the predecessor, and was ended before it knew of it.
        let replaces_optional = self.resumed;
        let params = OrderParams { replaces_optional, ..self.params.order(&self.identifiers) };
        let order = place_with_nonces(stage, &params).or_else(|error| {
            let lesser = without_unknown_predecessor(&params, &error).ok_or(error)?;
            stage.client.new_order(&lesser)
        })?;
        self.resumed = true;
        self.state.order = Some(order.url.clone());
        self.keep(Progress::Proving, Step::NewOrder)?;
        stage.tell(&Event::Ordered { url: order.url.clone(), resumed: false });
        Ok(order)
    }

    /// Proves control of all identifiers, by another challenge type and with another order where one has failed.
    fn prove(&mut self, stage: &Stage<'_>, order: Order, account_url: &str) -> Result<Order> {
        let mut order = order;
        let thumbprint = stage.client.signer().thumbprint()?;
        for _ in 0..MOST_ORDERS {
            if is_unknown(&order) {
                order = stage.wait(order, |seen| !is_unknown(seen), || Ok(false))?;
            }
            let left_behind = self.state.presented(&thumbprint, account_url);
            if order.status != Status::Pending {
                drop(Presented::left_behind(self.solver, self.params, left_behind));
                return Ok(order);
            }
            let Self { state, choices, solver, params, .. } = self;
            let prover = Prover { stage, solver: *solver, choices, thumbprint: &thumbprint, account_url };
            let keep_all = |batch: &[Presentation]| {
                state.set_presented(&[batch, &left_behind].concat());
                keep(params, state).map_err(|error| error.at(Step::Present))
            };
            let proof = prover.prove(order, left_behind.clone(), keep_all);
            self.state.set_presented(&[]);
            match proof? {
                Proof::Done(order) => return Ok(*order),
                Proof::Failed(failures) => self.note(stage, &failures)?,
            }
            order = self.place(stage)?;
        }
        Err(Error::new(Kind::OrderInvalid, "one order after the other became invalid").at(Step::Order))
    }

    /// Remembers which challenge types failed. Fails itself when there is no other type to try.
    fn note(&mut self, stage: &Stage<'_>, failures: &[Failure]) -> Result<()> {
        for failure in failures {
            stage.tell(&failure.event());
            if let Some(challenge) = &failure.challenge {
                self.choices.failed(&failure.offered, &challenge.kind);
            }
        }
        let last = failures.iter().find(|failure| !self.choices.has_another(&failure.offered));
        last.map_or(Ok(()), |failure| Err(failure.error(failures.len() - 1)))
    }

    fn finalize(&mut self, stage: &Stage<'_>, order: Order, csr: &Csr) -> Result<Order> {
        self.keep(Progress::Finalizing, Step::Finalize)?;
        let mut order = order;
        order.csr = Some(csr.clone());
        if order.status == Status::Ready {
            stage.tell(&Event::Finalizing);
            order = stage.client.finalize(&order, csr)?;
        }
        let settled = |seen: &Order| matches!(seen.status, Status::Valid | Status::Invalid);
        if !settled(&order) {
            order = stage.wait(order, settled, || Ok(false))?;
        }
        if order.status == Status::Invalid {
            let error = Error::new(Kind::OrderInvalid, "the order is invalid");
            return Err(error.because_of(order.error.clone()).at(Step::Finalize));
        }
        Ok(order)
    }

    /// An order whose certificate is for another key was finalized by somebody else: a later call places its own.
    fn forget_mismatch(&mut self, error: &Error) {
        if error.kind() == Kind::CertificateMismatch {
            self.state.order = None;
        }
    }
}

/// Gives the state to whom it is to be kept by.
fn keep(params: &ObtainParams, state: &State) -> Result<()> {
    if let Some(path) = &params.state_file {
        StateFile::new(path).keep(state)?;
    }
    params.state_sink.as_ref().map_or(Ok(()), |sink| sink.keep(state))
}

/// Whether nothing is known of what the order's status means; the next look may show another one.
pub(super) fn is_unknown(order: &Order) -> bool {
    matches!(order.status, Status::Other(_))
}

/// Whether an earlier order can still lead to a certificate.
fn is_usable(order: &Order) -> bool {
    matches!(order.status, Status::Pending | Status::Ready | Status::Processing | Status::Valid)
}

/// The parameters without the certificate to be replaced, where that may be what the server refused: it may be of another
/// account or authority (RFC 9773, section 5). A renewal must not fail for that.
fn without_unknown_predecessor(params: &OrderParams, error: &Error) -> Option<OrderParams> {
    let refused =
        matches!(error.kind(), Kind::Malformed | Kind::NotFound | Kind::Unauthorized | Kind::ServerInternal);
    let asked = params.replaces.is_some() && refused && error.problem().is_some();
    asked.then(|| OrderParams { replaces: None, ..params.clone() })
}

/// Places the order, and meanwhile gets the workers their connections and nonces.
fn place_with_nonces(stage: &Stage<'_>, params: &OrderParams) -> Result<Order> {
    let client = &stage.client;
    // The order brings one back, whether it takes it from the pool or fetches it.
    let at_hand = client.nonces().count().max(1);
    let missing = stage.workers(params.identifiers.len()).saturating_sub(at_hand);
    // The order itself must not wait for its turn behind them.
    let missing = missing.min(stage.params.pace.orders_at_hand().saturating_sub(1));
    let place_or_prepare = |number: usize| match number {
        0 => client.new_order(params).map(Some),
        _ => {
            // A worker without a nonce gets itself one.
            let _ = client.new_nonce();
            Ok(None)
        }
    };
    let mut placed = stage.crew.each(missing + 1, missing + 1, place_or_prepare, |_| {})?;
    let none = || Error::new(Kind::Cancelled, "no order was placed");
    placed.swap_remove(0).ok_or_else(none)
}
