//! What the bytes of an input do to one answer after the other.

use std::collections::VecDeque;

use acme_client::transport::Response;

const HEADERS: [&str; 6] = ["Replay-Nonce", "Location", "Link", "Retry-After", "Content-Type", "Date"];
const STATUSES: [u16; 8] = [200, 201, 204, 301, 400, 404, 429, 500];

/// Bytes that are used up from the front; when they are, the answers stay as they are.
pub struct Script {
    bytes: VecDeque<u8>,
}

impl Script {
    pub fn new(input: &[u8]) -> Self {
        Self { bytes: input.iter().copied().collect() }
    }

    /// The answer as the script has it; `None` when it gets lost.
    pub fn spoil(&mut self, mut answer: Response) -> Option<Response> {
        match self.byte() % 8 {
            1 => answer.status = STATUSES[usize::from(self.byte()) % STATUSES.len()],
            2 => self.set_header(&mut answer),
            3 => answer.headers.clear(),
            4 => self.overwrite(&mut answer.body),
            5 => answer.body = self.piece(),
            6 => answer.body.truncate(usize::from(self.byte()) * 4),
            7 => return None,
            _ => {}
        }
        Some(answer)
    }

    fn set_header(&mut self, answer: &mut Response) {
        let name = HEADERS[usize::from(self.byte()) % HEADERS.len()];
        let value = String::from_utf8_lossy(&self.piece()).into_owned();
        answer.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        answer.headers.push((name.to_owned(), value));
    }

    fn overwrite(&mut self, body: &mut [u8]) {
        let at = usize::from(self.byte()) * 4;
        for (old, new) in body.iter_mut().skip(at).zip(self.piece()) {
            *old = new;
        }
    }

    fn byte(&mut self) -> u8 {
        self.bytes.pop_front().unwrap_or_default()
    }

    /// A length and as many bytes.
    fn piece(&mut self) -> Vec<u8> {
        let length = usize::from(self.byte()).min(self.bytes.len());
        self.bytes.drain(..length).collect()
    }
}
