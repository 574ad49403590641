//! When all goes well: issued once, renewed when it is time, put to use after the swap.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::Duration;

use acme_client::Kind;
use acme_client::issuance::manager::{Manager, ManagerOptions};
use acme_client::issuance::{ObtainParams, Store};

use crate::fixture::{
    Count, DAY, Fixture, NAME, Nothing, WORLD, account, assert_renewed, assert_waiting, only, params,
};
use crate::support::ca::{Behaviour, Endpoint};
use crate::support::part;

#[test]
fn a_certificate_is_issued_once_and_then_waits() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    assert_eq!(manager.add(None, &params()).unwrap(), NAME);
    assert_eq!(manager.names().unwrap(), [NAME]);
    assert!(manager.certificate(NAME).unwrap().is_none());

    let outcome = only(manager.run_pending(fixture.start));
    assert_renewed(&outcome);
    assert_eq!(outcome.name, NAME);
    let (chain, key) = fixture.current();
    let stored = manager.certificate(NAME).unwrap().unwrap();
    assert_eq!(stored.chain.pem(), chain.pem());
    assert_eq!(stored.key.unwrap().jwk().thumbprint(), key.jwk().thumbprint());

    let before = fixture.ca.requests(WORLD);
    let again = only(manager.run_pending(fixture.start + 1));
    assert_waiting(&again);
    assert!((outcome.look_again_at - fixture.start - 6 * 3600).abs() < 5);
    assert_eq!(again.look_again_at, outcome.look_again_at);
    assert_eq!(fixture.ca.requests(WORLD), before, "a look before its time sends nothing");
    assert_eq!((fixture.certificates(), fixture.ca.accounts(WORLD)), (1, 1));
}

#[test]
fn keys_and_records_are_for_the_owner_alone() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    assert_renewed(&only(manager.run_pending(fixture.start)));
    let names = fixture.store.list("").unwrap();
    for name in &names {
        let mode = fs::metadata(fixture.store.path(name).unwrap()).unwrap().permissions().mode() & 0o777;
        if name.ends_with("chain.pem") {
            assert_eq!(mode & !0o044, 0o600, "{name}");
        } else {
            assert_eq!(mode, 0o600, "{name}");
        }
    }
    assert!(!fixture.path("state.json").exists(), "the state stays after the end");
    let tried = format!("{} documents of a certificate and its account", names.len());
    let what = "modes of a manager's files: all but the chain 0600";
    part::write_keys_row("4-manager", what, &tried, "0 others");
}

#[test]
fn the_authority_s_window_is_looked_at_and_the_old_certificate_named() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    assert_renewed(&only(manager.run_pending(fixture.start)));
    let first = fixture.current().0;

    let quarter = fixture.start + 20 * DAY;
    assert_waiting(&only(manager.run_pending(quarter)));
    assert_eq!(fixture.requests(Endpoint::RenewalInfo), 1);

    let late = fixture.start + 75 * DAY;
    assert_renewed(&only(manager.run_pending(late)));
    assert_ne!(fixture.current().0.serial(), first.serial());
    let refused = fixture.client.new_order(&acme_client::protocol::OrderParams {
        identifiers: params().identifiers,
        replaces: Some(first.ari_id().unwrap()),
        ..Default::default()
    });
    assert_eq!(refused.unwrap_err().kind(), Kind::AlreadyReplaced);
}

#[test]
fn a_revoked_certificate_is_renewed_at_the_next_look() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    assert_renewed(&only(manager.run_pending(fixture.start)));
    let tenth_day = fixture.start + 10 * DAY;
    assert_waiting(&only(manager.run_pending(tenth_day)));
    fixture.client.revoke(fixture.current().0.der(0).unwrap(), Some(1)).unwrap();
    assert_renewed(&only(manager.run_pending(tenth_day + DAY)));
    assert_eq!(fixture.certificates(), 2);
}

#[test]
fn without_renewal_information_the_lifetime_decides() {
    let fixture = Fixture::new(Behaviour { missing_resources: vec!["renewalInfo"], ..Behaviour::new() });
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    assert_renewed(&only(manager.run_pending(fixture.start)));
    assert_waiting(&only(manager.run_pending(fixture.start + 59 * DAY)));
    assert_renewed(&only(manager.run_pending(fixture.start + 60 * DAY)));
}

#[test]
fn the_policy_moves_the_moment() {
    let fixture = Fixture::new(Behaviour::new());
    let mut options = ManagerOptions::default();
    options.policy.renew_before = Some(Duration::from_secs(80 * 86_400));
    let manager = fixture.manager_with(options);
    manager.add(None, &params()).unwrap();
    assert_renewed(&only(manager.run_pending(fixture.start)));
    assert_waiting(&only(manager.run_pending(fixture.start + 9 * DAY)));
    assert_renewed(&only(manager.run_pending(fixture.start + 10 * DAY)));
}

#[test]
fn the_certificate_before_the_current_one_is_kept_and_older_ones_are_not() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    for round in 0..4 {
        assert_renewed(&only(manager.run_pending(fixture.start + round * 89 * DAY)));
    }
    let folders: Vec<_> = ["1", "2", "3", "4"].iter().filter(|n| fixture.path(n).exists()).collect();
    assert_eq!(folders, [&"3", &"4"]);
    assert_eq!(fs::read_link(fixture.path("current")).unwrap().file_name().unwrap(), "4");
}

#[test]
fn function_and_command_run_after_the_swap() {
    let fixture = Fixture::new(Behaviour::new());
    let mut options = ManagerOptions::default();
    let told = Count::default();
    let current = fixture.path("current");
    options.renewed = Some(Arc::new({
        let told = told.clone();
        move |renewed| {
            told.add();
            assert_eq!(renewed.name, NAME);
            assert_eq!(renewed.folder.as_ref(), Some(&current));
            assert_eq!(
                fs::read_to_string(current.join("chain.pem")).unwrap(),
                renewed.certificate.chain.pem()
            );
            assert!(renewed.certificate.key.is_some());
            Ok(())
        }
    }));
    let deploy = "cat \"$ACME_CHAIN_FILE\" > \"$OUT/chain\"; cat \"$ACME_KEY_FILE\" > \"$OUT/key\"; \
                  echo \"$ACME_NAME|$ACME_IDENTIFIERS|$RENEWED_DOMAINS|$RENEWED_LINEAGE|$ACME_FOLDER\" >> \"$OUT/said\"";
    options.deploy = Some(acme_client::issuance::manager::DeployCommand::new(format!(
        "OUT='{}'; {deploy}",
        fixture.folder.path().display()
    )));
    let manager = fixture.manager_with(options);
    let params = ObtainParams::for_names(&[NAME, "www.example.com"]).unwrap();
    manager.add(None, &params).unwrap();
    for round in 1..3 {
        assert_renewed(&only(manager.run_pending(fixture.start + (round - 1) * 89 * DAY)));
        let (chain, key) = fixture.current();
        assert_eq!(fixture.out("chain").unwrap(), chain.pem());
        assert_eq!(fixture.out("key").unwrap(), key.to_pem(None).unwrap().as_str());
        assert_eq!(i64::try_from(told.get()).unwrap(), round);
    }
    let folder = fixture.path("current");
    let names = "example.com www.example.com";
    let line = format!("{NAME}|{names}|{names}|{0}|{0}\n", folder.display());
    assert_eq!(fixture.out("said").unwrap(), line.repeat(2));
}

#[test]
fn another_wish_is_fulfilled_at_the_next_run() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    assert_renewed(&only(manager.run_pending(fixture.start)));
    manager.add(None, &params()).unwrap();
    assert_waiting(&only(manager.run_pending(fixture.start + 1)));

    let more = ObtainParams::for_names(&[NAME, "www.example.com"]).unwrap();
    assert_eq!(manager.add(Some(NAME), &more).unwrap(), NAME);
    assert_renewed(&only(manager.run_pending(fixture.start + 2)));
    assert_eq!(fixture.current().0.identifiers().len(), 2);
    assert_waiting(&only(manager.run_pending(fixture.start + 3)));
}

#[test]
fn another_authority_issues_anew() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    manager.add(None, &params()).unwrap();
    assert_renewed(&only(manager.run_pending(fixture.start)));
    let production = fixture.ca.world("production", Behaviour::new());
    let other = crate::support::temp_dir::TempDir::new();
    let accounts = acme_client::issuance::FolderStore::open(other.path()).unwrap();
    let client = account(&production, fixture.ca.ca_file(), &accounts);
    let manager = Manager::new(fixture.store.clone(), client, Arc::new(Nothing), ManagerOptions::default());
    assert_renewed(&only(manager.run_pending(fixture.start + 1)));
    assert_eq!(fixture.ca.certificates("production"), 1);
}

#[test]
fn several_certificates_have_outcomes_of_their_own() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    for (name, called) in
        [("b.example", "b.example"), ("*.a.example", "_wildcard.a.example"), ("10.0.0.1", "10.0.0.1")]
    {
        assert_eq!(manager.add(None, &ObtainParams::for_names(&[name]).unwrap()).unwrap(), called);
    }
    let outcomes = manager.run_pending(fixture.start).unwrap();
    let names: Vec<_> = outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
    assert_eq!(names, ["10.0.0.1", "_wildcard.a.example", "b.example"]);
    outcomes.iter().for_each(assert_renewed);
    manager.remove("b.example").unwrap();
    assert_eq!(manager.names().unwrap(), ["10.0.0.1", "_wildcard.a.example"]);
    assert_eq!(fixture.store.list("b.example").unwrap(), Vec::<String>::new());
    assert!(!fixture.store.path("b.example").unwrap().exists());
    manager.remove("b.example").unwrap();
}

#[test]
fn names_and_wishes_that_cannot_be_managed_are_refused() {
    let fixture = Fixture::new(Behaviour::new());
    let manager = fixture.manager();
    for name in ["", "a/b", "../a", ".a", "a b"] {
        assert_eq!(manager.add(Some(name), &params()).unwrap_err().kind(), Kind::InvalidArgument, "{name}");
        assert_eq!(manager.remove(name).unwrap_err().kind(), Kind::InvalidArgument, "{name}");
        assert_eq!(manager.certificate(name).unwrap_err().kind(), Kind::InvalidArgument, "{name}");
    }
    let mut one_time = params();
    one_time.not_after = Some("2030-01-01T00:00:00Z".to_owned());
    assert_eq!(manager.add(None, &one_time).unwrap_err().kind(), Kind::InvalidArgument);
    assert_eq!(manager.add(None, &ObtainParams::default()).unwrap_err().kind(), Kind::InvalidArgument);
    assert_eq!(manager.names().unwrap(), Vec::<String>::new());
}
