//! Built-in servers, their threads and forked processes.

use std::fs;
use std::net::{TcpListener, TcpStream};

use acme_client::issuance::solver::{Http01Server, Solver, TlsAlpn01Server};

use crate::fixture::{context, presentation};
use crate::support::http::Client;

/// Runs `child` in a forked process, which has no other thread, and says whether it returned true.
#[expect(
    unsafe_code,
    reason = "fork has no safe form; the child only runs what is tested and leaves by _exit"
)]
fn in_child(child: impl FnOnce() -> bool) -> bool {
    // SAFETY: the child touches nothing but what is tested and leaves by _exit.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        let passed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(child)).unwrap_or(false);
        // SAFETY: ends the child at once, without running the test harness a second time.
        unsafe { libc::_exit(i32::from(!passed)) };
    }
    assert!(pid > 0, "fork failed");
    let mut status = -1;
    // SAFETY: waits for the child that was just made.
    let waited = unsafe { libc::waitpid(pid, &raw mut status, 0) };
    waited == pid && libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
}

fn counts(folder: &str) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn threads_and_files_of_a_server_end_with_it() {
    assert!(in_child(|| {
        let before = (counts("/proc/self/task"), counts("/proc/self/fd"));
        for _ in 0..3 {
            let http = Http01Server::bind("127.0.0.1:0").unwrap();
            let tls = TlsAlpn01Server::bind("127.0.0.1:0").unwrap();
            let at = [http.local_addresses()[0], tls.local_addresses()[0]];
            let open = at.map(|address| TcpStream::connect(address).unwrap());
            drop((http, tls));
            drop(open);
            for address in at {
                drop(TcpListener::bind(address).unwrap());
            }
        }
        before == (counts("/proc/self/task"), counts("/proc/self/fd"))
    }));
}

#[test]
fn a_child_can_drop_what_its_parent_serves_and_serve_on_its_own() {
    let server = Http01Server::new("127.0.0.1:0").unwrap();
    let batch = [presentation("http-01", "a.example", "tok")];
    server.present(&batch, &context()).unwrap();
    let at = server.local_addresses()[0];
    let serves = |at| {
        let url = format!("http://{at}/.well-known/acme-challenge/tok");
        Client::plain().get(&url).is_ok_and(|response| response.status == 200)
    };
    assert!(in_child(|| {
        server.present(&batch, &context()).unwrap();
        let own = server.local_addresses()[0];
        let served = own != at && serves(own);
        server.clean_up(&batch, &context()).unwrap();
        served && TcpStream::connect(own).is_err()
    }));
    assert!(serves(at), "the parent goes on");
}
