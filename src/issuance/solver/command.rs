//! External programs: certbot's manual hooks and dehydrated's hooks.

use std::collections::{HashMap, HashSet};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Presentation, Solver, SolverContext, program};
use crate::error::{Error, Result};
use crate::protocol::{check_caller_text, clean};

/// Has external programs present, by the interface of certbot's manual hooks or of dehydrated's hooks.
///
/// They run one after another in the order of the batch, each in a process group of its own that is ended at the
/// deadline. One that ends with another status than 0 has failed; the end of its output stands in the error.
#[derive(Debug)]
pub struct Command {
    hook: Hook,
    types: Vec<String>,
    known: Mutex<Known>,
}

/// What is known of the challenges that are not cleaned up yet, by their URLs.
#[derive(Debug, Default)]
struct Known {
    /// What the program wrote.
    outputs: HashMap<String, String>,
    /// Those that were not reached, because one before them failed.
    unreached: HashSet<String>,
}

#[derive(Debug)]
enum Hook {
    Certbot { auth: String, cleanup: Option<String> },
    Dehydrated { program: String, chain: bool },
}

/// The two things that a hook is asked for.
#[derive(Clone, Copy)]
enum Task {
    Deploy,
    Clean,
}

impl Command {
    /// Hooks of certbot's `--manual-auth-hook` and `--manual-cleanup-hook`: shell commands that find `CERTBOT_DOMAIN`,
    /// `CERTBOT_VALIDATION`, `CERTBOT_TOKEN` (http-01 alone), `CERTBOT_REMAINING_CHALLENGES` and `CERTBOT_ALL_DOMAINS` in
    /// their environment; the second one `CERTBOT_AUTH_OUTPUT` as well. They do dns-01 unless said otherwise.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`](crate::Kind::InvalidArgument) when a command is empty or holds control characters.
    pub fn certbot(auth: &str, cleanup: Option<&str>) -> Result<Self> {
        check_caller_text("auth hook", auth)?;
        cleanup.map_or(Ok(()), |cleanup| check_caller_text("cleanup hook", cleanup))?;
        Ok(Self::new(Hook::Certbot { auth: auth.to_owned(), cleanup: cleanup.map(str::to_owned) }))
    }

    /// A hook of dehydrated: a program that is called with `deploy_challenge` or `clean_challenge`, the domain, the token
    /// and the value to be presented. It does dns-01 unless said otherwise.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`](crate::Kind::InvalidArgument) when the program is empty or holds control characters.
    pub fn dehydrated(program: &str) -> Result<Self> {
        check_caller_text("program", program)?;
        Ok(Self::new(Hook::Dehydrated { program: program.to_owned(), chain: false }))
    }

    fn new(hook: Hook) -> Self {
        Self { hook, types: vec!["dns-01".to_owned()], known: Mutex::default() }
    }

    /// The same programs for these challenge types, the preferred one first.
    #[must_use]
    pub fn with_types(mut self, types: &[&str]) -> Self {
        self.types = types.iter().map(|&kind| kind.to_owned()).collect();
        self
    }

    /// The same hook, called once for a whole batch: dehydrated's `HOOK_CHAIN`, three arguments for each challenge.
    #[must_use]
    pub fn with_chain(mut self) -> Self {
        if let Hook::Dehydrated { chain, .. } = &mut self.hook {
            *chain = true;
        }
        self
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many presentations one call of the program is for.
    fn share(&self, batch: &[Presentation]) -> usize {
        match self.hook {
            Hook::Dehydrated { chain: true, .. } => batch.len().max(1),
            _ => 1,
        }
    }

    /// The command for a share of the batch, of which `remaining` are still to come; `None` when there is nothing to do.
    fn command(
        &self,
        task: Task,
        share: &[Presentation],
        batch: &[Presentation],
        remaining: usize,
    ) -> Option<process::Command> {
        match &self.hook {
            Hook::Certbot { auth, cleanup } => {
                let line = match task {
                    Task::Deploy => auth,
                    Task::Clean => cleanup.as_ref()?,
                };
                let mut command = process::Command::new("/bin/sh");
                command.args(["-c", line]);
                for presentation in share {
                    self.certbot_environment(&mut command, task, presentation, batch, remaining);
                }
                Some(command)
            }
            Hook::Dehydrated { program, .. } => {
                let mut command = process::Command::new(program);
                command.arg(match task {
                    Task::Deploy => "deploy_challenge",
                    Task::Clean => "clean_challenge",
                });
                for presentation in share {
                    command.args([&presentation.identifier.value, presentation.token()]);
                    command.arg(value_of(presentation));
                }
                Some(command)
            }
        }
    }

    fn certbot_environment(
        &self,
        command: &mut process::Command,
        task: Task,
        presentation: &Presentation,
        batch: &[Presentation],
        remaining: usize,
    ) {
        let all: Vec<_> = batch.iter().map(|item| item.identifier.value.as_str()).collect();
        command
            .env("CERTBOT_DOMAIN", &presentation.identifier.value)
            .env("CERTBOT_VALIDATION", value_of(presentation))
            .env("CERTBOT_REMAINING_CHALLENGES", remaining.to_string())
            .env("CERTBOT_ALL_DOMAINS", all.join(","))
            .env_remove("CERTBOT_TOKEN")
            .env_remove("CERTBOT_AUTH_OUTPUT");
        if presentation.kind() == "http-01" {
            command.env("CERTBOT_TOKEN", presentation.token());
        }
        if let (Task::Clean, Some(output)) = (task, self.known().outputs.get(&presentation.challenge.url)) {
            command.env("CERTBOT_AUTH_OUTPUT", output.trim().replace('\0', ""));
        }
    }

    fn run(
        &self,
        task: Task,
        share: &[Presentation],
        batch: &[Presentation],
        remaining: usize,
        context: &SolverContext,
    ) -> Result<String> {
        let Some(mut command) = self.command(task, share, batch, remaining) else { return Ok(String::new()) };
        program::run(&mut command, context)
            .and_then(program::Ended::success)
            .map_err(|error| self.explain(share, &error))
    }

    fn explain(&self, share: &[Presentation], error: &Error) -> Error {
        let program = match &self.hook {
            Hook::Certbot { auth, .. } => auth,
            Hook::Dehydrated { program, .. } => program,
        };
        let reason = format!("the hook {} {error}", clean(program));
        match share {
            [presentation] => presentation.failed(error.kind(), reason),
            _ => Error::new(error.kind(), reason),
        }
    }
}

/// What a hook makes visible.
fn value_of(presentation: &Presentation) -> String {
    let record = presentation.dns_record();
    record.map_or_else(|| presentation.key_authorization.clone(), |record| record.value)
}

impl Solver for Command {
    fn types(&self) -> Vec<String> {
        self.types.clone()
    }

    fn present(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        let urls = batch.iter().map(|presentation| presentation.challenge.url.clone());
        self.known().unreached.extend(urls);
        let mut remaining = batch.len();
        for share in batch.chunks(self.share(batch)) {
            remaining -= share.len();
            for presentation in share {
                presentation.proof()?;
                self.known().unreached.remove(&presentation.challenge.url);
            }
            let output = self.run(Task::Deploy, share, batch, remaining, context)?;
            let outputs = share.iter().map(|item| (item.challenge.url.clone(), output.clone()));
            self.known().outputs.extend(outputs);
        }
        Ok(())
    }

    fn clean_up(&self, batch: &[Presentation], context: &SolverContext) -> Result<()> {
        let is_reached = |item: &&Presentation| !self.known().unreached.remove(&item.challenge.url);
        let reached: Vec<_> = batch.iter().filter(is_reached).cloned().collect();
        let mut remaining = reached.len();
        let mut outcome = Ok(());
        for share in reached.chunks(self.share(&reached)) {
            remaining -= share.len();
            let cleaned = self.run(Task::Clean, share, &reached, remaining, context);
            outcome = outcome.and(cleaned.map(drop));
            for presentation in share {
                self.known().outputs.remove(&presentation.challenge.url);
            }
        }
        outcome
    }
}
