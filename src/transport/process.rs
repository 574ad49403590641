//! State that belongs to one process.

use std::sync::OnceLock;

/// State that a forked child must not share with its parent: each process has a value of its own.
///
/// A child appends its value to the chain it inherited. It neither locks nor drops what its parent made.
#[derive(Debug)]
pub struct PerProcess<T>(Node<T>);

#[derive(Debug)]
struct Node<T> {
    pid: u32,
    value: T,
    next: OnceLock<Box<Node<T>>>,
}

impl<T> Node<T> {
    fn new(value: T) -> Self {
        Self { pid: std::process::id(), value, next: OnceLock::new() }
    }
}

impl<T> PerProcess<T> {
    /// The state of the process that calls this.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Node::new(value))
    }

    /// This process's value, made by `make` in a child's first call. Of several threads that call at once, one's is kept.
    pub fn get(&self, make: impl FnOnce() -> T) -> &T {
        let pid = std::process::id();
        let mut node = &self.0;
        while node.pid != pid {
            let Some(next) = node.next.get() else {
                let fresh = Box::new(Node::new(make()));
                return &node.next.get_or_init(|| fresh).value;
            };
            node = next;
        }
        &node.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_another_process(value: &'static str) -> PerProcess<&'static str> {
        let mut state = PerProcess::new(value);
        state.0.pid = 0;
        state
    }

    #[test]
    fn the_maker_keeps_its_value() {
        assert_eq!(*PerProcess::new("mine").get(|| "another"), "mine");
    }

    #[test]
    fn a_child_makes_a_value_once_and_leaves_the_inherited_one() {
        let state = of_another_process("inherited");
        assert_eq!(*state.get(|| "child's"), "child's");
        assert_eq!(*state.get(|| "again"), "child's");
        assert_eq!(state.0.value, "inherited");
    }

    #[test]
    fn threads_of_a_child_agree_on_one_value() {
        let state = PerProcess(Node { pid: 0, value: 0, next: OnceLock::new() });
        let seen: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (1..9)
                .map(|i| {
                    scope.spawn({
                        let state = &state;
                        move || *state.get(|| i)
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(seen.iter().all(|value| *value == seen[0]), "{seen:?}");
    }
}
