//! When a certificate should be renewed (RFC 9773).

use std::time::Duration;

use acme_client::protocol::{CertificateChain, RenewalInfo, RetryAfter};
use magnus::{Error, RHash, Ruby};

use crate::answer::{self, Resource};
use crate::client::This;

pub fn renewal_info(ruby: &Ruby, this: This, ari_id: String) -> Result<RHash, Error> {
    answer::resource(ruby, this, move |client| {
        let info = client.renewal_info(&ari_id)?;
        let directory = client.directory()?;
        let base = directory.url(acme_client::protocol::Resource::RenewalInfo).unwrap_or_default();
        let url = format!("{}/{ari_id}", base.trim_end_matches('/'));
        Ok(Resource { url, json: info.json, retry_after: info.retry_after })
    })
}

/// `Native.ari_id(pem)`: a certificate's name in renewal information.
pub fn ari_id(ruby: &Ruby, pem: String) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let answer = ruby.hash_new();
        answer.aset("ari_id", CertificateChain::parse(pem.as_bytes())?.ari_id()?)?;
        Ok(answer)
    })
}

/// `Native.renewal_moment(json, now)`: a random moment in the suggested window, `now` when that has passed; in Unix
/// seconds.
pub fn moment(ruby: &Ruby, json: String, now: i64) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let answer = ruby.hash_new();
        answer.aset("moment", RenewalInfo::parse(&json)?.pick(now)?)?;
        Ok(answer)
    })
}

/// `Native.renewal_next_look(json, wait)`: how many seconds to wait before the next look; `wait` is what the server asked
/// for, or nil.
pub fn next_look(ruby: &Ruby, json: String, wait: Option<u64>) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let mut info = RenewalInfo::parse(&json)?;
        let wait = wait.map(Duration::from_secs);
        info.retry_after = Some(RetryAfter { header: String::new(), wait });
        let answer = ruby.hash_new();
        answer.aset("seconds", info.next_look().as_secs())?;
        Ok(answer)
    })
}
