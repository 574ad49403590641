use std::sync::Arc;

use acme_client::{Client, Kind, Step};

use crate::fixture::{Fixture, new_key, register, rsa_key};
use crate::support::ca::{Behaviour, Break, Endpoint, Fault, Occurs};

#[test]
fn the_account_goes_on_with_its_new_key() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    fixture.client.change_key(Arc::new(rsa_key())).unwrap();
    assert!(fixture.client.account().is_ok());
    let with_new_key = Client::new(fixture.client.options().clone(), rsa_key()).unwrap();
    assert_eq!(with_new_key.account().unwrap().url, *fixture.client.account_url().unwrap());
}

#[test]
fn a_lost_answer_is_looked_into() {
    for fault in [Fault::LOST_ANSWER, Fault::Before(Break::Close)] {
        let fixture = Fixture::faulty(Endpoint::KeyChange, Occurs::First(1), fault).registered();
        fixture.client.change_key(Arc::new(new_key())).unwrap();
        assert!(fixture.client.account().is_ok());
    }
}

#[test]
fn a_key_of_another_account_is_refused_and_the_old_one_stays() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let other = Client::new(fixture.client.options().clone(), rsa_key()).unwrap();
    register(&other);
    let error = fixture.client.change_key(Arc::new(rsa_key())).unwrap_err();
    assert_eq!(error.step(), Some(Step::KeyChange));
    assert!(error.http_status().is_some(), "{error}");
    assert!(fixture.client.account().is_ok());
}

#[test]
fn a_directory_without_key_change_is_said() {
    let fixture =
        Fixture::new(Behaviour { missing_resources: vec!["keyChange"], ..Behaviour::new() }).registered();
    let error = fixture.client.change_key(Arc::new(new_key())).unwrap_err();
    assert_eq!(error.kind(), Kind::UnsupportedOperation);
}
