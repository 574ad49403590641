//! Certificate chains that are broken, or somebody else's.

use acme_client::Kind;

use crate::kind::{Expected, FaultKind, Times};
use crate::lie;
use crate::step::Step;
use crate::support::http::Framing;
use crate::support::x509::{Identity, new_key};

const END: &str = "-----END CERTIFICATE-----\n";

pub fn kinds() -> Vec<FaultKind> {
    let invalid = &[Kind::InvalidChain];
    let mismatch = &[Kind::CertificateMismatch];
    vec![
        chain("certificate for another key", |text| lie::chain_for_other_key(text.as_bytes()))
            .refused(mismatch),
        chain("certificate for another name", |text| lie::chain_for_other_name(text.as_bytes()))
            .refused(mismatch),
        chain("chain cut within a block", |text| text.as_bytes()[..text.len() - text.len() / 4].to_vec())
            .passes(invalid),
        chain("text between the blocks", |text| {
            text.replacen(END, &format!("{END}<b>maintenance</b>\n"), 1).into()
        })
        .passes(invalid),
        chain("a private key between the blocks", |text| {
            let key = Identity { key: new_key(), certificate: Identity::root("any").certificate }.key_pem();
            text.replacen(END, &format!("{END}{key}"), 1).into()
        })
        .passes(invalid),
        chain("a block that is no certificate", |text| {
            format!("{}-----BEGIN CERTIFICATE-----\nAAAA\n{END}", leaf(text)).into_bytes()
        })
        .passes(invalid),
        lone_leaf("chain without its end", Framing::Length),
        lone_leaf("chain without its end or a length", Framing::Close),
    ]
}

fn chain(name: &str, change: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> FaultKind {
    FaultKind::edit(name, move |_, response| {
        response.body = change(&String::from_utf8_lossy(&response.body));
    })
    .only(Step::has_chain, "its answer is no chain")
}

/// Whole blocks with nothing wrong in them: nobody can tell that there were more. It is no longer the alternate that was
/// looked for, though.
fn lone_leaf(name: &str, framing: Framing) -> FaultKind {
    FaultKind::edit(name, move |_, response| {
        response.framing = framing;
        response.body = leaf(&String::from_utf8_lossy(&response.body)).as_bytes().to_vec();
    })
    .only(Step::has_chain, "its answer is no chain")
    .hides_the_end()
    .unless(move |step, times| {
        let is_found = framing == Framing::Close && times == Times::Once;
        let fails = Expected::Fails(vec![Kind::ChainNotFound], vec![step.in_errors()]);
        (step == Step::AlternateChain && !is_found).then_some(fails)
    })
}

/// The first block.
fn leaf(chain: &str) -> &str {
    chain.find(END).map_or(chain, |end| &chain[..end + END.len()])
}
