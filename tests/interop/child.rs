//! A runner as a child process: tests/scenarios/README.md says what it prints.

use std::collections::HashMap;
use std::process::{Command, Output};

use crate::list::Scenario;
use crate::outcome::Outcome;
use crate::support::temp_dir::TempDir;
use crate::told::Told;

/// Seconds that a runner may take for the whole list.
const LIMIT: &str = "300";

/// What the runner says of each scenario of the list; all that it prints is kept.
pub fn outcomes(runner: &Command, list: &[Scenario], told: &Told) -> Vec<Outcome> {
    let output = run(runner);
    told.keep_printed(&[&output.stdout[..], &output.stderr].concat());
    let text = String::from_utf8_lossy(&output.stdout);
    let mut said: HashMap<_, _> = text.lines().map(parse).collect();
    let outcomes: Vec<_> = list.iter().map(|scenario| said.remove(scenario.id)).collect();
    let failed = outcomes.iter().flatten().any(|outcome| matches!(outcome, Outcome::Failed(_)));
    let is_consistent = said.is_empty() && output.status.code() == Some(i32::from(failed));
    let ending = || Outcome::Failed(ending(&output, &said.keys().copied().collect::<Vec<_>>()));
    let judge = |outcome: Option<Outcome>| outcome.filter(|_| is_consistent).unwrap_or_else(ending);
    outcomes.into_iter().map(judge).collect()
}

fn run(runner: &Command) -> Output {
    let folder = TempDir::new();
    let mut command = Command::new("timeout");
    command.args(["--kill-after=5", LIMIT]).arg(runner.get_program()).args(runner.get_args());
    command.envs(runner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(folder.path()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn parse(line: &str) -> (&str, Outcome) {
    let mut columns = line.splitn(3, '\t');
    let (id, word) = (columns.next().unwrap_or_default(), columns.next());
    let outcome = match word {
        Some("passed") => Outcome::Passed,
        Some("not-offered") => Outcome::NotOffered,
        Some("failed") => Outcome::Failed(columns.next().unwrap_or("no reason is given").to_owned()),
        _ => Outcome::Failed(format!("the runner printed {line:?}")),
    };
    (id, outcome)
}

/// Why what the runner printed does not count.
fn ending(output: &Output, unknown: &[&str]) -> String {
    let complained = String::from_utf8_lossy(&output.stderr);
    let further = if unknown.is_empty() { String::new() } else { format!(", beside it {unknown:?}") };
    format!("the runner did not tell{further}; {}: {}", output.status, complained.trim_end())
}
