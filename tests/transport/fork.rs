use super::server::{Ca, OK, Server, answering};
use super::{get, run_again, trusting};

#[test]
fn a_forked_child_has_connections_of_its_own() {
    assert!(run_again("fork::parent_and_child", &[]));
}

#[test]
#[ignore = "run in a process of its own by a_forked_child_has_connections_of_its_own"]
fn parent_and_child() {
    let ca = Ca::new("test root");
    let server = Server::https(ca.issue(&["localhost"]).acceptor(), answering(OK));
    let (transport, url) = (trusting(ca.pem()), server.https_url());
    get(&transport, &url).unwrap();
    assert_eq!(server.connections(), 1);
    let status =
        in_child(|| (0..3).all(|_| get(&transport, &url).is_ok_and(|response| response.body == b"ok")));
    assert_eq!(status, 0);
    assert_eq!(server.connections(), 2);
    for _ in 0..3 {
        assert_eq!(get(&transport, &url).unwrap().body, b"ok");
    }
    assert_eq!(server.connections(), 2, "the parent's connection still works");
}

/// The exit status of a child that does `work`: 0 when it succeeds.
#[expect(
    unsafe_code,
    reason = "there is no safe fork; the child leaves without running anything of the parent's"
)]
fn in_child(work: impl FnOnce() -> bool) -> i32 {
    // SAFETY: the child uses nothing that another thread of the parent may hold locked but the allocator, which
    // the C library makes usable after a fork.
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0);
    if pid == 0 {
        let succeeded = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or(false);
        // SAFETY: it does not return.
        unsafe { libc::_exit(i32::from(!succeeded)) };
    }
    let mut status = -1;
    // SAFETY: the status is a valid place to write to.
    assert_eq!(unsafe { libc::waitpid(pid, &mut status, 0) }, pid);
    libc::WEXITSTATUS(status)
}
