//! What is refused before anything is sent.

use acme_client::Kind;
use acme_client::issuance::{ObtainParams, Pace, Rate, State, StateFile, StateSink};
use acme_client::{Client, Error};

use crate::fixture::{Fixture, Recorder, options, params};
use crate::support::ca::{Behaviour, Endpoint, Fault, Occurs, Problem};
use crate::support::part;
use crate::support::temp_dir::TempDir;

fn refused(fixture: &Fixture, params: &ObtainParams) -> Error {
    let failure = fixture.client.obtain(params, &Recorder::new(&["http-01"])).unwrap_err();
    assert!(failure.state().is_none());
    assert_eq!(fixture.all_requests(), 0, "nothing is sent");
    failure.into()
}

#[test]
fn parameters_that_cannot_work_are_named() {
    let fixture = Fixture::new(Behaviour::new());
    assert_eq!(refused(&fixture, &ObtainParams::default()).to_string(), "identifiers: is empty");
    let mut account_key = params(&["example.com"]);
    account_key.key = fixture.client.signer().key().cloned();
    assert_eq!(refused(&fixture, &account_key).to_string(), "key: is that of the account");
    let mut types = params(&["example.com"]);
    types.challenge_types = vec!["dns-01".into()];
    assert!(refused(&fixture, &types).to_string().starts_with("challenge_types: "));
    let mut pace = params(&["example.com"]);
    pace.pace = Pace::new(Rate { per_second: 0.0, burst: 1.0 }, Rate::UNLIMITED);
    assert_eq!(refused(&fixture, &pace).kind(), Kind::InvalidArgument);
}

#[test]
fn names_that_no_certificate_can_have_are_refused_by_name() {
    let label = "a".repeat(64);
    let long = format!("{}example", "a.".repeat(124));
    for name in ["", ".", "a..b", "*.10.0.0.1", "*.*.example", "a_b c.example", &label, &long] {
        let error = ObtainParams::for_names(&["ok.example", name]).unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidArgument, "{name:?}");
        let beginning: String = name.chars().take(20).collect();
        assert!(error.to_string().starts_with("name: "), "{error}");
        assert!(error.to_string().contains(&beginning), "{error}");
    }
}

#[test]
fn more_names_than_the_profile_allows_is_the_server_s_word_with_the_names_and_the_step() {
    let problem = Problem::new(400, "malformed", "Order includes 3 identifiers, but the profile allows 2");
    let fixture =
        Fixture::new(Behaviour::new().on(Endpoint::NewOrder, Occurs::First(1), Fault::Refuse(problem)));
    let mut wanted = params(&["a.example", "b.example", "c.example"]);
    wanted.profile = Some("shortlived".into());
    let failure = fixture.client.obtain(&wanted, &Recorder::new(&["http-01"])).unwrap_err();
    let error = failure.error();
    assert_eq!((error.kind(), error.step()), (Kind::Malformed, Some(acme_client::Step::NewOrder)));
    let text = error.to_string();
    assert!(text.starts_with("order for a.example, b.example, c.example: newOrder: "), "{text}");
    assert!(text.contains("the profile allows 2"), "{text}");
    let key = failure.state().unwrap().key().unwrap().unwrap();
    wanted.state = failure.state().cloned();
    let certificate = fixture.client.obtain(&wanted, &Recorder::new(&["http-01"])).unwrap();
    assert_eq!(certificate.key.unwrap().jwk().thumbprint(), key.jwk().thumbprint(), "the key is kept");
    wanted.profile = Some("huge".into());
    wanted.state = None;
    let failure = fixture.client.obtain(&wanted, &Recorder::new(&["http-01"])).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::InvalidProfile, "it is not even asked for");
}

#[test]
fn a_state_of_other_names_another_directory_or_account_is_refused() {
    let fixture = Fixture::new(Behaviour::new());
    let mut solver = Recorder::new(&["http-01"]);
    solver.on_present = Box::new(|_| Err(crate::fixture::refused()));
    let state = fixture.obtain(&["example.com"], &solver).unwrap_err().into_parts().1.unwrap();
    let solver = Recorder::new(&["http-01"]);
    let with = |names: &[&str], state: &State| ObtainParams { state: Some(state.clone()), ..params(names) };
    let kind =
        |client: &Client, params: &ObtainParams| client.obtain(params, &solver).unwrap_err().error().kind();
    assert_eq!(kind(&fixture.client, &with(&["other.example"], &state)), Kind::InvalidState);
    let elsewhere = fixture.ca.world("elsewhere", Behaviour::new());
    let other = Client::new(options(&fixture.ca, &elsewhere), crate::fixture::key()).unwrap();
    assert_eq!(kind(&other, &with(&["example.com"], &state)), Kind::WrongDirectory);
    let other = Client::new(fixture.client.options().clone(), crate::fixture::key()).unwrap();
    crate::fixture::register(&other);
    assert_eq!(kind(&other, &with(&["example.com"], &state)), Kind::InvalidState);
    let mut other_key = with(&["example.com"], &state);
    other_key.key = Some(crate::fixture::key());
    assert_eq!(kind(&fixture.client, &other_key), Kind::InvalidState);
    assert_eq!(fixture.requests(Endpoint::NewOrder), 1);
}

#[test]
fn a_state_file_that_is_damaged_or_newer_is_refused_and_stays_as_it_is() {
    let fixture = Fixture::new(Behaviour::new());
    let folder = TempDir::new();
    for text in ["", "{\"acme_state\":2}", "{\"acme_state\":1,\"directory\":", "\u{0}\u{1}"] {
        let path = folder.write("state.json", text);
        let params = ObtainParams { state_file: Some(path.clone()), ..params(&["example.com"]) };
        assert_eq!(refused(&fixture, &params).kind(), Kind::InvalidState, "{text:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_state_that_cannot_be_kept_ends_the_call_before_the_step() {
    let fixture = Fixture::new(Behaviour::new());
    let mut params = params(&["example.com"]);
    params.state_file = Some(TempDir::new().path().join("missing/state.json"));
    let failure = fixture.client.obtain(&params, &Recorder::new(&["http-01"])).unwrap_err();
    assert_eq!(failure.error().kind(), Kind::File);
    assert!(failure.to_string().starts_with("order for example.com: newOrder: state: "), "{failure}");
    assert!(failure.state().unwrap().key().unwrap().is_some(), "the key is given back");
    assert_eq!(fixture.requests(Endpoint::NewOrder), 0);
}

#[test]
fn a_state_file_is_for_its_owner_alone_and_written_whole() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new(Behaviour::new());
    let folder = TempDir::new();
    let path = folder.path().join("state.json");
    let mut params = params(&["example.com"]);
    params.state_file = Some(path.clone());
    fixture.client.obtain(&params, &Recorder::new(&["http-01"])).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let state = StateFile::new(&path).read().unwrap().unwrap();
    StateFile::new(&path).keep(&state).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing but the file");
    part::write_keys_row("5-state", "the state file of an issuance: 0600", "1 file", "0 others");
}

#[test]
fn several_threads_may_keep_the_same_file() {
    let fixture = Fixture::new(Behaviour::new());
    let mut solver = Recorder::new(&["http-01"]);
    solver.on_present = Box::new(|_| Err(crate::fixture::refused()));
    let state = fixture.obtain(&["example.com"], &solver).unwrap_err().into_parts().1.unwrap();
    let folder = TempDir::new();
    let file = StateFile::new(folder.path().join("state.json"));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..20).for_each(|_| file.keep(&state).unwrap()));
        }
    });
    assert_eq!(file.read().unwrap().unwrap().order_url(), state.order_url());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
