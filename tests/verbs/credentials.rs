use acme_client::{Client, Kind};

use crate::fixture::{Fixture, options};
use crate::support::ca::Behaviour;

#[test]
fn an_account_moves_to_another_program_as_one_document() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let document = fixture.client.credentials().unwrap();
    let again = Client::from_credentials(fixture.client.options().clone(), &document).unwrap();
    assert_eq!(again.account_url(), fixture.client.account_url());
    assert_eq!(again.account().unwrap().url, *fixture.client.account_url().unwrap());
}

#[test]
fn a_document_of_another_directory_is_refused() {
    let fixture = Fixture::new(Behaviour::new());
    let document = fixture.client.credentials().unwrap();
    let other = options(&fixture.ca, &fixture.ca.directory_url("ok"));
    let error = Client::from_credentials(other, &document).unwrap_err();
    assert_eq!(error.kind(), Kind::WrongDirectory);
}

#[test]
fn what_is_no_document_is_refused_without_showing_the_key() {
    let fixture = Fixture::new(Behaviour::new());
    let document = fixture.client.credentials().unwrap();
    let newer = document.replace("\"acme_credentials\":1", "\"acme_credentials\":2");
    for text in ["", "{}", "[]", &document[..document.len() / 2], &newer] {
        let error = Client::from_credentials(fixture.client.options().clone(), text).unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidCredentials, "{error}");
        assert!(!error.to_string().contains("PRIVATE"), "{error}");
    }
}
