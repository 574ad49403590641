//! Several solvers as one, closures as a solver, and how a step's failure reads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use acme_client::issuance::solver::{FnSolver, Presentation, Solver, Solvers, call};
use acme_client::{Error, Kind, Step};

use crate::fixture::{context, presentation};

type Calls = Arc<Mutex<Vec<String>>>;

/// A solver that writes down what it is called with, and fails to present when told so.
fn noting(name: &'static str, types: &[&str], fails: bool, calls: &Calls) -> FnSolver {
    let note = |step: &'static str, calls: &Calls| {
        let calls = Arc::clone(calls);
        move |batch: &[Presentation]| {
            let names: Vec<_> = batch.iter().map(|item| item.identifier.value.clone()).collect();
            calls.lock().unwrap().push(format!("{name} {step} {}", names.join(" ")));
        }
    };
    let (present, ready, clean_up) = (note("present", calls), note("ready", calls), note("clean", calls));
    let solver = FnSolver::new(
        types,
        move |batch, _| {
            present(batch);
            if fails { Err(Error::new(Kind::SolverFailed, "no luck")) } else { Ok(()) }
        },
        move |batch, _| {
            clean_up(batch);
            Ok(())
        },
    );
    solver.with_ready(move |batch, _| {
        ready(batch);
        Ok(())
    })
}

#[test]
fn each_challenge_type_goes_to_the_first_solver_that_can_do_it() {
    let calls = Calls::default();
    let solvers = Solvers::new().with(noting("web", &["http-01"], false, &calls)).with(noting(
        "dns",
        &["dns-01", "http-01"],
        false,
        &calls,
    ));
    assert_eq!(solvers.types(), ["http-01", "dns-01"]);
    let batch = [
        presentation("http-01", "a.example", "a"),
        presentation("dns-01", "b.example", "b"),
        presentation("http-01", "c.example", "c"),
    ];
    solvers.present(&batch, &context()).unwrap();
    solvers.ready(&batch, &context()).unwrap();
    solvers.clean_up(&batch, &context()).unwrap();
    let expected = [
        "web present a.example c.example",
        "dns present b.example",
        "web ready a.example c.example",
        "dns ready b.example",
        "web clean a.example c.example",
        "dns clean b.example",
    ];
    assert_eq!(*calls.lock().unwrap(), expected);
}

#[test]
fn a_failure_of_one_keeps_none_from_its_turn() {
    let calls = Calls::default();
    let solvers = Solvers::new().with(noting("web", &["http-01"], true, &calls)).with(noting(
        "dns",
        &["dns-01"],
        false,
        &calls,
    ));
    let batch = [presentation("http-01", "a.example", "a"), presentation("dns-01", "b.example", "b")];
    assert_eq!(solvers.present(&batch, &context()).unwrap_err().to_string(), "no luck");
    assert_eq!(calls.lock().unwrap().len(), 2);
    let other = [presentation("odd-01", "a.example", "a")];
    let error = solvers.present(&other, &context()).unwrap_err();
    assert_eq!(error.to_string(), "a.example: odd-01: no solver can do this type");
}

#[test]
fn one_bound_to_the_caller_binds_the_list() {
    let calls = Calls::default();
    let free = Solvers::new().with(noting("web", &["http-01"], false, &calls));
    assert!(!free.bound_to_caller());
    assert!(free.with(noting("dns", &["dns-01"], false, &calls).on_caller_thread()).bound_to_caller());
}

#[test]
fn a_failure_names_step_and_identifiers() {
    let batch: Vec<_> = (0..7).map(|i| presentation("dns-01", &format!("n{i}.example"), "t")).collect();
    let fail = || Err(Error::new(Kind::SolverFailed, "no luck"));
    let error = call(Step::Present, &batch, fail).unwrap_err();
    assert_eq!(
        error.to_string(),
        "n0.example, n1.example, n2.example, n3.example, n4.example, and 2 more: present: no luck"
    );
    let error = call(Step::CleanUp, &batch[..1], || Err(batch[0].failed(Kind::TimedOut, "too slow")));
    assert_eq!(error.unwrap_err().to_string(), "n0.example: cleanUp: dns-01: too slow");
}

#[test]
fn a_panic_of_a_solver_is_a_typed_error() {
    let batch = [presentation("dns-01", "a.example", "t")];
    let reached = AtomicBool::new(false);
    let error = call(Step::Ready, &batch, || {
        reached.store(true, Ordering::Relaxed);
        panic!("out of {}", "luck")
    });
    let error = error.unwrap_err();
    assert!(reached.into_inner());
    assert_eq!(error.kind(), Kind::SolverFailed);
    assert_eq!(error.to_string(), "a.example: ready: the solver panicked: out of luck");
}

#[test]
fn what_is_to_be_presented_keeps_its_proof_out_of_debug_output() {
    let shown = format!("{:?}", presentation("http-01", "a.example", "secret-token"));
    assert!(shown.contains("a.example") && !shown.contains("secret-token"), "{shown}");
}
