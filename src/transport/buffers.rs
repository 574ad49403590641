//! The buffers of a connection: small at first, bounded, and given back while it is idle.

use ureq::unversioned::transport::Buffers;

/// The longest response header that is read, in bytes.
pub(super) const MAX_HEADER: usize = 64 * 1024;

const OUTPUT: usize = 16 * 1024;
const LEAST_OUTPUT: usize = 8 * 1024;
const INPUT: usize = 8 * 1024;
const LEAST_INPUT: usize = 2 * 1024;
const MOST_INPUT: usize = MAX_HEADER + 16 * 1024;

/// Output collects until [`take_output`](Self::take_output), so that a header and its body leave in one piece.
#[derive(Debug, Default)]
pub(super) struct BoundedBuffers {
    output: Vec<u8>,
    pending: usize,
    input: Vec<u8>,
    consumed: usize,
    filled: usize,
    progress: bool,
}

impl BoundedBuffers {
    /// Adds what was written to [`Buffers::output`] to the pending output; true when it should leave now.
    pub(super) fn output_appended(&mut self, amount: usize) -> bool {
        self.pending += amount;
        self.pending + LEAST_OUTPUT > self.output.len()
    }

    /// The output that has not left yet. It counts as sent.
    pub(super) fn take_output(&mut self) -> &[u8] {
        &self.output[..std::mem::take(&mut self.pending)]
    }

    /// Whether all input is consumed and all output taken.
    pub(super) fn is_empty(&self) -> bool {
        self.consumed == self.filled && self.pending == 0
    }

    /// Frees the memory of empty buffers.
    pub(super) fn release(&mut self) {
        *self = Self::default();
    }

    fn make_room(&mut self) {
        if self.input.len() - self.filled < LEAST_INPUT && self.consumed > 0 {
            self.input.copy_within(self.consumed..self.filled, 0);
            self.filled -= self.consumed;
            self.consumed = 0;
        }
        if self.input.len() - self.filled < LEAST_INPUT {
            self.input.resize((self.input.len() * 2).clamp(INPUT, MOST_INPUT), 0);
        }
    }
}

impl Buffers for BoundedBuffers {
    fn output(&mut self) -> &mut [u8] {
        self.output.resize(OUTPUT, 0);
        &mut self.output[self.pending..]
    }

    fn input(&self) -> &[u8] {
        &self.input[self.consumed..self.filled]
    }

    /// Empty when the input has reached its bound.
    fn input_append_buf(&mut self) -> &mut [u8] {
        self.make_room();
        &mut self.input[self.filled..]
    }

    fn input_appended(&mut self, amount: usize) {
        self.filled += amount;
    }

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.consumed += amount;
        if self.consumed == self.filled {
            (self.consumed, self.filled) = (0, 0);
        }
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        self.make_room();
        self.output.resize(OUTPUT, 0);
        (&mut self.input[self.filled..], &mut self.output[self.pending..])
    }

    fn can_use_input(&self) -> bool {
        self.progress && self.consumed < self.filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_grows_to_its_bound_and_not_beyond() {
        let mut buffers = BoundedBuffers::default();
        loop {
            let room = buffers.input_append_buf().len();
            if room == 0 {
                break;
            }
            buffers.input_appended(room);
        }
        assert_eq!(buffers.input().len(), MOST_INPUT);
        assert!(buffers.input().len() > MAX_HEADER);
    }

    #[test]
    fn unconsumed_input_stays_in_order_when_room_is_made() {
        let mut buffers = BoundedBuffers::default();
        let mut next = 0u8;
        let mut expected = 0u8;
        for _ in 0..1000 {
            let room = buffers.input_append_buf();
            let amount = room.len().min(997);
            for byte in &mut room[..amount] {
                *byte = next;
                next = next.wrapping_add(1);
            }
            buffers.input_appended(amount);
            let used = buffers.input().len().saturating_sub(13);
            for byte in &buffers.input()[..used] {
                assert_eq!(*byte, expected);
                expected = expected.wrapping_add(1);
            }
            buffers.input_consume(used);
        }
        assert_eq!(buffers.input.len(), INPUT);
    }

    #[test]
    fn output_collects_until_taken() {
        let mut buffers = BoundedBuffers::default();
        buffers.output()[..4].copy_from_slice(b"head");
        assert!(!buffers.output_appended(4));
        buffers.output()[..4].copy_from_slice(b"body");
        assert!(!buffers.output_appended(4));
        assert!(!buffers.is_empty());
        assert_eq!(buffers.take_output(), b"headbody");
        assert!(buffers.is_empty());
        let all = buffers.output().len();
        assert!(buffers.output_appended(all));
    }
}
