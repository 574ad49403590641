//! One call to a certificate.

use std::sync::Arc;

use acme_client::issuance::solver::Solvers;
use acme_client::issuance::{Certificate, ObtainError, ObtainParams, Rate, State};
use acme_client::protocol::{ChainPreference, Csr, Identifier, Key, KeyKind};
use magnus::typed_data::Obj;
use magnus::{Error, RArray, RHash, RString, Ruby, TryConvert, Value};

use crate::answer;
use crate::client::{self, This};
use crate::event::RubyEvents;
use crate::fault::Fault;
use crate::gvl;
use crate::options::Options;
use crate::solver::{NativeSolver, RubySolver};
use crate::state::RubyStateSink;

/// `obtain(options, solvers, host)`. Each solver is a `Native::Solver` or the challenge types of one in Ruby, which the
/// host calls by its number. With the option `predecessor`, an ARI id, it is a renewal.
pub fn obtain(ruby: &Ruby, this: This, options: RHash, solvers: RArray, host: Value) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let outcome = client::with_host(this, host, |number| {
            let options = Options(options);
            let params = read_params(&options, number)?;
            let solvers = read_solvers(solvers, number)?;
            let predecessor = options.get::<String>("predecessor")?;
            gvl::call_with_clean_up(ruby, this, move |client| {
                Ok(match predecessor {
                    Some(ari_id) => client.renew(&ari_id, &params, &solvers),
                    None => client.obtain(&params, &solvers),
                })
            })
        })?;
        match outcome {
            Ok(certificate) => certificate_to_hash(ruby, &certificate),
            Err(failure) => failure_to_hash(ruby, &failure),
        }
    })
}

/// Solvers as [`obtain`] takes them, for the host of that number.
pub fn read_solvers(solvers: RArray, host: usize) -> Result<Solvers, Fault> {
    let mut all = Solvers::new();
    for (number, solver) in solvers.into_iter().enumerate() {
        match RArray::from_value(solver) {
            Some(types) => all.add(Arc::new(RubySolver { host, number, types: types.to_vec()? })),
            None => all.add(Arc::clone(&Obj::<NativeSolver>::try_convert(solver)?.0)),
        }
    }
    Ok(all)
}

/// The parameters of an issuance whose callbacks the host of that number takes.
pub fn read_params(options: &Options, host: usize) -> Result<ObtainParams, Fault> {
    let names: Vec<(String, String)> = options.get("identifiers")?.unwrap_or_default();
    let identifiers = names.iter().map(|(kind, value)| match kind.as_str() {
        "dns" => Identifier::parse(value),
        _ => Identifier::of_type(kind, value),
    });
    let mut params = ObtainParams {
        identifiers: identifiers.collect::<Result<_, _>>()?,
        key: options.get::<String>("key")?.map(|pem| Key::from_pem(pem.as_bytes(), None)).transpose()?,
        csr: read_csr(options)?,
        common_name: options.get("common_name")?,
        profile: options.get("profile")?,
        not_before: options.get("not_before")?,
        not_after: options.get("not_after")?,
        replaces: options.get("replaces")?,
        chain: options.get("force_chain")?.map(ChainPreference::AnyIssuer),
        state: options.get::<String>("state")?.map(|document| State::from_json(&document)).transpose()?,
        state_file: options.get("state_file")?,
        ..ObtainParams::default()
    };
    options.set("must_staple", &mut params.must_staple)?;
    options.set("challenges", &mut params.challenge_types)?;
    options.set_duration("deadline", &mut params.deadline)?;
    options.set("parallel", &mut params.parallel)?;
    if let Some(rate) = read_rate(options, "order_rate")? {
        params.pace = params.pace.with_orders(rate);
    }
    if let Some(rate) = read_rate(options, "request_rate")? {
        params.pace = params.pace.with_requests(rate);
    }
    if let Some(kind) = options.get::<String>("key_kind")? {
        params.key_kind = read_kind(&kind)?;
    }
    if options.get("keeps_state")?.unwrap_or(false) {
        params.state_sink = Some(Arc::new(RubyStateSink { host }));
    }
    if options.get("has_events")?.unwrap_or(false) {
        params.events = Some(Arc::new(RubyEvents { host }));
    }
    Ok(params)
}

/// So many requests a second, and so many at once after a pause.
fn read_rate(options: &Options, name: &str) -> Result<Option<Rate>, Fault> {
    let rate: Option<(f64, f64)> = options.get(name)?;
    Ok(rate.map(|(per_second, burst)| Rate { per_second, burst }))
}

fn read_csr(options: &Options) -> Result<Option<Csr>, Fault> {
    let der: Option<RString> = options.0.lookup("csr")?;
    Ok(der.map(|der| Csr::from_der(&der.to_bytes())).transpose()?)
}

fn read_kind(name: &str) -> Result<KeyKind, Fault> {
    Ok(match name {
        "rsa2048" => KeyKind::Rsa(2048),
        "rsa3072" => KeyKind::Rsa(3072),
        "rsa4096" => KeyKind::Rsa(4096),
        "p256" => KeyKind::EcP256,
        "p384" => KeyKind::EcP384,
        "p521" => KeyKind::EcP521,
        "ed25519" => KeyKind::Ed25519,
        _ => return Err(Fault::argument("key", "is no kind of key that is known")),
    })
}

pub fn certificate_to_hash(ruby: &Ruby, certificate: &Certificate) -> Result<RHash, Fault> {
    let hash = ruby.hash_new();
    hash.aset("chain_pem", certificate.chain.pem())?;
    hash.aset("leaf_pem", certificate.chain.leaf_pem())?;
    hash.aset("issuers_pem", certificate.chain.issuers_pem())?;
    let key = certificate.key.as_ref().map(|key| key.to_pem(None)).transpose()?;
    hash.aset("key_pem", key.as_ref().map(|pem| pem.as_str()))?;
    hash.aset("ari_id", certificate.ari_id())?;
    hash.aset("order_url", certificate.order_url.as_str())?;
    hash.aset("not_before", certificate.not_before())?;
    hash.aset("not_after", certificate.not_after())?;
    Ok(hash)
}

/// The failure as every verb gives it, with the state to go on from.
fn failure_to_hash(ruby: &Ruby, failure: &ObtainError) -> Result<RHash, Fault> {
    let parts = answer::parts(ruby, failure.error())?;
    let state = failure.state().map(State::to_json).transpose()?;
    parts.aset("state", state.as_ref().map(|document| document.as_str()))?;
    let hash = ruby.hash_new();
    hash.aset("error", parts)?;
    Ok(hash)
}
