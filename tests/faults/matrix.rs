//! The matrix: every kind of fault at every step, once, twice and always.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use openssl::nid::Nid;
use openssl::x509::X509;

use crate::cell::{Bench, Cell, FaultFree, Row, Site};
use crate::goal::Goal;
use crate::kind::Times;
use crate::kinds;
use crate::proxy::Proxy;
use crate::report;
use crate::step::Step;
use crate::support::http::Client;
use crate::support::pebble::{Options, Pebble};
use crate::support::static_files::StaticFiles;
use crate::support::temp_dir::TempDir;
use crate::support::tls::Authority;

/// How many cells are run at once; most of their time is waiting.
const BENCHES: usize = 12;

/// Names the kinds and steps to run, each by a part of its name, with a comma between them.
const CHOSEN: &str = "ACME_FAULTS";

fn is_chosen(cell: &Cell) -> bool {
    let chosen = std::env::var(CHOSEN).unwrap_or_default();
    chosen.split(',').all(|part| cell.to_string().contains(part))
}

fn cells() -> impl Iterator<Item = Cell> {
    kinds::all().iter().flat_map(|kind| {
        let fitting = Step::ALL.into_iter().filter(|step| kind.misfit(*step).is_none());
        fitting.flat_map(move |step| Times::ALL.map(|times| Cell { step, kind, times }))
    })
}

/// Each kind once, at one of its steps and as often as its turn comes.
#[test]
fn each_kind_once() {
    let mut chosen = Vec::new();
    for (number, kind) in kinds::all().iter().enumerate() {
        let steps: Vec<_> = Step::ALL.into_iter().filter(|step| kind.misfit(*step).is_none()).collect();
        let times = Times::ALL[number % Times::ALL.len()];
        chosen.push(Cell { step: steps[number * 5 % steps.len()], kind, times });
    }
    chosen.retain(is_chosen);
    let authority = Arc::new(Authority::new());
    conclude(&run(&scripted(&authority), chosen));
}

#[test]
#[ignore = "takes minutes: `make faults`"]
fn every_cell() {
    let authority = Arc::new(Authority::new());
    let rows = run(&scripted(&authority), cells().filter(is_chosen).collect());
    report::write("faults", &rows);
    conclude(&rows);
}

/// What can happen above TLS, once at every step, with a real authority.
#[test]
#[ignore = "takes minutes: `make faults`"]
fn every_kind_before_pebble() {
    let authority = Arc::new(Authority::new());
    let once = |cell: &Cell| cell.times == Times::Once && !cell.kind.is_below_http();
    let rows = run(&before_pebble(&authority), cells().filter(is_chosen).filter(once).collect());
    report::write("faults-pebble", &rows);
    conclude(&rows);
}

/// Where cells are run: what the workers are told, and a proxy for each of them.
struct Place {
    site: Arc<Site>,
    proxy: Box<dyn Fn() -> Proxy + Sync>,
    _kept: (TempDir, Option<StaticFiles>),
}

fn scripted(authority: &Arc<Authority>) -> Place {
    let (folder, authority) = (TempDir::new(), Arc::clone(authority));
    let site = Site {
        ca_file: authority.ca_file().to_owned(),
        webroot: folder.path().to_owned(),
        alternate: "Scripted Root X2".to_owned(),
    };
    let proxy = Box::new(move || Proxy::before_scripted(&authority));
    Place { site: Arc::new(site), proxy, _kept: (folder, None) }
}

fn before_pebble(authority: &Arc<Authority>) -> Place {
    let (folder, authority) = (TempDir::new(), Arc::clone(authority));
    let files = StaticFiles::serve(folder.path());
    let options = Options {
        http_port: files.port(),
        nonce_reject: Some(0),
        authorization_reuse: Some(0),
        alternate_roots: Some(1),
        ..Options::default()
    };
    let pebble = Pebble::start_with(Arc::clone(&authority), &options);
    let pebble = Arc::new(pebble.unwrap_or_else(|error| panic!("{error}")));
    let site = Site {
        ca_file: authority.ca_file().to_owned(),
        webroot: folder.path().to_owned(),
        alternate: alternate_root(&pebble),
    };
    let proxy = Box::new(move || Proxy::before_pebble(&authority, &pebble));
    Place { site: Arc::new(site), proxy, _kept: (folder, Some(files)) }
}

/// The common name of the root behind Pebble's alternate chains.
fn alternate_root(pebble: &Pebble) -> String {
    let url = format!("{}/roots/1", pebble.management_url());
    let root = X509::from_pem(&Client::trusting(pebble.ca_file()).get(&url).unwrap().body).unwrap();
    let name = root.subject_name().entries_by_nid(Nid::COMMONNAME).next().unwrap();
    name.data().to_string().unwrap()
}

/// Runs the cells side by side. Those that are not as they should be are run again, one after the other: what a loaded
/// machine disturbed is good then, and a fault of the library is not.
fn run(place: &Place, cells: Vec<Cell>) -> Vec<Row> {
    if cells.is_empty() {
        return Vec::new();
    }
    let mut bench = Bench::new((place.proxy)(), &place.site, 0);
    let fault_free: FaultFree = Goal::ALL.map(|goal| (goal, bench.measure(goal))).into();
    let mut rows = run_side_by_side(place, cells, &fault_free);
    for row in rows.iter_mut().filter(|row| !row.faults.is_empty()) {
        println!("again: {}", report::line(row));
        *row = Row { is_second: true, ..bench.run(row.cell, &fault_free) };
    }
    rows.sort_by(|a, b| a.cell.order().cmp(&b.cell.order()));
    rows
}

fn run_side_by_side(place: &Place, cells: Vec<Cell>, fault_free: &FaultFree) -> Vec<Row> {
    let benches = BENCHES.min(cells.len());
    let (waiting, rows) = (Mutex::new(VecDeque::from(cells)), Mutex::new(Vec::new()));
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    thread::scope(|scope| {
        for number in 1..=benches {
            let (next, rows) = (&next, &rows);
            scope.spawn(move || {
                let mut bench = Bench::new((place.proxy)(), &place.site, number);
                while let Some(cell) = next() {
                    let row = bench.run(cell, fault_free);
                    rows.lock().unwrap_or_else(PoisonError::into_inner).push(row);
                }
            });
        }
    });
    rows.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Fails with every cell that is not as it should be.
fn conclude(rows: &[Row]) {
    let failed: Vec<_> = rows.iter().filter(|row| !row.faults.is_empty()).map(report::line).collect();
    println!("{} cells, {} not as they should be", rows.len(), failed.len());
    assert!(failed.is_empty(), "{} of {} cells:\n{}", failed.len(), rows.len(), failed.join("\n"));
}
