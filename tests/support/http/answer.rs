//! What a server does with a request: answer it, or break the connection in one of many ways.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use super::connection::Connection;
use super::message::{Framing, Response};

/// What is done with a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The response, whole.
    Send(Response),
    /// The response, one byte at a time with a pause after each.
    Trickle(Response, Duration),
    /// The response's head, then as many zeros as said; they are never held in memory.
    Zeros(Response, u64),
    /// These bytes, then the end of the connection without TLS's farewell.
    Raw(Vec<u8>),
    /// These bytes, then nothing until the peer closes the connection or the server ends.
    Stall(Vec<u8>),
    /// These bytes, then a reset.
    Reset(Vec<u8>),
}

impl Answer {
    /// The end of the connection without an answer.
    pub fn close() -> Self {
        Self::Raw(Vec::new())
    }

    /// The response's head and half of its body, then the end of the connection.
    pub fn truncated(response: &Response) -> Self {
        let mut bytes = response.head();
        let body = response.framed_body();
        bytes.extend(&body[..body.len() / 2]);
        Self::Raw(bytes)
    }

    /// Acts on the connection and says whether it can serve another request.
    pub(super) fn perform(&self, connection: &mut Connection, is_head: bool) -> io::Result<bool> {
        match self {
            Self::Send(response) => {
                connection.write_all(&on_the_wire(response, is_head))?;
                return Ok(response.framing != Framing::Close && !response.closes_silently);
            }
            Self::Trickle(response, pause) => {
                for byte in on_the_wire(response, is_head) {
                    connection.write_all(&[byte])?;
                    thread::sleep(*pause);
                }
                return Ok(response.framing != Framing::Close);
            }
            Self::Zeros(response, count) => write_zeros(connection, response, *count)?,
            Self::Raw(bytes) => {
                connection.write_all(bytes)?;
                connection.cut();
            }
            Self::Stall(bytes) => {
                connection.write_all(bytes)?;
                connection.wait_for_close();
            }
            Self::Reset(bytes) => {
                connection.write_all(bytes)?;
                connection.reset();
            }
        }
        Ok(false)
    }
}

fn on_the_wire(response: &Response, is_head: bool) -> Vec<u8> {
    let mut bytes = response.head();
    if !is_head {
        bytes.extend(response.framed_body());
    }
    bytes
}

fn write_zeros(connection: &mut Connection, response: &Response, count: u64) -> io::Result<()> {
    const BLOCK: [u8; 16 * 1024] = [0; 16 * 1024];
    let is_chunked = response.framing == Framing::Chunked;
    connection
        .write_all(&response.head_with_length((response.framing == Framing::Length).then_some(count)))?;
    if is_chunked {
        write!(connection, "{count:x}\r\n")?;
    }
    let mut left = count;
    while left > 0 {
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(BLOCK.len());
        connection.write_all(&BLOCK[..length])?;
        left -= length as u64;
    }
    if is_chunked {
        connection.write_all(b"\r\n0\r\n\r\n")?;
    }
    Ok(())
}
