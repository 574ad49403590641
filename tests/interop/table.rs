//! What became of each scenario at each server.

use std::fmt;

use crate::site::Site;

/// What became of one scenario at one server.
pub enum Outcome {
    Passed,
    NotOffered,
    Failed(String),
}

/// Features below each other, servers beside each other.
pub struct Table {
    servers: Vec<String>,
    rows: Vec<(&'static str, Vec<Outcome>)>,
}

impl Table {
    pub fn new(sites: &[Site]) -> Self {
        Self { servers: sites.iter().map(|site| site.name.clone()).collect(), rows: Vec::new() }
    }

    pub fn add(&mut self, feature: &'static str, outcomes: Vec<Outcome>) {
        self.rows.push((feature, outcomes));
    }

    /// A line for each failure.
    pub fn failures(&self) -> Vec<String> {
        let failed = |feature: &str, server: &String, outcome: &Outcome| match outcome {
            Outcome::Failed(reason) => Some(format!("{server}: {feature}: {reason}")),
            Outcome::Passed | Outcome::NotOffered => None,
        };
        self.rows
            .iter()
            .flat_map(|(feature, outcomes)| {
                self.servers.iter().zip(outcomes).filter_map(move |(server, o)| failed(feature, server, o))
            })
            .collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = self.rows.iter().map(|(feature, _)| feature.len()).max().unwrap_or(0);
        write!(f, "{:wide$}", "")?;
        for server in &self.servers {
            write!(f, "  {server:14}")?;
        }
        for (feature, outcomes) in &self.rows {
            write!(f, "\n{feature:wide$}")?;
            for outcome in outcomes {
                let word = match outcome {
                    Outcome::Passed => "yes",
                    Outcome::NotOffered => "not offered",
                    Outcome::Failed(_) => "FAILED",
                };
                write!(f, "  {word:14}")?;
            }
        }
        Ok(())
    }
}
