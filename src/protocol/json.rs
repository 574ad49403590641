//! Reading one JSON resource into its noun, and writing documents that hold a key.

use std::io::{self, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::{Invalid, clean};

/// Parses `text` as the resource `what`; the error names the resource and the field.
pub(super) fn parse<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, Invalid> {
    serde_json::from_str(text).map_err(|error| Invalid::response(what, clean(&error.to_string())))
}

/// Writes a document with a secret in it. The text is measured first: one that grew would leave copies behind.
pub(crate) fn secret_json(document: &impl Serialize) -> serde_json::Result<Zeroizing<String>> {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, document)?;
    let mut text = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *text, document)?;
    let text = String::from_utf8(std::mem::take(&mut *text));
    text.map(Zeroizing::new).map_err(|error| serde::ser::Error::custom(error.utf8_error()))
}

/// Counts what is written.
struct Length(usize);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
