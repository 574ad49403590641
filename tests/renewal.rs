//! When a certificate is renewed, and how long a failure waits: tables over clocks, windows and policies.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::Duration;

use acme_client::issuance::{RenewalPolicy, RenewalReason, Validity, renewal_decision, retry_delay};
use acme_client::protocol::{RenewalInfo, RetryAfter};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const START: i64 = 1_900_000_000;
const NINETY_DAYS: Validity = Validity { not_before: START, not_after: START + 90 * DAY };

fn policy() -> RenewalPolicy {
    RenewalPolicy::default()
}

fn renew_before(time: i64) -> RenewalPolicy {
    let mut policy = policy();
    policy.renew_before = Some(Duration::from_secs(time.unsigned_abs()));
    policy
}

fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap().to_string()
}

fn window(start: i64, end: i64) -> RenewalInfo {
    let json = serde_json::json!({"suggestedWindow": {"start": time(start), "end": time(end)}});
    RenewalInfo::parse(&json.to_string()).unwrap()
}

fn asking_again_after(mut info: RenewalInfo, seconds: u64) -> RenewalInfo {
    let wait = Some(Duration::from_secs(seconds));
    info.retry_after = Some(RetryAfter { header: seconds.to_string(), wait });
    info
}

#[test]
fn without_advice_the_moment_follows_from_the_lifetime() {
    for (life, renewed_after) in [
        (90 * DAY, 60 * DAY),
        (45 * DAY, 30 * DAY),
        (10 * DAY, 10 * DAY - 10 * DAY / 3),
        (10 * DAY - 1, 10 * DAY - 1 - (10 * DAY - 1) / 2),
        (6 * DAY, 3 * DAY),
        (HOUR, HOUR / 2),
        (1, 1),
        (398 * DAY, 398 * DAY - 398 * DAY / 3),
    ] {
        let validity = Validity { not_before: START, not_after: START + life };
        let at = START + renewed_after;
        for (now, due) in [(at - 1, false), (at, true)] {
            let decision = renewal_decision(validity, None, now, &policy(), 0.5);
            assert_eq!((decision.at, decision.due), (at, due), "{life} {now}");
        }
    }
}

#[test]
fn an_expired_certificate_is_due_whatever_is_suggested() {
    for validity in [
        NINETY_DAYS,
        Validity { not_before: START, not_after: START },
        Validity { not_before: START + DAY, not_after: START },
        Validity { not_before: i64::MAX, not_after: i64::MIN },
    ] {
        let now = START + 90 * DAY;
        let later = window(now + DAY, now + 2 * DAY);
        for advice in [None, Some(&later)] {
            let decision = renewal_decision(validity, advice, now, &renew_before(0), 0.0);
            assert_eq!((decision.due, decision.reason), (true, RenewalReason::Expired));
        }
    }
}

#[test]
fn a_suggested_window_places_the_moment_by_the_random_number() {
    let (start, end) = (START + 50 * DAY, START + 52 * DAY);
    let info = window(start, end);
    for (random, at) in [
        (0.0, start),
        (0.25, start + DAY / 2),
        (0.5, start + DAY),
        (1.0, end),
        (7.0, end),
        (-1.0, start),
        (f64::NAN, start),
        (f64::INFINITY, start),
    ] {
        let decision = renewal_decision(NINETY_DAYS, Some(&info), START, &policy(), random);
        assert_eq!(
            (decision.due, decision.at, decision.reason),
            (false, at, RenewalReason::Suggested),
            "{random}"
        );
        let decision = renewal_decision(NINETY_DAYS, Some(&info), at, &policy(), random);
        assert!(decision.due && decision.at == at, "{random}: {decision:?}");
    }
}

#[test]
fn a_window_that_is_over_means_now() {
    let now = START + 5 * DAY;
    for end in [now, now - 1, now - 4 * DAY, START - 400 * DAY] {
        let decision = renewal_decision(NINETY_DAYS, Some(&window(end - HOUR, end)), now, &policy(), 0.99);
        assert_eq!((decision.due, decision.reason), (true, RenewalReason::WindowOver), "{end}");
        assert!(decision.at <= now);
    }
}

#[test]
fn a_window_that_ends_before_it_begins_or_begins_after_the_end_counts_as_none() {
    let lifetime = renewal_decision(NINETY_DAYS, None, START, &policy(), 0.5);
    for (start, end) in [
        (START + 20 * DAY, START + 10 * DAY),
        (START + 20 * DAY, START + 20 * DAY),
        (START - DAY, START - 2 * DAY),
        (NINETY_DAYS.not_after, NINETY_DAYS.not_after + DAY),
        (START + 4000 * DAY, START + 4001 * DAY),
    ] {
        let decision = renewal_decision(NINETY_DAYS, Some(&window(start, end)), START, &policy(), 0.5);
        assert_eq!(decision, lifetime, "{start} {end}");
    }
    let mut far = window(START, START + 1);
    (far.start, far.end) = (i64::MAX, i64::MIN);
    assert_eq!(renewal_decision(NINETY_DAYS, Some(&far), START, &policy(), 0.5), lifetime);
    (far.start, far.end) = (i64::MIN, i64::MAX);
    let decision = renewal_decision(NINETY_DAYS, Some(&far), START, &policy(), 1.0);
    assert!(decision.at <= NINETY_DAYS.not_after);
}

#[test]
fn a_window_is_cut_at_the_end_of_the_certificate() {
    let info = window(START + 80 * DAY, START + 120 * DAY);
    let decision = renewal_decision(NINETY_DAYS, Some(&info), START, &policy(), 1.0);
    assert_eq!(decision.at, NINETY_DAYS.not_after);
}

#[test]
fn the_policy_is_the_latest_moment() {
    let info = window(START + 50 * DAY, START + 50 * DAY + HOUR);
    for (before, advice, at, reason) in [
        (30 * DAY, None, START + 60 * DAY, RenewalReason::Policy),
        (10 * DAY, None, START + 80 * DAY, RenewalReason::Policy),
        (60 * DAY, Some(&info), START + 30 * DAY, RenewalReason::Policy),
        (10 * DAY, Some(&info), START + 50 * DAY, RenewalReason::Suggested),
    ] {
        let decision = renewal_decision(NINETY_DAYS, advice, START, &renew_before(before), 0.0);
        assert_eq!((decision.at, decision.reason), (at, reason), "{before}");
    }
    let longer_than_life = renewal_decision(NINETY_DAYS, None, START, &renew_before(i64::MAX), 0.0);
    assert!(longer_than_life.due);
}

#[test]
fn the_next_look_is_between_a_minute_and_a_day_away() {
    let info = window(START + 50 * DAY, START + 52 * DAY);
    let look = |info: Option<&RenewalInfo>, now, policy: &RenewalPolicy| {
        renewal_decision(NINETY_DAYS, info, now, policy, 0.0).look_again_at - now
    };
    for (asked, expected) in
        [(0, 60), (59, 60), (60, 60), (7200, 7200), (86_400, 86_400), (86_401, 86_400), (u64::MAX, 86_400)]
    {
        let info = asking_again_after(info.clone(), asked);
        assert_eq!(look(Some(&info), START, &policy()), expected, "{asked}");
    }
    assert_eq!(look(Some(&info), START, &policy()), 6 * HOUR);
    assert_eq!(look(None, START, &policy()), 6 * HOUR);
    for (every, expected) in [(0, 60), (HOUR, HOUR), (400 * DAY, DAY)] {
        let mut policy = policy();
        policy.look_every = Duration::from_secs(every.unsigned_abs());
        assert_eq!(look(None, START, &policy), expected, "{every}");
    }
    let soon = START + 50 * DAY;
    assert_eq!(look(Some(&info), soon - HOUR, &policy()), HOUR);
    assert_eq!(look(Some(&info), soon - 5, &policy()), 60);
    assert_eq!(look(Some(&info), soon + HOUR, &policy()), 60);
}

#[test]
fn no_clock_is_too_far_off() {
    for now in [i64::MIN, -1, 0, START, i64::MAX] {
        for advice in [None, Some(window(START, START + DAY))] {
            let decision = renewal_decision(NINETY_DAYS, advice.as_ref(), now, &policy(), 0.5);
            assert!(decision.look_again_at >= now);
            assert_eq!(decision.due, decision.at <= now);
        }
    }
}

#[test]
fn failures_climb_a_ladder_with_jitter() {
    for (failures, step) in
        [(0, 60), (1, 60), (2, 600), (3, 6000), (4, 86_400), (5, 86_400), (u32::MAX, 86_400)]
    {
        let step = Duration::from_secs(step);
        assert_eq!(retry_delay(failures, None, 0.0), step);
        assert_eq!(retry_delay(failures, None, 0.5), step.mul_f64(1.125));
        assert_eq!(retry_delay(failures, None, 1.0), step.mul_f64(1.25));
        assert_eq!(retry_delay(failures, None, f64::NAN), step);
        assert_eq!(retry_delay(failures, None, 100.0), step.mul_f64(1.25));
    }
}

#[test]
fn a_server_that_asks_for_more_time_gets_it() {
    let week = Duration::from_secs(7 * 86_400);
    assert_eq!(retry_delay(1, Some(week), 1.0), week);
    assert_eq!(retry_delay(4, Some(Duration::from_secs(1)), 0.0), Duration::from_secs(86_400));
}
