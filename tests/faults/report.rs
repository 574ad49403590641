//! What the matrix showed, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::cell::Row;
use crate::kind::{Expected, Times};
use crate::kinds;
use crate::limits;
use crate::step::Step;
use crate::support::part;

/// A cell that is not as it should be.
pub fn line(row: &Row) -> String {
    let message = row.evidence.report["message"].as_str().unwrap_or_default();
    let faults = row.faults.join("; ");
    format!("{} ({}): {}; {faults} [{message}]", row.cell, row.authority, row.evidence.outcome())
}

/// Writes all cells as `NAME.tsv`, and the part of the page.
pub fn write(name: &str, rows: &[Row]) {
    part::write_file(&format!("{name}.tsv"), &all_cells(rows));
    part::write(name, &format!("{}\n{HOW_TO_READ}\n{}", figures(rows), matrix(rows)));
}

const COLUMNS: &str = "authority\tstep\tkind\ttimes\texpected\toutcome\thappened\trequests\tallowed\tnonces twice\t\
                       finalized\tgrown KiB\tlate ms\tforbidden\tverdict\n";

fn all_cells(rows: &[Row]) -> String {
    let mut text = COLUMNS.to_owned();
    for Row { cell, authority, evidence, faults, .. } in rows {
        let expected = match cell.expected() {
            Expected::Arrives => "arrives".to_owned(),
            Expected::Fails(kinds, steps) => format!("{kinds:?} at {steps:?}"),
        };
        let seen = &evidence.seen;
        let columns = [
            (*authority).to_owned(),
            cell.step.to_string(),
            cell.kind.name.clone(),
            cell.times.name().to_owned(),
            expected,
            evidence.outcome(),
            seen.strikes.to_string(),
            seen.all_requests().to_string(),
            evidence.budget().to_string(),
            seen.repeated_nonces.to_string(),
            seen.finalized.to_string(),
            evidence.grown().to_string(),
            evidence.late().to_string(),
            evidence.forbidden.to_string(),
            if faults.is_empty() { "good".to_owned() } else { faults.join("; ") },
        ];
        text += &columns.join("\t");
        text.push('\n');
    }
    text
}

/// The figures against the targets.
fn figures(rows: &[Row]) -> String {
    let count = |is_one: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| is_one(row)).count();
    let survivable = |row: &Row| row.cell.times != Times::Always && row.cell.expected() == Expected::Arrives;
    let survived = count(&|row| survivable(row) && row.evidence.arrived());
    let refused = |row: &Row| matches!(row.cell.expected(), Expected::Fails(..));
    let as_expected = |row: &Row| !row.evidence.arrived() && row.faults.is_empty();
    let most = |figure: &dyn Fn(&Row) -> u64| rows.iter().map(figure).max().unwrap_or_default();
    let none = |is_one: &dyn Fn(&Row) -> bool| (count(is_one).to_string(), "0".to_owned());
    let figure = |what: &str, (seen, target): (String, String)| vec![what.to_owned(), seen, target];
    let of = |part: usize, whole: usize| (format!("{part} of {whole}"), "all".to_owned());
    let may = |row: &Row| row.cell.kind.chain_may;
    let growth =
        (format!("{} KiB", most(&|row| row.evidence.grown())), format!("under {} KiB", limits::GROWTH));
    let late = (
        format!("{} ms", most(&|row| u64::try_from(row.evidence.late()).unwrap_or(u64::MAX))),
        format!("at most {} ms", limits::LATE.as_millis()),
    );
    let table = [
        figure("faults that pass, once or twice: survived", of(survived, count(&survivable))),
        figure(
            "faults that last or are final: a typed error that names the step",
            of(count(&|row| refused(row) && as_expected(row)), count(&refused)),
        ),
        figure("hangs", none(&|row| row.evidence.is_hang())),
        figure("the latest end after a deadline", late),
        figure("panics and crashes", none(&|row| row.evidence.is_panic())),
        figure("bad certificates accepted", none(&|row| row.evidence.bad_certificate(may(row)).is_some())),
        figure("nonces used twice", none(&|row| row.evidence.seen.repeated_nonces > 0)),
        figure("more than one certificate an issuance", none(&|row| row.evidence.seen.finalized > 1)),
        figure(
            "more requests than fault-free + 2 a fault (3 at finalize and key change) + 1",
            none(&|row| row.evidence.seen.all_requests() > row.evidence.budget()),
        ),
        figure("connections to where nobody may ask", none(&|row| row.evidence.forbidden > 0)),
        figure("the most growth of memory in a cell", growth),
        figure(
            "cells that a loaded machine disturbed, run a second time",
            (count(&|row| row.is_second).to_string(), "-".to_owned()),
        ),
        figure("cells not as they should be", none(&|row| !row.faults.is_empty())),
    ];
    format!("{} cells.\n\n{}", rows.len(), part::table(&["what", "seen", "target"], table))
}

const HOW_TO_READ: &str = "\
A line is a kind of fault, a column the step it happens at. There is a letter each for once, twice and always, as far as
that was tried: `a`, what was called for arrives; `e`, a typed error that names the step, as it should; `X`, neither. A
number says why it does not apply.
";

fn short(step: Step) -> &'static str {
    match step {
        Step::Directory => "dir",
        Step::NewNonce => "nonce",
        Step::NewAccount => "account",
        Step::NewOrder => "order",
        Step::Authorization => "authz",
        Step::Challenge => "chall",
        Step::AuthorizationLook => "authz look",
        Step::OrderLook => "order look",
        Step::Finalize => "final",
        Step::LookAfterFinalize => "look after",
        Step::Certificate => "cert",
        Step::AlternateChain => "altern",
        Step::RenewalInfo => "ARI",
        Step::RevokeCert => "revoke",
        Step::KeyChange => "key",
        Step::Deactivation => "deact",
    }
}

fn matrix(rows: &[Row]) -> String {
    let mut letters: BTreeMap<(&str, Step), String> = BTreeMap::new();
    for row in rows {
        let letter = match (row.faults.is_empty(), row.evidence.arrived()) {
            (false, _) => 'X',
            (true, true) => 'a',
            (true, false) => 'e',
        };
        letters.entry((&row.cell.kind.name, row.cell.step)).or_default().push(letter);
    }
    let mut reasons = Vec::new();
    let lines: Vec<_> = kinds::all()
        .iter()
        .map(|kind| {
            let cell = |step: Step| match kind.misfit(step) {
                Some(why) => number_of(why, &mut reasons).to_string(),
                None => letters.get(&(kind.name.as_str(), step)).cloned().unwrap_or_default(),
            };
            let name = vec![kind.name.clone()];
            name.into_iter().chain(Step::ALL.map(cell)).collect()
        })
        .collect();
    let mut head = vec![""];
    head.extend(Step::ALL.map(short));
    let mut text = part::table(&head, lines);
    text.push('\n');
    for (number, why) in reasons.iter().enumerate() {
        let _ = writeln!(text, "{}. {why}", number + 1);
    }
    text
}

/// The number of a reason, from 1 on.
fn number_of(why: &'static str, reasons: &mut Vec<&'static str>) -> usize {
    let known = reasons.iter().position(|known| *known == why);
    known.unwrap_or_else(|| {
        reasons.push(why);
        reasons.len() - 1
    }) + 1
}
