//! The list of scenarios, tests/scenarios/list.tsv.

const LIST: &str = include_str!("../scenarios/list.tsv");

/// One line of the list.
pub struct Scenario {
    pub id: &'static str,
    pub title: &'static str,
}

pub fn all() -> Vec<Scenario> {
    LIST.lines().map(parse).collect()
}

fn parse(line: &'static str) -> Scenario {
    let [id, title, _rfc] = line.split('\t').collect::<Vec<_>>()[..] else {
        panic!("{line:?} is not an id, a title and an RFC with tabs between them");
    };
    Scenario { id, title }
}
