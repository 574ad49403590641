//! What a hostile or confused server cannot make the client do.

use acme_client::protocol::AccountParams;
use acme_client::{Client, Kind, Step};

use crate::fixture::{Fixture, issue, new_key, options, order_for};
use crate::support::ca::{Behaviour, Edit, Endpoint, Fault, Occurs};

fn failing_order(edit: Edit) -> (Fixture, acme_client::Error) {
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::Always, Fault::Edit(edit)).registered();
    let error = fixture.client.new_order(&order_for(&["example.com"])).unwrap_err();
    assert_eq!(error.step(), Some(Step::NewOrder), "{error}");
    (fixture, error)
}

#[test]
fn a_huge_body_is_refused_and_not_asked_for_again() {
    let (fixture, error) = failing_order(Edit::HugeBody(512 << 20));
    assert_eq!(error.kind(), Kind::ResponseTooLarge);
    assert_eq!(fixture.requests(Endpoint::NewOrder), 1);
}

#[test]
fn deeply_nested_json_is_refused() {
    let (_fixture, error) = failing_order(Edit::DeepJson(200_000));
    assert!(matches!(error.kind(), Kind::InvalidResponse | Kind::UnreadableResponse), "{error}");
}

#[test]
fn a_redirected_post_goes_nowhere() {
    let (fixture, error) = failing_order(Edit::RedirectToForbidden(307));
    assert_eq!(error.kind(), Kind::ForbiddenRedirect);
    assert_eq!(fixture.ca.forbidden_connection_count(), 0);
}

#[test]
fn plain_http_urls_are_never_asked() {
    let fixture = Fixture::faulty(Endpoint::Directory, Occurs::Always, Fault::Edit(Edit::HttpUrls));
    let error = fixture.client.new_account(&AccountParams::default()).unwrap_err();
    assert_eq!(error.kind(), Kind::ForbiddenUrl);
    assert_eq!(fixture.ca.forbidden_connection_count(), 0);
}

#[test]
fn a_server_that_is_not_acme_is_called_that() {
    let fixture = Fixture::new(Behaviour::new());
    for (world, status) in [("not-acme", None), ("nowhere", Some(404))] {
        let url = format!("{}/{world}/directory", fixture.ca.base_url());
        let client = Client::new(options(&fixture.ca, &url), new_key()).unwrap();
        let error = issue(&client, &["example.com"]).unwrap_err();
        let expected = if status.is_some() { Kind::NotFound } else { Kind::InvalidDirectory };
        assert_eq!((error.kind(), error.http_status()), (expected, status), "{error}");
        assert_eq!(error.step(), Some(Step::Directory));
    }
}

#[test]
fn every_required_field_that_is_missing_is_named() {
    for field in ["status", "identifiers", "authorizations", "finalize"] {
        let pointer: &'static str = Box::leak(format!("/{field}").into_boxed_str());
        let (_fixture, error) = failing_order(Edit::Remove(pointer));
        assert_eq!(error.kind(), Kind::InvalidResponse);
        assert!(error.to_string().contains(field), "{error}");
    }
}

#[test]
fn an_answer_without_json_is_an_error_that_names_the_step() {
    let (_fixture, error) = failing_order(Edit::Body(b"service temporarily confused".to_vec()));
    assert!(matches!(error.kind(), Kind::InvalidResponse | Kind::UnreadableResponse), "{error}");
}

#[test]
fn a_directory_without_a_resource_is_said_before_anything_is_sent() {
    let fixture =
        Fixture::new(Behaviour { missing_resources: vec!["revokeCert"], ..Behaviour::new() }).registered();
    let order = fixture.valid_order();
    let chain = fixture.client.certificate(&order, None).unwrap();
    let error = fixture.client.revoke(chain.der(0).unwrap(), None).unwrap_err();
    assert_eq!(error.kind(), Kind::UnsupportedOperation);
    assert_eq!(error.to_string(), "revokeCert: the directory does not offer revokeCert");
    let fixture = Fixture::new(Behaviour { missing_resources: vec!["newNonce"], ..Behaviour::new() });
    let error = issue(&fixture.client, &["example.com"]).unwrap_err();
    assert_eq!(error.to_string(), "newNonce: the directory does not offer newNonce");
}

#[test]
fn options_that_cannot_work_are_refused_by_name() {
    let refused =
        |url: &str| Client::new(acme_client::client::ClientOptions::new(url), new_key()).unwrap_err();
    for url in [
        "http://ca.example/directory",
        "http://127.0.0.1:1/directory",
        "ftp://ca.example/",
        "",
        "https://a:b@ca.example/",
    ] {
        assert_eq!(refused(url).kind(), Kind::ForbiddenUrl, "{url}");
    }
    let mut options = acme_client::client::ClientOptions::new("https://ca.example/");
    options.user_agent = Some("a\r\nX-Injected: 1".to_owned());
    let error = Client::new(options, new_key()).unwrap_err();
    assert_eq!(error.to_string(), "user agent: holds the control character U+000D");
}
