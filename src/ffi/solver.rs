//! Solvers: who makes visible what the authority asks to see.
//!
//! The built-in ones serve http-01 and tls-alpn-01, write below a web server's root, update DNS zones, or call the hooks
//! of other clients. acme_solver_new makes one of the caller's own functions, acme_solver_add joins several.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::issuance::solver::{Command, Http01Server, SelfCheck, Solver, Solvers, TlsAlpn01Server, Webroot};
use crate::protocol::clean;

use super::error::acme_error;
use super::guard::guard;
use super::handle::{empty, free, given};
use super::status::acme_status;
use super::text;

/// Makes visible what the authority asks to see. Calls that take it as `const` may run in several threads at once, if its
/// own functions may.
pub struct acme_solver(pub(super) Arc<dyn Solver>);

type Out<'a> = Option<&'a mut MaybeUninit<Option<Box<acme_solver>>>>;

/// Puts a new solver into its place.
pub(super) fn give<S: Solver + 'static>(out: Out<'_>, make: impl FnOnce() -> Result<S>) -> Result<()> {
    let out = empty("out", out)?;
    *out = Some(Box::new(acme_solver(Arc::new(make()?))));
    Ok(())
}

/// Makes a solver of http-01 for a web server that runs already: it writes files into .well-known/acme-challenge below
/// the server's root, readable by everyone, and removes them again.
///
/// @param root the folder of the web server's documents
/// @param out the solver, to be freed with acme_solver_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_solver_webroot(
    root: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_solver>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let root = unsafe { text::required("root", root) };
    guard(error, || give(out, || Ok(Webroot::new(root?))))
}

/// Makes a solver of http-01 with a server of its own, which listens while something is presented and whose threads end
/// with it. That its port is in use shows as ACME_STATUS_ADDRESS_IN_USE when it presents.
///
/// @param address "0.0.0.0:80", "[::]:80", or ":80" for all addresses of both families
/// @param out the solver, to be freed with acme_solver_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_solver_http01_server(
    address: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_solver>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let address = unsafe { text::required("address", address) };
    guard(error, || give(out, || Http01Server::new(address?)))
}

/// Makes a solver of http-01 that answers any token with the thumbprint of the account's key, so that every machine
/// behind a load balancer can answer, whichever of them asked. It listens from now on until it is freed.
///
/// Fails with ACME_STATUS_ADDRESS_IN_USE, or with ACME_STATUS_SOLVER_FAILED when it cannot listen for another reason.
///
/// @param address as for acme_solver_http01_server
/// @param thumbprint acme_key_thumbprint of the account's key
/// @param out the solver, to be freed with acme_solver_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_solver_http01_stateless(
    address: *const c_char,
    thumbprint: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_solver>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (address, thumbprint) =
        unsafe { (text::required("address", address), text::required("thumbprint", thumbprint)) };
    guard(error, || give(out, || Http01Server::stateless(address?, thumbprint?)))
}

/// Makes a solver of tls-alpn-01 (RFC 8737) with a server of its own, which listens while something is presented and whose
/// threads end with it. That its port is in use shows as ACME_STATUS_ADDRESS_IN_USE when it presents.
///
/// @param address "0.0.0.0:443", "[::]:443", or ":443" for all addresses of both families
/// @param out the solver, to be freed with acme_solver_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_solver_tls_alpn01_server(
    address: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_solver>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let address = unsafe { text::required("address", address) };
    guard(error, || give(out, || TlsAlpn01Server::new(address?)))
}

/// Makes a solver of dns-01 that updates DNS zones (RFC 2136), all records of a zone at once. Where _acme-challenge of a
/// name is an alias (CNAME), the record goes to where that leads.
///
/// Fails with ACME_STATUS_UNSUPPORTED when the library was built without it.
///
/// @param server the server that takes updates: a name or an address, with a port unless that is 53
/// @param key_name the name of the key that signs updates (TSIG, RFC 8945); NULL for updates without a signature
/// @param algorithm "hmac-sha256" and others; NULL for that one
/// @param secret the key's secret in base64; NULL when there is no key
/// @param zone the zone; NULL to ask the server for it
/// @param resolver the address of the server to ask for aliases, with a port unless that is 53; NULL for the system's
/// @param out the solver, to be freed with acme_solver_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_solver_dns_update(
    server: *const c_char,
    key_name: *const c_char,
    algorithm: *const c_char,
    secret: *const c_char,
    zone: *const c_char,
    resolver: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_solver>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (server, key_name, algorithm, secret, zone, resolver) = unsafe {
        (
            text::required("server", server),
            text::optional("key_name", key_name),
            text::optional("algorithm", algorithm),
            text::optional("secret", secret),
            text::optional("zone", zone),
            text::optional("resolver", resolver),
        )
    };
    guard(error, || {
        let key = TsigParts { name: key_name?, algorithm: algorithm?, secret: secret? };
        let resolver = resolver?.map(|text| socket_address("resolver", text)).transpose()?;
        give(out, || dns_update(server?, &key, zone?, resolver))
    })
}

struct TsigParts<'a> {
    name: Option<&'a str>,
    algorithm: Option<&'a str>,
    secret: Option<&'a str>,
}

#[cfg(feature = "dns-update")]
fn dns_update(
    server: &str,
    key: &TsigParts<'_>,
    zone: Option<&str>,
    resolver: Option<SocketAddr>,
) -> Result<impl Solver + use<>> {
    use crate::issuance::solver::{DnsUpdate, TsigAlgorithm, TsigKey};

    let mut solver = DnsUpdate::new(server)?;
    if let Some(name) = key.name {
        let algorithm = key.algorithm.map(TsigAlgorithm::parse).transpose()?.unwrap_or_default();
        solver = solver.with_key(TsigKey::new(name, algorithm, given("secret", key.secret)?)?);
    }
    if let Some(zone) = zone {
        solver = solver.with_zone(zone)?;
    }
    Ok(match resolver {
        Some(resolver) => solver.with_resolvers(vec![resolver]),
        None => solver,
    })
}

#[cfg(not(feature = "dns-update"))]
fn dns_update(
    server: &str,
    key: &TsigParts<'_>,
    zone: Option<&str>,
    resolver: Option<SocketAddr>,
) -> Result<Webroot> {
    let _ = (server, key.name, key.algorithm, key.secret, zone, resolver);
    Err(Error::new(Kind::Unsupported, "this library was built without the feature dns-update"))
}

/// An address, with a port unless that is the one of the DNS.
fn socket_address(name: &str, text: &str) -> Result<SocketAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let found = text.parse().or_else(|_| bare.parse::<IpAddr>().map(|address| SocketAddr::new(address, 53)));
    found.map_err(|_| Error::new(Kind::InvalidArgument, format!("{name}: {} is no address", clean(text))))
}

/// Makes a solver that calls hooks written for certbot's --manual-auth-hook and --manual-cleanup-hook: shell commands
/// that find CERTBOT_DOMAIN, CERTBOT_VALIDATION and the others in their environment. They are ended at the deadline; one
/// that ends with another status than 0 has failed, and the error shows the end of its output.
///
/// @param auth_hook presents
/// @param cleanup_hook cleans up; NULL when nothing has to be
/// @param challenge_type "dns-01", "http-01"; NULL for dns-01
/// @param out the solver, to be freed with acme_solver_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_solver_certbot_hook(
    auth_hook: *const c_char,
    cleanup_hook: *const c_char,
    challenge_type: *const c_char,
    out: Option<&mut MaybeUninit<Option<Box<acme_solver>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (auth_hook, cleanup_hook, challenge_type) = unsafe {
        (
            text::required("auth_hook", auth_hook),
            text::optional("cleanup_hook", cleanup_hook),
            text::optional("challenge_type", challenge_type),
        )
    };
    guard(error, || {
        let kind = challenge_type?.unwrap_or("dns-01");
        give(out, || Ok(Command::certbot(auth_hook?, cleanup_hook?)?.with_types(&[kind])))
    })
}

/// Makes a solver that calls a hook written for dehydrated: a program that gets "deploy_challenge" or "clean_challenge",
/// the domain, the token and the value as its arguments. Otherwise as acme_solver_certbot_hook.
///
/// @param program the path of the program
/// @param challenge_type "dns-01", "http-01"; NULL for dns-01
/// @param chain whether it is called once for many challenges, three arguments for each (HOOK_CHAIN)
/// @param out the solver, to be freed with acme_solver_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_solver_dehydrated_hook(
    program: *const c_char,
    challenge_type: *const c_char,
    chain: bool,
    out: Option<&mut MaybeUninit<Option<Box<acme_solver>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (program, challenge_type) =
        unsafe { (text::required("program", program), text::optional("challenge_type", challenge_type)) };
    guard(error, || {
        let kind = challenge_type?.unwrap_or("dns-01");
        give(out, || {
            let hook = Command::dehydrated(program?)?.with_types(&[kind]);
            Ok(if chain { hook.with_chain() } else { hook })
        })
    })
}

/// Adds what another solver can do: each challenge type goes to the first solver that can do it.
///
/// @param solver gets it behind what it can do already
/// @param other stays as it is and may be freed
#[unsafe(no_mangle)]
pub extern "C" fn acme_solver_add(
    solver: Option<&mut acme_solver>,
    other: Option<&acme_solver>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let (solver, other) = (given("solver", solver)?, given("other", other)?);
        let mut both = Solvers::new();
        both.add(Arc::clone(&solver.0));
        both.add(Arc::clone(&other.0));
        solver.0 = Arc::new(both);
        Ok(())
    })
}

/// Has the solver look whether what it presented can be seen, before the authority is asked to look: key authorizations
/// of http-01 as a web client, TXT records at every server of their zone. What cannot be seen in time ends the call with
/// ACME_STATUS_NOT_VISIBLE.
///
/// @param timeout_ms how long to wait at most; 0 for 2 minutes
/// @param http_port where the authority asks for http-01; 0 for 80
#[unsafe(no_mangle)]
pub extern "C" fn acme_solver_self_check(
    solver: Option<&mut acme_solver>,
    timeout_ms: u64,
    http_port: u16,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let solver = given("solver", solver)?;
        let mut check = SelfCheck::new()?;
        if timeout_ms != 0 {
            check = check.with_timeout(Duration::from_millis(timeout_ms));
        }
        if http_port != 0 {
            check = check.with_http_port(http_port);
        }
        solver.0 = Arc::new(check.around(Arc::clone(&solver.0)));
        Ok(())
    })
}

/// Frees the solver; its servers and their threads end. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_solver_free(solver: Option<Box<acme_solver>>) {
    free(solver);
}
