//! One list of scenarios against every ACME server at hand. It prints a table of feature and server, in which what a
//! server does not offer is told apart from what failed; only the latter fails the test.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod responder;
mod scenarios;
mod site;
mod step_ca;
mod table;

use support::pebble::Options;

use scenarios::SCENARIOS;
use site::Site;
use table::Table;

#[test]
fn every_server_does_what_it_offers() {
    let profiles = vec![("classic".to_owned(), 7_776_000), ("shortlived".to_owned(), 518_400)];
    let options = Options { alternate_roots: Some(1), profiles, ..Options::default() };
    let plain = Site::pebble("Pebble", options.clone());
    let strict = Site::pebble("Pebble -strict", Options { strict: true, ..options });
    let mut sites = vec![plain, strict];
    match Site::step_ca(&sites[0]) {
        Some(site) => sites.push(site),
        None => println!("step-ca is left out: scripts/setup-step-ca.sh installs it"),
    }
    let mut table = Table::new(&sites);
    for scenario in SCENARIOS {
        table.add(scenario.feature, sites.iter().map(|site| scenario.outcome(site)).collect());
    }
    println!("\n{table}");
    assert!(table.failures().is_empty(), "\n{}", table.failures().join("\n"));
}
