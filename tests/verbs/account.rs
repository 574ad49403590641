use acme_client::protocol::{AccountParams, ExternalAccount, HmacAlgorithm, Status};
use acme_client::{Client, Kind, Step};

use crate::fixture::{Fixture, WORLD, new_key, options, register, rsa_key};
use crate::support::ca::{
    Behaviour, Break, EXTERNAL_ACCOUNT_KEY, EXTERNAL_ACCOUNT_KID, Edit, Endpoint, Fault, Occurs, Problem,
};

fn contact(address: &str) -> AccountParams {
    AccountParams {
        contact: Some(vec![address.to_owned()]),
        terms_agreed: Some(true),
        ..AccountParams::default()
    }
}

#[test]
fn an_account_is_made_read_changed_and_given_up() {
    let fixture = Fixture::new(Behaviour::new());
    let made = fixture.client.new_account(&contact("mailto:ops@example.com")).unwrap();
    assert_eq!(
        (&made.status, made.contact.as_slice()),
        (&Status::Valid, &["mailto:ops@example.com".to_owned()][..])
    );
    assert_eq!(fixture.client.account_url().as_deref(), Some(made.url.as_str()));
    assert_eq!(fixture.client.account().unwrap().contact, made.contact);
    let changed = fixture.client.update_account(&contact("mailto:new@example.com")).unwrap();
    assert_eq!(changed.contact, ["mailto:new@example.com"]);
    assert_eq!(fixture.client.deactivate_account().unwrap().status, Status::Deactivated);
    let error = fixture.client.account().unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::Unauthorized, Some(Step::Account)));
}

#[test]
fn the_same_key_finds_its_account_and_another_key_has_none() {
    let fixture = Fixture::new(Behaviour::new());
    let key = rsa_key();
    let client = || Client::new(fixture.client.options().clone(), key.clone()).unwrap();
    let find = AccountParams { only_return_existing: true, ..AccountParams::default() };
    let error = client().new_account(&find).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::AccountDoesNotExist, Some(Step::NewAccount)));
    assert_eq!(error.http_status(), Some(400));
    let made = client().new_account(&contact("mailto:ops@example.com")).unwrap();
    assert_eq!(client().new_account(&find).unwrap().url, made.url);
    assert_eq!(client().account().unwrap().url, made.url);
    assert_eq!(fixture.ca.accounts(WORLD), 1);
}

#[test]
fn a_lost_answer_to_new_account_makes_no_second_account() {
    let fixture = Fixture::faulty(Endpoint::NewAccount, Occurs::First(1), Fault::LOST_ANSWER);
    register(&fixture.client);
    assert_eq!(fixture.ca.accounts(WORLD), 1);
    assert_eq!(fixture.requests(Endpoint::NewAccount), 2);
}

#[test]
fn a_lost_answer_to_deactivation_counts_as_done() {
    let fixture = Fixture::faulty(Endpoint::Account, Occurs::First(1), Fault::LOST_ANSWER).registered();
    assert_eq!(fixture.client.deactivate_account().unwrap().status, Status::Deactivated);
}

#[test]
fn external_accounts_are_bound_with_each_hash() {
    for algorithm in [HmacAlgorithm::Hs256, HmacAlgorithm::Hs384, HmacAlgorithm::Hs512] {
        let known = (EXTERNAL_ACCOUNT_KID.to_owned(), EXTERNAL_ACCOUNT_KEY.to_owned());
        let fixture = Fixture::new(Behaviour { external_accounts: vec![known], ..Behaviour::new() });
        let error = fixture.client.new_account(&AccountParams::default()).unwrap_err();
        assert_eq!(error.kind(), Kind::ExternalAccountRequired);
        let external = ExternalAccount::new(EXTERNAL_ACCOUNT_KID, EXTERNAL_ACCOUNT_KEY, algorithm).unwrap();
        let params = AccountParams { external_account: Some(external), ..AccountParams::default() };
        assert_eq!(fixture.client.new_account(&params).unwrap().status, Status::Valid, "{algorithm:?}");
    }
}

#[test]
fn an_answer_without_location_is_an_error_that_names_the_step() {
    let fixture = Fixture::new(Behaviour::new());
    let directory = fixture.ca.directory_url("missing-location");
    let client = Client::new(options(&fixture.ca, &directory), new_key()).unwrap();
    let error = client.new_account(&AccountParams::default()).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::UnreadableResponse, Some(Step::NewAccount)));
    assert!(error.to_string().contains("Location"), "{error}");
}

#[test]
fn terms_that_were_not_agreed_to_are_named_by_the_server() {
    let fixture = Fixture::new(Behaviour { terms_required: true, ..Behaviour::new() });
    let error = fixture.client.new_account(&AccountParams::default()).unwrap_err();
    assert!(error.problem().is_some(), "{error}");
    register(&fixture.client);
}

#[test]
fn a_deactivation_whose_answers_cannot_be_read_is_told_by_the_status() {
    let garbled = Fault::Edit(Edit::Body(b"no JSON".to_vec()));
    let fixture = Fixture::faulty(Endpoint::Account, Occurs::Always, garbled).registered();
    assert_eq!(fixture.client.deactivate_account().unwrap().status, Status::Deactivated);
    assert_eq!(fixture.requests(Endpoint::Account), 2);
}

#[test]
fn a_deactivation_that_was_not_done_is_not_taken_as_done() {
    let busy = Fault::Refuse(Problem::new(429, "rateLimited", "slower").retry_after("0"));
    let unauthorized = Fault::Refuse(Problem::unauthorized(401, "who are you?"));
    let other = Fault::Refuse(Problem::new(401, "userActionRequired", "agree first"));
    let cases = [
        (busy, unauthorized, Kind::Unauthorized),
        (Fault::Before(Break::Close), other, Kind::UserActionRequired),
    ];
    for (first, then, kind) in cases {
        let behaviour = Behaviour::new().on(Endpoint::Account, Occurs::Nth(1), first).on(
            Endpoint::Account,
            Occurs::From(2),
            then,
        );
        let fixture = Fixture::new(behaviour).registered();
        assert_eq!(fixture.client.deactivate_account().unwrap_err().kind(), kind);
        assert_eq!(fixture.requests(Endpoint::Account), 2);
    }
}
