//! Reading one JSON resource into its noun.

use serde::de::DeserializeOwned;

use super::{Invalid, clean};

/// Parses `text` as the resource `what`; the error names the resource and the field.
pub(super) fn parse<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, Invalid> {
    serde_json::from_str(text).map_err(|error| Invalid::response(what, clean(&error.to_string())))
}
