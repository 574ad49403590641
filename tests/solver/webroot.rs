//! The solver that writes below a web server's root.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use acme_client::Kind;
use acme_client::issuance::solver::{Solver, Webroot};

use crate::fixture::{THUMBPRINT, context, presentation};
use crate::support::http::Client;
use crate::support::static_files::StaticFiles;
use crate::support::temp_dir::TempDir;

#[test]
fn a_web_server_shows_what_was_presented_until_it_is_cleaned_up() {
    let root = TempDir::new();
    let files = StaticFiles::serve(root.path());
    let solver = Webroot::new(root.path());
    let batch =
        [presentation("http-01", "a.example", "tok-a"), presentation("http-01", "b.example", "tok-b")];
    solver.present(&batch, &context()).unwrap();
    let url = format!("http://127.0.0.1:{}/.well-known/acme-challenge/tok-a", files.port());
    let response = Client::plain().get(&url).unwrap();
    assert_eq!(response.body, format!("tok-a.{THUMBPRINT}").as_bytes());
    let folder = root.path().join(".well-known/acme-challenge");
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(folder.clone()), mode(folder.join("tok-a"))), (0o755, 0o644));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "nothing but the two files");
    solver.clean_up(&batch, &context()).unwrap();
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    solver.clean_up(&batch, &context()).unwrap();
}

#[test]
fn folders_that_were_there_stay() {
    let root = TempDir::new();
    let folder = root.path().join(".well-known/acme-challenge");
    fs::create_dir_all(&folder).unwrap();
    let solver = Webroot::new(root.path());
    let batch = [presentation("http-01", "a.example", "tok")];
    solver.present(&batch, &context()).unwrap();
    solver.clean_up(&batch, &context()).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_root_that_is_not_there_is_named_with_the_identifier() {
    let root = TempDir::new();
    let missing = root.path().join("missing");
    let error = Webroot::new(&missing).present(&[presentation("http-01", "a.example", "tok")], &context());
    let error = error.unwrap_err();
    assert_eq!((error.kind(), error.subject()), (Kind::SolverFailed, Some("a.example")));
    assert!(error.to_string().contains(missing.to_str().unwrap()), "{error}");
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let root = TempDir::new();
    root.write(".well-known", "a file");
    let solver = Webroot::new(root.path());
    let batch = [presentation("http-01", "a.example", "tok")];
    assert_eq!(solver.present(&batch, &context()).unwrap_err().kind(), Kind::SolverFailed);
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

#[test]
fn issuances_that_share_a_root_do_not_take_each_other_s_folder() {
    let root = TempDir::new();
    std::thread::scope(|scope| {
        for number in 0..4 {
            let root = root.path();
            scope.spawn(move || {
                let solver = Webroot::new(root);
                for round in 0..100 {
                    let batch = [presentation("http-01", "a.example", &format!("tok-{number}-{round}"))];
                    solver.present(&batch, &context()).unwrap();
                    solver.clean_up(&batch, &context()).unwrap();
                }
            });
        }
    });
}

#[test]
fn issuances_of_one_process_may_present_the_same_token() {
    let root = TempDir::new();
    let batch = [presentation("http-01", "a.example", "tok")];
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let solver = Webroot::new(root.path());
                (0..100).for_each(|_| solver.present(&batch, &context()).unwrap());
            });
        }
    });
    let folder = root.path().join(".well-known/acme-challenge");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no hidden file is left");
    assert_eq!(fs::read_to_string(folder.join("tok")).unwrap(), format!("tok.{THUMBPRINT}"));
}

#[test]
fn folders_that_another_removed_are_forgotten() {
    let root = TempDir::new();
    let solver = Webroot::new(root.path());
    let batch = [presentation("http-01", "a.example", "tok")];
    solver.present(&batch, &context()).unwrap();
    fs::remove_dir_all(root.path().join(".well-known")).unwrap();
    solver.present(&batch, &context()).unwrap();
    fs::remove_dir_all(root.path().join(".well-known/acme-challenge")).unwrap();
    solver.clean_up(&batch, &context()).unwrap();
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn what_a_killed_process_has_half_written_is_cleaned_up() {
    let root = TempDir::new();
    let folder = root.path().join(".well-known/acme-challenge");
    fs::create_dir_all(&folder).unwrap();
    for name in [".tok.4711", ".other.4711", ".tok", "tok.4711"] {
        fs::write(folder.join(name), "tok.").unwrap();
    }
    let batch = [presentation("http-01", "a.example", "tok")];
    Webroot::new(root.path()).clean_up(&batch, &context()).unwrap();
    let mut left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [".other.4711", ".tok", "tok.4711"]);
}
