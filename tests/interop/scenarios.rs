//! What is tried at every server.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use acme_client::client::SignedBy;
use acme_client::protocol::{
    CertificateChain, ChainPreference, Identifier, Key, KeyKind, OrderParams, Status, parse_links,
};
use acme_client::{Client, Error, Kind};

use crate::site::{Site, Trouble, ensure, new_key, params};
use crate::table::Outcome;

/// One feature, and how it is tried.
pub struct Scenario {
    pub feature: &'static str,
    run: fn(&Site) -> Result<(), Trouble>,
}

impl Scenario {
    pub fn outcome(&self, site: &Site) -> Outcome {
        match (self.run)(site) {
            Ok(()) => Outcome::Passed,
            Err(Trouble::NotOffered) => Outcome::NotOffered,
            Err(Trouble::Failed(reason)) => Outcome::Failed(reason),
        }
    }
}

pub const SCENARIOS: &[Scenario] = &[
    Scenario { feature: "account: made, found, changed", run: account },
    Scenario { feature: "account key Ed25519", run: ed25519_account },
    Scenario { feature: "http-01", run: |site| proved_by(site, "http-01") },
    Scenario { feature: "http-01 for an IP address", run: |site| issued(site, "127.0.0.1", "http-01") },
    Scenario { feature: "dns-01", run: |site| proved_by(site, "dns-01") },
    Scenario { feature: "dns-01 for a wildcard", run: |site| issued(site, "*.w.example.com", "dns-01") },
    Scenario { feature: "tls-alpn-01", run: |site| proved_by(site, "tls-alpn-01") },
    Scenario {
        feature: "tls-alpn-01 for an IP address",
        run: |site| issued(site, "127.0.0.1", "tls-alpn-01"),
    },
    Scenario { feature: "dns-account-01", run: |site| proved_by(site, "dns-account-01") },
    Scenario { feature: "dns-persist-01", run: |site| proved_by(site, "dns-persist-01") },
    Scenario { feature: "alternate chains", run: alternate_chains },
    Scenario { feature: "profiles", run: profiles },
    Scenario { feature: "renewal information", run: renewal_information },
    Scenario { feature: "renewal with replaces", run: renewal },
    Scenario { feature: "key change", run: key_change },
    Scenario { feature: "revocation by the account", run: revocation },
    Scenario { feature: "revocation by the certificate's key", run: revocation_by_key },
    Scenario { feature: "list of orders", run: list_of_orders },
    Scenario { feature: "pre-authorization", run: pre_authorization },
    Scenario { feature: "authorization given up", run: authorization_given_up },
    Scenario { feature: "account given up", run: account_given_up },
];

fn proved_by(site: &Site, kind: &str) -> Result<(), Trouble> {
    issued(site, &site.name(), kind)
}

fn issued(site: &Site, name: &str, kind: &str) -> Result<(), Trouble> {
    let (chain, _) = site.issue(&site.client()?, name, kind)?;
    let expected = Identifier::parse(name).map_err(Error::from)?;
    ensure(chain.identifiers() == [expected], "the certificate is for something else")
}

fn certificate(site: &Site) -> Result<(Client, CertificateChain, Key), Trouble> {
    let client = site.client()?;
    let (chain, key) = site.issue(&client, &site.name(), "http-01")?;
    Ok((client, chain, key))
}

fn account(site: &Site) -> Result<(), Trouble> {
    let key = new_key();
    let made = site.client_with(key.clone())?.new_account(&params())?;
    let client = site.client_with(key)?;
    ensure(client.account()?.url == made.url, "another account is found")?;
    let contact = Some(vec!["mailto:new@example.com".to_owned()]);
    client.update_account(&acme_client::protocol::AccountParams { contact, ..Default::default() })?;
    Ok(())
}

fn ed25519_account(site: &Site) -> Result<(), Trouble> {
    let client = site.client_with(Key::generate(KeyKind::Ed25519).unwrap())?;
    match client.new_account(&params()) {
        Err(error) if error.http_status() == Some(400) => Err(Trouble::NotOffered),
        made => Ok(made.map(|_| ())?),
    }
}

fn alternate_chains(site: &Site) -> Result<(), Trouble> {
    let client = site.client()?;
    let (order, _) = site.valid_order(&client, &site.name(), "http-01")?;
    let url = order.certificate.clone().unwrap_or_default();
    let answer = client.post(&url, "", SignedBy::Account, None)?;
    let links = answer.header_values("link").flat_map(parse_links);
    let alternates: Vec<_> = links.filter(|link| link.rels.contains(&"alternate".to_owned())).collect();
    let alternate = alternates.first().ok_or(Trouble::NotOffered)?;
    let default = client.certificate(&order, None)?;
    let other = client.certificate_at(&alternate.target, None)?;
    ensure(other.der(0) == default.der(0) && other.pem() != default.pem(), "the alternate is no alternate")?;
    let list = vec![ChainPreference::TopIssuer("Nobody".into()), ChainPreference::ServerChoice];
    let chosen = client.certificate(&order, Some(&ChainPreference::FirstOf(list)))?;
    ensure(chosen.pem() == default.pem(), "the fallback is not the default")
}

fn profiles(site: &Site) -> Result<(), Trouble> {
    let client = site.client()?;
    let name = client.directory()?.profiles.keys().next().cloned().ok_or(Trouble::NotOffered)?;
    let identifiers = vec![Identifier::dns(&site.name()).map_err(Error::from)?];
    let params = OrderParams { identifiers, profile: Some(name.clone()), ..OrderParams::default() };
    let order = client.new_order(&params)?;
    ensure(order.profile.as_ref() == Some(&name), "the order has another profile")?;
    let unknown = client.new_order(&OrderParams { profile: Some("no-such".into()), ..params.clone() });
    ensure(unknown.is_err_and(|error| error.kind() == Kind::InvalidProfile), "an unknown profile was taken")?;
    client.new_order(&OrderParams { profile: Some("no-such".into()), profile_optional: true, ..params })?;
    Ok(())
}

fn renewal_information(site: &Site) -> Result<(), Trouble> {
    let (client, chain, _) = certificate(site)?;
    let info = client.renewal_info(&chain.ari_id().map_err(Error::from)?)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let moment = info.pick(now.try_into().unwrap()).map_err(Error::from)?;
    ensure(moment <= chain.not_after(), "the moment is after the end")
}

fn renewal(site: &Site) -> Result<(), Trouble> {
    let (client, chain, _) = certificate(site)?;
    let id = chain.ari_id().map_err(Error::from)?;
    client.renewal_info(&id)?;
    let params = OrderParams { identifiers: chain.identifiers(), replaces: Some(id), ..Default::default() };
    let order = client.new_order(&params)?;
    ensure(order.replaces.is_some(), "the order does not repeat what it replaces")?;
    let (order, _) = site.complete(&client, &order, "http-01")?;
    let renewed = client.certificate(&order, None)?;
    ensure(renewed.serial() != chain.serial(), "the same certificate came again")?;
    let again = client.new_order(&params);
    ensure(again.is_err_and(|error| error.kind() == Kind::AlreadyReplaced), "it could be replaced twice")
}

fn key_change(site: &Site) -> Result<(), Trouble> {
    let client = site.client()?;
    let before = client.account()?.url;
    let key = new_key();
    client.change_key(Arc::new(key.clone()))?;
    ensure(client.account()?.url == before, "another account")?;
    ensure(site.client_with(key)?.account()?.url == before, "the new key has another account")
}

fn revocation(site: &Site) -> Result<(), Trouble> {
    let (client, chain, _) = certificate(site)?;
    client.revoke(chain.der(0).unwrap(), Some(4))?;
    let again = client.revoke(chain.der(0).unwrap(), Some(4));
    ensure(again.is_err_and(|error| error.kind() == Kind::AlreadyRevoked), "it could be revoked twice")
}

fn revocation_by_key(site: &Site) -> Result<(), Trouble> {
    let (_, chain, key) = certificate(site)?;
    let stranger = site.client_with(new_key())?;
    Ok(stranger.revoke_with_key(chain.der(0).unwrap(), &key, Some(1))?)
}

fn list_of_orders(site: &Site) -> Result<(), Trouble> {
    let client = site.client()?;
    let order = site.order(&client, &site.name())?;
    for listed in client.orders()? {
        if listed?.url == order.url {
            return Ok(());
        }
    }
    Err(Trouble::Failed("the order is not listed".to_owned()))
}

fn pre_authorization(site: &Site) -> Result<(), Trouble> {
    let identifier = Identifier::dns(&site.name()).map_err(Error::from)?;
    let authorization = site.client()?.new_authorization(&identifier, false)?;
    ensure(authorization.status == Status::Pending, "it is not pending")
}

fn authorization_given_up(site: &Site) -> Result<(), Trouble> {
    let client = site.client()?;
    let order = site.order(&client, &site.name())?;
    let given_up = match client.deactivate_authorization(&order.authorizations[0]) {
        Err(error) if error.kind() == Kind::Malformed => return Err(Trouble::NotOffered),
        given_up => given_up?,
    };
    ensure(given_up.status == Status::Deactivated, "it is not deactivated")
}

fn account_given_up(site: &Site) -> Result<(), Trouble> {
    let client = site.client()?;
    ensure(client.deactivate_account()?.status == Status::Deactivated, "it is not deactivated")?;
    ensure(client.account().is_err(), "it can still be read")
}
