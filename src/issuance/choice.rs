//! Which challenge of an authorization is answered.

use std::collections::HashSet;

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Authorization, Challenge, Status, clean};

/// The shortest token that a challenge may have, in characters: 128 bits (RFC 8555, section 8.3).
const LEAST_TOKEN: usize = 22;
/// The types whose proof is made of the token.
const MADE_OF_TOKENS: [&str; 4] = ["http-01", "dns-01", "tls-alpn-01", "dns-account-01"];
/// The types that cannot prove control of a wildcard name.
const NOT_FOR_WILDCARDS: [&str; 2] = ["http-01", "tls-alpn-01"];

/// The types to use, and what was tried without success.
pub(super) struct Choices {
    types: Vec<String>,
    failed: HashSet<(String, bool, String)>,
}

impl Choices {
    /// `preferred` in its order, as far as the solver can do them; all that it can do when nothing is preferred.
    pub(super) fn new(preferred: &[String], solver: Vec<String>) -> Result<Self> {
        let types: Vec<_> = match preferred {
            [] => solver,
            _ => preferred.iter().filter(|kind| solver.contains(kind)).cloned().collect(),
        };
        if types.is_empty() {
            let reason = "challenge_types: the solver can do none of them";
            return Err(Error::new(Kind::InvalidArgument, reason));
        }
        Ok(Self { types, failed: HashSet::new() })
    }

    /// Remembers that a type did not prove control.
    pub(super) fn failed(&mut self, authorization: &Authorization, kind: &str) {
        self.failed.insert(key(authorization, kind));
    }

    /// Whether there is a type left to try.
    pub(super) fn has_another(&self, authorization: &Authorization) -> bool {
        self.usable(authorization).next().is_some()
    }

    /// The challenge to answer: one that is under way, or else the first that can be used.
    pub(super) fn choose<'a>(&self, authorization: &'a Authorization) -> Result<&'a Challenge> {
        let usable: Vec<_> = self.usable(authorization).collect();
        let under_way = usable.iter().find(|challenge| challenge.status == Status::Processing);
        let challenge = *under_way.or(usable.first()).ok_or_else(|| self.nothing_left(authorization))?;
        check_token(challenge).map_err(|error| about(authorization, error))?;
        Ok(challenge)
    }

    fn usable<'a>(&self, authorization: &'a Authorization) -> impl Iterator<Item = &'a Challenge> {
        let types = self.types.iter().filter(|kind| {
            let fits = !authorization.wildcard || !NOT_FOR_WILDCARDS.contains(&kind.as_str());
            fits && !self.failed.contains(&key(authorization, kind))
        });
        types.filter_map(|kind| authorization.challenge(kind))
    }

    fn nothing_left(&self, authorization: &Authorization) -> Error {
        let offered: Vec<_> = authorization.challenges.iter().map(|known| clean(&known.kind)).collect();
        let reason = format!(
            "of the challenge types {} none can be used; offered: {}",
            self.types.join(", "),
            offered.join(", ")
        );
        about(authorization, Error::new(Kind::ChallengeNotOffered, reason))
    }
}

/// Refuses a token that could be guessed, and its lack where the proof is made of it.
fn check_token(challenge: &Challenge) -> Result<()> {
    let kind = &challenge.kind;
    let wrong = match &challenge.token {
        Some(token) if token.len() < LEAST_TOKEN => "has a token shorter than 128 bits",
        None if MADE_OF_TOKENS.contains(&kind.as_str()) => "has no token",
        _ => return Ok(()),
    };
    Err(Error::new(Kind::InvalidResponse, format!("{} {wrong}", clean(kind))))
}

fn key(authorization: &Authorization, kind: &str) -> (String, bool, String) {
    (authorization.identifier.value.to_ascii_lowercase(), authorization.wildcard, kind.to_owned())
}

/// The error, said to be about the authorization's identifier.
pub(super) fn about(authorization: &Authorization, error: Error) -> Error {
    let star = if authorization.wildcard { "*." } else { "" };
    error.at(Step::Authorization).about(|| format!("{star}{}", clean(&authorization.identifier.value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0";

    fn authorization(wildcard: bool, kinds: &[(&str, &str, &str)]) -> Authorization {
        let challenges: Vec<_> = kinds
            .iter()
            .map(|(kind, status, token)| {
                serde_json::json!({"type": kind, "status": status, "token": token, "url": "https://ca.example/1"})
            })
            .collect();
        let text = serde_json::json!({"status": "pending", "wildcard": wildcard, "challenges": challenges,
            "identifier": {"type": "dns", "value": "example.com"}});
        Authorization::parse("https://ca.example/2", &text.to_string()).unwrap()
    }

    fn choices(types: &[&str]) -> Choices {
        Choices::new(&[], types.iter().map(|kind| (*kind).to_owned()).collect()).unwrap()
    }

    #[test]
    fn the_first_type_that_is_offered_and_has_not_failed() {
        let offered = authorization(
            false,
            &[("dns-01", "pending", TOKEN), ("http-01", "pending", TOKEN), ("odd-01", "pending", TOKEN)],
        );
        let mut choices = choices(&["tls-alpn-01", "http-01", "dns-01"]);
        assert_eq!(choices.choose(&offered).unwrap().kind, "http-01");
        choices.failed(&offered, "http-01");
        assert_eq!(choices.choose(&offered).unwrap().kind, "dns-01");
        choices.failed(&offered, "dns-01");
        assert!(!choices.has_another(&offered));
        let message = choices.choose(&offered).unwrap_err().to_string();
        assert_eq!(
            message,
            "example.com: authorization: of the challenge types tls-alpn-01, http-01, dns-01 none can be used; \
             offered: dns-01, http-01, odd-01"
        );
    }

    #[test]
    fn one_that_is_under_way_goes_on() {
        let offered = authorization(false, &[("http-01", "pending", TOKEN), ("dns-01", "processing", TOKEN)]);
        assert_eq!(choices(&["http-01", "dns-01"]).choose(&offered).unwrap().kind, "dns-01");
    }

    #[test]
    fn a_wildcard_is_proven_by_dns() {
        let offered = authorization(true, &[("http-01", "pending", TOKEN), ("dns-01", "pending", TOKEN)]);
        assert_eq!(choices(&["http-01", "dns-01"]).choose(&offered).unwrap().kind, "dns-01");
        let error = choices(&["http-01"]).choose(&offered).unwrap_err();
        assert_eq!(error.kind(), Kind::ChallengeNotOffered);
        assert_eq!(error.subject(), Some("*.example.com"));
    }

    #[test]
    fn a_short_token_is_refused_and_one_of_128_bits_is_not() {
        let short = authorization(false, &[("http-01", "pending", &TOKEN[..21])]);
        assert_eq!(choices(&["http-01"]).choose(&short).unwrap_err().kind(), Kind::InvalidResponse);
        let enough = authorization(false, &[("http-01", "pending", &TOKEN[..22])]);
        assert!(choices(&["http-01"]).choose(&enough).is_ok());
    }

    #[test]
    fn a_lacking_token_is_the_servers_fault_where_the_proof_is_made_of_it() {
        let text = |kind: &str| {
            let challenge =
                serde_json::json!({"type": kind, "status": "pending", "url": "https://ca.example/1"});
            let identifier = serde_json::json!({"type": "dns", "value": "example.com"});
            serde_json::json!({"status": "pending", "challenges": [challenge], "identifier": identifier})
        };
        let offered =
            |kind: &str| Authorization::parse("https://ca.example/2", &text(kind).to_string()).unwrap();
        let error = choices(&["http-01"]).choose(&offered("http-01")).unwrap_err();
        assert_eq!(error.to_string(), "example.com: authorization: http-01 has no token");
        assert!(choices(&["dns-persist-01"]).choose(&offered("dns-persist-01")).is_ok());
    }

    #[test]
    fn preferences_that_the_solver_cannot_do_are_refused_before_anything_is_sent() {
        let of = |preferred: &[&str]| {
            let preferred: Vec<_> = preferred.iter().map(|kind| (*kind).to_owned()).collect();
            Choices::new(&preferred, vec!["http-01".into(), "dns-01".into()]).map(|choices| choices.types)
        };
        assert_eq!(of(&["odd-01", "dns-01", "http-01"]).unwrap(), ["dns-01", "http-01"]);
        assert_eq!(of(&["odd-01"]).unwrap_err().kind(), Kind::InvalidArgument);
    }
}
