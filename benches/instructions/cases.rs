//! The parts of an issuance that compute and wait for nothing, each repeated: CASE TIMES RSA_KEY_FILE
//!
//! scripts/instructions.sh counts the instructions of two runs, whose difference is what the repetitions took.

use std::error::Error;
use std::hint::black_box;

use acme_client::protocol::{
    CertificateChain, Csr, Identifier, Jwk, JwsHeader, Key, KeyKind, Order, SelfSignedParams,
};

type Outcome = Result<(), Box<dyn Error>>;

const NAMES: usize = 100;
const ORDER_URL: &str = "https://ca.example/acme/order/4yAxZ4M8mD1y";

fn main() -> Outcome {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [case, times, rsa_key_file] = arguments.as_slice() else {
        return Err("usage: bench-instructions CASE TIMES RSA_KEY_FILE".into());
    };
    let times = times.parse()?;
    match case.as_str() {
        "jws-rs256" => sign(&Key::from_pem(&std::fs::read(rsa_key_file)?, None)?, times),
        "jws-es256" => sign(&Key::generate(KeyKind::EcP256)?, times),
        "jws-es384" => sign(&Key::generate(KeyKind::EcP384)?, times),
        "jws-es512" => sign(&Key::generate(KeyKind::EcP521)?, times),
        "jws-eddsa" => sign(&Key::generate(KeyKind::Ed25519)?, times),
        "thumbprint" => thumbprint(times),
        "order-100" => order(times),
        "chain-100" => chain(times),
        "csr-100" => csr(times),
        other => Err(format!("there is no case {other}").into()),
    }
}

/// A JWS of a POST-as-GET.
fn sign(key: &Key, times: usize) -> Outcome {
    let kid = Some("https://ca.example/acme/account/1");
    let header = JwsHeader { url: ORDER_URL, nonce: Some("oFvnlFP1wIhRlYS2jTaXbA"), kid };
    for _ in 0..times {
        black_box(key.jws(black_box(&header), b"")?);
    }
    Ok(())
}

/// The thumbprint of a key that came as JSON.
fn thumbprint(times: usize) -> Outcome {
    let json = Key::generate(KeyKind::EcP256)?.jwk().to_json().to_owned();
    for _ in 0..times {
        black_box(Jwk::parse(black_box(&json))?.thumbprint());
    }
    Ok(())
}

fn order(times: usize) -> Outcome {
    let of_each = |text: fn(usize) -> String| (0..NAMES).map(text).collect::<Vec<_>>().join(",");
    let text = format!(
        r#"{{"status": "pending", "expires": "2030-01-01T00:00:00Z", "identifiers": [{}], "authorizations": [{}], "finalize": "{ORDER_URL}/finalize"}}"#,
        of_each(|number| format!(r#"{{"type": "dns", "value": "{}"}}"#, name(number))),
        of_each(|number| format!(r#""https://ca.example/acme/authorization/{number}""#)),
    );
    for _ in 0..times {
        black_box(Order::parse(ORDER_URL, black_box(&text))?);
    }
    Ok(())
}

/// A downloaded chain of two, read and checked against what was asked for.
fn chain(times: usize) -> Outcome {
    let (key, identifiers) = (Key::generate(KeyKind::EcP256)?, identifiers()?);
    let certificate = |identifiers: &[Identifier]| {
        let identifiers = identifiers.to_vec();
        let day = 86_400;
        SelfSignedParams { identifiers, not_after: day, ..SelfSignedParams::default() }.build(&key)
    };
    let pem = [certificate(&identifiers)?.pem(), certificate(&identifiers[..1])?.pem()].concat();
    let request = Csr::for_identifiers(&identifiers, &key)?;
    for _ in 0..times {
        let chain = CertificateChain::parse(black_box(pem.as_bytes()))?;
        chain.check_key(&request)?;
        chain.check_identifiers(&identifiers)?;
    }
    Ok(())
}

fn csr(times: usize) -> Outcome {
    let (key, identifiers) = (Key::generate(KeyKind::EcP256)?, identifiers()?);
    for _ in 0..times {
        black_box(Csr::for_identifiers(black_box(&identifiers), &key)?);
    }
    Ok(())
}

fn name(number: usize) -> String {
    format!("host-{number}.department.example.com")
}

fn identifiers() -> Result<Vec<Identifier>, Box<dyn Error>> {
    Ok((0..NAMES).map(|number| Identifier::dns(&name(number))).collect::<Result<_, _>>()?)
}
