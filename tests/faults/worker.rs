//! The process in which the library runs: it takes orders by its input, one a line, and reports one a line.
//!
//! A process of its own, so that its memory is the library's alone, and so that a hang or a crash is seen and survived.

use std::any::Any;
use std::io::{BufRead, Write, stdin, stdout};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

use acme_client::client::ClientOptions;
use acme_client::issuance::solver::Webroot;
use acme_client::issuance::{Certificate, ObtainParams, Pace, Rate};
use acme_client::protocol::{
    AccountParams, CertificateChain, ChainPreference, Csr, Identifier, Key, KeyKind, OrderParams,
};
use acme_client::transport::{HttpOptions, HttpTransport, Proxy, TlsOptions};
use acme_client::{Client, Result};
use serde_json::{Value, json};

use crate::goal::Goal;
use crate::{limits, memory, names};

/// What marks the lines that are reports.
pub const MARK: &str = "report: ";

/// Tells a process of this test program that it is a worker.
pub const VARIABLE: &str = "ACME_FAULTS_WORKER";

/// What a worker does. In any other process it does nothing.
#[test]
fn works() {
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    for line in stdin().lock().lines() {
        let order: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let mut out = stdout().lock();
        writeln!(out, "\n{MARK}{}", carry_out(&order)).unwrap();
        out.flush().unwrap();
    }
}

fn carry_out(order: &Value) -> Value {
    memory::forget_peak();
    let before = memory::peak();
    let mut call = Call { late: Duration::ZERO, deadline: deadline_of(order) };
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| call.run(order)));
    let grown = memory::peak().saturating_sub(before);
    let mut report = match outcome {
        Ok(Ok(done)) => done,
        Ok(Err(error)) => json!({
            "kind": format!("{:?}", error.kind()),
            "step": error.step().map(|step| format!("{step:?}")),
            "message": error.to_string(),
        }),
        Err(panic) => json!({"panic": text_of(&*panic)}),
    };
    report["grown"] = json!(grown);
    report["late"] = json!(call.late.as_millis());
    report
}

fn text_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
    text.unwrap_or("a panic without a text").to_owned()
}

fn deadline_of(order: &Value) -> Duration {
    Duration::from_millis(order["deadline"].as_u64().unwrap_or_default())
}

fn text<'a>(order: &'a Value, name: &str) -> &'a str {
    order[name].as_str().unwrap_or_default()
}

/// The calls of one cell, each of which has the same deadline.
struct Call {
    deadline: Duration,
    /// By how much the latest of the calls missed its deadline.
    late: Duration,
}

impl Call {
    fn timed<T>(&mut self, call: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = call();
        self.late = self.late.max(started.elapsed().saturating_sub(self.deadline));
        result
    }

    fn run(&mut self, order: &Value) -> Result<Value> {
        names::ask_at(text(order, "names").parse().unwrap());
        let client = client(order, self.deadline)?;
        let agreed = AccountParams { terms_agreed: Some(true), ..AccountParams::default() };
        self.timed(|| client.new_account(&agreed))?;
        let goal = Goal::of_name(text(order, "goal")).unwrap();
        let (chain, key) = match goal {
            Goal::Verbs => self.verb_by_verb(&client, order)?,
            _ => {
                let certificate = self.obtain(&client, order, goal == Goal::AlternateChain)?;
                (certificate.chain, certificate.key.unwrap())
            }
        };
        self.after(goal, &client, &chain)?;
        Ok(json!({"chain": chain.pem(), "key": *key.to_pem(None)?}))
    }

    fn obtain(&mut self, client: &Client, order: &Value, alternate: bool) -> Result<Certificate> {
        let mut params = ObtainParams::for_names(&[text(order, "name")])?;
        params.deadline = self.deadline;
        params.pace = Pace::new(Rate::UNLIMITED, Rate::UNLIMITED);
        params.chain = alternate.then(|| ChainPreference::TopIssuer(text(order, "issuer").to_owned()));
        let solver = Webroot::new(text(order, "webroot"));
        Ok(self.timed(|| client.obtain(&params, &solver))?)
    }

    fn verb_by_verb(&mut self, client: &Client, order: &Value) -> Result<(CertificateChain, Key)> {
        let deadline = self.deadline;
        let identifiers = vec![Identifier::dns(text(order, "name"))?];
        let params = OrderParams { identifiers, ..OrderParams::default() };
        let placed = self.timed(|| client.new_order(&params))?;
        let authorization = self.timed(|| client.order_authorization(&placed, 0))?;
        let challenge = authorization.challenge("http-01").unwrap();
        let file = format!("{}{}", text(order, "webroot"), challenge.http01_path().unwrap());
        std::fs::create_dir_all(std::path::Path::new(&file).parent().unwrap()).unwrap();
        std::fs::write(&file, client.key_authorization(challenge)?).unwrap();
        self.timed(|| client.request_validation(challenge))?;
        self.timed(|| client.wait_authorization(&authorization, deadline))?;
        let placed = self.timed(|| client.wait_order(&placed, deadline))?;
        let key = Key::generate(KeyKind::EcP256)?;
        let csr = Csr::for_identifiers(&placed.identifiers, &key)?;
        let placed = self.timed(|| client.finalize(&placed, &csr))?;
        let placed = self.timed(|| client.wait_order(&placed, deadline))?;
        Ok((self.timed(|| client.certificate(&placed, None))?, key))
    }

    /// What comes after the certificate.
    fn after(&mut self, goal: Goal, client: &Client, chain: &CertificateChain) -> Result<()> {
        match goal {
            Goal::Obtain | Goal::Verbs | Goal::AlternateChain => Ok(()),
            Goal::RenewalInfo => {
                let id = chain.ari_id()?;
                self.timed(|| client.renewal_info(&id)).map(|_| ())
            }
            Goal::RevokeCert => self.timed(|| client.revoke(chain.der(0).unwrap(), None)),
            Goal::KeyChange => {
                let key = Arc::new(Key::generate(KeyKind::EcP256)?);
                self.timed(|| client.change_key(key)).map(|_| ())
            }
            Goal::Deactivation => self.timed(|| client.deactivate_account()).map(|_| ()),
        }
    }
}

fn client(order: &Value, deadline: Duration) -> Result<Client> {
    let tls = TlsOptions {
        system_roots: false,
        ca_files: vec![text(order, "ca_file").into()],
        ..TlsOptions::default()
    };
    let http =
        HttpOptions { tls, proxy: Proxy::None, connect_timeout: limits::CONNECT, ..HttpOptions::default() };
    let transport = HttpTransport::with_test_lookup::<names::Asked>(http)?;
    let mut options = ClientOptions::new(text(order, "directory"));
    options.transport = Some(Arc::new(transport));
    options.request_timeout = limits::REQUEST;
    options.operation_timeout = deadline;
    Client::new(options, Key::generate(KeyKind::EcP256)?)
}
