//! What few authorities offer: pre-authorization, profiles, records, STAR (RFC 8739), subdomains (RFC 9444), onion
//! services (RFC 9799).

use std::sync::{Arc, Mutex};

use acme_client::client::{Finalization, Level, Log};
use acme_client::protocol::{
    AutoRenewal, Csr, Identifier, Key, KeyKind, OnionCaa, OrderParams, PersistentRecord, Status,
};
use acme_client::{Kind, Step};
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::stack::Stack;
use openssl::x509::X509Req;
use openssl::x509::extension::SubjectAlternativeName;

use crate::fixture::{Fixture, WAIT, authorize, csr, new_key, order_for};
use crate::support::ca::{Behaviour, Edit, Endpoint, Fault, Occurs, Problem};
use crate::support::encoding::now;

fn extended() -> Fixture {
    Fixture::new(Behaviour { extensions: true, reuses_authorizations: true, ..Behaviour::new() }).registered()
}

fn dns(name: &str) -> Identifier {
    Identifier::dns(name).unwrap()
}

#[test]
fn an_authorization_ahead_of_an_order_is_used_by_it() {
    let fixture = extended();
    let early = fixture.client.new_authorization(&dns("example.com"), false).unwrap();
    assert_eq!(early.status, Status::Pending);
    fixture.client.request_validation(early.challenge("http-01").unwrap()).unwrap();
    fixture.client.wait_authorization(&early, WAIT).unwrap();
    let order = fixture.order();
    assert_eq!((&order.status, &order.authorizations[..]), (&Status::Ready, &[early.url][..]));
}

#[test]
fn a_wildcard_is_not_authorized_ahead() {
    let fixture = extended();
    let error = fixture.client.new_authorization(&dns("*.example.com"), false).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::InvalidArgument, Some(Step::NewAuthz)));
    assert_eq!(fixture.requests(Endpoint::NewAuthz), 0);
}

#[test]
fn what_the_directory_does_not_offer_is_named_before_anything_is_sent() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let early = fixture.client.new_authorization(&dns("example.com"), false).unwrap_err();
    let star = OrderParams { auto_renewal: Some(renewal()), ..order_for(&["example.com"]) };
    let star = fixture.client.new_order(&star).unwrap_err();
    let ancestors = [("a.example.com".to_owned(), "example.com".to_owned())].into();
    let below = OrderParams { ancestors, ..order_for(&["a.example.com"]) };
    let below = fixture.client.new_order(&below).unwrap_err();
    for (error, name) in [(early, "newAuthz"), (star, "auto-renewal"), (below, "subdomainAuthAllowed")] {
        assert_eq!(error.kind(), Kind::UnsupportedOperation, "{error}");
        assert!(error.to_string().contains(&format!("does not offer {name}")), "{error}");
    }
    assert_eq!(fixture.requests(Endpoint::NewOrder), 0);
}

#[test]
fn a_profile_is_checked_before_the_order_and_can_be_a_preference() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let wants = |profile: &str, profile_optional| {
        let profile = Some(profile.to_owned());
        fixture.client.new_order(&OrderParams { profile, profile_optional, ..order_for(&["example.com"]) })
    };
    let error = wants("tlsserver", false).unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidProfile);
    assert!(error.to_string().contains("the profile tlsserver; it offers classic, shortlived"), "{error}");
    assert_eq!(fixture.requests(Endpoint::NewOrder), 0);
    assert_eq!(wants("tlsserver", true).unwrap().profile, None);
    assert_eq!(wants("shortlived", false).unwrap().profile.as_deref(), Some("shortlived"));
}

#[test]
fn a_directory_without_profiles_is_said() {
    let edit = Fault::Edit(Edit::Remove("/meta/profiles"));
    let fixture = Fixture::faulty(Endpoint::Directory, Occurs::Always, edit).registered();
    let params = OrderParams { profile: Some("classic".to_owned()), ..order_for(&["example.com"]) };
    assert_eq!(fixture.client.new_order(&params).unwrap_err().kind(), Kind::UnsupportedOperation);
}

#[test]
fn a_preferred_profile_that_the_server_refuses_gives_way_to_its_default() {
    let refuse = Fault::Refuse(Problem::new(400, "invalidProfile", "not for you"));
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::First(1), refuse).registered();
    let params = OrderParams {
        profile: Some("classic".to_owned()),
        profile_optional: true,
        ..order_for(&["example.com"])
    };
    assert_eq!(fixture.client.new_order(&params).unwrap().profile, None);
}

#[test]
fn a_certificate_that_has_a_successor_is_ordered_without_replaces_on_request() {
    let replaced = Fault::Refuse(Problem::new(409, "alreadyReplaced", "has a successor"));
    let fixture = Fixture::faulty(Endpoint::NewOrder, Occurs::First(1), replaced).registered();
    let params = OrderParams {
        replaces: Some("a.b".to_owned()),
        replaces_optional: true,
        ..order_for(&["example.com"])
    };
    assert_eq!(fixture.client.new_order(&params).unwrap().replaces, None);
}

#[derive(Default)]
struct Warnings(Mutex<Vec<String>>);

impl Log for Warnings {
    fn enabled(&self, level: Level) -> bool {
        level <= Level::Warn
    }

    fn line(&self, _: Level, line: &str) {
        self.0.lock().unwrap().push(line.to_owned());
    }
}

#[test]
fn an_order_that_does_not_repeat_replaces_is_warned_of() {
    let forget = Fault::Edit(Edit::Remove("/replaces"));
    let warnings = Arc::new(Warnings::default());
    let log: Arc<dyn Log> = warnings.clone();
    let behaviour = Behaviour::new().on(Endpoint::NewOrder, Occurs::From(2), forget);
    let fixture = Fixture::with(behaviour, |options| options.log = Some(log)).registered();
    let chain = fixture.client.certificate(&fixture.valid_order(), None).unwrap();
    let replaces = Some(chain.ari_id().unwrap());
    fixture.client.new_order(&OrderParams { replaces, ..order_for(&["example.com"]) }).unwrap();
    let lines = warnings.0.lock().unwrap();
    assert!(lines.iter().any(|line| line.contains("does not repeat `replaces`")), "{lines:?}");
}

#[test]
fn every_dns_challenge_has_its_record() {
    let fixture = extended();
    let client = &fixture.client;
    let order = client.new_order(&order_for(&["*.example.com"])).unwrap();
    let authorization = client.order_authorization(&order, 0).unwrap();
    let record = |kind: &str| client.dns_record(authorization.challenge(kind).unwrap()).unwrap();
    assert_eq!(record("dns-01").name, "_acme-challenge.example.com");
    assert!(record("dns-account-01").name.ends_with("._acme-challenge.example.com"));
    let persistent = record("dns-persist-01");
    assert_eq!(persistent.name, "_validation-persist.example.com");
    let account = client.account_url().unwrap();
    assert_eq!(persistent.value, format!("ca.example; accounturi={account}; policy=wildcard"));
    let refreshed = client.refresh_challenge(authorization.challenge("dns-persist-01").unwrap()).unwrap();
    assert_eq!(client.dns_record(&refreshed).unwrap(), persistent);
    let without_order = client.persistent_dns_record("*.example.com", &PersistentRecord::default()).unwrap();
    assert_eq!(without_order, persistent);
}

#[test]
fn a_caa_record_binds_authority_and_account() {
    let fixture = extended();
    let record = fixture.client.caa_record(&["dns-01"], true).unwrap().to_string();
    let account = fixture.client.account_url().unwrap();
    let expected = format!("0 issuewild \"ca.example; accounturi={account}; validationmethods=dns-01\"");
    assert_eq!(record, expected);
}

#[test]
fn a_challenge_can_be_answered_with_json_of_the_callers_own() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let order = fixture.order();
    let authorization = fixture.client.order_authorization(&order, 0).unwrap();
    let odd = authorization.challenge("odd-01").unwrap();
    let error = fixture.client.request_validation_with(odd, "[]").unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::InvalidArgument, Some(Step::Challenge)));
    fixture.client.request_validation_with(odd, r#"{"attObj":"o2M"}"#).unwrap();
    assert_eq!(fixture.client.wait_authorization(&authorization, WAIT).unwrap().status, Status::Valid);
}

fn renewal() -> AutoRenewal {
    AutoRenewal { end_date: "2099-01-01T00:00:00Z".into(), lifetime: 4 * 86_400, ..AutoRenewal::default() }
}

#[test]
fn a_recurring_order_gives_its_certificate_until_it_is_cancelled() {
    let fixture = extended();
    let client = &fixture.client;
    let params = OrderParams { auto_renewal: Some(renewal()), ..order_for(&["example.com"]) };
    let order = client.new_order(&params).unwrap();
    assert_eq!(order.auto_renewal, Some(renewal()));
    let early = client.cancel_order(&order).unwrap_err();
    assert_eq!(early.kind(), Kind::AutoRenewalCancellationInvalid);
    authorize(client, &order);
    let csr = Csr::for_identifiers(&order.identifiers, &new_key()).unwrap();
    let order = client.wait_order(&client.finalize(&order, &csr).unwrap(), WAIT).unwrap();
    let chain = client.star_certificate(&order).unwrap();
    assert_eq!(chain.not_after() - chain.not_before(), 4 * 86_400);
    let cancelled = client.cancel_order(&order).unwrap();
    assert_eq!(cancelled.status, Status::Canceled);
    assert_eq!(client.star_certificate(&cancelled).unwrap_err().kind(), Kind::AutoRenewalCanceled);
}

#[test]
fn a_cancellation_whose_answer_is_lost_is_looked_into() {
    let behaviour = Behaviour { extensions: true, processing_looks: 0, ..Behaviour::new() };
    let fixture =
        Fixture::new(behaviour.on(Endpoint::Order, Occurs::Nth(2), Fault::LOST_ANSWER)).registered();
    let client = &fixture.client;
    let params = OrderParams { auto_renewal: Some(renewal()), ..order_for(&["example.com"]) };
    let order = client.new_order(&params).unwrap();
    authorize(client, &order);
    let csr = Csr::for_identifiers(&order.identifiers, &new_key()).unwrap();
    let order = client.wait_order(&client.finalize(&order, &csr).unwrap(), WAIT).unwrap();
    assert_eq!(fixture.requests(Endpoint::Order), 1);
    assert_eq!(client.cancel_order(&order).unwrap().status, Status::Canceled);
}

#[test]
fn a_name_is_authorized_by_the_one_above() {
    let fixture = extended();
    let client = &fixture.client;
    let above = client.new_authorization(&dns("example.com"), true).unwrap();
    assert!(above.subdomains_allowed);
    client.request_validation(above.challenge("dns-01").unwrap()).unwrap();
    client.wait_authorization(&above, WAIT).unwrap();
    let ancestors = [("a.b.example.com".to_owned(), "example.com".to_owned())].into();
    let order = client.new_order(&OrderParams { ancestors, ..order_for(&["a.b.example.com"]) }).unwrap();
    assert_eq!((&order.status, &order.authorizations[..]), (&Status::Ready, &[above.url][..]));
}

/// The onion service of a key: base32 of it, a checksum that nobody looks at here, and the version.
fn onion_name(key: &Key) -> String {
    let key = PKey::private_key_from_der(&key.to_der().unwrap()).unwrap();
    let address = [&key.raw_public_key().unwrap()[..], &[0, 0, 3]].concat();
    let bits: String = address.iter().map(|byte| format!("{byte:08b}")).collect();
    let digit =
        |bits: &str| b"abcdefghijklmnopqrstuvwxyz234567"[usize::from_str_radix(bits, 2).unwrap()] as char;
    (0..bits.len()).step_by(5).map(|at| digit(&bits[at..at + 5])).chain(".onion".chars()).collect()
}

#[test]
fn the_caa_records_of_an_onion_service_are_signed_by_it() {
    let (fixture, key) = (extended(), Key::generate(KeyKind::Ed25519).unwrap());
    let service = onion_name(&key);
    let order = fixture.client.new_order(&order_for(&[&service])).unwrap();
    authorize(&fixture.client, &order);
    let mut caa = OnionCaa::default();
    caa.add(&service, Some("caa 0 issue \"ca.example\""), now() + 3600, &key).unwrap();
    let what = Finalization { onion_caa: Some(&caa), ..Finalization::of(&order) };
    let order = fixture.client.finalize_at(&what, &csr(&order)).unwrap();
    assert_eq!(fixture.client.wait_order(&order, WAIT).unwrap().status, Status::Valid);
}

#[test]
fn an_authority_that_requires_caa_records_is_not_asked_without() {
    let (fixture, key) = (extended(), Key::generate(KeyKind::Ed25519).unwrap());
    let order = fixture.client.new_order(&order_for(&[&onion_name(&key)])).unwrap();
    authorize(&fixture.client, &order);
    let error = fixture.client.finalize(&order, &csr(&order)).unwrap_err();
    assert_eq!((error.kind(), error.step()), (Kind::OnionCaaRequired, Some(Step::Finalize)));
    let none = OnionCaa::default();
    let what = Finalization { onion_caa: Some(&none), ..Finalization::of(&order) };
    let with_none = fixture.client.finalize_at(&what, &csr(&order)).unwrap_err();
    assert_eq!(with_none.to_string(), error.to_string());
    assert!(error.to_string().starts_with("order for "), "{error}");
    assert_eq!(fixture.requests(Endpoint::Finalize), 0);
}

#[test]
fn a_request_with_names_that_cannot_be_read_is_sent_unless_caa_records_are_required() {
    let key = PKey::private_key_from_der(&new_key().to_der().unwrap()).unwrap();
    let mut request = X509Req::builder().unwrap();
    request.set_pubkey(&key).unwrap();
    let mut names = Stack::new().unwrap();
    let odd = SubjectAlternativeName::new().dns("not a name").build(&request.x509v3_context(None)).unwrap();
    names.push(odd).unwrap();
    request.add_extensions(&names).unwrap();
    request.sign(&key, MessageDigest::sha256()).unwrap();
    let odd = Csr::from_der(&request.build().to_der().unwrap()).unwrap();
    for (fixture, sent) in [(Fixture::new(Behaviour::new()).registered(), 1), (extended(), 0)] {
        let order = fixture.client.new_order(&order_for(&["example.com"])).unwrap();
        authorize(&fixture.client, &order);
        let bare = Finalization { identifiers: None, ..Finalization::of(&order) };
        let error = fixture.client.finalize_at(&bare, &odd).unwrap_err();
        assert_eq!(fixture.requests(Endpoint::Finalize), sent, "{error}");
        assert_eq!(error.problem().is_some(), sent == 1, "{error}");
    }
}

#[test]
fn both_names_of_the_directory_member_count() {
    for member in ["/meta/inBandOnionCAARequired", "/meta/onionCAARequired"] {
        let edit = Fault::Edit(Edit::Set(member, serde_json::json!(true)));
        let fixture = Fixture::faulty(Endpoint::Directory, Occurs::Always, edit);
        assert!(fixture.client.directory().unwrap().onion_caa_required, "{member}");
    }
}
