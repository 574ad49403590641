//! The engine's own transport against servers that behave, misbehave and fall silent.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod fork;
mod framing;
mod pool;
mod proxy;
mod server;
mod silence;
mod tls;

use std::time::{Duration, Instant};

use acme_client::transport::{
    Cancel, HttpOptions, HttpTransport, Method, Proxy, Request, Response, TlsOptions, Transport,
};
use acme_client::{Kind, Result};

/// A GET that nothing ends early.
fn request<'a>(url: &'a str, cancel: &'a Cancel) -> Request<'a> {
    Request {
        method: Method::Get,
        url,
        headers: &[],
        body: None,
        deadline: Instant::now() + Duration::from_secs(20),
        cancel,
        max_body: 1 << 20,
        fresh_connection: false,
    }
}

fn get(transport: &HttpTransport, url: &str) -> Result<Response> {
    transport.send(&request(url, &Cancel::new()))
}

fn kind_of(result: Result<Response>) -> Kind {
    result.unwrap_err().kind()
}

fn direct(tls: TlsOptions) -> HttpOptions {
    HttpOptions { tls, proxy: Proxy::None, ..HttpOptions::default() }
}

/// A transport without TLS options of its own.
fn plain() -> HttpTransport {
    HttpTransport::new(direct(TlsOptions::default())).unwrap()
}

fn only(roots_pem: String) -> TlsOptions {
    TlsOptions { system_roots: false, extra_roots_pem: vec![roots_pem], ..TlsOptions::default() }
}

/// A transport that trusts `roots_pem` and nothing else.
fn trusting(roots_pem: String) -> HttpTransport {
    HttpTransport::new(direct(only(roots_pem))).unwrap()
}

/// Runs one test of this program again, with environment variables, and says whether it passed.
fn run_again(test: &str, variables: &[(&str, &str)]) -> bool {
    let program = std::env::current_exe().unwrap();
    let mut command = std::process::Command::new(program);
    command.args(["--exact", test, "--ignored", "--nocapture"]).envs(variables.iter().copied());
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let is_run = text.contains("1 passed");
    if !is_run {
        eprintln!("{text}{}", String::from_utf8_lossy(&output.stderr));
    }
    output.status.success() && is_run
}
