//! Whether a cell is as it should be.

use acme_client::{Kind, Step as ErrorStep};
use openssl::pkey::PKey;
use openssl::x509::X509;
use serde_json::Value;

use crate::cell::Cell;
use crate::kind::{ChainMay, Expected};
use crate::limits;
use crate::run::Seen;
use crate::step::Step;

/// What was seen of a cell.
pub struct Evidence {
    pub step: Step,
    /// The worker's report.
    pub report: Value,
    /// How many connections were made to where nobody may ask.
    pub forbidden: u64,
    /// How many requests it takes when nothing goes wrong.
    pub fault_free: u32,
    /// What the certificate was asked for.
    pub name: String,
    pub seen: Seen,
}

impl Evidence {
    pub fn is_panic(&self) -> bool {
        self.report["panic"].is_string() || self.report["crash"] == true
    }

    pub fn is_hang(&self) -> bool {
        self.report["hang"] == true || self.late() > limits::LATE.as_millis()
    }

    pub fn late(&self) -> u128 {
        self.report["late"].as_u64().unwrap_or_default().into()
    }

    /// The growth of memory in KiB.
    pub fn grown(&self) -> u64 {
        self.report["grown"].as_u64().unwrap_or_default()
    }

    /// The most requests that may be sent.
    pub fn budget(&self) -> u32 {
        let for_faults = self.seen.strikes.saturating_mul(self.step.requests_a_fault());
        self.fault_free.saturating_add(for_faults).saturating_add(1)
    }

    pub fn arrived(&self) -> bool {
        self.report["chain"].is_string()
    }

    /// What came of it, in a few words.
    pub fn outcome(&self) -> String {
        let text = |name: &str| self.report[name].as_str().unwrap_or("none").to_owned();
        if self.arrived() {
            "arrives".to_owned()
        } else if self.is_panic() {
            format!("panic: {}", text("panic"))
        } else if self.report["hang"] == true {
            "hang".to_owned()
        } else {
            format!("{} at {}", text("kind"), text("step"))
        }
    }

    /// What is wrong with the certificate that was accepted.
    pub fn bad_certificate(&self, may: ChainMay) -> Option<String> {
        let chain = self.report["chain"].as_str()?;
        let given = |known: &Vec<u8>| match may {
            ChainMay::BeWholeOnly => known == chain.as_bytes(),
            ChainMay::LackItsEnd => known.starts_with(chain.as_bytes()),
        };
        if !self.seen.chains.iter().any(given) {
            return Some("a chain that the authority did not give".to_owned());
        }
        let leaf = X509::from_pem(chain.as_bytes()).ok()?;
        let key = PKey::private_key_from_pem(self.report["key"].as_str()?.as_bytes()).ok()?;
        if !leaf.public_key().is_ok_and(|known| known.public_eq(&key)) {
            return Some("a certificate for another key".to_owned());
        }
        let names: Vec<_> = leaf.subject_alt_names().into_iter().flatten().collect();
        let names: Vec<_> = names.iter().filter_map(|name| name.dnsname()).collect();
        (names != [self.name.as_str()]).then(|| format!("a certificate for {names:?}"))
    }
}

/// Everything that is not as it should be.
pub fn judge(cell: &Cell, evidence: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |is_one: bool, what: String| {
        if is_one {
            faults.push(what);
        }
    };
    let seen = &evidence.seen;
    fault(!is_as_expected(&cell.expected(), evidence), format!("{:?} was expected", cell.expected()));
    fault(evidence.is_hang(), format!("hang: {} ms after the deadline", evidence.late()));
    fault(evidence.is_panic(), "panic".to_owned());
    let bad = evidence.bad_certificate(cell.kind.chain_may);
    fault(bad.is_some(), format!("accepted: {}", bad.unwrap_or_default()));
    let requests = seen.all_requests();
    fault(requests > evidence.budget(), format!("{requests} requests, {} allowed", evidence.budget()));
    fault(seen.repeated_nonces > 0, format!("{} nonces used twice", seen.repeated_nonces));
    fault(seen.finalized > 1, format!("{} orders finalized", seen.finalized));
    fault(evidence.arrived() && seen.finalized == 0, "a certificate without an order".to_owned());
    fault(evidence.grown() >= limits::GROWTH, format!("memory grew by {} KiB", evidence.grown()));
    fault(evidence.forbidden > 0, "the forbidden server was asked".to_owned());
    fault(seen.strikes == 0, "the fault never happened".to_owned());
    let trouble = seen.trouble.clone();
    fault(trouble.is_some(), format!("the proxy: {}", trouble.unwrap_or_default()));
    faults
}

fn is_as_expected(expected: &Expected, evidence: &Evidence) -> bool {
    match expected {
        Expected::Arrives => evidence.arrived(),
        Expected::Fails(kinds, steps) => fails_as(evidence, kinds, steps),
    }
}

fn fails_as(evidence: &Evidence, kinds: &[Kind], steps: &[ErrorStep]) -> bool {
    let named = |name: &str| evidence.report[name].as_str().unwrap_or_default().to_owned();
    let (kind, step) = (named("kind"), named("step"));
    kinds.iter().any(|known| format!("{known:?}") == kind)
        && steps.iter().any(|known| format!("{known:?}") == step)
}
