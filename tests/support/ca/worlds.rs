//! The worlds that every scripted CA has, for tests in all languages.
//!
//! The directory of a world is `BASE/NAME/directory`; `BASE/NAME.ANYTHING/directory` is another world of the same
//! behaviour with a state of its own, so that each test can have one. `BASE/NAME/statistics` counts what happened.
//!
//! | name | behaviour |
//! |---|---|
//! | `ok` | no fault |
//! | `lost-new-account`, `lost-new-order`, `lost-challenge`, `lost-finalize`, `lost-certificate`, `lost-revoke` | the first one is done, its answer lost |
//! | `reset-finalize` | the first finalize is done, then the connection is reset |
//! | `bad-nonce-once` | the first newOrder is refused with badNonce and a fresh nonce |
//! | `bad-nonce-without-nonce` | the same without a fresh nonce |
//! | `bad-nonce-forever` | every newOrder is refused with badNonce |
//! | `rate-limited` | newOrder: 429 rateLimited, Retry-After 3600, a help link, two subproblems |
//! | `server-error-once`, `server-error-forever` | newOrder: 500 serverInternal, the first time or always |
//! | `html-error-once` | newOrder: 503 with a page of HTML, the first time |
//! | `stall-directory`, `stall-order` | the directory, or newOrder, never answers |
//! | `stall-body` | the head of newOrder's answer comes, its body never |
//! | `truncated-once` | the first answer to newOrder is cut within its body |
//! | `not-acme` | the directory is a page of HTML with status 200 |
//! | `not-json` | newOrder answers text that is not JSON |
//! | `http-urls` | the directory's URLs are `http://`, to a server that must not be asked |
//! | `http-order-urls` | the same for a new order's URLs |
//! | `redirect-post` | newOrder redirects (307) to where nobody may ask |
//! | `evil-token` | challenge tokens are `../../etc/passwd` |
//! | `wrong-identifiers` | orders name `other.example` |
//! | `wrong-certificate` | the certificate is for another key |
//! | `wrong-names` | the certificate is for other names |
//! | `cut-chain`, `garbage-chain` | the chain is cut inside a block, or has text between its blocks |
//! | `huge-body`, `huge-body-unframed` | newOrder's answer has 512 MiB, with or without saying so |
//! | `deep-json` | newOrder's answer is 200,000 arrays deep |
//! | `invalid-authorization` | every validation fails: 403 unauthorized with a subproblem |
//! | `invalid-order` | every order becomes invalid after finalize: rejectedIdentifier with a caa subproblem |
//! | `processing-forever` | orders stay processing after finalize |
//! | `pending-forever` | authorizations stay pending |
//! | `unknown-status` | orders have the status `odd` |
//! | `retry-after-day` | validation takes three looks, each answered with Retry-After 86400 |
//! | `no-revoke`, `no-renewal-info`, `no-key-change` | the directory lacks revokeCert, renewalInfo, keyChange |
//! | `extensions` | there is newAuthz besides, dns-account-01, dns-persist-01, RFC 9799 (onion-csr-01, CAA records within finalize), RFC 8739 (STAR) and RFC 9444 (subdomains) |
//! | `lost-key-change` | the first keyChange is done, its answer lost |
//! | `no-profiles` | the directory lists no profiles |
//! | `silent-replaces` | new orders do not repeat what they replace |
//! | `garbage-window` | renewal windows begin at no time |
//! | `soon-renewal-info`, `late-renewal-info` | renewal information with Retry-After of a second, or of a year |
//! | `paused` | newOrder: 429 rateLimited, with the page where the account is unpaused |
//! | `failing-alternate` | the first certificate has two alternates, of which the first leads nowhere |
//! | `backward-window` | renewal windows end before they begin |
//! | `eab` | a new account needs the external account [`EXTERNAL_ACCOUNT_KID`] with [`EXTERNAL_ACCOUNT_KEY`] |
//! | `terms-required` | a new account must agree to the terms |
//! | `account-gone` | whatever an account asks for: accountDoesNotExist |
//! | `missing-location` | newAccount and newOrder answer without Location |
//! | `valid-authorizations` | an account's valid authorizations are used again |

use serde_json::json;

use super::behaviour::{BadChain, Behaviour, Break, Edit, Endpoint, Fault, Occurs};
use super::problem::Problem;

/// The key id of the external account.
pub const EXTERNAL_ACCOUNT_KID: &str = "kid-1";

/// The MAC key of the external account, base64url.
pub const EXTERNAL_ACCOUNT_KEY: &str = "lPbAcf9FpWvjhDucf1AnNL_LNkjnahQi5Q0zRdexdc8";

/// The behaviour of a world by its name.
pub fn behaviour(name: &str) -> Option<Behaviour> {
    transient(name).or_else(|| lasting(name)).or_else(|| malicious(name)).or_else(|| policy(name))
}

/// Worlds that a client gets through.
fn transient(name: &str) -> Option<Behaviour> {
    let first = |endpoint, fault| Some(Behaviour::new().on(endpoint, Occurs::First(1), fault));
    match name {
        "ok" => Some(Behaviour::new()),
        "lost-new-account" => first(Endpoint::NewAccount, Fault::LOST_ANSWER),
        "lost-new-order" => first(Endpoint::NewOrder, Fault::LOST_ANSWER),
        "lost-challenge" => first(Endpoint::Challenge, Fault::LOST_ANSWER),
        "lost-finalize" => first(Endpoint::Finalize, Fault::LOST_ANSWER),
        "lost-certificate" => first(Endpoint::Certificate, Fault::LOST_ANSWER),
        "lost-revoke" => first(Endpoint::RevokeCert, Fault::LOST_ANSWER),
        "lost-key-change" => first(Endpoint::KeyChange, Fault::LOST_ANSWER),
        "reset-finalize" => first(Endpoint::Finalize, Fault::After(Break::Reset)),
        "bad-nonce-once" => first(Endpoint::NewOrder, Fault::BadNonce { with_nonce: true }),
        "bad-nonce-without-nonce" => first(Endpoint::NewOrder, Fault::BadNonce { with_nonce: false }),
        "server-error-once" => first(Endpoint::NewOrder, Fault::Refuse(server_error())),
        "html-error-once" => first(Endpoint::NewOrder, Fault::Html(503)),
        "truncated-once" => first(Endpoint::NewOrder, Fault::After(Break::Truncate)),
        "valid-authorizations" => Some(Behaviour { reuses_authorizations: true, ..Behaviour::new() }),
        _ => None,
    }
}

/// Worlds in which a client fails, sooner or later.
fn lasting(name: &str) -> Option<Behaviour> {
    let always = |endpoint, fault| Some(Behaviour::new().on(endpoint, Occurs::Always, fault));
    match name {
        "bad-nonce-forever" => always(Endpoint::NewOrder, Fault::BadNonce { with_nonce: true }),
        "rate-limited" => always(Endpoint::NewOrder, Fault::Refuse(rate_limited())),
        "server-error-forever" => always(Endpoint::NewOrder, Fault::Refuse(server_error())),
        "stall-directory" => always(Endpoint::Directory, Fault::Before(Break::StallBeforeHeaders)),
        "stall-order" => always(Endpoint::NewOrder, Fault::Before(Break::StallBeforeHeaders)),
        "stall-body" => always(Endpoint::NewOrder, Fault::After(Break::StallAfterHeaders)),
        "processing-forever" => Some(Behaviour { processing_looks: u32::MAX, ..Behaviour::new() }),
        "pending-forever" => Some(Behaviour { validation_looks: u32::MAX, ..Behaviour::new() }),
        "silent-replaces" => always(Endpoint::NewOrder, Fault::Edit(Edit::Remove("/replaces"))),
        "garbage-window" => {
            always(Endpoint::RenewalInfo, Fault::Edit(Edit::Set("/suggestedWindow/start", json!("soon"))))
        }
        "soon-renewal-info" => always(Endpoint::RenewalInfo, retry_after("1")),
        "late-renewal-info" => always(Endpoint::RenewalInfo, retry_after("31536000")),
        "paused" => always(Endpoint::NewOrder, Fault::Refuse(paused())),
        "failing-alternate" => {
            let links = "<nowhere>;rel=\"alternate\", <0/1>;rel=\"alternate\"";
            always(Endpoint::Certificate, Fault::Edit(Edit::Header("Link", Some(links.to_owned()))))
        }
        "backward-window" => {
            let end = Edit::Set("/suggestedWindow/end", json!("2001-01-01T00:00:00Z"));
            always(Endpoint::RenewalInfo, Fault::Edit(end))
        }
        "retry-after-day" => {
            let day = Fault::Edit(Edit::Header("Retry-After", Some("86400".to_owned())));
            let slow = Behaviour { validation_looks: 3, ..Behaviour::new() };
            Some(slow.on_each(&[Endpoint::Authorization, Endpoint::Order], Occurs::Always, &day))
        }
        "account-gone" => {
            let gone = Fault::Refuse(Problem::new(400, "accountDoesNotExist", "the account is gone"));
            Some(Behaviour::new().on_each(&OF_ACCOUNTS, Occurs::Always, &gone))
        }
        "missing-location" => {
            let missing = Fault::Edit(Edit::Header("Location", None));
            Some(Behaviour::new().on_each(
                &[Endpoint::NewAccount, Endpoint::NewOrder],
                Occurs::Always,
                &missing,
            ))
        }
        _ => None,
    }
}

/// Worlds whose answers must not be believed.
fn malicious(name: &str) -> Option<Behaviour> {
    let always = |endpoint, edit| Some(Behaviour::new().on(endpoint, Occurs::Always, Fault::Edit(edit)));
    let of_orders = |pointer, value| {
        let edit = Fault::Edit(Edit::Set(pointer, value));
        let endpoints = [Endpoint::NewOrder, Endpoint::Order, Endpoint::Finalize];
        Some(Behaviour::new().on_each(&endpoints, Occurs::Always, &edit))
    };
    match name {
        "not-acme" => Some(Behaviour::new().on(Endpoint::Directory, Occurs::Always, Fault::Html(200))),
        "not-json" => always(Endpoint::NewOrder, Edit::Body(b"service temporarily confused".to_vec())),
        "http-urls" => always(Endpoint::Directory, Edit::HttpUrls),
        "http-order-urls" => always(Endpoint::NewOrder, Edit::HttpUrls),
        "redirect-post" => always(Endpoint::NewOrder, Edit::RedirectToForbidden(307)),
        "evil-token" => Some(evil_token()),
        "wrong-identifiers" => of_orders("/identifiers", json!([{"type": "dns", "value": "other.example"}])),
        "unknown-status" => of_orders("/status", json!("odd")),
        "wrong-certificate" => always(Endpoint::Certificate, Edit::Chain(BadChain::OtherKey)),
        "wrong-names" => always(Endpoint::Certificate, Edit::Chain(BadChain::OtherNames)),
        "cut-chain" => always(Endpoint::Certificate, Edit::Chain(BadChain::CutInBlock)),
        "garbage-chain" => always(Endpoint::Certificate, Edit::Chain(BadChain::Garbage)),
        "huge-body" => always(Endpoint::NewOrder, HUGE_BODY),
        "huge-body-unframed" => {
            let unframed =
                Behaviour::new().on(Endpoint::NewOrder, Occurs::Always, Fault::Edit(Edit::Unframed));
            Some(unframed.on(Endpoint::NewOrder, Occurs::Always, Fault::Edit(HUGE_BODY)))
        }
        "deep-json" => always(Endpoint::NewOrder, Edit::DeepJson(200_000)),
        _ => None,
    }
}

/// Worlds that ask for something or refuse with a reason.
fn policy(name: &str) -> Option<Behaviour> {
    let plain = Behaviour::new();
    let external = (EXTERNAL_ACCOUNT_KID.to_owned(), EXTERNAL_ACCOUNT_KEY.to_owned());
    let failed = Problem::unauthorized(403, "The key authorization was not what it should be");
    let rejected = Problem::new(403, "rejectedIdentifier", "Error finalizing order");
    match name {
        "invalid-authorization" => {
            let problem = failed.subproblem("dns", "No address found", "www.example.com");
            Some(Behaviour { failed_validation: Some(problem), ..plain })
        }
        "invalid-order" => {
            let problem = rejected.subproblem("caa", "CAA record prevents issuance", "www.example.com");
            Some(Behaviour { failed_order: Some(problem), ..plain })
        }
        "no-profiles" => {
            let none = Fault::Edit(Edit::Remove("/meta/profiles"));
            Some(plain.on(Endpoint::Directory, Occurs::Always, none))
        }
        "no-revoke" => Some(Behaviour { missing_resources: vec!["revokeCert"], ..plain }),
        "no-key-change" => Some(Behaviour { missing_resources: vec!["keyChange"], ..plain }),
        "extensions" => Some(Behaviour { extensions: true, reuses_authorizations: true, ..plain }),
        "no-renewal-info" => Some(Behaviour { missing_resources: vec!["renewalInfo"], ..plain }),
        "eab" => Some(Behaviour { external_accounts: vec![external], ..plain }),
        "terms-required" => Some(Behaviour { terms_required: true, ..plain }),
        _ => None,
    }
}

const HUGE_BODY: Edit = Edit::HugeBody(512 * 1024 * 1024);

/// The endpoints that an account's signature is asked for.
const OF_ACCOUNTS: [Endpoint; 9] = [
    Endpoint::Account,
    Endpoint::Orders,
    Endpoint::NewOrder,
    Endpoint::Order,
    Endpoint::Authorization,
    Endpoint::Challenge,
    Endpoint::Finalize,
    Endpoint::Certificate,
    Endpoint::KeyChange,
];

fn server_error() -> Problem {
    Problem::new(500, "serverInternal", "Something went wrong on our side")
}

fn rate_limited() -> Problem {
    Problem::new(429, "rateLimited", "Too many certificates for this name")
        .with_header("Link", "<https://ca.example/docs/rate-limits>;rel=\"help\"".to_owned())
        .retry_after("3600")
        .subproblem("rateLimited", "50 certificates in 7 days", "example.com")
        .subproblem("rateLimited", "50 certificates in 7 days", "www.example.com")
}

fn retry_after(seconds: &str) -> Fault {
    Fault::Edit(Edit::Header("Retry-After", Some(seconds.to_owned())))
}

fn paused() -> Problem {
    Problem::new(
        429,
        "rateLimited",
        "The account is paused. Please visit: https://portal.example/unpause?jwt=a.b",
    )
}

fn evil_token() -> Behaviour {
    let pointers = ["/challenges/0/token", "/challenges/1/token", "/challenges/2/token"];
    pointers.into_iter().fold(Behaviour::new(), |behaviour, pointer| {
        let edit = Edit::Set(pointer, json!("../../etc/passwd"));
        behaviour.on(Endpoint::Authorization, Occurs::Always, Fault::Edit(edit))
    })
}
