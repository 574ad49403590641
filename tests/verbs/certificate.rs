use acme_client::client::Finalization;
use acme_client::protocol::{CertificateChain, ChainPreference, Csr, RevocationReason};
use acme_client::{Client, Kind, Step};

use crate::fixture::{Fixture, WAIT, csr, new_key};
use crate::support::ca::{BadChain, Behaviour, Break, Edit, Endpoint, Fault, Occurs, ready_made};

fn spoilt(occurs: Occurs, bad: BadChain) -> Fixture {
    Fixture::faulty(Endpoint::Certificate, occurs, Fault::Edit(Edit::Chain(bad)))
}

#[test]
fn the_certificate_is_for_the_order_and_its_key() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let order = fixture.valid_order();
    let chain = fixture.client.certificate(&order, None).unwrap();
    assert_eq!(chain.identifiers(), order.identifiers);
    assert!(chain.len() >= 2);
    assert!(chain.check_key(order.csr.as_ref().unwrap()).is_ok());
}

#[test]
fn certificates_that_are_not_ours_are_never_accepted() {
    for (bad, kind) in [
        (BadChain::OtherKey, Kind::CertificateMismatch),
        (BadChain::OtherNames, Kind::CertificateMismatch),
        (BadChain::CutInBlock, Kind::InvalidChain),
        (BadChain::Garbage, Kind::InvalidChain),
        (BadChain::PrivateKey, Kind::InvalidChain),
        (BadChain::NoCertificate, Kind::InvalidChain),
        (BadChain::Empty, Kind::InvalidChain),
    ] {
        let error = spoilt(Occurs::Always, bad).issue().unwrap_err();
        assert_eq!((error.kind(), error.step()), (kind, Some(Step::Certificate)), "{bad:?}: {error}");
        assert!(error.to_string().starts_with("order for example.com: certificate: "), "{error}");
    }
}

#[test]
fn a_chain_that_is_cut_once_is_fetched_again() {
    spoilt(Occurs::First(1), BadChain::CutInBlock).issue().unwrap();
    Fixture::faulty(Endpoint::Certificate, Occurs::First(1), Fault::After(Break::Truncate)).issue().unwrap();
}

#[test]
fn a_chain_of_unknown_length_is_fetched_twice_and_must_be_the_same() {
    let unframed = Behaviour::new().on(Endpoint::Certificate, Occurs::Always, Fault::Edit(Edit::Unframed));
    let fixture = Fixture::new(unframed.clone());
    fixture.issue().unwrap();
    assert_eq!(fixture.requests(Endpoint::Certificate), 2);
    let cut_at_the_edge = Fault::Edit(Edit::Chain(BadChain::CutAfterLeaf));
    let fixture =
        Fixture::new(unframed.on(Endpoint::Certificate, Occurs::Nth(1), cut_at_the_edge)).registered();
    let chain = fixture.client.certificate(&fixture.valid_order(), None).unwrap();
    assert!(chain.len() >= 2, "the cut chain was not taken");
}

#[test]
fn an_order_without_a_certificate_is_said() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let error = fixture.client.certificate(&fixture.order(), None).unwrap_err();
    assert_eq!(error.kind(), Kind::CertificateNotReady);
    assert!(error.to_string().contains("the order is pending"), "{error}");
}

#[test]
fn a_chain_is_chosen_by_issuer_fingerprint_or_length() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let order = fixture.valid_order();
    let default = fixture.client.certificate(&order, None).unwrap();
    let name = CertificateChain::parse(fixture.ca.alternate_root_pem().as_bytes()).unwrap().issuer_name();
    let alternate =
        fixture.client.certificate(&order, Some(&ChainPreference::TopIssuer(name.clone()))).unwrap();
    assert_ne!(alternate.pem(), default.pem());
    assert_eq!(alternate.der(0), default.der(0));
    assert!(fixture.client.certificate(&order, Some(&ChainPreference::AnyIssuer(name))).is_ok());
    let shortest = fixture.client.certificate(&order, Some(&ChainPreference::Shortest)).unwrap();
    assert!(shortest.len() <= default.len().min(alternate.len()));
    let error =
        fixture.client.certificate(&order, Some(&ChainPreference::TopIssuer("Nobody".into()))).unwrap_err();
    assert_eq!(error.kind(), Kind::ChainNotFound);
}

#[test]
fn a_list_of_preferences_falls_back_or_fails() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let order = fixture.valid_order();
    let default = fixture.client.certificate(&order, None).unwrap();
    let name = CertificateChain::parse(fixture.ca.alternate_root_pem().as_bytes()).unwrap().issuer_name();
    let nobody = || ChainPreference::TopIssuer("Nobody".into());
    let get = |list| fixture.client.certificate(&order, Some(&ChainPreference::FirstOf(list)));
    let alternate = get(vec![nobody(), ChainPreference::TopIssuer(name)]).unwrap();
    assert_ne!(alternate.pem(), default.pem());
    assert_eq!(get(vec![nobody(), ChainPreference::ServerChoice]).unwrap().pem(), default.pem());
    for list in [vec![nobody(), nobody()], vec![]] {
        assert_eq!(get(list).unwrap_err().kind(), Kind::ChainNotFound);
    }
}

#[test]
fn a_certificate_is_revoked_with_its_own_key() {
    let fixture = Fixture::faulty(Endpoint::RevokeCert, Occurs::First(1), Fault::LOST_ANSWER).registered();
    let order = fixture.ready_order();
    let key = new_key();
    let csr = Csr::for_identifiers(&order.identifiers, &key).unwrap();
    let order = fixture.client.wait_order(&fixture.client.finalize(&order, &csr).unwrap(), WAIT).unwrap();
    let chain = fixture.client.certificate(&order, None).unwrap();
    let leaf = chain.der(0).unwrap();
    let stranger = Client::new(fixture.client.options().clone(), new_key()).unwrap();
    let reason = Some(RevocationReason::KeyCompromise.number());
    assert!(stranger.revoke_with_key(leaf, &new_key(), reason).is_err());
    stranger.revoke_with_key(leaf, &key, reason).unwrap();
    assert_eq!(fixture.client.revoke(leaf, None).unwrap_err().kind(), Kind::AlreadyRevoked);
}

#[test]
fn alternates_of_another_origin_are_skipped() {
    let link =
        Fault::Edit(Edit::Header("Link", Some("<https://other.example/c>;rel=\"alternate\"".to_owned())));
    let fixture = Fixture::faulty(Endpoint::Certificate, Occurs::Always, link).registered();
    let order = fixture.valid_order();
    let error =
        fixture.client.certificate(&order, Some(&ChainPreference::TopIssuer("Nobody".into()))).unwrap_err();
    assert_eq!(error.kind(), Kind::ChainNotFound);
}

#[test]
fn an_alternate_that_cannot_be_had_is_passed_over() {
    let fixture = Fixture::new(ready_made("failing-alternate").unwrap()).registered();
    let order = fixture.valid_order();
    let default = fixture.client.certificate(&order, None).unwrap();
    let get = |preference| fixture.client.certificate(&order, Some(&preference));
    let name = CertificateChain::parse(fixture.ca.alternate_root_pem().as_bytes()).unwrap().issuer_name();
    let nobody = || ChainPreference::TopIssuer("Nobody".into());
    assert_ne!(get(ChainPreference::TopIssuer(name)).unwrap().pem(), default.pem());
    let fallback = ChainPreference::FirstOf(vec![nobody(), ChainPreference::ServerChoice]);
    assert_eq!(get(fallback).unwrap().pem(), default.pem());
    assert!(get(ChainPreference::Shortest).is_ok());
    assert_eq!(get(nobody()).unwrap_err().kind(), Kind::ChainNotFound);
}

#[test]
fn an_alternate_that_may_be_had_later_is_told_where_no_chain_is_the_wanted_one() {
    let down = Fault::Html(503);
    let fixture = Fixture::faulty(Endpoint::Certificate, Occurs::From(2), down).registered();
    let order = fixture.valid_order();
    let nobody = ChainPreference::TopIssuer("Nobody".into());
    let error = fixture.client.certificate(&order, Some(&nobody)).unwrap_err();
    assert_eq!((error.kind(), error.http_status()), (Kind::HttpError, Some(503)));
}

#[test]
fn a_certificate_is_revoked_once() {
    let fixture = Fixture::faulty(Endpoint::RevokeCert, Occurs::First(1), Fault::LOST_ANSWER).registered();
    let chain: CertificateChain = fixture.client.certificate(&fixture.valid_order(), None).unwrap();
    let leaf = chain.der(0).unwrap();
    fixture.client.revoke(leaf, Some(4)).unwrap();
    assert_eq!(fixture.client.revoke(leaf, Some(4)).unwrap_err().kind(), Kind::AlreadyRevoked);
}

#[test]
fn a_finalize_url_and_a_certificate_url_are_enough() {
    let fixture = Fixture::new(Behaviour { processing_looks: 0, ..Behaviour::new() }).registered();
    let order = fixture.ready_order();
    let bare = Finalization { identifiers: None, ..Finalization::of(&order) };
    let finalized = fixture.client.finalize_at(&bare, &csr(&order)).unwrap();
    let url = fixture.client.order(&finalized.url).unwrap().certificate.unwrap();
    assert!(fixture.client.certificate_at(&url, None).unwrap().len() >= 2);
}
