//! The little of DER that the OpenSSL binding does not reach.

/// Splits the first element off: its tag, its contents, and what follows it.
pub(super) fn read(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], mut rest) = bytes.split_first_chunk()?;
    let mut length = usize::from(first);
    if first & 0x80 != 0 {
        let count = usize::from(first & 0x7f);
        if count == 0 || count > 4 {
            return None;
        }
        let (digits, after) = rest.split_at_checked(count)?;
        length = digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit));
        rest = after;
    }
    let (contents, after) = rest.split_at_checked(length)?;
    Some((tag, contents, after))
}

/// The contents of the first element when it has this tag, and what follows it.
pub(super) fn expect(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    read(bytes).filter(|(found, ..)| *found == tag).map(|(_, contents, rest)| (contents, rest))
}

/// Whether the bytes are one SEQUENCE and nothing after it.
pub(super) fn is_one_sequence(bytes: &[u8]) -> bool {
    expect(SEQUENCE, bytes).is_some_and(|(_, rest)| rest.is_empty())
}

/// The elements that stand one after the other; it ends early at one that is cut.
pub(super) fn elements(mut bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let (tag, contents, rest) = read(bytes)?;
        bytes = rest;
        Some((tag, contents))
    })
}

/// Appends one element.
pub(super) fn write(out: &mut Vec<u8>, tag: u8, contents: &[u8]) {
    out.push(tag);
    let length = contents.len().to_be_bytes();
    let digits = &length[length.iter().take_while(|digit| **digit == 0).count()..];
    match digits {
        [] => out.push(0),
        [digit] if *digit < 0x80 => out.push(*digit),
        _ => {
            out.push(0x80 | digits.len() as u8);
            out.extend_from_slice(digits);
        }
    }
    out.extend_from_slice(contents);
}

/// INTEGER.
pub(super) const INTEGER: u8 = 0x02;
/// BIT STRING.
pub(super) const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub(super) const OCTET_STRING: u8 = 0x04;
/// OBJECT IDENTIFIER.
pub(super) const OID: u8 = 0x06;
/// SEQUENCE.
pub(super) const SEQUENCE: u8 = 0x30;
/// SET.
pub(super) const SET: u8 = 0x31;
/// The context's own, constructed element number 0.
pub(super) const CONTEXT_0: u8 = 0xa0;
/// The context's own, constructed element number 1.
pub(super) const CONTEXT_1: u8 = 0xa1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for length in [0, 1, 127, 128, 255, 256, 65536] {
            let (mut bytes, contents) = (Vec::new(), vec![7; length]);
            write(&mut bytes, SEQUENCE, &contents);
            assert!(is_one_sequence(&bytes), "{length}");
            bytes.push(9);
            assert_eq!(read(&bytes), Some((SEQUENCE, &contents[..], &[9][..])));
            assert!(!is_one_sequence(&bytes));
        }
    }

    #[test]
    fn cut_and_endless_elements_are_none() {
        let cases: [&[u8]; 7] = [
            &[],
            &[0x30],
            &[0x30, 1],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x82, 1],
            &[0x30, 0x85, 0, 0, 0, 0, 0],
            &[0x30, 0xff],
        ];
        for bytes in cases {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
        assert_eq!(elements(&[2, 1, 5, 2, 9]).collect::<Vec<_>>(), [(2, &[5][..])]);
    }
}
