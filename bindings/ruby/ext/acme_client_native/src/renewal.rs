//! When to renew a certificate.

use std::time::Duration;

use acme_client::issuance::{RenewalPolicy, RenewalReason, Validity, renewal_decision};
use acme_client::protocol::{RenewalInfo, RetryAfter};
use magnus::{Error, RHash, Ruby};

use crate::answer;
use crate::fault::Fault;
use crate::options::Options;

/// `Native.renewal_decision(options)`: moments are Unix seconds, times seconds.
pub fn decision(ruby: &Ruby, options: RHash) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let options = Options(options);
        let validity = Validity {
            not_before: options.required("not_before")?,
            not_after: options.required("not_after")?,
        };
        let decision = renewal_decision(
            validity,
            advice(&options)?.as_ref(),
            options.required("now")?,
            &policy(&options)?,
            options.required("random")?,
        );
        let answer = ruby.hash_new();
        answer.aset("due", decision.due)?;
        answer.aset("at", decision.at)?;
        answer.aset("reason", name_of(decision.reason))?;
        answer.aset("look_again_at", decision.look_again_at)?;
        Ok(answer)
    })
}

/// When the caller wants renewals.
pub fn policy(options: &Options) -> Result<RenewalPolicy, Fault> {
    let mut policy = RenewalPolicy::default();
    if options.get::<f64>("renew_before")?.is_some() {
        let mut before = Duration::ZERO;
        options.set_duration("renew_before", &mut before)?;
        policy.renew_before = Some(before);
    }
    options.set_duration("look_every", &mut policy.look_every)?;
    Ok(policy)
}

/// What the authority advised.
fn advice(options: &Options) -> Result<Option<RenewalInfo>, Fault> {
    let Some(json) = options.get::<String>("renewal_info")? else { return Ok(None) };
    let mut info = RenewalInfo::parse(&json)?;
    if options.get::<f64>("retry_after")?.is_some() {
        let mut wait = Duration::ZERO;
        options.set_duration("retry_after", &mut wait)?;
        info.retry_after = Some(RetryAfter { header: String::new(), wait: Some(wait) });
    }
    Ok(Some(info))
}

fn name_of(reason: RenewalReason) -> &'static str {
    match reason {
        RenewalReason::Policy => "policy",
        RenewalReason::Suggested => "suggested",
        RenewalReason::WindowOver => "window_over",
        RenewalReason::Expired => "expired",
        _ => "lifetime",
    }
}
