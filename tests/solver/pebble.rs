//! The whole way against Pebble, which really looks at what the solvers present.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use acme_client::Client;
use acme_client::Step;
use acme_client::client::ClientOptions;
use acme_client::issuance::solver::{
    Command, Http01Server, Presentation, Solver, Solvers, TlsAlpn01Server, call,
};
use acme_client::protocol::{AccountParams, Identifier, Key, KeyKind, OrderParams, Status};

use crate::fixture::context;
use crate::support::pebble::{Options, Pebble};
use crate::support::temp_dir::TempDir;

const WAIT: Duration = Duration::from_secs(60);

fn client(pebble: &Pebble) -> Client {
    let mut options = ClientOptions::new(pebble.directory_url());
    options.tls.ca_files.push(pebble.ca_file().to_owned());
    let client = Client::new(options, Key::generate(KeyKind::EcP256).unwrap()).unwrap();
    let params = AccountParams { terms_agreed: Some(true), ..AccountParams::default() };
    client.new_account(&params).unwrap();
    client
}

/// Has every name of an order validated by challenges of one type.
fn validate(pebble: &Pebble, names: &[&str], kind: &str, solver: &dyn Solver) {
    let client = client(pebble);
    let identifiers = names.iter().map(|name| Identifier::parse(name).unwrap()).collect();
    let order = client.new_order(&OrderParams { identifiers, ..OrderParams::default() }).unwrap();
    let thumbprint = client.signer().thumbprint().unwrap();
    let account_url = client.account_url().unwrap();
    let authorizations: Vec<_> =
        (0..order.authorizations.len()).map(|at| client.order_authorization(&order, at).unwrap()).collect();
    let batch: Vec<_> = authorizations
        .iter()
        .map(|authorization| {
            let challenge = authorization.challenge(kind).unwrap();
            Presentation::new(authorization, challenge, &thumbprint, &account_url)
        })
        .collect();
    call(Step::Present, &batch, || solver.present(&batch, &context())).unwrap();
    call(Step::Ready, &batch, || solver.ready(&batch, &context())).unwrap();
    for presentation in &batch {
        client.request_validation(&presentation.challenge).unwrap();
    }
    for authorization in &authorizations {
        assert_eq!(client.wait_authorization(authorization, WAIT).unwrap().status, Status::Valid);
    }
    call(Step::CleanUp, &batch, || solver.clean_up(&batch, &context())).unwrap();
}

fn never_reusing(options: Options) -> Options {
    Options { authorization_reuse: Some(0), ..options }
}

#[test]
fn http01_by_the_built_in_server() {
    let server = Http01Server::bind("127.0.0.1:0").unwrap();
    let http_port = server.local_addresses()[0].port();
    let pebble = Pebble::start(&never_reusing(Options { http_port, ..Options::default() })).unwrap();
    validate(&pebble, &["a.example.com", "b.example.com", "127.0.0.1"], "http-01", &server);
}

#[test]
fn http01_without_state() {
    let pebble = Pebble::start(&never_reusing(Options::default())).unwrap();
    let client = client(&pebble);
    let address = format!("127.0.0.1:{}", pebble.http_port());
    let _server = Http01Server::stateless(&address, &client.signer().thumbprint().unwrap()).unwrap();
    let identifiers = vec![Identifier::parse("a.example.com").unwrap()];
    let order = client.new_order(&OrderParams { identifiers, ..OrderParams::default() }).unwrap();
    let authorization = client.order_authorization(&order, 0).unwrap();
    client.request_validation(authorization.challenge("http-01").unwrap()).unwrap();
    assert_eq!(client.wait_authorization(&authorization, WAIT).unwrap().status, Status::Valid);
}

#[test]
fn tls_alpn01_by_the_built_in_server() {
    let server = TlsAlpn01Server::bind("127.0.0.1:0").unwrap();
    let tls_port = server.local_addresses()[0].port();
    let pebble = Pebble::start(&never_reusing(Options { tls_port, ..Options::default() })).unwrap();
    validate(&pebble, &["a.example.com", "b.example.com", "127.0.0.1"], "tls-alpn-01", &server);
}

#[test]
fn dns01_by_a_hook() {
    let pebble = Pebble::start(&never_reusing(Options::default())).unwrap();
    let folder = TempDir::new();
    let hook = folder.write("hook", dns_hook(&pebble));
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let solvers = Solvers::new()
        .with(Http01Server::new("127.0.0.1:0").unwrap())
        .with(Command::dehydrated(hook.to_str().unwrap()).unwrap());
    validate(&pebble, &["*.example.com", "example.org"], "dns-01", &solvers);
}

/// A hook of dehydrated that sets records by the management interface of Pebble's DNS server, with nothing but bash.
fn dns_hook(pebble: &Pebble) -> String {
    let url = pebble.dns_management_url();
    let authority = url.strip_prefix("http://").unwrap();
    format!(
        r#"#!/bin/bash
set -eu
case $1 in
    deploy_challenge) verb=set-txt ;;
    clean_challenge) verb=clear-txt ;;
esac
body="{{\"host\": \"_acme-challenge.$2.\", \"value\": \"$4\"}}"
exec 3<>/dev/tcp/{}
printf 'POST /%s HTTP/1.0\r\nContent-Length: %s\r\n\r\n%s' "$verb" "${{#body}}" "$body" >&3
head -n 1 <&3 | grep -q ' 200 '
"#,
        authority.replace(':', "/")
    )
}
