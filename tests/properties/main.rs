//! The properties for random bytes and for spoiled copies of what a server really sends (`fuzz/corpus`).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a property fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod property;

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestError, TestRunner};

use property::{PROPERTIES, Property};

const LONGEST: usize = 2048;
/// Those that talk over a connection or sign take longer.
const SLOW: [&str; 2] = ["conversation", "wire"];
const CASES: u32 = 1000;
const SLOW_CASES: u32 = 60;

#[test]
fn properties_hold_for_random_bytes() {
    all_hold(|property| check(property, &vec(any::<u8>(), 0..LONGEST)));
}

#[test]
fn properties_hold_for_spoiled_seeds() {
    all_hold(|property| {
        let seeds = seeds(property.name);
        assert!(!seeds.is_empty(), "{} has no seeds", property.name);
        check(property, &select(seeds.clone())).and_then(|()| check(property, &spoiled(seeds)))
    });
}

fn all_hold(check: impl Fn(&Property) -> Result<(), String>) {
    let failures: Vec<_> = PROPERTIES.iter().filter_map(|property| check(property).err()).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn check(property: &Property, inputs: &impl Strategy<Value = Vec<u8>>) -> Result<(), String> {
    let cases = if SLOW.contains(&property.name) { SLOW_CASES } else { CASES };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(inputs, |input| {
        (property.check)(&input);
        Ok(())
    });
    outcome.map_err(|failure| match failure {
        TestError::Fail(reason, input) => {
            format!("{}: {reason}\n  for \"{}\"", property.name, input.escape_ascii())
        }
        TestError::Abort(reason) => format!("{}: {reason}", property.name),
    })
}

/// The seeds, each with a piece cut out and another put in its place.
fn spoiled(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let piece =
        prop_oneof![vec(any::<u8>(), 0..40), select(TOKENS).prop_map(|token| token.as_bytes().to_vec())];
    (select(seeds), any::<Index>(), any::<Index>(), piece).prop_map(|(mut seed, from, length, piece)| {
        let from = from.index(seed.len() + 1);
        let length = length.index((seed.len() - from).min(40) + 1);
        seed.splice(from..from + length, piece);
        seed
    })
}

/// What changes the meaning of a document more than a random byte does.
const TOKENS: &[&str] = &[
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    "null",
    "-1",
    "1e999",
    "\\u0000",
    "\\ud800",
    "true",
    "\r\n",
    "\0",
    "<",
    ">;rel=",
    "valid",
    "processing",
    "http://127.0.0.1/",
    "..",
    "%2e",
    "-----BEGIN CERTIFICATE-----\n",
    "99999999999999999999",
];

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}
