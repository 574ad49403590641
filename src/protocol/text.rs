//! Text that crosses a border: the server's on its way to a log, the caller's on its way to the wire.

use super::Invalid;

/// The longest piece of server text that is kept, in bytes.
pub const MAX_TEXT: usize = 4096;

/// The server's text with control characters removed and cut to [`MAX_TEXT`] bytes.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len().min(MAX_TEXT));
    for c in text.chars().filter(|c| !c.is_control() && !is_bidi_control(*c)) {
        if kept.len() + c.len_utf8() > MAX_TEXT {
            break;
        }
        kept.push(c);
    }
    kept
}

/// Characters that reorder a line on a terminal without being seen.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Refuses the caller's text when it is empty or holds CR, LF, NUL or another control character.
///
/// # Errors
/// [`Invalid::Argument`] with the parameter's `name`.
pub fn check_caller_text(name: &str, text: &str) -> Result<(), Invalid> {
    if text.is_empty() {
        return Err(Invalid::argument(name, "is empty"));
    }
    if let Some(c) = text.chars().find(|c| c.is_control()) {
        return Err(Invalid::argument(name, format!("holds the control character U+{:04X}", c as u32)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_text_loses_what_could_drive_a_terminal() {
        assert_eq!(clean("a\x1b[31mb\r\nc\u{202e}d\u{9b}e"), "a[31mbcde");
        assert_eq!(clean(&"é".repeat(4000)).len(), MAX_TEXT);
    }

    #[test]
    fn caller_text_with_controls_names_the_parameter() {
        assert_eq!(
            check_caller_text("contact", "mailto:a\r\nX: y").unwrap_err().to_string(),
            "contact: holds the control character U+000D"
        );
        assert!(check_caller_text("contact", "").is_err());
        assert!(check_caller_text("contact", "mailto:a@example.com").is_ok());
    }
}
