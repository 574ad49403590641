//! Issuance: one call to a certificate.
//!
//! acme_client_obtain places an order, has a solver prove control of each name, sends the certificate request and
//! downloads the certificate. The account must exist: call acme_client_new_account first, or make the client from
//! credentials.

use std::mem::MaybeUninit;

use crate::error::{Error, Result};
use crate::issuance::{Certificate, ObtainError, ObtainParams};

use super::builder::set;
use super::certificate::acme_certificate;
use super::client::acme_client;
use super::error::acme_error;
use super::guard::guard;
use super::handle::{empty, given};
use super::obtain_params::acme_obtain_params;
use super::solver::acme_solver;
use super::status::acme_status;

/// Obtains a certificate. Authorizations that are valid already are not proven again, wildcard names are proven by DNS,
/// and where a challenge type fails the next one is tried. What the solver presented is cleaned up on every way out. The
/// callbacks of signer, log, transport, solver, state and events are called on this thread alone; requests are sent by
/// several threads, unless a transport callback sends them.
///
/// Fails with what the steps fail with; ACME_STATUS_CHALLENGE_NOT_OFFERED lists what was offered,
/// ACME_STATUS_AUTHORIZATION_INVALID says which name could not be proven and why, ACME_STATUS_TIMED_OUT comes after the
/// time of acme_obtain_params_set_timeout. Then the parameters keep the state: called with them again, this function goes
/// on with the same order and key, and acme_obtain_params_state hands the state out.
///
/// @param params stay the caller's; they keep the state of a call that failed
/// @param solver proves control of the names; stays the caller's and may be used by several calls one after the other
/// @param out the certificate with its key (acme_certificate_key), to be freed with acme_certificate_free; NULL on
///        failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_obtain(
    client: Option<&acme_client>,
    params: Option<&mut acme_obtain_params>,
    solver: Option<&acme_solver>,
    out: Option<&mut MaybeUninit<Option<Box<acme_certificate>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let (client, solver) = (given("client", client)?, given("solver", solver)?);
        let params = given("params", params)?;
        let outcome = client.obtain(params.ready()?, &*solver.0);
        *out = Some(Box::new(keep_state(params, outcome)?.into()));
        Ok(())
    })
}

/// Obtains the successor of a certificate: as acme_client_obtain, and the order names its predecessor where the server has
/// renewal information (RFC 9773, section 5).
///
/// @param certificate the predecessor; stays the caller's
#[unsafe(no_mangle)]
pub extern "C" fn acme_client_renew(
    client: Option<&acme_client>,
    certificate: Option<&acme_certificate>,
    params: Option<&mut acme_obtain_params>,
    solver: Option<&acme_solver>,
    out: Option<&mut MaybeUninit<Option<Box<acme_certificate>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let (client, solver) = (given("client", client)?, given("solver", solver)?);
        let (predecessor, params) = (given("certificate", certificate)?, given("params", params)?);
        let outcome = match predecessor.ari_id() {
            Some(id) => client.renew(&id, params.ready()?, &*solver.0),
            None => client.obtain(params.ready()?, &*solver.0),
        };
        *out = Some(Box::new(keep_state(params, outcome)?.into()));
        Ok(())
    })
}

/// The certificate, or the failure with its state kept in the parameters.
fn keep_state(
    params: &mut acme_obtain_params,
    outcome: std::result::Result<Certificate, ObtainError>,
) -> Result<Certificate> {
    let (outcome, state) = match outcome {
        Ok(certificate) => (Ok(certificate), None),
        Err(failure) => {
            let (error, state) = failure.into_parts();
            (Err::<_, Error>(error), state)
        }
    };
    if outcome.is_ok() || state.is_some() {
        set(Some(params), |params: &mut ObtainParams| {
            params.state = state;
            Ok(())
        });
    }
    outcome
}
