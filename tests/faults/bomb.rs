//! A small body that would be large if it were decompressed.

/// gzip text that is so many zeros, about a 160th of their number long: one zero and then copies of it, 258 at a time.
pub fn gzip_of_zeros(count: usize) -> Vec<u8> {
    const MATCH: usize = 258;
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut bits = Bits::default();
    // The last block, with the fixed codes of RFC 1951.
    bits.push(0b011, 3);
    // The literal 0.
    bits.push(0b0000_1100, 8);
    for _ in 0..count / MATCH {
        // Length 258, whose code is 11000101 from its first bit on, and distance 1.
        bits.push(0b1010_0011, 8);
        bits.push(0, 5);
    }
    bits.push(0, 7);
    bytes.extend(bits.finish());
    // A checksum and a length that nobody gets to.
    bytes.extend([0; 8]);
    bytes
}

/// Bits, the lowest of each byte first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, bits: u32, count: u32) {
        self.pending |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.pending.to_le_bytes()[0]);
            self.pending >>= 8;
            self.count -= 8;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        let padding = (8 - self.count % 8) % 8;
        self.push(0, padding);
        self.bytes
    }
}
