//! A worker process, from its employer's side.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use serde_json::{Value, json};

use crate::{limits, worker};

pub struct Hand {
    child: Child,
    orders: ChildStdin,
    reports: Receiver<String>,
}

impl Hand {
    /// Starts a worker.
    pub fn hire() -> Self {
        let mut child = Command::new(std::env::current_exe().expect("the path of this program"))
            .args(["--exact", "worker::works", "--nocapture", "--test-threads=1"])
            .env(worker::VARIABLE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("this program started again");
        let orders = child.stdin.take().expect("a pipe to the worker");
        let lines = BufReader::new(child.stdout.take().expect("a pipe from the worker")).lines();
        let (sender, reports) = mpsc::channel();
        thread::spawn(move || {
            let marked = |line: String| line.strip_prefix(worker::MARK).map(str::to_owned);
            for report in lines.map_while(Result::ok).filter_map(marked) {
                if sender.send(report).is_err() {
                    return;
                }
            }
        });
        Self { child, orders, reports }
    }

    /// Has an order carried out. A worker that crashes or hangs is replaced, and that is its report.
    pub fn carry_out(&mut self, order: &Value) -> Value {
        let sent = writeln!(self.orders, "{order}").and_then(|()| self.orders.flush());
        let report = sent.ok().map(|()| self.reports.recv_timeout(limits::SILENT));
        let why = match report {
            Some(Ok(report)) => return serde_json::from_str(&report).unwrap_or_default(),
            Some(Err(mpsc::RecvTimeoutError::Timeout)) => "hang",
            _ => "crash",
        };
        *self = Self::hire();
        json!({ why: true })
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
