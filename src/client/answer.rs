//! The server's answer to one request, and what its failure means.

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Invalid, MAX_TEXT, Problem, clean, parse_links, resolve_url};
use crate::transport::Response;

pub(super) struct Answer {
    /// The URL that was asked.
    pub(super) url: String,
    pub(super) response: Response,
}

impl Answer {
    /// The answer itself when its status is 2xx, the error that it stands for otherwise.
    pub(super) fn success(self, step: Step) -> Result<Self> {
        if (200..300).contains(&self.response.status) { Ok(self) } else { Err(self.error().at(step)) }
    }

    /// The problem document of an answer that failed.
    pub(super) fn problem(&self) -> Option<Problem> {
        let text = std::str::from_utf8(&self.response.body).ok()?;
        Problem::parse(text).filter(|problem| {
            self.content_type().contains("problem+json")
                || problem.acme_type().is_some()
                || problem.detail.is_some()
        })
    }

    fn error(&self) -> Error {
        let status = self.response.status;
        let error = if (300..400).contains(&status) {
            let target = self.response.header("location").unwrap_or("nowhere");
            Error::new(Kind::ForbiddenRedirect, format!("the server redirects to {}", clean(target)))
        } else {
            self.problem().map_or_else(|| self.error_without_problem(), Error::from_problem)
        };
        let vague = matches!(error.kind(), Kind::HttpError | Kind::Malformed | Kind::UnknownProblem);
        let error = match status {
            404 if vague => error.with_kind(Kind::NotFound),
            429 if vague => error.with_kind(Kind::RateLimited),
            501 => error.with_kind(Kind::UnsupportedOperation),
            _ => error,
        };
        let wait = self.response.retry_after().and_then(|asked| asked.wait);
        let help = self.links("help").into_iter().next();
        error.with_http_status(status).with_retry_after(wait).with_url(&self.url).with_help_url(help)
    }

    fn error_without_problem(&self) -> Error {
        let body = String::from_utf8_lossy(&self.response.body[..self.response.body.len().min(MAX_TEXT)]);
        Error::new(Kind::HttpError, "the server failed without a problem document").with_body(clean(&body))
    }

    /// Reads the body with `parse`. A body that is no JSON at all although it should be counts as unreadable:
    /// it may come whole the next time.
    pub(super) fn read<T>(
        &self,
        step: Step,
        parse: impl FnOnce(&str) -> std::result::Result<T, Invalid>,
    ) -> Result<T> {
        let text = std::str::from_utf8(&self.response.body)
            .map_err(|_| Error::new(Kind::UnreadableResponse, "the answer is not UTF-8").at(step))?;
        parse(text).map_err(|invalid| {
            let error = Error::from(invalid).at(step);
            let garbled = serde_json::from_str::<serde::de::IgnoredAny>(text).is_err();
            let expected_json = text.trim().is_empty() || self.content_type().contains("json");
            if garbled && expected_json { error.with_kind(Kind::UnreadableResponse) } else { error }
        })
    }

    /// The Location header, made absolute.
    pub(super) fn location(&self) -> Option<String> {
        resolve_url(&self.url, self.response.header("location")?)
    }

    /// The targets of the Link headers of one relation, made absolute.
    pub(super) fn links(&self, rel: &str) -> Vec<String> {
        let links = self.response.header_values("link").flat_map(parse_links);
        let wanted = links.filter(|link| link.rels.iter().any(|known| known == rel));
        wanted.filter_map(|link| resolve_url(&self.url, &link.target)).collect()
    }

    fn content_type(&self) -> String {
        self.response.header("content-type").unwrap_or_default().to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let response = Response { status, headers, body: body.into(), unframed: false };
        Answer { url: "https://ca.example/acme/order/1".into(), response }
    }

    fn kind(status: u16, body: &str) -> Kind {
        answer(status, &[], body).success(Step::Order).err().unwrap().kind()
    }

    #[test]
    fn failures_are_told_apart() {
        assert_eq!(kind(403, r#"{"type": "urn:ietf:params:acme:error:caa"}"#), Kind::Caa);
        assert_eq!(
            kind(404, r#"{"type": "urn:ietf:params:acme:error:malformed", "detail": "x"}"#),
            Kind::NotFound
        );
        assert_eq!(kind(400, r#"{"type": "urn:ietf:params:acme:error:odd"}"#), Kind::UnknownProblem);
        assert_eq!(kind(429, "<html>"), Kind::RateLimited);
        assert_eq!(kind(502, "<html>"), Kind::HttpError);
        assert_eq!(
            kind(501, r#"{"type": "urn:ietf:params:acme:error:rejectedIdentifier"}"#),
            Kind::UnsupportedOperation
        );
        assert_eq!(kind(301, ""), Kind::ForbiddenRedirect);
        assert_eq!(kind(400, "{}"), Kind::HttpError);
        assert!(answer(204, &[], "").success(Step::Order).is_ok());
    }

    #[test]
    fn an_error_keeps_problem_status_retry_time_and_help() {
        let body = r#"{"type": "urn:ietf:params:acme:error:malformed", "detail": "No such order"}"#;
        let headers = [("Retry-After", "60"), ("Link", "</help>;rel=\"help\"")];
        let error = answer(404, &headers, body).success(Step::Order).err().unwrap();
        assert_eq!(error.help_url(), Some("https://ca.example/help"));
        assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(60)));
        assert_eq!(error.problem().unwrap().json, body);
        assert_eq!(
            error.to_string(),
            "order: urn:ietf:params:acme:error:malformed (HTTP 404)\n  No such order"
        );
    }

    #[test]
    fn cut_json_may_come_whole_the_next_time_but_html_will_not() {
        let read = |content_type: &str, body: &str| {
            let parse = |text: &str| crate::protocol::Order::parse("https://ca.example/", text);
            answer(200, &[("content-type", content_type)], body).read(Step::Order, parse).unwrap_err().kind()
        };
        assert_eq!(read("application/json", "{\"status\": \"va"), Kind::UnreadableResponse);
        assert_eq!(read("application/json", "{}"), Kind::InvalidResponse);
        assert_eq!(read("text/html", ""), Kind::UnreadableResponse);
        assert_eq!(read("text/html", "<html>"), Kind::InvalidResponse);
    }

    #[test]
    fn locations_and_links_are_made_absolute() {
        let answer = answer(
            201,
            &[
                ("location", "/acme/order/2"),
                ("Link", "</a>;rel=alternate, <https://x.example/>;rel=\"up\""),
                ("link", "<b>;rel=alternate"),
            ],
            "",
        );
        assert_eq!(answer.location().as_deref(), Some("https://ca.example/acme/order/2"));
        assert_eq!(answer.links("alternate"), ["https://ca.example/a", "https://ca.example/acme/order/b"]);
    }
}
