//! Presentations and contexts without an authority.

use std::time::{Duration, Instant};

use acme_client::issuance::solver::{Presentation, SolverContext};
use acme_client::protocol::Authorization;
use acme_client::transport::Cancel;
use serde_json::json;

pub const THUMBPRINT: &str = "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";
pub const ACCOUNT: &str = "https://ca.example/account/1";

/// What a challenge of this type, name and token asks for; `*.` makes it that of a wildcard.
pub fn presentation(kind: &str, name: &str, token: &str) -> Presentation {
    let base = name.strip_prefix("*.").unwrap_or(name);
    let identifier_kind = if base.parse::<std::net::IpAddr>().is_ok() { "ip" } else { "dns" };
    let text = json!({
        "identifier": {"type": identifier_kind, "value": base},
        "status": "pending",
        "wildcard": base != name,
        "challenges": [{
            "type": kind, "url": format!("https://ca.example/challenge/{token}"), "status": "pending", "token": token,
        }],
    });
    let authorization =
        Authorization::parse("https://ca.example/authorization/1", &text.to_string()).unwrap();
    let challenge = authorization.challenge(kind).unwrap();
    Presentation::new(&authorization, challenge, THUMBPRINT, ACCOUNT)
}

/// A context that ends after 20 seconds.
pub fn context() -> SolverContext {
    context_of(Duration::from_secs(20))
}

/// A context that ends after some time.
pub fn context_of(time: Duration) -> SolverContext {
    SolverContext::new(Instant::now() + time, Cancel::new())
}
