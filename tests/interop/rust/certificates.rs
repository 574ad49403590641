//! Certificates: obtained by one call, with another chain or profile, revoked.

use std::sync::{Arc, Mutex};

use acme_client::client::SignedBy;
use acme_client::issuance::solver::Webroot;
use acme_client::issuance::{Event, ObtainParams};
use acme_client::protocol::{CertificateChain, ChainPreference, Identifier, Key, OrderParams, parse_links};
use acme_client::{Client, Kind};
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::X509;

use super::actor::Actor;
use super::ensure;
use crate::outcome::Trouble;

pub fn obtain(actor: &Actor) -> Result<(), Trouble> {
    let client = actor.client()?;
    let names = [actor.name(), format!("www.{}", actor.name())];
    let events = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&events);
    let keep = move |event: &Event| kept.lock().unwrap().push(event.name());
    let params =
        ObtainParams { events: Some(Arc::new(keep)), ..ObtainParams::for_names(&[&names[0], &names[1]])? };
    let certificate = client
        .obtain(&params, &Webroot::new(&actor.site.webroot))
        .map_err(|error| Trouble::from(error.into_parts().0))?;
    certificate.key.iter().for_each(|key| actor.note(key));
    ensure(certificate.chain.identifiers().len() == names.len(), "the certificate is not for two names")?;
    ensure(fits(&certificate.chain, certificate.key.as_ref()), "the key is another one's")?;
    ensure(events.lock().unwrap().last() == Some(&"issued"), "the last event is another one")
}

fn fits(chain: &CertificateChain, key: Option<&Key>) -> bool {
    let key = key.and_then(|key| PKey::private_key_from_der(&key.to_der().ok()?).ok());
    let leaf = X509::from_der(chain.der(0).unwrap()).unwrap();
    key.is_some_and(|key| leaf.public_key().unwrap().public_eq(&key))
}

pub fn alternate_chains(actor: &Actor) -> Result<(), Trouble> {
    let client = actor.client()?;
    let (order, _) = actor.complete(&client, &actor.order(&client, &actor.name())?, "http-01")?;
    let default = client.certificate(&order, None)?;
    let other = alternate(&client, order.certificate.as_deref().unwrap_or_default())?;
    let chosen = client.certificate(&order, Some(&ChainPreference::TopIssuer(top_issuer(&other))))?;
    ensure(chosen.pem() == other.pem(), "another chain than the alternate was chosen")?;
    ensure(
        chosen.der(0) == default.der(0) && chosen.pem() != default.pem(),
        "the alternate is no alternate",
    )?;
    let nobody = ChainPreference::TopIssuer("Nobody".into());
    let refused = client.certificate(&order, Some(&nobody));
    ensure(refused.is_err_and(|error| error.kind() == Kind::ChainNotFound), "nobody's chain was found")?;
    let list = ChainPreference::FirstOf(vec![nobody, ChainPreference::ServerChoice]);
    ensure(client.certificate(&order, Some(&list))?.pem() == default.pem(), "the fallback is not the default")
}

/// The first alternate of a certificate.
fn alternate(client: &Client, url: &str) -> Result<CertificateChain, Trouble> {
    let answer = client.post(url, "", SignedBy::Account, None)?;
    let mut links = answer.header_values("link").flat_map(parse_links);
    let alternate = links.find(|link| link.rels.iter().any(|rel| rel == "alternate"));
    Ok(client.certificate_at(&alternate.ok_or(Trouble::NotOffered)?.target, None)?)
}

fn top_issuer(chain: &CertificateChain) -> String {
    let top = X509::from_der(chain.der(chain.len() - 1).unwrap()).unwrap();
    let name = top.issuer_name().entries_by_nid(Nid::COMMONNAME).next().unwrap();
    name.data().to_string().unwrap()
}

pub fn profiles(actor: &Actor) -> Result<(), Trouble> {
    let client = actor.client()?;
    let name = client.directory()?.profiles.keys().next().cloned().ok_or(Trouble::NotOffered)?;
    let identifiers = vec![Identifier::dns(&actor.name())?];
    let params = OrderParams { identifiers, profile: Some(name.clone()), ..OrderParams::default() };
    let order = client.new_order(&params)?;
    ensure(order.profile.as_ref() == Some(&name), "the order has another profile")?;
    let unknown = client.new_order(&OrderParams { profile: Some("no-such".into()), ..params.clone() });
    ensure(unknown.is_err_and(|error| error.kind() == Kind::InvalidProfile), "an unknown profile was taken")?;
    client.new_order(&OrderParams { profile: Some("no-such".into()), profile_optional: true, ..params })?;
    Ok(())
}

pub fn revocation(actor: &Actor) -> Result<(), Trouble> {
    let (client, chain, _) = actor.certificate()?;
    client.revoke(chain.der(0).unwrap(), Some(4))?;
    let again = client.revoke(chain.der(0).unwrap(), Some(4));
    ensure(again.is_err_and(|error| error.kind() == Kind::AlreadyRevoked), "it could be revoked twice")
}

pub fn revocation_by_key(actor: &Actor) -> Result<(), Trouble> {
    let (_, chain, key) = actor.certificate()?;
    let stranger = actor.client_with(actor.new_key())?;
    Ok(stranger.revoke_with_key(chain.der(0).unwrap(), &key, Some(1))?)
}
