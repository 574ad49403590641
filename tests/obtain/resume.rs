//! Going on from a state.

use std::sync::{Arc, Mutex};

use acme_client::issuance::{ObtainParams, State};
use acme_client::{Error, Kind, Result};

use crate::fixture::{Fixture, Recorder, Seen, WORLD, params};
use crate::support::ca::{BadChain, Behaviour, Break, Edit, Endpoint, Fault, Occurs, Problem};

fn json(state: &State) -> String {
    state.to_json().unwrap().to_string()
}

/// Obtains with a sink that fails at its call of that number, and gives the states that it was given.
fn interrupted(fixture: &Fixture, at: usize) -> (Vec<String>, Error) {
    let states = Arc::new(Mutex::new(Vec::new()));
    let mut params = params(&["example.com"]);
    let kept = Arc::clone(&states);
    params.state_sink = Some(Arc::new(move |state: &State| -> Result<()> {
        let mut kept = kept.lock().unwrap();
        kept.push(json(state));
        if kept.len() == at { Err(Error::new(Kind::File, "the disk is full")) } else { Ok(()) }
    }));
    let solver = Recorder::new(&["http-01"]);
    let failure = fixture.client.obtain(&params, &solver).unwrap_err();
    solver.assert_clean();
    let states = states.lock().unwrap().clone();
    (states, failure.into())
}

#[test]
fn the_state_before_every_step_leads_to_the_same_key_and_one_certificate() {
    for at in 1..=4 {
        let fixture = Fixture::new(Behaviour::new());
        let (states, error) = interrupted(&fixture, at);
        assert_eq!((states.len(), error.kind()), (at, Kind::File));
        assert!(error.step().is_some() && error.subject().is_some(), "{error}");
        let state = State::from_json(states.last().unwrap()).unwrap();
        let key = state.key().unwrap().unwrap();
        let again = ObtainParams { state: Some(state), ..ObtainParams::default() };
        let certificate = fixture.client.obtain(&again, &Recorder::new(&["http-01"])).unwrap();
        assert_eq!(certificate.key.unwrap().jwk().thumbprint(), key.jwk().thumbprint(), "{at}");
        assert_eq!((fixture.ca.accounts(WORLD), fixture.ca.certificates(WORLD)), (1, 1), "{at}");
    }
}

#[test]
fn what_an_ended_process_presented_is_cleaned_up_even_if_nothing_can_be_presented_now() {
    let refusal = Fault::Refuse(Problem::new(403, "unauthorized", "no"));
    let closed = Behaviour::new().on(Endpoint::Authorization, Occurs::From(2), refusal);
    let cases = [
        (closed, "http-01", Kind::Unauthorized),
        (Behaviour::new(), "dns-persist-01", Kind::ChallengeNotOffered),
    ];
    for (behaviour, type_now, kind) in cases {
        let fixture = Fixture::new(behaviour);
        let (states, _) = interrupted(&fixture, 3);
        let state = State::from_json(states.last().unwrap()).unwrap();
        let again = ObtainParams { state: Some(state), ..ObtainParams::default() };
        let solver = Recorder::new(&[type_now]);
        assert_eq!(fixture.client.obtain(&again, &solver).unwrap_err().error().kind(), kind);
        assert!(solver.asked().presented.is_empty());
        assert_eq!(solver.asked().cleaned, ["example.com http-01"]);
    }
}

#[test]
fn the_key_is_in_the_state_from_the_first_on_and_the_order_before_it_is_finalized() {
    let fixture = Fixture::new(Behaviour::new());
    let (states, _) = interrupted(&fixture, 4);
    let progress: Vec<_> = states
        .iter()
        .map(|state| {
            let state: serde_json::Value = serde_json::from_str(state).unwrap();
            assert!(state["key"].as_str().unwrap().contains("PRIVATE KEY"));
            (state["progress"].as_str().unwrap().to_owned(), state["order"].is_string())
        })
        .collect();
    let expected = [("ordering", false), ("proving", true), ("proving", true), ("finalizing", true)];
    assert_eq!(progress, expected.map(|(name, has_order)| (name.to_owned(), has_order)));
}

#[test]
fn an_order_that_is_gone_or_invalid_gives_way_to_a_new_one_with_the_same_key() {
    let fixture = Fixture::failing(&["http-01"]);
    let failure = fixture.obtain(&["example.com"], &Recorder::new(&["http-01"])).unwrap_err();
    let state = failure.into_parts().1.unwrap();
    let again = ObtainParams { state: Some(state.clone()), ..params(&["example.com"]) };
    let certificate = fixture.client.obtain(&again, &Recorder::new(&["dns-01"])).unwrap();
    assert_eq!(certificate.key.unwrap().jwk().thumbprint(), state.key().unwrap().unwrap().jwk().thumbprint());
    let gone = json(&state).replace("/order/0", "/order/999");
    let again = ObtainParams { state: Some(State::from_json(&gone).unwrap()), ..params(&["example.com"]) };
    fixture.client.obtain(&again, &Recorder::new(&["dns-01"])).unwrap();
}

#[test]
fn a_finished_issuance_gives_the_same_certificate_again() {
    let fixture = Fixture::new(Behaviour::new());
    let (seen, mut params) = (Seen::default(), params(&["example.com"]));
    let folder = crate::support::temp_dir::TempDir::new();
    params.state_file = Some(folder.path().join("state.json"));
    seen.watch(&mut params);
    let solver = Recorder::new(&["http-01"]);
    let first = fixture.client.obtain(&params, &solver).unwrap();
    let second = fixture.client.obtain(&params, &solver).unwrap();
    assert_eq!(first.chain.serial(), second.chain.serial());
    assert_eq!(fixture.ca.certificates(WORLD), 1);
    assert_eq!(solver.asked().presented.len(), 1);
    assert_eq!(seen.names().iter().filter(|name| **name == "ordered").count(), 2);
}

#[test]
fn after_an_outage_the_order_goes_on_where_it_was() {
    let down = Fault::Before(Break::Close);
    let fixture =
        Fixture::with(Behaviour::new().on(Endpoint::Challenge, Occurs::First(2), down), |options| {
            options.attempts = 2;
        });
    let failure = fixture.obtain(&["example.com"], &Recorder::new(&["http-01"])).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::ConnectionLost);
    let again = ObtainParams { state: failure.into_parts().1, ..params(&["example.com"]) };
    fixture.client.obtain(&again, &Recorder::new(&["http-01"])).unwrap();
    assert_eq!(fixture.requests(Endpoint::NewOrder), 1);
}

#[test]
fn a_certificate_for_another_key_is_refused_and_the_next_call_places_its_own_order() {
    let swapped = Fault::Edit(Edit::Chain(BadChain::OtherKey));
    let fixture = Fixture::new(Behaviour::new().on(Endpoint::Certificate, Occurs::Nth(1), swapped));
    let solver = Recorder::new(&["http-01"]);
    let failure = fixture.obtain(&["example.com"], &solver).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::CertificateMismatch);
    let again = ObtainParams { state: failure.into_parts().1, ..params(&["example.com"]) };
    fixture.client.obtain(&again, &solver).unwrap();
    assert_eq!(fixture.requests(Endpoint::NewOrder), 2);
}
