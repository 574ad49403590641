use acme_client::protocol::Resource;
use acme_client::{Kind, Step};

use crate::fixture::{Fixture, WORLD};
use crate::support::ca::{Behaviour, Edit, Endpoint, Fault, Occurs, ScriptedCa};

#[test]
fn the_directory_is_fetched_once() {
    let fixture = Fixture::new(Behaviour::new());
    let directory = fixture.client.directory().unwrap();
    assert!(directory.url(Resource::NewOrder).unwrap().starts_with(fixture.ca.base_url()));
    assert!(directory.terms_of_service.is_some());
    fixture.issue().unwrap();
    assert_eq!(fixture.requests(Endpoint::Directory), 1);
}

#[test]
fn a_directory_that_fails_once_is_fetched_again() {
    for fault in [Fault::Html(503), Fault::LOST_ANSWER, Fault::Edit(Edit::Body(Vec::new()))] {
        let fixture = Fixture::faulty(Endpoint::Directory, Occurs::First(2), fault);
        assert!(fixture.client.directory().is_ok());
        assert_eq!(fixture.requests(Endpoint::Directory), 3);
    }
}

/// A world whose directory redirects to a URL.
fn redirecting(target: impl FnOnce(&ScriptedCa) -> String) -> Fixture {
    let fixture = Fixture::new(Behaviour::new());
    let target = Fault::Edit(Edit::Header("Location", Some(target(&fixture.ca))));
    let moved = Behaviour::new().on(Endpoint::Directory, Occurs::Always, Fault::Edit(Edit::Status(302))).on(
        Endpoint::Directory,
        Occurs::Always,
        target,
    );
    fixture.ca.world(WORLD, moved);
    fixture
}

#[test]
fn a_redirect_of_the_directory_is_followed() {
    let fixture = redirecting(|ca| ca.directory_url("ok"));
    assert!(fixture.client.directory().unwrap().url(Resource::NewOrder).unwrap().contains("/ok/"));
}

#[test]
fn a_directory_that_redirects_for_ever_is_given_up() {
    let fixture = redirecting(|ca| ca.directory_url(WORLD));
    let error = fixture.client.directory().unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::ForbiddenRedirect, Some(Step::Directory)));
    assert_eq!(fixture.requests(Endpoint::Directory), 4);
}

#[test]
fn a_redirect_of_the_directory_to_plain_http_is_not_followed() {
    let fixture = redirecting(|_| "http://localhost:1/directory".to_owned());
    let error = fixture.client.directory().unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::ForbiddenUrl, Some(Step::Directory)));
}
