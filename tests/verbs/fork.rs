use crate::fixture::{Fixture, WORLD};
use crate::support::ca::{Behaviour, Endpoint};

/// Runs `child` in a forked process and says whether it returned true.
#[expect(
    unsafe_code,
    reason = "fork has no safe form; the child only runs what is tested and leaves by _exit"
)]
fn in_child(child: impl FnOnce() -> bool) -> bool {
    // SAFETY: the child touches nothing but the client and leaves by _exit.
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

#[test]
fn a_forked_child_goes_on_with_connections_and_nonces_of_its_own() {
    let fixture = Fixture::new(Behaviour::new()).registered();
    assert!(fixture.client.nonces().count() > 0);
    let connections = fixture.ca.connection_count();
    assert!(in_child(|| fixture.client.nonces().count() == 0 && fixture.issue().is_ok()));
    fixture.issue().unwrap();
    assert_eq!(fixture.ca.connection_count(), connections + 1, "the parent keeps its connection");
    assert_eq!(fixture.ca.accounts(WORLD), 1);
    assert_eq!(fixture.requests(Endpoint::NewNonce), 2);
}
