//! One cell of the matrix: a kind of fault at a step, once, twice or always; how it is run and what it showed.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::goal::Goal;
use crate::hand::Hand;
use crate::judge::{Evidence, judge};
use crate::kind::{Expected, FaultKind, Times};
use crate::limits;
use crate::proxy::Proxy;
use crate::run::{Plan, Run};
use crate::step::Step;

#[derive(Clone, Copy)]
pub struct Cell {
    pub step: Step,
    pub kind: &'static FaultKind,
    pub times: Times,
}

impl Cell {
    /// The deadline of its calls.
    fn deadline(&self) -> Duration {
        if self.kind.outlasts && self.times == Times::Always { limits::STUCK } else { limits::CALL }
    }

    /// Its place among the others.
    pub fn order(&self) -> (Step, &str, Times) {
        (self.step, &self.kind.name, self.times)
    }

    pub fn expected(&self) -> Expected {
        self.kind.expected(self.step, self.times)
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}, {}", self.kind.name, self.step, self.times.name())
    }
}

/// What a cell showed.
pub struct Row {
    pub cell: Cell,
    pub authority: &'static str,
    pub evidence: Evidence,
    /// What was not as it should be.
    pub faults: Vec<String>,
    /// Whether it was run a second time, after a first that was not as it should be.
    pub is_second: bool,
}

/// How many requests each goal takes when nothing goes wrong.
pub type FaultFree = BTreeMap<Goal, u32>;

/// An authority behind its proxy, and a worker that is sent there.
pub struct Bench {
    proxy: Proxy,
    hand: Hand,
    site: Arc<Site>,
    number: usize,
    count: usize,
}

/// What all benches of one authority have in common.
pub struct Site {
    pub ca_file: PathBuf,
    pub webroot: PathBuf,
    /// The common name of the root behind the alternate chain.
    pub alternate: String,
}

impl Bench {
    pub fn new(proxy: Proxy, site: &Arc<Site>, number: usize) -> Self {
        let mut bench = Self { proxy, hand: Hand::hire(), site: Arc::clone(site), number, count: 0 };
        // The first issuance of a process loads what it will need, which is no growth.
        bench.measure(Goal::Verbs);
        bench.measure(Goal::AlternateChain);
        bench
    }

    /// The number of requests of a goal when nothing goes wrong.
    pub fn measure(&mut self, goal: Goal) -> u32 {
        let run = self.begin(None);
        let report = self.send(goal, limits::CALL, &run);
        assert!(report["chain"].is_string(), "without a fault {} fails: {report}", goal.name());
        run.seen().all_requests()
    }

    /// Runs a cell.
    pub fn run(&mut self, cell: Cell, fault_free: &FaultFree) -> Row {
        let goal = cell.step.goal();
        let plan = Plan { step: cell.step, kind: cell.kind, times: cell.times.count() };
        let run = self.begin(Some(plan));
        let forbidden = self.proxy.forbidden_connections();
        let report = self.send(goal, cell.deadline(), &run);
        let evidence = Evidence {
            step: cell.step,
            report,
            forbidden: self.proxy.forbidden_connections() - forbidden,
            fault_free: fault_free.get(&goal).copied().unwrap_or_default(),
            name: self.name(),
            seen: std::mem::take(&mut *run.seen()),
        };
        let faults = judge(&cell, &evidence);
        Row { cell, authority: self.proxy.upstream().name(), evidence, faults, is_second: false }
    }

    fn begin(&mut self, plan: Option<Plan>) -> Arc<Run> {
        self.count += 1;
        Arc::new(Run::new(&format!("w{}-{}", self.number, self.count), plan))
    }

    fn name(&self) -> String {
        format!("n{}-{}.faults.example", self.number, self.count)
    }

    fn send(&mut self, goal: Goal, deadline: Duration, run: &Arc<Run>) -> Value {
        let directory = self.proxy.begin(run);
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let order = json!({
            "directory": directory,
            "goal": goal.name(),
            "deadline": deadline.as_millis(),
            "name": self.name(),
            "names": self.proxy.names().address.to_string(),
            "ca_file": text(&self.site.ca_file),
            "webroot": text(&self.site.webroot),
            "issuer": self.site.alternate,
        });
        let report = self.hand.carry_out(&order);
        run.end();
        report
    }
}
