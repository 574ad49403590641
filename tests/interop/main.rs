//! The scenarios of tests/scenarios/list.tsv against every ACME server at hand, from every language. It prints a table of
//! feature and server, in which what a server does not offer is told apart from what failed. The test fails when a
//! scenario failed, when a language has no runner or its runner leaves a scenario out, and when the languages do not agree
//! on what a server offers.
#![cfg(all(feature = "capi", feature = "testing", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod child;
mod language;
mod list;
mod outcome;
mod rust;
mod site;
mod step_ca;
mod table;
mod told;

use std::thread;

use language::{Language, Toolbox};
use list::Scenario;
use outcome::Outcome;
use site::Site;
use support::part;
use support::pebble::Options;
use table::Table;
use told::Searched;

#[test]
fn every_language_does_at_every_server_what_that_offers() {
    let (list, toolbox) = (list::all(), Toolbox::new());
    let (languages, sites) = (language::all(&toolbox), sites());
    let column = |site| column(site, &languages, &list, &toolbox);
    let (outcomes, searched): (_, Vec<_>) = thread::scope(|scope| {
        let running: Vec<_> = sites.iter().map(|site| scope.spawn(move || column(site))).collect();
        running.into_iter().map(|column| column.join().unwrap()).unzip()
    });
    let table = Table { list: &list, sites: &sites, languages: &languages, outcomes };
    println!("\n{table}");
    let complaints = table.complaints();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    write_row(searched.into_iter().sum(), &table);
}

fn write_row(searched: Searched, table: &Table) {
    let what = "log and output of the scenarios of `make interop`";
    let tried = format!(
        "{} scenarios in {} languages at {} servers: {} keys in {} lines of logs, and in what was printed",
        table.list.len(),
        table.languages.len(),
        table.sites.len(),
        searched.keys,
        searched.lines
    );
    part::write_keys_row("6-scenarios", what, &tried, "0");
}

/// What each language makes of the scenarios at a site, one language after the other: they serve at the same port.
fn column(
    site: &Site,
    languages: &[Language],
    list: &[Scenario],
    toolbox: &Toolbox,
) -> (Vec<Vec<Outcome>>, Searched) {
    let run = |language: &Language| language.run(&site.surroundings(language.name), list, toolbox);
    let (outcomes, searched): (_, Vec<_>) = languages.iter().map(run).unzip();
    (outcomes, searched.into_iter().sum())
}

fn sites() -> Vec<Site> {
    let profiles = vec![("classic".to_owned(), 7_776_000), ("shortlived".to_owned(), 518_400)];
    let options = Options { alternate_roots: Some(1), profiles, ..Options::default() };
    let plain = Site::pebble("Pebble", options.clone());
    let strict = Site::pebble("Pebble -strict", Options { strict: true, ..options.clone() });
    let bound = Site::pebble_with_external_account("Pebble, external account", options);
    let step_ca = Site::step_ca(&plain);
    if step_ca.is_none() {
        println!("step-ca is left out: scripts/setup-step-ca.sh installs it");
    }
    [plain, strict, bound].into_iter().chain(step_ca).collect()
}
