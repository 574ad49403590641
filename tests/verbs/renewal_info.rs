use acme_client::Kind;

use crate::fixture::Fixture;
use crate::support::ca::Behaviour;

#[test]
fn the_server_says_when_to_renew() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    let chain = fixture.client.certificate(&fixture.valid_order(), None).unwrap();
    let info = fixture.client.renewal_info(&chain.ari_id().unwrap()).unwrap();
    assert!(info.start < info.end && info.end <= chain.not_after());
    assert!((info.start..info.end).contains(&info.pick(0).unwrap()));
    assert_eq!(info.next_look().as_secs(), 21_600);
}

#[test]
fn ids_and_directories_that_cannot_work_are_refused() {
    let fixture = Fixture::new(Behaviour { missing_resources: vec!["renewalInfo"], ..Behaviour::new() });
    assert_eq!(fixture.client.renewal_info("a.b").unwrap_err().kind(), Kind::UnsupportedOperation);
    for id in ["", ".", "a", "a.", "a/b.c", "a.b.c"] {
        assert_eq!(fixture.client.renewal_info(id).unwrap_err().kind(), Kind::InvalidArgument, "{id}");
    }
}
