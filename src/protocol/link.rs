//! The Link header (RFC 8288, section 3).

/// One link of a Link header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The target as written, absolute or relative.
    pub target: String,
    /// The relation types, lower-cased.
    pub rels: Vec<String>,
}

/// Reads the links of one Link header value; what cannot be read ends the list.
#[must_use]
pub fn parse_links(header: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut rest = header;
    while let Some((target, after)) = take_target(rest) {
        let (rels, after) = take_parameters(after);
        links.push(Link { target: target.to_owned(), rels });
        rest = after;
    }
    links
}

fn take_target(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches([' ', '\t', ',']);
    let (target, rest) = text.strip_prefix('<')?.split_once('>')?;
    Some((target.trim(), rest))
}

/// The relation types of the first `rel` parameter, and what follows the parameters.
fn take_parameters(mut rest: &str) -> (Vec<String>, &str) {
    let mut rels = None;
    loop {
        rest = rest.trim_start();
        let Some(after) = rest.strip_prefix(';') else { break };
        let after = after.trim_start();
        let name_end = after.find(['=', ';', ',']).unwrap_or(after.len());
        let name = after[..name_end].trim();
        rest = &after[name_end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = take_value(after.trim_start());
        }
        if name.eq_ignore_ascii_case("rel") && rels.is_none() {
            rels = Some(value.split_ascii_whitespace().map(str::to_ascii_lowercase).collect());
        }
    }
    (rels.unwrap_or_default(), rest)
}

fn take_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            _ => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(header: &str) -> Vec<(String, String)> {
        parse_links(header).into_iter().map(|link| (link.target, link.rels.join("+"))).collect()
    }

    fn pair(target: &str, rels: &str) -> (String, String) {
        (target.to_owned(), rels.to_owned())
    }

    #[test]
    fn several_links_in_one_header() {
        assert_eq!(
            parsed(
                r#"<https://ca.example/d>;rel="index", <https://ca.example/c/1> ; title="a, b; c" ; rel="alternate""#
            ),
            [pair("https://ca.example/d", "index"), pair("https://ca.example/c/1", "alternate")]
        );
    }

    #[test]
    fn commas_in_targets_unquoted_values_and_lists_of_relations() {
        assert_eq!(
            parsed(r#"<https://ca.example/a,b;c>; REL=Alternate,</rel>; rel="up next"; rel=other"#),
            [pair("https://ca.example/a,b;c", "alternate"), pair("/rel", "up+next")]
        );
        assert_eq!(parsed(r#"<a>; rel="x\"y", <b>"#), [pair("a", "x\"y"), pair("b", "")]);
        assert_eq!(parsed("<a>; crossorigin; rel=next"), [pair("a", "next")]);
    }

    #[test]
    fn what_cannot_be_read_ends_the_list() {
        for nonsense in ["", "garbage", "<unclosed", ";rel=x", "<a>;rel=\"open"] {
            assert!(parsed(nonsense).len() <= 1, "{nonsense:?}");
        }
    }
}
