//! PEM blocks (RFC 7468) within a text.

use std::ops::Range;

use base64::prelude::{BASE64_STANDARD, Engine};
use zeroize::Zeroizing;

/// One complete block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// What stands between `BEGIN` and the dashes.
    pub label: &'a str,
    /// The lines between the first and the last one.
    pub body: &'a str,
    /// Where the block stands in the text, the end of its last line included.
    pub range: Range<usize>,
}

impl Block<'_> {
    /// The bytes that the body stands for, no copy of which is left; `None` when it is not base64 alone.
    pub fn decode(&self) -> Option<Vec<u8>> {
        let mut digits = Zeroizing::new(String::with_capacity(self.body.len()));
        digits.extend(self.body.split_ascii_whitespace());
        BASE64_STANDARD.decode(&*digits).ok().filter(|bytes| !bytes.is_empty())
    }

    /// Whether the label or an old-style header says that the contents are encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.label.starts_with("ENCRYPTED") || self.body.contains("Proc-Type: 4,ENCRYPTED")
    }
}

/// The complete blocks of a text, in their order.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let mut open: Option<(&str, usize, usize)> = None;
        while at < text.len() {
            let start = at;
            at += text[start..].find('\n').map_or(text.len() - start, |end| end + 1);
            let line = text[start..at].trim_ascii_end();
            if let Some(label) = between(line, "-----BEGIN ") {
                open = Some((label, start, at));
            } else if let Some((label, begin, body)) =
                open.filter(|(label, ..)| between(line, "-----END ") == Some(label))
            {
                return Some(Block { label, body: &text[body..start], range: begin..at });
            }
        }
        None
    })
}

fn between<'a>(line: &'a str, prefix: &str) -> Option<&'a str> {
    line.strip_prefix(prefix)?.strip_suffix("-----")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_within_other_text() {
        let text = "key:\r\n-----BEGIN A-----\r\nAQI=\r\n-----END A----- \r\n\n-----BEGIN B C-----\nAw==\n-----END B C-----";
        let found: Vec<_> = blocks(text).collect();
        assert_eq!(found.iter().map(|block| block.label).collect::<Vec<_>>(), ["A", "B C"]);
        assert_eq!(found[0].decode(), Some(vec![1, 2]));
        assert!(text[found[0].range.clone()].ends_with("-----END A----- \r\n"));
        assert_eq!(found[1].range.end, text.len());
    }

    #[test]
    fn cut_blocks_are_none() {
        for text in [
            "",
            "-----BEGIN A-----\nAQI=\n",
            "-----BEGIN A-----\nAQI=\n-----END B-----\n",
            "-----END A-----\n",
        ] {
            assert_eq!(blocks(text).next(), None, "{text:?}");
        }
        let text = "-----BEGIN A-----\nAQ\n-----BEGIN A-----\nAw==\n-----END A-----\n";
        assert_eq!(blocks(text).map(|block| block.body).collect::<Vec<_>>(), ["Aw==\n"]);
    }

    #[test]
    fn only_base64_decodes() {
        let decode = |body: &str| {
            blocks(&format!("-----BEGIN A-----\n{body}\n-----END A-----\n")).next().unwrap().decode()
        };
        assert_eq!(decode("AQ\r\n=="), Some(vec![1]));
        for body in ["", "AQ", "A!==", "Proc-Type: 4,ENCRYPTED\n\nAQ=="] {
            assert_eq!(decode(body), None, "{body:?}");
        }
    }
}
