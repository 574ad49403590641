//! The test servers do what they say. No test of the product can be trusted before these pass.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_STANDARD, Engine};
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::sign::Signer;
use openssl::stack::Stack;
use openssl::x509::extension::SubjectAlternativeName;
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::{X509, X509Req, X509StoreContext};
use serde_json::{Value, json};
use support::ca::{
    Behaviour, Break, EXTERNAL_ACCOUNT_KEY, EXTERNAL_ACCOUNT_KID, Edit, Endpoint, Fault, Jwk, Occurs,
    ScriptedCa,
};
use support::encoding::{base64url, from_base64url, from_rfc3339, rfc3339};
use support::http::{Answer, Client, Response, Server};
use support::pebble::{Options, Pebble, StartError};
use support::secret::{Secret, Text};
use support::static_files::StaticFiles;
use support::temp_dir::TempDir;
use support::test_key::TestKey;
use support::wire_client::{WireClient, jwk, jws, parse};
use support::x509::new_key;

fn client_of(ca: &ScriptedCa, directory_url: &str) -> WireClient {
    let mut client = WireClient::new(Client::trusting(ca.ca_file()), directory_url);
    client.register();
    client
}

fn problem(response: &Response) -> String {
    parse(response)["type"].as_str().unwrap_or_default().rsplit(':').next().unwrap_or_default().to_owned()
}

fn csr(key: &PKey<Private>, name: &str) -> Value {
    let mut builder = X509Req::builder().unwrap();
    builder.set_pubkey(key).unwrap();
    let mut extensions = Stack::new().unwrap();
    let names = SubjectAlternativeName::new().dns(name).build(&builder.x509v3_context(None)).unwrap();
    extensions.push(names).unwrap();
    builder.add_extensions(&extensions).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    json!({"csr": base64url(builder.build().to_der().unwrap())})
}

fn new_order(client: &WireClient, name: &str) -> (String, Value) {
    let order = json!({"identifiers": [{"type": "dns", "value": name}]});
    let response = client.post(&client.url("newOrder"), &order);
    (response.header("location").unwrap().to_owned(), parse(&response))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Orders, validates, finalizes and gives the order's URL and the finished order.
fn obtain(client: &WireClient, name: &str, key: &PKey<Private>) -> (String, Value) {
    let (url, order) = new_order(client, name);
    let authorization_url = text(&order["authorizations"][0]);
    let authorization = client.post_for_json(authorization_url, &Value::Null);
    client.post(text(&authorization["challenges"][0]["url"]), &json!({}));
    assert_eq!(client.post_for_json(authorization_url, &Value::Null)["status"], "valid");
    assert_eq!(client.post_for_json(text(&order["finalize"]), &csr(key, name))["status"], "processing");
    let order = client.post_for_json(&url, &Value::Null);
    (url, order)
}

fn verifies(leaf: &X509, intermediate: &X509, root_pem: &str) -> bool {
    let mut store = X509StoreBuilder::new().unwrap();
    store.add_cert(X509::from_pem(root_pem.as_bytes()).unwrap()).unwrap();
    let mut chain = Stack::new().unwrap();
    chain.push(intermediate.clone()).unwrap();
    let mut context = X509StoreContext::new().unwrap();
    context.init(&store.build(), leaf, &chain, |context| context.verify_cert()).unwrap()
}

#[test]
fn the_scripted_ca_issues_and_revokes_real_certificates() {
    let ca = ScriptedCa::start();
    let client = client_of(&ca, &ca.directory_url("ok"));
    let key = new_key();
    let (_, order) = obtain(&client, "www.example.com", &key);
    let response = client.post(text(&order["certificate"]), &Value::Null);
    let chain = X509::stack_from_pem(&response.body).unwrap();
    let [leaf, intermediate] = &chain[..] else { panic!("{} certificates", chain.len()) };
    assert!(leaf.public_key().unwrap().public_eq(&key));
    assert_eq!(leaf.subject_alt_names().unwrap()[0].dnsname(), Some("www.example.com"));
    assert!(leaf.authority_key_id().is_some());
    assert!(verifies(leaf, intermediate, &ca.root_pem()));

    let alternate = client.post(&format!("{}/1", text(&order["certificate"])), &Value::Null);
    let alternate = X509::stack_from_pem(&alternate.body).unwrap();
    assert!(verifies(&alternate[0], &alternate[1], &ca.alternate_root_pem()));

    let revocation = json!({"certificate": base64url(leaf.to_der().unwrap()), "reason": 4});
    assert_eq!(client.post(&client.url("revokeCert"), &revocation).status, 200);
    assert_eq!(problem(&client.post(&client.url("revokeCert"), &revocation)), "alreadyRevoked");
    assert_eq!((ca.accounts("ok"), ca.orders_finalized("ok"), ca.certificates("ok")), (1, 1, 1));
    assert_eq!(ca.request_count("ok", Endpoint::Finalize), 1);
}

#[test]
fn the_certificates_key_revokes_and_another_key_does_not() {
    let ca = ScriptedCa::start();
    let mut client = client_of(&ca, &ca.directory_url("ok"));
    let key = new_key();
    let (_, order) = obtain(&client, "example.com", &key);
    let chain = client.post(text(&order["certificate"]), &Value::Null).body;
    let revocation = json!({"certificate": base64url(X509::from_pem(&chain).unwrap().to_der().unwrap())});
    client.kid = None;
    for (key, status) in [(new_key(), 403), (key, 200)] {
        client.key = key;
        assert_eq!(client.post(&client.url("revokeCert"), &revocation).status, status);
    }
}

#[test]
fn a_key_change_counts_from_the_next_request_on() {
    let ca = ScriptedCa::start();
    let mut client = client_of(&ca, &ca.directory_url("ok"));
    let (url, new_key) = (client.url("keyChange"), new_key());
    let kid = client.kid.clone().unwrap();
    let change = json!({"account": kid, "oldKey": jwk(&client.key)});
    let inner = jws(&new_key, &json!({"alg": "ES256", "jwk": jwk(&new_key), "url": url}), &change);
    assert_eq!(client.post(&url, &inner).status, 200);
    assert_eq!(client.post(&kid, &Value::Null).status, 400);
    client.key = new_key;
    assert_eq!(client.post_for_json(&kid, &Value::Null)["status"], "valid");
    assert_eq!(client.post_for_json(&kid, &json!({"status": "deactivated"}))["status"], "deactivated");
    assert_eq!(client.post(&kid, &Value::Null).status, 401);
    assert_eq!(ca.take_violations(), ["ok: account: the signature does not verify"]);
}

#[test]
fn signatures_of_every_algorithm_are_told_from_forged_ones() {
    for key in TestKey::all() {
        let mut signature = key.sign(b"message");
        let public = Jwk::parse(&key.jwk).unwrap();
        assert_eq!(public.verify(key.algorithm, b"message", &signature), Ok(()));
        assert!(public.verify(key.algorithm, b"massage", &signature).is_err(), "{}", key.algorithm);
        assert!(public.verify("HS256", b"message", &signature).is_err(), "{}", key.algorithm);
        signature[5] ^= 1;
        assert!(public.verify(key.algorithm, b"message", &signature).is_err(), "{}", key.algorithm);
    }
}

#[test]
fn an_external_account_is_bound_by_its_key_alone() {
    let ca = ScriptedCa::start();
    let client = WireClient::new(Client::trusting(ca.ca_file()), &ca.directory_url("eab"));
    let url = client.url("newAccount");
    let bound = |key: &[u8]| {
        let header = json!({"alg": "HS256", "kid": EXTERNAL_ACCOUNT_KID, "url": url});
        let (protected, payload) = (base64url(header.to_string()), base64url(jwk(&client.key).to_string()));
        let key = PKey::hmac(key).unwrap();
        let mut signer = Signer::new(MessageDigest::sha256(), &key).unwrap();
        let mac = signer.sign_oneshot_to_vec(format!("{protected}.{payload}").as_bytes()).unwrap();
        let binding = json!({"protected": protected, "payload": payload, "signature": base64url(mac)});
        client.post(&url, &json!({"externalAccountBinding": binding})).status
    };
    assert_eq!(problem(&client.post(&url, &json!({}))), "externalAccountRequired");
    assert_eq!(bound(b"another key"), 403);
    assert_eq!(bound(&from_base64url(EXTERNAL_ACCOUNT_KEY).unwrap()), 201);
}

#[test]
fn every_broken_rule_is_recorded() {
    let ca = ScriptedCa::start();
    let client = client_of(&ca, &ca.directory_url("ok"));
    let url = client.url("newOrder");
    let header = |nonce: &str| json!({"alg": "ES256", "nonce": nonce, "url": url});
    let nonce = client.nonce();
    client.send(&url, &client.signed(header(&nonce), &json!({}))).unwrap();
    let again = client.send(&url, &client.signed(header(&nonce), &json!({}))).unwrap();
    assert_eq!(problem(&again), "badNonce");
    client.send(&url, &client.signed(header("invented"), &json!({}))).unwrap();
    let elsewhere = json!({"alg": "ES256", "nonce": client.nonce(), "url": client.url("newAccount")});
    assert_eq!(client.send(&url, &client.signed(elsewhere, &json!({}))).unwrap().status, 401);
    let mut forged = client.signed(header(&client.nonce()), &json!({}));
    forged["payload"] = json!(base64url("{\"identifiers\": []}"));
    client.send(&url, &forged).unwrap();
    client.http.post_json(&url, &client.signed(header(&client.nonce()), &json!({}))).unwrap();
    let violations = ca.take_violations();
    let expected =
        ["was used twice", "is not one of this CA's", "the url", "does not verify", "the content type"];
    assert_eq!(violations.len(), expected.len(), "{violations:#?}");
    for (violation, expected) in violations.iter().zip(expected) {
        assert!(violation.contains(expected), "{violation}");
    }
}

#[test]
#[should_panic(expected = "clients broke rules")]
fn a_broken_rule_fails_the_test() {
    let ca = ScriptedCa::start();
    let client = client_of(&ca, &ca.directory_url("ok"));
    client.http.post_json(&client.url("newOrder"), &json!({})).unwrap();
}

#[test]
fn a_nonce_refused_unseen_may_not_come_again() {
    let ca = ScriptedCa::start();
    let closes = Behaviour::new().on(Endpoint::NewOrder, Occurs::First(1), Fault::Before(Break::Close));
    let client = client_of(&ca, &ca.world("closes", closes));
    let (url, nonce) = (client.url("newOrder"), client.nonce());
    let request = client.signed(json!({"alg": "ES256", "nonce": nonce, "url": url}), &json!({}));
    assert!(client.send(&url, &request).is_err());
    assert_eq!(problem(&client.send(&url, &request).unwrap()), "badNonce");
    assert_eq!(ca.take_violations().len(), 1);
}

#[test]
fn a_lost_answer_was_acted_on() {
    let ca = ScriptedCa::start();
    let client = client_of(&ca, &ca.directory_url("lost-new-order"));
    let order = json!({"identifiers": [{"type": "dns", "value": "example.com"}]});
    assert!(client.try_post(&client.url("newOrder"), &order).is_err());
    let (_, second) = new_order(&client, "example.com");
    assert!(text(&second["finalize"]).ends_with("/1"));
}

#[test]
fn worlds_of_one_behaviour_do_not_share_their_state() {
    let ca = ScriptedCa::start();
    for world in ["lost-new-order.a", "lost-new-order.b"] {
        let client = client_of(&ca, &ca.directory_url(world));
        assert!(client.try_post(&client.url("newOrder"), &json!({})).is_err());
        let statistics = client.http.get(&format!("{}/{world}/statistics", ca.base_url())).unwrap();
        assert_eq!(parse(&statistics)["requests"]["new-order"], 1);
    }
}

#[test]
fn edits_change_the_answer() {
    let ca = ScriptedCa::start();
    let edited = Behaviour::new()
        .on(
            Endpoint::NewOrder,
            Occurs::Always,
            Fault::Edit(Edit::Set("/identifiers/0/value", json!("evil.example"))),
        )
        .on(Endpoint::NewOrder, Occurs::Always, Fault::Edit(Edit::Remove("/finalize")))
        .on(Endpoint::NewOrder, Occurs::Nth(2), Fault::Edit(Edit::HugeBody(100_000)))
        .on(Endpoint::NewOrder, Occurs::Nth(3), Fault::After(Break::Truncate));
    let client = client_of(&ca, &ca.world("edited", edited));
    let (_, order) = new_order(&client, "example.com");
    assert_eq!(order["identifiers"][0]["value"], "evil.example");
    assert!(order.get("finalize").is_none());
    let order = json!({"identifiers": [{"type": "dns", "value": "example.com"}]});
    assert_eq!(client.post(&client.url("newOrder"), &order).body, vec![0; 100_000]);
    assert!(client.try_post(&client.url("newOrder"), &order).is_err());
}

#[test]
fn a_stall_can_be_awaited_and_ends_with_the_ca() {
    let ca = ScriptedCa::start();
    let client = client_of(&ca, &ca.directory_url("stall-order"));
    std::thread::scope(|scope| {
        let stalled = scope.spawn(|| client.try_post(&client.url("newOrder"), &json!({})));
        assert!(ca.wait_for_request("stall-order", Endpoint::NewOrder, 1, Duration::from_secs(10)));
        drop(ca);
        assert!(stalled.join().unwrap().is_err());
    });
}

#[test]
fn a_request_to_a_forbidden_target_is_recorded() {
    let ca = ScriptedCa::start();
    let http = Client::trusting(ca.ca_file());
    let directory = parse(&http.get(&ca.directory_url("http-urls")).unwrap());
    let url = text(&directory["newNonce"]);
    assert!(url.starts_with("http://"));
    assert_eq!(Client::plain().get(url).unwrap().status, 403);
    assert_eq!(ca.take_violations().len(), 1);
}

#[test]
fn every_listed_world_exists_and_every_world_is_listed() {
    let source = include_str!("support/ca/worlds.rs");
    let listed =
        source.lines().filter(|line| line.starts_with("//! | `")).filter_map(|line| line.split('|').nth(1));
    let mut listed: Vec<_> = listed.flat_map(|names| names.split('`').skip(1).step_by(2)).collect();
    let arms = source.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" =>"));
    let mut existing: Vec<_> = arms.map(|(name, _)| name).collect();
    listed.sort_unstable();
    existing.sort_unstable();
    assert_eq!(listed, existing);
    let ca = ScriptedCa::start();
    assert!(listed.iter().all(|name| ca.directory_url(name).ends_with("/directory")));
}

#[test]
fn every_way_of_answering_reaches_the_peer_and_ends_with_the_server() {
    let response = || Response::new(200).with_body("text/plain", "four");
    let server = Server::start(None, move |request| match &*request.path {
        "/trickle" => Answer::Trickle(response(), Duration::from_micros(10)),
        "/reset" => Answer::Reset(Vec::new()),
        "/truncated" => Answer::truncated(&response()),
        "/stall" => Answer::Stall(response().head()),
        _ => Answer::close(),
    });
    let read = |path: &str| {
        let mut socket = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        write!(socket, "GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).map(|_| answer)
    };
    assert!(read("/trickle").unwrap().ends_with("\r\n\r\nfour"));
    assert!(read("/truncated").unwrap().ends_with("\r\n\r\nfo"));
    assert_eq!(read("/close").unwrap(), "");
    assert_eq!(read("/reset").unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    let mut stalled = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    stalled.write_all(b"GET /stall HTTP/1.1\r\n\r\n").unwrap();
    let mut first = [0];
    stalled.read_exact(&mut first).unwrap();
    drop(server);
    let mut rest = Vec::new();
    assert!(stalled.read_to_end(&mut rest).is_ok() && rest.ends_with(b"\r\n\r\n"));
}

#[test]
fn the_static_server_stays_in_its_folder() {
    let folder = TempDir::new();
    let root = folder.path().join("root");
    std::fs::create_dir_all(root.join(".well-known")).unwrap();
    std::fs::write(root.join(".well-known/token"), "content").unwrap();
    folder.write("secret", "secret");
    std::os::unix::fs::symlink(folder.path().join("secret"), root.join("link")).unwrap();
    let files = StaticFiles::serve(&root);
    let get = |path: &str| Client::plain().get(&format!("http://127.0.0.1:{}{path}", files.port())).unwrap();
    assert_eq!(get("/.well-known/token").body, b"content");
    for path in
        ["/../secret", "/.well-known/../../secret", "//etc/passwd", "/link", "/.well-known", "/", "/missing"]
    {
        assert_eq!(get(path).status, 404, "{path}");
    }
}

/// Starts Pebble on a webroot; `None` when it is not installed.
fn pebble(files: &StaticFiles) -> Option<Pebble> {
    let options = Options { http_port: files.port(), nonce_reject: Some(0), ..Options::default() };
    match Pebble::start(&options) {
        Err(error @ StartError::NotFound(_)) => {
            eprintln!("skipped: {error}");
            None
        }
        started => Some(started.unwrap()),
    }
}

/// The status of an authorization once its validation has ended.
fn outcome(client: &WireClient, authorization_url: &str) -> String {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let authorization = client.post_for_json(authorization_url, &Value::Null);
        if authorization["status"] != "pending" || Instant::now() > deadline {
            return text(&authorization["status"]).to_owned();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn pebble_validates_what_the_webroot_serves() {
    let folder = TempDir::new();
    let files = StaticFiles::serve(folder.path());
    let Some(pebble) = pebble(&files) else { return };
    let mut client = WireClient::new(Client::trusting(pebble.ca_file()), &pebble.directory_url());
    client.register();
    let challenges = folder.path().join(".well-known/acme-challenge");
    std::fs::create_dir_all(&challenges).unwrap();
    for (name, is_served, status) in
        [("good.example.com", true, "valid"), ("bad.example.com", false, "invalid")]
    {
        let (_, order) = new_order(&client, name);
        let url = text(&order["authorizations"][0]);
        let authorization = client.post_for_json(url, &Value::Null);
        let offered = authorization["challenges"].as_array().unwrap();
        let challenge = offered.iter().find(|challenge| challenge["type"] == "http-01").unwrap();
        let token = text(&challenge["token"]);
        if is_served {
            std::fs::write(challenges.join(token), client.key_authorization(token)).unwrap();
        }
        client.post(text(&challenge["url"]), &json!({}));
        assert_eq!(outcome(&client, url), status, "{name}: {}", pebble.log());
    }
}

#[test]
fn pebble_answers_and_is_gone_afterwards() {
    let folder = TempDir::new();
    let files = StaticFiles::serve(folder.path());
    let Some(pebble) = pebble(&files) else { return };
    let directory = Client::trusting(pebble.ca_file()).get(&pebble.directory_url()).unwrap();
    assert!(parse(&directory)["newOrder"].is_string());
    assert!(X509::from_pem(pebble.root_pem().as_bytes()).is_ok());
    pebble.add_txt("_acme-challenge.example.com", "value");
    pebble.clear_txt("_acme-challenge.example.com");
    let processes = pebble.process_ids().map(|id| format!("/proc/{id}"));
    assert!(processes.iter().all(|process| Path::new(process).exists()));
    drop(pebble);
    assert!(!processes.iter().any(|process| Path::new(process).exists()));
}

#[test]
fn times_survive_the_way_to_text_and_back() {
    for (seconds, text) in [(0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z")] {
        assert_eq!(rfc3339(seconds), text);
    }
    for seconds in [1, 1_795_456_800, 1_709_164_799, 1_709_251_200, 4_102_444_799] {
        assert_eq!(from_rfc3339(&rfc3339(seconds)), Some(seconds));
    }
    assert_eq!(from_rfc3339("2026-02-30T00:00:00Z"), None);
    assert_eq!(from_rfc3339("2026-02-20"), None);
}

#[test]
fn a_private_key_is_found_in_every_form_of_a_text() {
    let ed25519 = PKey::generate_ed25519().unwrap();
    for key in [new_key(), ed25519] {
        let pem = String::from_utf8(key.private_key_to_pem_pkcs8().unwrap()).unwrap();
        let [secret] = &Secret::all_in(&pem)[..] else { panic!("one key is another number") };
        for form in forms_of(&key) {
            let text = Text::new(format!("before{form}after").as_bytes());
            assert!(text.shape_of(secret).is_some(), "not found: {form}");
            assert_eq!(text.shape_of(&Secret::new("another")), None, "{form}");
        }
        let public = String::from_utf8(key.public_key_to_pem().unwrap()).unwrap();
        assert_eq!(Text::new(public.as_bytes()).shape_of(secret), None);
    }
}

fn forms_of(key: &PKey<Private>) -> Vec<String> {
    let pem = String::from_utf8(key.private_key_to_pem_pkcs8().unwrap()).unwrap();
    let sec1 = key.ec_key().map(|key| String::from_utf8(key.private_key_to_pem().unwrap()).unwrap());
    let mut forms: Vec<_> = sec1.into_iter().chain([pem.replace('\n', "\\n"), pem]).collect();
    for der in [key.private_key_to_pkcs8().unwrap(), key.private_key_to_der().unwrap()] {
        let hexadecimal: String = der.iter().map(|byte| format!("{byte:02x}")).collect();
        forms.extend([
            BASE64_STANDARD.encode(&der),
            base64url(&der),
            hexadecimal.to_uppercase(),
            hexadecimal,
        ]);
    }
    forms
}
