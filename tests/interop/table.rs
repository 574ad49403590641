//! What became of each scenario at each server.

use std::collections::HashSet;
use std::fmt;

use crate::language::Language;
use crate::list::Scenario;
use crate::outcome::Outcome;
use crate::site::Site;

/// What every server offers: a language that says otherwise is at fault, though all of them should say it.
const EVERYWHERE: [&str; 8] = [
    "account",
    "http-01",
    "dns-01",
    "tls-alpn-01",
    "obtain",
    "revocation",
    "revocation-by-key",
    "account-deactivation",
];

/// Features below each other, servers beside each other. A cell holds the outcome in each language.
pub struct Table<'a> {
    pub list: &'a [Scenario],
    pub sites: &'a [Site],
    pub languages: &'a [Language],
    /// By server, language and scenario.
    pub outcomes: Vec<Vec<Vec<Outcome>>>,
}

impl Table<'_> {
    /// The outcomes of a scenario at a server, by language.
    fn cell(&self, site: usize, scenario: usize) -> Vec<(&'static str, &Outcome)> {
        let of_site = self.languages.iter().zip(&self.outcomes[site]);
        of_site.map(|(language, outcomes)| (language.name, &outcomes[scenario])).collect()
    }

    /// A line for each failure, and for each server of which the languages say different things.
    pub fn complaints(&self) -> Vec<String> {
        let (mut complaints, mut told) = (Vec::new(), HashSet::new());
        for (row, scenario) in self.list.iter().enumerate() {
            for (column, site) in self.sites.iter().enumerate() {
                let cell = self.cell(column, row);
                let place = format!("{}: {}", site.name, scenario.id);
                for (language, why) in failures(&cell) {
                    // A runner that cannot be started fails in every scenario; once is enough.
                    if told.insert((column, language, why.to_owned())) {
                        complaints.push(format!("{place}: {language}: {why}"));
                    }
                }
                let is_lacking = cell.iter().any(|(_, outcome)| **outcome == Outcome::NotOffered);
                if is_lacking && EVERYWHERE.contains(&scenario.id) {
                    complaints.push(format!("{place}: every server offers it"));
                }
                complaints.extend(disagreement(&cell).map(|what| format!("{place}: {what}")));
            }
        }
        complaints
    }
}

fn failures<'a>(cell: &'a [(&'static str, &Outcome)]) -> impl Iterator<Item = (&'static str, &'a str)> {
    cell.iter().filter_map(|(language, outcome)| match outcome {
        Outcome::Failed(why) => Some((*language, why.as_str())),
        Outcome::Passed | Outcome::NotOffered => None,
    })
}

/// Whether one language finds not offered what another one did.
fn disagreement(cell: &[(&'static str, &Outcome)]) -> Option<String> {
    let saying = |what: &Outcome| {
        let languages = cell.iter().filter(|(_, outcome)| *outcome == what).map(|(language, _)| *language);
        languages.collect::<Vec<_>>().join(", ")
    };
    let (passed, not_offered) = (saying(&Outcome::Passed), saying(&Outcome::NotOffered));
    let differ = !passed.is_empty() && !not_offered.is_empty();
    differ.then(|| format!("done from {passed}, not offered from {not_offered}"))
}

fn words(cell: &[(&'static str, &Outcome)]) -> String {
    let failed: Vec<_> = failures(cell).map(|(language, _)| language).collect();
    match cell.first() {
        _ if !failed.is_empty() => format!("FAILED: {}", failed.join(", ")),
        _ if disagreement(cell).is_some() => "DIFFERS".to_owned(),
        Some((_, Outcome::Passed)) => "yes".to_owned(),
        _ => "not offered".to_owned(),
    }
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let languages: Vec<_> = self.languages.iter().map(|language| language.name).collect();
        writeln!(f, "From each of {}:\n", languages.join(", "))?;
        let titles = self.list.iter().map(|scenario| scenario.title.to_owned());
        let mut columns = vec![std::iter::once(String::new()).chain(titles).collect::<Vec<_>>()];
        for (column, site) in self.sites.iter().enumerate() {
            let cells = (0..self.list.len()).map(|row| words(&self.cell(column, row)));
            columns.push(std::iter::once(site.name.clone()).chain(cells).collect());
        }
        let wide: Vec<_> =
            columns.iter().map(|column| column.iter().map(String::len).max().unwrap_or(0)).collect();
        for row in 0..=self.list.len() {
            let cells = columns.iter().zip(&wide).map(|(column, wide)| format!("{:wide$}", column[row]));
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}
