//! Bans and the end of the day.

use std::time::Duration;

use itemget::Clock as _;
use itemget::limit::{
    CallEnd, Closure, Limit, LimitError, LimitScope, Limited, LimiterOptions, Limits,
    OnExhausted, Pace, RateLimiter, Whose,
};

use super::world::{
    Chance, METHOD, SECOND, VirtualClock, in_virtual_time, limiter, per_second, with_app,
};

async fn refused(limiter: &RateLimiter, method: &str, limited: Limited) {
    let mut permit = limiter.acquire(method).await.unwrap();
    permit.sent_off();
    permit.complete(CallEnd::Limited(limited));
    limiter.flush().await;
}

fn ban(whose: Whose, seconds: u64) -> Limited {
    Limited { whose, daily: false, ban: Some(Duration::from_secs(seconds)) }
}

fn unlimited() -> LimiterOptions {
    LimiterOptions { limits: Limits::none(), ..LimiterOptions::default() }
}

/// How long it takes to get a permit, in whole seconds.
async fn seconds_to_permit(limiter: &RateLimiter, method: &str) -> u64 {
    let start = tokio::time::Instant::now();
    drop(limiter.acquire(method).await.unwrap());
    start.elapsed().as_millis().div_ceil(1_000) as u64
}

#[test]
fn a_ban_pauses_the_scope_it_names_and_no_other() {
    in_virtual_time(async {
        let limiter = limiter(VirtualClock::new(), unlimited());
        refused(&limiter, METHOD, ban(Whose::AppApi, 30)).await;
        assert_eq!(seconds_to_permit(&limiter, "another.method").await, 0);
        assert_eq!(seconds_to_permit(&limiter, METHOD).await, 30);
        refused(&limiter, METHOD, ban(Whose::App, 20)).await;
        assert_eq!(seconds_to_permit(&limiter, "another.method").await, 20);
    });
}

#[test]
fn a_ban_reaches_those_who_sleep_until_their_permit_is_good() {
    in_virtual_time(async {
        let options = LimiterOptions { pace: Pace::written(), ..per_second(1) };
        let limiter = limiter(VirtualClock::new(), options);
        let mut first = limiter.acquire(METHOD).await.unwrap();
        first.sent_off();
        first.written("2026-11-23T04:00:00Z".parse().unwrap());
        let start = tokio::time::Instant::now();
        let next = tokio::spawn({
            let limiter = limiter.clone();
            async move { drop(limiter.acquire(METHOD).await.unwrap()) }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        first.complete(CallEnd::Limited(ban(Whose::App, 10)));
        next.await.unwrap();
        let waited = start.elapsed();
        assert!(
            waited >= Duration::from_millis(10_300),
            "it slipped out after {waited:?}"
        );
        assert!(waited <= Duration::from_millis(10_400), "{waited:?}");
    });
}

#[test]
fn a_ban_beyond_the_patience_fails_with_the_time_it_ends_or_is_waited_for() {
    in_virtual_time(async {
        let clock = VirtualClock::new();
        let ours = limiter(clock, unlimited());
        refused(&ours, METHOD, ban(Whose::AppApi, 300)).await;
        let error = ours.acquire(METHOD).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the platform refuses calls until 2026-11-23T04:05:00Z: \
             `a.method` for the app key"
        );
        let patient = LimiterOptions { on_exhausted: OnExhausted::Wait, ..unlimited() };
        let patient = limiter(clock, patient);
        refused(&patient, METHOD, ban(Whose::AppApi, 300)).await;
        assert_eq!(seconds_to_permit(&patient, METHOD).await, 300);
    });
}

#[test]
fn the_day_ends_with_the_time_it_reopens_and_goes_on_after_midnight() {
    in_virtual_time(async {
        let clock = VirtualClock::from("2026-11-23T15:59:00Z");
        let wait = with_app(Limit::per_day(3));
        let wait = LimiterOptions { on_exhausted: OnExhausted::Wait, ..wait };
        let limiter = limiter(clock, LimiterOptions { patience: SECOND, ..wait });
        for _ in 0..3 {
            let mut permit = limiter.acquire(METHOD).await.unwrap();
            permit.sent_off();
            permit.complete(CallEnd::Answered);
        }
        let report = limiter.report().await.unwrap();
        let app = report.scope(&LimitScope::App).unwrap();
        assert_eq!((app.spent.value, app.left), (3, Some(0)));
        assert_eq!(app.closed.unwrap().why, Closure::Day);
        assert_eq!(report.day_ends.to_string(), "2026-11-23T16:00:00Z");
        let mut permit = limiter.acquire(METHOD).await.unwrap();
        assert_eq!(clock.now().to_string(), "2026-11-23T16:00:01Z");
        permit.sent_off();
        permit.complete(CallEnd::Answered);
        let report = limiter.report().await.unwrap();
        assert_eq!(report.scope(&LimitScope::App).unwrap().left, Some(2));
    });
}

#[test]
fn a_crowd_spends_the_day_to_the_last_call_and_not_beyond() {
    in_virtual_time(async {
        let options = with_app(Limit::per_day(1_000));
        let limiter = limiter(VirtualClock::new(), options);
        let mut crowd = tokio::task::JoinSet::new();
        for task in 0..64 {
            let limiter = limiter.clone();
            let mut chance = Chance(task);
            crowd.spawn(async move {
                let mut sent = 0;
                loop {
                    let mut permit = match limiter.acquire(METHOD).await {
                        Ok(permit) => permit,
                        Err(error) => return (sent, error),
                    };
                    permit.sent_off();
                    sent += 1;
                    tokio::time::sleep(chance.ms_below(100)).await;
                    permit.complete(CallEnd::Answered);
                }
            });
        }
        let ends = crowd.join_all().await;
        assert_eq!(ends.iter().map(|(sent, _)| sent).sum::<u64>(), 1_000);
        for (_, error) in ends {
            let reopens = error.reopens().unwrap();
            assert_eq!(reopens.as_second() % 86_400, 16 * 3_600 + 1, "{reopens}");
            assert!(matches!(error, LimitError::Closed { why: Closure::Day, .. }));
        }
    });
}

#[test]
fn the_platforms_word_that_the_day_is_spent_is_believed_and_remembered() {
    in_virtual_time(async {
        let limiter = limiter(VirtualClock::new(), unlimited());
        for _ in 0..5 {
            let mut permit = limiter.acquire(METHOD).await.unwrap();
            permit.sent_off();
            permit.complete(CallEnd::Answered);
        }
        let spent = Limited { whose: Whose::App, daily: true, ban: None };
        refused(&limiter, METHOD, spent).await;
        let error = limiter.acquire("another.method").await.unwrap_err();
        assert_eq!(error.reopens().unwrap().to_string(), "2026-11-23T16:00:01Z");
        let report = limiter.report().await.unwrap();
        let app = report.scope(&LimitScope::App).unwrap();
        assert_eq!(app.learned_per_day, Some(5));
        assert_eq!(app.closed.unwrap().why, Closure::Day);
        assert_eq!(app.left, Some(0), "the platform said so");
        assert_eq!(app.plausible_per_day(), Some(5));
    });
}

#[test]
fn calls_that_are_refused_beside_the_first_are_no_part_of_what_a_day_got() {
    in_virtual_time(async {
        let limiter = limiter(VirtualClock::new(), unlimited());
        let mut crowd = Vec::new();
        for _ in 0..9 {
            let mut permit = limiter.acquire(METHOD).await.unwrap();
            permit.sent_off();
            crowd.push(permit);
        }
        let spent = Limited { whose: Whose::App, daily: true, ban: None };
        for (at, permit) in crowd.into_iter().enumerate() {
            permit.complete(match at {
                0..5 => CallEnd::Answered,
                _ => CallEnd::Limited(spent),
            });
        }
        let report = limiter.report().await.unwrap();
        let app = report.scope(&LimitScope::App).unwrap();
        assert_eq!((app.spent.value, app.learned_per_day), (5, Some(5)));
    });
}

#[test]
fn an_unknown_rate_is_found_out_and_then_kept() {
    in_virtual_time(async {
        let limiter = limiter(VirtualClock::new(), unlimited());
        let platform =
            std::sync::Arc::new(std::sync::Mutex::new((0_u32, 0_u32, Vec::new())));
        let mut crowd = tokio::task::JoinSet::new();
        let start = tokio::time::Instant::now();
        for task in 0..64 {
            let (limiter, platform) = (limiter.clone(), std::sync::Arc::clone(&platform));
            let mut chance = Chance(task);
            crowd.spawn(async move {
                loop {
                    let mut permit = limiter.acquire(METHOD).await.unwrap();
                    permit.sent_off();
                    tokio::time::sleep(chance.ms_below(20)).await;
                    let now = start.elapsed();
                    let full = {
                        let (answered, refused, window) = &mut *platform.lock().unwrap();
                        window.retain(|at: &Duration| now - *at < SECOND);
                        let full = window.len() >= 20;
                        *(if full { refused } else { answered }) += 1;
                        if !full {
                            window.push(now);
                        }
                        full
                    };
                    tokio::time::sleep(chance.ms_below(20)).await;
                    permit.complete(match full {
                        true => CallEnd::Limited(ban(Whose::AppApi, 1)),
                        false => CallEnd::Answered,
                    });
                }
            });
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
        let at_first = platform.lock().unwrap().1;
        tokio::time::sleep(Duration::from_secs(50)).await;
        let (answered, refused, _) = *platform.lock().unwrap();
        // Knowing nothing it ran into the limit with a crowd; knowing it, hardly ever.
        assert!(at_first <= 100, "{at_first} refusals until the rate was learned");
        assert!(
            refused - at_first <= 10,
            "{refused} refusals, {at_first} of them at first"
        );
        assert!(
            answered >= 55 * 20 * 8 / 10,
            "{answered} answers in 55 s at 20 a second"
        );
    });
}
