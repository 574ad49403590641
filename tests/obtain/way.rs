//! The way to a certificate when all goes well.

use std::time::Duration;

use acme_client::Kind;
use acme_client::issuance::{Event, ObtainParams};
use acme_client::protocol::{ChainPreference, Csr, Identifier, Key, KeyKind};

use crate::fixture::{Fixture, Recorder, Seen, hundred, params};
use crate::support::ca::{Behaviour, Edit, Endpoint, Fault, Occurs, Problem};

#[test]
fn one_name_costs_seven_requests_and_at_most_a_nonce() {
    let fixture = Fixture::new(Behaviour::new());
    let solver = Recorder::new(&["http-01"]);
    let certificate = fixture.obtain(&["example.com"], &solver).unwrap();
    assert_eq!(fixture.all_requests(), 7);
    assert_eq!(certificate.chain.identifiers(), [Identifier::dns("example.com").unwrap()]);
    let key = certificate.key.as_ref().unwrap();
    assert_eq!(key.kind(), KeyKind::EcP256);
    let csr = Csr::for_identifiers(&certificate.chain.identifiers(), key).unwrap();
    certificate.chain.check_key(&csr).unwrap();
    assert!(certificate.order_url.contains("/order/"));
    assert!(certificate.ari_id().is_some());
    assert!(certificate.not_before() < certificate.not_after());
    assert_eq!(solver.asked().presented, ["example.com http-01"]);
    solver.assert_clean();
}

#[test]
fn a_hundred_names_cost_at_most_210_requests() {
    let fixture = Fixture::new(Behaviour::new());
    let solver = Recorder::new(&["http-01"]);
    let names = hundred();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let certificate = fixture.obtain(&names, &solver).unwrap();
    assert_eq!(certificate.chain.identifiers().len(), 100);
    assert!(fixture.all_requests() <= 210, "{:?}", fixture.ca.requests(crate::fixture::WORLD));
    assert_eq!(solver.asked().batches, [100]);
    solver.assert_clean();
}

#[test]
fn events_tell_the_whole_way() {
    let fixture = Fixture::new(Behaviour::new());
    let (seen, mut params) = (Seen::default(), params(&["a.example", "b.example"]));
    seen.watch(&mut params);
    fixture.client.obtain(&params, &Recorder::new(&["http-01"])).unwrap();
    let mut names = seen.names();
    names.retain(|name| *name != "waiting");
    let expected = [
        "ordered",
        "presented",
        "presented",
        "asked",
        "asked",
        "validated",
        "validated",
        "finalizing",
        "issued",
    ];
    assert_eq!(names, expected);
    let mut last = seen.events().into_iter().filter_map(|event| match event {
        Event::Validated { done, total, .. } => Some((done, total)),
        _ => None,
    });
    assert_eq!(last.next_back(), Some((2, 2)));
    let about: Vec<_> = seen.events().iter().filter_map(Event::identifier).map(ToString::to_string).collect();
    assert!(about.contains(&"b.example".to_owned()));
}

#[test]
fn valid_authorizations_are_not_solved_again() {
    let fixture = Fixture::new(Behaviour { reuses_authorizations: true, ..Behaviour::default() });
    let solver = Recorder::new(&["http-01"]);
    fixture.obtain(&["a.example"], &solver).unwrap();
    let challenges = fixture.requests(Endpoint::Challenge);
    fixture.obtain(&["a.example", "b.example"], &solver).unwrap();
    assert_eq!(solver.asked().presented, ["a.example http-01", "b.example http-01"]);
    assert_eq!(fixture.requests(Endpoint::Challenge), challenges + 1);
    let authorizations = fixture.requests(Endpoint::Authorization);
    fixture.obtain(&["a.example", "b.example"], &solver).unwrap();
    assert_eq!(fixture.requests(Endpoint::Authorization), authorizations, "a ready order needs no look");
    solver.assert_clean();
}

#[test]
fn a_wildcard_is_proven_by_dns_and_a_plain_name_by_preference() {
    let fixture = Fixture::new(Behaviour::new());
    let solver = Recorder::new(&["http-01", "dns-01"]);
    fixture.obtain(&["*.example.com", "example.com"], &solver).unwrap();
    assert_eq!(solver.asked().presented, ["*.example.com dns-01", "example.com http-01"]);
    let mut preferring = params(&["www.example.com"]);
    preferring.challenge_types = vec!["dns-01".into(), "http-01".into()];
    fixture.client.obtain(&preferring, &solver).unwrap();
    assert_eq!(solver.asked().presented.last().unwrap(), "www.example.com dns-01");
}

#[test]
fn ip_addresses_idn_and_repeated_names_are_ordered_once_each() {
    let fixture = Fixture::new(Behaviour::new());
    let names = ["127.0.0.1", "Bücher.example", "xn--bcher-kva.example", "A.example", "a.example"];
    let certificate = fixture.obtain(&names, &Recorder::new(&["http-01"])).unwrap();
    assert_eq!(certificate.chain.identifiers().len(), 3);
}

#[test]
fn key_request_validity_profile_and_chain_are_the_callers_choice() {
    let fixture = Fixture::new(Behaviour::new());
    let solver = Recorder::new(&["http-01"]);
    let key = Key::generate(KeyKind::EcP384).unwrap();
    let mut own = params(&["example.com"]);
    (own.key, own.profile) = (Some(key.clone()), Some("shortlived".into()));
    own.common_name = Some("example.com".into());
    let certificate = fixture.client.obtain(&own, &solver).unwrap();
    assert_eq!(certificate.key.unwrap().jwk().thumbprint(), key.jwk().thumbprint());
    assert_eq!((certificate.chain.not_after() - certificate.chain.not_before()) / 86_400, 6);

    let csr = Csr::for_identifiers(&[Identifier::dns("csr.example").unwrap()], &key).unwrap();
    let with_csr = ObtainParams { csr: Some(csr.clone()), ..ObtainParams::default() };
    let certificate = fixture.client.obtain(&with_csr, &solver).unwrap();
    assert!(certificate.key.is_none());
    certificate.chain.check_key(&csr).unwrap();

    let mut nobody = params(&["example.com"]);
    nobody.chain = Some(ChainPreference::TopIssuer("Nobody".into()));
    let failure = fixture.client.obtain(&nobody, &solver).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::ChainNotFound);
    nobody.chain = None;
    nobody.state = failure.into_parts().1;
    let issued = fixture.ca.certificates(crate::fixture::WORLD);
    fixture.client.obtain(&nobody, &solver).unwrap();
    assert_eq!(fixture.ca.certificates(crate::fixture::WORLD), issued, "the same certificate, another chain");
    solver.assert_clean();
}

#[test]
fn a_renewal_names_its_predecessor_where_the_server_wants_it() {
    let fixture = Fixture::new(Behaviour::new());
    let solver = Recorder::new(&["http-01"]);
    let first = fixture.obtain(&["example.com"], &solver).unwrap();
    let id = first.ari_id().unwrap();
    let second = fixture.client.renew(&id, &params(&["example.com"]), &solver).unwrap();
    assert_eq!(fixture.client.order(&second.order_url).unwrap().replaces.as_deref(), Some(id.as_str()));
    let again = fixture.client.renew(&id, &params(&["example.com"]), &solver).unwrap_err();
    assert_eq!(again.error().kind(), Kind::AlreadyReplaced);

    let without = Fixture::new(Behaviour { missing_resources: vec!["renewalInfo"], ..Behaviour::default() });
    without.client.renew(&id, &params(&["example.com"]), &solver).unwrap();
}

#[test]
fn a_renewal_of_a_certificate_that_the_server_does_not_know_arrives() {
    let refused = |kind| {
        let refused = Fault::Refuse(Problem::new(403, kind, "another account asked for that certificate"));
        Fixture::new(Behaviour::new().on(Endpoint::NewOrder, Occurs::Nth(1), refused))
    };
    let (id, solver) = ("AAECAwQFBgc.AAECAwQFBgc", Recorder::new(&["http-01"]));
    let other_account = refused("unauthorized");
    let certificate = other_account.client.renew(id, &params(&["example.com"]), &solver).unwrap();
    assert_eq!(other_account.client.order(&certificate.order_url).unwrap().replaces, None);

    let no_account = refused("userActionRequired");
    let failure = no_account.client.renew(id, &params(&["example.com"]), &solver).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::UserActionRequired);
    assert_eq!(no_account.requests(Endpoint::NewOrder), 1);
}

#[test]
fn a_server_that_asks_for_patience_gets_it_within_the_deadline() {
    let patience = Fault::Edit(Edit::Header("Retry-After", Some("1".into())));
    let looks = Behaviour { validation_looks: 2, ..Behaviour::default() };
    let fixture = Fixture::new(looks.on(Endpoint::Order, Occurs::Nth(1), patience));
    let (seen, mut params) = (Seen::default(), params(&["example.com"]));
    seen.watch(&mut params);
    let started = std::time::Instant::now();
    fixture.client.obtain(&params, &Recorder::new(&["http-01"])).unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert!(seen.names().contains(&"waiting"));
    assert_eq!(fixture.all_requests(), 8);
}

#[test]
fn a_status_that_nobody_knows_is_looked_at_again() {
    let odd = Fault::Edit(Edit::Set("/status", serde_json::json!("odd")));
    for endpoint in [Endpoint::NewOrder, Endpoint::Order, Endpoint::Finalize] {
        let fixture = Fixture::new(Behaviour::new().on(endpoint, Occurs::First(2), odd.clone()));
        let solver = Recorder::new(&["http-01"]);
        let mut params = params(&["example.com"]);
        params.deadline = Duration::from_secs(20);
        fixture.client.obtain(&params, &solver).unwrap_or_else(|error| panic!("{endpoint:?}: {error}"));
        solver.assert_clean();
    }
}

#[test]
fn what_fails_in_passing_is_told_and_tried_again() {
    let busy = crate::support::ca::Problem::new(503, "serverInternal", "busy");
    let fixture = Fixture::new(Behaviour::new().on(Endpoint::NewOrder, Occurs::Nth(1), Fault::Refuse(busy)));
    let (seen, mut params) = (Seen::default(), params(&["example.com"]));
    seen.watch(&mut params);
    fixture.client.obtain(&params, &Recorder::new(&["http-01"])).unwrap();
    let retrying = seen.events().into_iter().find(|event| event.name() == "retrying").unwrap();
    assert_eq!(retrying.error().unwrap().kind(), Kind::ServerInternal);
    assert!(retrying.problem().is_some());
}

#[test]
fn a_server_that_asks_for_a_day_is_looked_at_once_more_before_the_deadline() {
    let day = Fault::Edit(Edit::Header("Retry-After", Some("86400".into())));
    let looks = Behaviour { validation_looks: 2, ..Behaviour::default() };
    let fixture = Fixture::new(looks.on(Endpoint::Order, Occurs::Nth(1), day));
    let mut params = params(&["example.com"]);
    params.deadline = Duration::from_secs(4);
    fixture.client.obtain(&params, &Recorder::new(&["http-01"])).unwrap();
}
