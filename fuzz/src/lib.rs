//! The properties of `tests/properties`, to be fed by a coverage-guided fuzzer.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a property fails by panicking")]

#[path = "../../tests/properties/property/mod.rs"]
mod property;
#[path = "../../tests/support/mod.rs"]
mod support;

/// Feeds an input to the property of that name.
pub fn check(name: &str, input: &[u8]) {
    let property = property::PROPERTIES.iter().find(|property| property.name == name);
    (property.expect("a property of that name").check)(input);
}
