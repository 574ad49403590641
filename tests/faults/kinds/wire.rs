//! The connection breaks, stalls, or carries what is no HTTP answer.

use std::time::Duration;

use acme_client::Kind;

use crate::bomb;
use crate::kind::FaultKind;
use crate::step::Step;
use crate::support::ca::Break;
use crate::support::http::{Answer, Framing};

const HUGE: u64 = 512 * 1024 * 1024;
const NO_BODY: &str = "its answer has no body";

pub fn kinds() -> Vec<FaultKind> {
    [broken(), stalled(), cut(), oversized()].into_iter().flatten().collect()
}

fn broken() -> Vec<FaultKind> {
    let lost = &[Kind::ConnectionLost];
    vec![
        FaultKind::before("reset before the server acted", Break::Reset).passes(lost),
        FaultKind::after_break("reset after the server acted", Break::Reset).passes(lost),
        FaultKind::before("closed before the server acted", Break::Close).passes(lost),
        FaultKind::after_break("closed after the server acted", Break::Close).passes(lost),
        FaultKind::after_break("kept connection found closed", Break::CloseAfterAnswer),
    ]
}

fn stalled() -> Vec<FaultKind> {
    let late = &[Kind::RequestTimedOut];
    vec![
        FaultKind::before("no answer, not acted", Break::StallBeforeHeaders).passes(late),
        FaultKind::after_break("no answer, acted", Break::StallBeforeHeaders).passes(late),
        FaultKind::after("headers stalled", |_, response| {
            let head = response.head();
            Answer::Stall(head[..head.len() / 2].to_vec())
        })
        .passes(late),
        FaultKind::after_break("body stalled", Break::StallAfterHeaders)
            .passes(late)
            .only(Step::has_body, NO_BODY),
        FaultKind::after_break("byte by byte", Break::Trickle(Duration::from_micros(50))),
        FaultKind::after_break("byte by byte without end", Break::Trickle(Duration::from_millis(50)))
            .passes(late),
    ]
}

fn cut() -> Vec<FaultKind> {
    let lost = &[Kind::ConnectionLost];
    let with_body = |kind: FaultKind| kind.only(Step::has_body, NO_BODY);
    vec![
        with_body(FaultKind::after_break("cut, with a length", Break::Truncate).passes(lost)),
        with_body(FaultKind::after_break("cut within a chunk", Break::TruncateChunked).passes(lost)),
        with_body(
            FaultKind::after("cut, without a length or a farewell", |_, mut response| {
                response.framing = Framing::Close;
                Answer::truncated(&response)
            })
            .passes(lost),
        ),
        with_body(
            FaultKind::edit("cut, without a length", |_, response| {
                response.framing = Framing::Close;
                response.body.truncate(response.body.len() / 2);
            })
            .passes(&[Kind::UnreadableResponse, Kind::InvalidChain])
            .harmless_at(&[Step::KeyChange, Step::Deactivation]),
        ),
        FaultKind::edit("whole, without a length", |_, response| response.framing = Framing::Close)
            .only(Step::has_body, NO_BODY),
        FaultKind::edit("in chunks", |_, response| response.framing = Framing::Chunked)
            .only(Step::has_body, NO_BODY),
    ]
}

fn oversized() -> Vec<FaultKind> {
    let too_large = &[Kind::ResponseTooLarge];
    let readable = |step: Step| step != Step::NewNonce;
    let huge = |name: &'static str, framing| {
        FaultKind::after(name, move |_, mut response| {
            response.framing = framing;
            Answer::Zeros(response, HUGE)
        })
        .refused(too_large)
        .only(readable, "the answer to HEAD has no body")
    };
    vec![
        FaultKind::before("not HTTP", Break::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()))
            .passes(&[Kind::UnreadableResponse]),
        FaultKind::edit("huge header", |_, response| {
            response.headers.push(("X-Filler".to_owned(), "y".repeat(1 << 20)));
        })
        .refused(too_large),
        huge("512 MiB, announced", Framing::Length),
        huge("512 MiB, not announced", Framing::Close),
        huge("512 MiB, in one chunk", Framing::Chunked),
        FaultKind::edit("compressed bomb", |_, response| {
            response.body = bomb::gzip_of_zeros(128 << 20);
            response.headers.push(("Content-Encoding".to_owned(), "gzip".to_owned()));
        })
        .refused(&[Kind::InvalidResponse])
        .only(readable, "the answer to HEAD has no body"),
    ]
}
