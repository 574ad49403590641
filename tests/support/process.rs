//! Child processes that never outlive this one, however it ends.
//!
//! Beside each child stands a guard: a shell that waits on a pipe from this process. When this process dies, by a
//! signal or SIGKILL too, the system closes the pipe, and the guard kills the child's process group.

use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

/// Kills the group `$1` once its input ends, and removes the folders after it. It asks first, so that a command can
/// clean up.
const GUARD: &str = r#"
read -r _
group=$1
shift
kill -s TERM -- "-$group" 2>/dev/null && { sleep 1; kill -s KILL -- "-$group" 2>/dev/null; }
rm -rf -- "$@"
"#;

/// A child in a process group of its own, killed and reaped on drop.
#[derive(Debug)]
pub struct Guarded {
    child: Child,
    guard: Child,
}

impl Guarded {
    /// Starts a command; `folders` are removed when this process dies.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn spawn(command: &mut Command, folders: &[&Path]) -> io::Result<Self> {
        let mut child = command.process_group(0).spawn()?;
        let guard = Command::new("/bin/sh")
            .args(["-c", GUARD, "guard", &child.id().to_string()])
            .args(folders)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        match guard {
            Ok(guard) => Ok(Self { child, guard }),
            Err(error) => {
                end(&mut child);
                Err(error)
            }
        }
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the child reads and what it writes, both of which were asked for as pipes.
    ///
    /// # Panics
    /// When they were not, or were taken before.
    pub fn pipes(&mut self) -> (ChildStdin, ChildStdout) {
        (self.child.stdin.take().expect("a pipe"), self.child.stdout.take().expect("a pipe"))
    }

    /// Waits for the end of the child.
    ///
    /// # Errors
    /// When waiting fails.
    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        self.child.wait()
    }

    /// Whether the child has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        end(&mut self.guard);
        end(&mut self.child);
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
