//! CAA records of onion services, which have no DNS to hold them: given to the authority within finalize, signed by
//! the service (RFC 9799, section 6.4).

use std::collections::BTreeMap;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Value, json};

use super::{Identifier, Invalid, Key, clean, onion};

/// The signed CAA record sets of an order's onion services.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnionCaa {
    services: BTreeMap<String, Value>,
}

impl OnionCaa {
    /// Adds the record set of one service, signed by its key. `name` is the service's or one below it; `records` are as
    /// the service's descriptor has them, a line each: `caa 0 issue "ca.example"`; `None` when there are none. `expiry`
    /// is in Unix seconds, and should not be more than 8 hours away.
    ///
    /// # Errors
    /// [`Invalid::Argument`] when the name is no onion service's, the key another one's, the time negative or a line no
    /// CAA record.
    pub fn add(&mut self, name: &str, records: Option<&str>, expiry: i64, key: &Key) -> Result<(), Invalid> {
        let service = onion::service(name);
        let service = service
            .ok_or_else(|| Invalid::argument("name", format!("{} is no onion service", clean(name))))?;
        onion::check_key(&service, key)?;
        if expiry < 0 {
            return Err(Invalid::argument("expiry", "is negative"));
        }
        records.unwrap_or_default().lines().try_for_each(check_line)?;
        let signed = format!("onion-caa|{expiry}|{}", records.unwrap_or_default());
        let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes())?);
        self.services.insert(service, json!({ "caa": records, "expiry": expiry, "signature": signature }));
        Ok(())
    }

    /// Whether no service was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.services.is_empty()
    }

    /// The first onion service among identifiers whose records are missing here.
    #[must_use]
    pub fn missing(&self, identifiers: &[Identifier]) -> Option<String> {
        onion::services(identifiers).find(|service| !self.services.contains_key(service))
    }

    /// The member `onionCAA` of finalize.
    #[must_use]
    pub fn document(&self) -> Value {
        json!(self.services)
    }
}

/// A line of a service's descriptor is `caa`, flags, a tag and a value.
fn check_line(line: &str) -> Result<(), Invalid> {
    let mut words = line.splitn(4, ' ');
    let is_record = words.next() == Some("caa")
        && words.next().is_some_and(|flags| flags.parse::<u8>().is_ok())
        && words
            .next()
            .is_some_and(|tag| !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        && words.next().is_some_and(|value| !value.is_empty() && !value.contains(char::is_control));
    if is_record {
        return Ok(());
    }
    let reason = format!("{:?} is not a record such as: caa 0 issue \"ca.example\"", clean(line));
    Err(Invalid::argument("records", reason))
}

#[cfg(test)]
mod tests {
    use openssl::sign::Verifier;

    use super::*;
    use crate::protocol::KeyKind;

    const RECORDS: &str =
        "caa 128 issue \"ca.example; validationmethods=onion-csr-01\"\ncaa 0 iodef \"mailto:x@ca.example\"";

    fn verifies(key: &Key, entry: &Value, signed: &str) -> bool {
        let signature = BASE64_URL_SAFE_NO_PAD.decode(entry["signature"].as_str().unwrap()).unwrap();
        let mut verifier = Verifier::new_without_digest(key.pkey()).unwrap();
        verifier.verify_oneshot(&signature, signed.as_bytes()).unwrap()
    }

    #[test]
    fn the_service_signs_expiry_and_records() {
        let key = Key::generate(KeyKind::Ed25519).unwrap();
        let service = onion::name_of(&key);
        let mut caa = OnionCaa::default();
        caa.add(&format!("www.{}.", service.to_uppercase()), Some(RECORDS), 2_000_000_000, &key).unwrap();
        let entry = &caa.document()[&service];
        assert_eq!((entry["caa"].as_str(), entry["expiry"].as_i64()), (Some(RECORDS), Some(2_000_000_000)));
        assert!(verifies(&key, entry, &format!("onion-caa|2000000000|{RECORDS}")));
    }

    #[test]
    fn a_service_without_records_signs_an_empty_text() {
        let key = Key::generate(KeyKind::Ed25519).unwrap();
        let mut caa = OnionCaa::default();
        caa.add(&onion::name_of(&key), None, 7, &key).unwrap();
        let entry = &caa.document()[&onion::name_of(&key)];
        assert_eq!(entry["caa"], Value::Null);
        assert!(verifies(&key, entry, "onion-caa|7|"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let key = Key::generate(KeyKind::Ed25519).unwrap();
        let service = onion::name_of(&key);
        let identifiers =
            ["example.com", &format!("www.{service}")].map(|name| Identifier::dns(name).unwrap());
        let mut caa = OnionCaa::default();
        assert_eq!(caa.missing(&identifiers), Some(service.clone()));
        caa.add(&service, None, 7, &key).unwrap();
        assert_eq!(caa.missing(&identifiers), None);
    }

    #[test]
    fn what_cannot_be_said_is_refused_by_name() {
        let (key, other) = (KeyKind::Ed25519, KeyKind::EcP256);
        let (key, other) = (Key::generate(key).unwrap(), Key::generate(other).unwrap());
        let service = onion::name_of(&key);
        let refused = |name: &str, records: Option<&str>, expiry, key: &Key| {
            OnionCaa::default().add(name, records, expiry, key).unwrap_err().to_string()
        };
        assert!(refused("example.com", None, 7, &key).starts_with("name: example.com is no onion service"));
        assert!(refused(&service, None, 7, &other).starts_with("key: "));
        assert!(refused(&service, None, -1, &key).starts_with("expiry: "));
        for line in [
            "0 issue \"ca.example\"",
            "caa 256 issue x",
            "caa 0  x",
            "caa 0 issue ",
            "caa 0 issue x\n\ncaa 0 issue x",
        ] {
            assert!(refused(&service, Some(line), 7, &key).starts_with("records: "), "{line}");
        }
    }
}
