//! Shell scripts as hooks of certbot and of dehydrated.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::{Duration, Instant};

use acme_client::issuance::solver::{Command, Solver, call};
use acme_client::{Kind, Step};

use crate::fixture::{context, context_of, presentation};
use crate::support::temp_dir::TempDir;

/// A script in a folder, and a file beside it for what it writes.
struct Script {
    folder: TempDir,
    path: String,
}

impl Script {
    /// `$log` in the text is the file.
    fn new(text: &str) -> Self {
        let folder = TempDir::new();
        let log = folder.path().join("log");
        let path = folder.write("hook", format!("#!/bin/sh\nlog={}\n{text}\n", log.display()));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let path = path.to_str().unwrap().to_owned();
        Self { folder, path }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

#[test]
fn certbot_hooks_find_their_environment() {
    let auth = Script::new(
        r#"echo "$CERTBOT_DOMAIN $CERTBOT_VALIDATION ${CERTBOT_TOKEN-none} $CERTBOT_REMAINING_CHALLENGES $CERTBOT_ALL_DOMAINS" >>$log
        echo "made $CERTBOT_DOMAIN""#,
    );
    let cleanup = Script::new(r#"echo "$CERTBOT_DOMAIN $CERTBOT_VALIDATION $CERTBOT_AUTH_OUTPUT" >>$log"#);
    let solver =
        Command::certbot(&auth.path, Some(&cleanup.path)).unwrap().with_types(&["dns-01", "http-01"]);
    assert_eq!(solver.types(), ["dns-01", "http-01"]);
    let batch =
        [presentation("dns-01", "*.a.example", "tok-a"), presentation("http-01", "b.example", "tok-b")];
    solver.present(&batch, &context()).unwrap();
    let record = batch[0].dns_record().unwrap().value;
    let proof = &batch[1].key_authorization;
    assert_eq!(
        auth.log(),
        format!(
            "a.example {record} none 1 a.example,b.example\nb.example {proof} tok-b 0 a.example,b.example\n"
        )
    );
    solver.clean_up(&batch, &context()).unwrap();
    assert_eq!(
        cleanup.log(),
        format!("a.example {record} made a.example\nb.example {proof} made b.example\n")
    );
}

#[test]
fn a_certbot_hook_may_be_any_shell_command_and_have_no_cleanup() {
    let script = Script::new("echo \"$1 $CERTBOT_DOMAIN\" >>$log");
    let solver = Command::certbot(&format!("{} 'two words' >/dev/null; true", script.path), None).unwrap();
    let batch = [presentation("dns-01", "a.example", "tok")];
    solver.present(&batch, &context()).unwrap();
    solver.clean_up(&batch, &context()).unwrap();
    assert_eq!(script.log(), "two words a.example\n");
}

#[test]
fn dehydrated_hooks_get_their_arguments() {
    let script = Script::new(r#"echo "$*" >>$log"#);
    let solver = Command::dehydrated(&script.path).unwrap();
    let batch =
        [presentation("dns-01", "*.a.example", "tok-a"), presentation("dns-01", "b.example", "tok-b")];
    let [a, b] = [0, 1].map(|at: usize| batch[at].dns_record().unwrap().value);
    solver.present(&batch, &context()).unwrap();
    solver.clean_up(&batch, &context()).unwrap();
    assert_eq!(
        script.log(),
        format!(
            "deploy_challenge a.example tok-a {a}\ndeploy_challenge b.example tok-b {b}\n\
             clean_challenge a.example tok-a {a}\nclean_challenge b.example tok-b {b}\n"
        )
    );
}

#[test]
fn dehydrated_hooks_can_take_a_whole_batch() {
    let script = Script::new(r#"echo "$*" >>$log"#);
    let solver = Command::dehydrated(&script.path).unwrap().with_chain().with_types(&["http-01"]);
    let batch =
        [presentation("http-01", "a.example", "tok-a"), presentation("http-01", "b.example", "tok-b")];
    solver.present(&batch, &context()).unwrap();
    let [a, b] = [0, 1].map(|at: usize| batch[at].key_authorization.as_str());
    assert_eq!(script.log(), format!("deploy_challenge a.example tok-a {a} b.example tok-b {b}\n"));
}

#[test]
fn a_bad_exit_status_is_told_with_the_output() {
    let script = Script::new("echo 'ordinary words'; printf 'no such zone\\033[1m\\nreally\\n' >&2; exit 3");
    let solver = Command::dehydrated(&script.path).unwrap();
    let batch = [presentation("dns-01", "a.example", "tok-a"), presentation("dns-01", "b.example", "tok-b")];
    let error = call(Step::Present, &batch, || solver.present(&batch, &context())).unwrap_err();
    assert_eq!(error.kind(), Kind::SolverFailed);
    let expected =
        format!("a.example: present: dns-01: the hook {} ended with 3: no such zone[1m; really", script.path);
    assert_eq!(error.to_string(), expected);
}

#[test]
fn what_was_not_reached_is_not_cleaned_up() {
    let script = Script::new("echo \"$1 $2\" >>$log; [ $1 = clean_challenge ]");
    let solver = Command::dehydrated(&script.path).unwrap();
    let batch = [presentation("dns-01", "a.example", "tok-a"), presentation("dns-01", "b.example", "tok-b")];
    solver.present(&batch, &context()).unwrap_err();
    solver.clean_up(&batch, &context()).unwrap();
    assert_eq!(script.log(), "deploy_challenge a.example\nclean_challenge a.example\n");
}

#[test]
fn what_an_earlier_process_left_is_cleaned_up() {
    let script = Script::new("echo \"$1 $2\" >>$log");
    let batch = [presentation("dns-01", "a.example", "tok")];
    Command::dehydrated(&script.path).unwrap().clean_up(&batch, &context()).unwrap();
    assert_eq!(script.log(), "clean_challenge a.example\n");
}

#[test]
fn a_hook_that_hangs_is_ended_at_the_deadline_with_its_children() {
    let script = Script::new("echo begun; sleep 300 & echo $! >$log; trap '' TERM; sleep 301; wait");
    let solver = Command::dehydrated(&script.path).unwrap();
    let batch = [presentation("dns-01", "a.example", "tok")];
    let started = Instant::now();
    let error = solver.present(&batch, &context_of(Duration::from_millis(500))).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(10));
    assert_eq!((error.kind(), error.subject()), (Kind::TimedOut, Some("a.example")));
    assert!(error.to_string().ends_with("had not ended at the deadline: begun"), "{error}");
    let child = script.log();
    assert!(has_ended(child.trim()), "{child}");
}

/// Whether a process has ended; a zombie has, whoever should wait for it.
fn has_ended(pid: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    status.is_empty() || status.contains(") Z ")
}

#[test]
fn a_cancellation_ends_the_hook_at_once() {
    let script = Script::new("exec sleep 300");
    let solver = Command::certbot(&script.path, None).unwrap();
    let context = context();
    let batch = [presentation("dns-01", "a.example", "tok")];
    let cancel = context.cancel.clone();
    let (error, elapsed) = thread::scope(|scope| {
        let call = scope.spawn(|| {
            let started = Instant::now();
            (solver.present(&batch, &context).unwrap_err(), started.elapsed())
        });
        cancel.trigger();
        call.join().unwrap()
    });
    assert_eq!(error.kind(), Kind::Cancelled);
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
}

#[test]
fn a_great_deal_of_output_neither_blocks_nor_is_kept() {
    let script = Script::new(
        "head -c 3000000 /dev/zero | tr '\\0' 'x'; head -c 3000000 /dev/zero | tr '\\0' 'y' >&2; exit 1",
    );
    let solver = Command::dehydrated(&script.path).unwrap();
    let error = solver.present(&[presentation("dns-01", "a.example", "tok")], &context()).unwrap_err();
    assert!(error.to_string().len() < 2000);
}

#[test]
fn what_a_hook_leaves_in_the_background_is_not_waited_for() {
    let script = Script::new("sleep 300 & echo $! >$log");
    let solver = Command::dehydrated(&script.path).unwrap();
    let started = Instant::now();
    solver.present(&[presentation("dns-01", "a.example", "tok")], &context()).unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
    let pid = script.log();
    assert!(!has_ended(pid.trim()));
    std::process::Command::new("kill").arg(pid.trim()).status().unwrap();
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let solver = Command::dehydrated("/nowhere/hook").unwrap();
    let error = solver.present(&[presentation("dns-01", "a.example", "tok")], &context()).unwrap_err();
    assert_eq!(error.kind(), Kind::SolverFailed);
    assert!(
        error.to_string().starts_with("a.example: dns-01: the hook /nowhere/hook cannot be run: "),
        "{error}"
    );
    for empty in [Command::dehydrated(""), Command::certbot("", None), Command::certbot("true", Some(""))] {
        assert_eq!(empty.unwrap_err().kind(), Kind::InvalidArgument);
    }
}
