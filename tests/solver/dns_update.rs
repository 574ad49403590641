//! Dynamic updates of a real BIND.

use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use acme_client::Kind;
use acme_client::issuance::solver::{DnsUpdate, Presentation, SelfCheck, Solver, TsigAlgorithm, TsigKey};

use crate::dns_server::{Bind, KEY_NAME, SECRET};
use crate::fixture::{context, context_of, presentation};

fn key(algorithm: TsigAlgorithm) -> TsigKey {
    TsigKey::new(KEY_NAME, algorithm, SECRET).unwrap()
}

fn solver(bind: &Bind) -> DnsUpdate {
    let address = bind.address();
    DnsUpdate::new(&address.to_string())
        .unwrap()
        .with_resolvers(vec![address])
        .with_key(key(TsigAlgorithm::HmacSha256))
}

fn value(presentation: &Presentation) -> String {
    presentation.dns_record().unwrap().value
}

#[test]
fn records_of_several_zones_come_and_go() {
    let Some(bind) = Bind::start("hmac-sha256") else { return };
    let solver = solver(&bind);
    let batch = [
        presentation("dns-01", "example.com", "tok-a"),
        presentation("dns-01", "*.example.com", "tok-b"),
        presentation("dns-01", "deep.below.example.com", "tok-c"),
        presentation("dns-01", "challenges.example.net", "tok-d"),
        presentation("dns-account-01", "example.com", "tok-e"),
    ];
    solver.present(&batch, &context()).unwrap();
    let mut both = bind.texts("_acme-challenge.example.com");
    both.sort_unstable();
    let mut expected = [value(&batch[0]), value(&batch[1])];
    expected.sort_unstable();
    assert_eq!(both, expected, "name and wildcard side by side");
    assert_eq!(bind.texts("_acme-challenge.deep.below.example.com"), [value(&batch[2])]);
    assert_eq!(bind.texts("_acme-challenge.challenges.example.net"), [value(&batch[3])]);
    assert_eq!(bind.texts(&batch[4].dns_record().unwrap().name), [value(&batch[4])]);
    solver.present(&batch, &context()).unwrap();
    solver.clean_up(&batch[..1], &context()).unwrap();
    assert_eq!(bind.texts("_acme-challenge.example.com"), [value(&batch[1])], "others' records stay");
    solver.clean_up(&batch, &context()).unwrap();
    assert!(bind.texts("_acme-challenge.example.com").is_empty());
    assert!(bind.texts("_acme-challenge.challenges.example.net").is_empty());
}

#[test]
fn a_delegated_challenge_is_put_where_its_alias_leads() {
    let Some(bind) = Bind::start("hmac-sha256") else { return };
    let batch = [presentation("dns-01", "www.example.com", "tok")];
    let delegated = solver(&bind);
    delegated.present(&batch, &context()).unwrap();
    assert_eq!(bind.texts("www.challenges.example.net"), [value(&batch[0])]);
    // A process of its own after a crash knows nothing of the record, and finds it all the same.
    let later = solver(&bind);
    later.clean_up(&batch, &context()).unwrap();
    assert!(bind.texts("www.challenges.example.net").is_empty());
    let error =
        delegated.present(&[presentation("dns-01", "loop.example.com", "tok")], &context()).unwrap_err();
    assert!(error.to_string().contains("aliases"), "{error}");
}

#[test]
fn a_hundred_records_are_one_update() {
    let Some(bind) = Bind::start("hmac-sha512") else { return };
    let solver = DnsUpdate::new(&bind.address().to_string()).unwrap().without_aliases();
    let solver = solver.with_zone("example.com.").unwrap().with_key(key(TsigAlgorithm::HmacSha512));
    let batch: Vec<_> =
        (0..100).map(|i| presentation("dns-01", &format!("n{i}.example.com"), &format!("tok-{i}"))).collect();
    solver.present(&batch, &context()).unwrap();
    assert_eq!(bind.texts("_acme-challenge.n99.example.com"), [value(&batch[99])]);
    solver.clean_up(&batch, &context()).unwrap();
    assert!(bind.texts("_acme-challenge.n0.example.com").is_empty());
}

#[test]
fn what_the_server_refuses_is_told() {
    let Some(bind) = Bind::start("hmac-sha256") else { return };
    let server = bind.address().to_string();
    let plain = || DnsUpdate::new(&server).unwrap().with_resolvers(vec![bind.address()]);
    let batch = [presentation("dns-01", "example.com", "tok")];
    let refused = |solver: DnsUpdate| {
        let error = solver.present(&batch, &context()).unwrap_err();
        assert_eq!(error.kind(), Kind::SolverFailed);
        error.to_string()
    };
    assert!(refused(plain()).contains("refuses to update the zone example.com: REFUSED"));
    let secret = "YW5vdGhlciBzZWNyZXQ=";
    let wrong = TsigKey::new(KEY_NAME, TsigAlgorithm::HmacSha256, secret).unwrap();
    assert!(refused(plain().with_key(wrong)).contains("BADSIG"));
    let unknown = TsigKey::new("other-key", TsigAlgorithm::HmacSha256, SECRET).unwrap();
    assert!(refused(plain().with_key(unknown)).contains("BADKEY"));
    let zone = plain().with_zone("example.org").unwrap().with_key(key(TsigAlgorithm::HmacSha256));
    assert!(refused(zone).contains("NOTAUTH"));
    let elsewhere = [presentation("dns-01", "a.example.org", "tok")];
    let error = solver(&bind).present(&elsewhere, &context()).unwrap_err();
    assert_eq!(error.subject(), Some("a.example.org"));
    assert!(bind.texts("_acme-challenge.example.com").is_empty());
}

#[test]
fn records_are_looked_for_at_every_server_of_their_zone() {
    let Some(bind) = Bind::start("hmac-sha256") else { return };
    let check = |time| {
        let check = SelfCheck::new()
            .unwrap()
            .with_resolvers(vec![bind.address()])
            .with_dns_port(bind.address().port());
        check.with_timeout(time)
    };
    let batch =
        [presentation("dns-01", "example.com", "tok-a"), presentation("dns-01", "www.example.com", "tok-b")];
    let error = check(Duration::from_secs(1)).check(&batch, &context()).unwrap_err();
    assert_eq!((error.kind(), error.subject()), (Kind::NotVisible, Some("example.com")));
    assert!(error.to_string().contains("ns.example.com has no such TXT record"), "{error}");
    let solver = solver(&bind);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| check(Duration::from_secs(20)).check(&batch, &context()));
        solver.present(&batch, &context()).unwrap();
        waiting.join().unwrap().unwrap();
    });
    let checked = check(Duration::from_secs(20)).around(solver);
    checked.ready(&batch, &context()).unwrap();
    checked.clean_up(&batch, &context()).unwrap();
}

/// A server that answers each message by TCP with what `answer` makes of it.
fn impostor(answer: impl Fn(Vec<u8>) -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut length = [0; 2];
            stream.read_exact(&mut length).unwrap();
            let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
            stream.read_exact(&mut message).unwrap();
            let answer = answer(message);
            let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
            stream.write_all(&[&length, answer.as_slice()].concat()).unwrap();
        }
    });
    address.to_string()
}

/// The message as an answer without error.
fn answered(mut message: Vec<u8>) -> Vec<u8> {
    message[2] |= 0x80;
    message
}

fn update_at(server: &str) -> String {
    let solver = DnsUpdate::new(server).unwrap().without_aliases().with_zone("example.com").unwrap();
    let solver = solver.with_key(key(TsigAlgorithm::HmacSha256));
    let batch = [presentation("dns-01", "example.com", "tok")];
    solver.present(&batch, &context()).unwrap_err().to_string()
}

#[test]
fn an_answer_without_the_right_signature_is_not_believed() {
    let unsigned = impostor(|message| {
        let mut answer = answered(message);
        answer.truncate(12);
        answer[4..12].fill(0);
        answer
    });
    assert!(update_at(&unsigned).contains("the answer is not signed"));
    let echoed = impostor(answered);
    assert!(update_at(&echoed).contains("the TSIG signature of the answer is wrong"));
    let foreign = impostor(|message| [&[message[0] ^ 1], &answered(message.clone())[1..]].concat());
    assert!(update_at(&foreign).contains("what it sent is no answer"));
    let cut = impostor(|message| answered(message)[..20].to_vec());
    let said = update_at(&cut);
    assert!(said.contains("no answer") || said.contains("not signed"), "{said}");
    let silent = impostor(|_| Vec::new());
    assert!(update_at(&silent).contains("what it sent is no answer"));
}

#[test]
fn a_server_that_says_nothing_is_given_up_at_the_deadline() {
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = tcp.local_addr().unwrap();
    let _udp = UdpSocket::bind(address).unwrap();
    let solver = DnsUpdate::new(&address.to_string()).unwrap().with_resolvers(vec![address]);
    let batch = [presentation("dns-01", "a.example", "tok")];
    let started = Instant::now();
    let error = solver.present(&batch, &context_of(Duration::from_millis(400))).unwrap_err();
    assert_eq!(error.kind(), Kind::TimedOut, "{error}");
    assert!(started.elapsed() < Duration::from_secs(5));
    let context = context();
    context.cancel.trigger();
    assert_eq!(solver.present(&batch, &context).unwrap_err().kind(), Kind::Cancelled);
}

#[test]
fn a_server_by_name_is_looked_up_within_the_time_that_there_is() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = format!("localhost:{closed}");
    let solver = DnsUpdate::new(&server).unwrap().without_aliases().with_zone("example").unwrap();
    let batch = [presentation("dns-01", "a.example", "tok")];
    let error = solver.present(&batch, &context_of(Duration::ZERO)).unwrap_err();
    assert_eq!(error.kind(), Kind::TimedOut, "{error}");
    let cancelled = context();
    cancelled.cancel.trigger();
    assert_eq!(solver.present(&batch, &cancelled).unwrap_err().kind(), Kind::Cancelled);
    let error = solver.present(&batch, &context()).unwrap_err();
    assert_eq!(error.kind(), Kind::SolverFailed);
    assert!(error.to_string().contains(&format!("the DNS server {server}: ")), "{error}");
}

#[test]
fn settings_that_are_none_are_refused() {
    let refused = [
        DnsUpdate::new("").unwrap_err(),
        DnsUpdate::new("server").unwrap().with_zone("a..b").unwrap_err(),
        TsigKey::new("key", TsigAlgorithm::HmacSha256, "no base64!").unwrap_err(),
        TsigKey::new("key", TsigAlgorithm::HmacSha256, "").unwrap_err(),
        TsigKey::new("a..b", TsigAlgorithm::HmacSha256, SECRET).unwrap_err(),
        TsigAlgorithm::parse("hmac-md5").unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.kind(), Kind::InvalidArgument, "{error}");
    }
    assert_eq!(TsigAlgorithm::parse("HMAC-SHA384").unwrap(), TsigAlgorithm::HmacSha384);
    assert!(!format!("{:?}", key(TsigAlgorithm::HmacSha256)).contains("secret"));
}
