//! The paces: what strict proves, what each uses of the quota, what each cannot promise.

use std::time::Duration;

use itemget::Clock as _;
use itemget::limit::{CallEnd, Limit, LimiterOptions, Limits, Pace, Rate};
use proptest::prelude::*;

use super::world::{
    Chance, METHOD, Platform, SECOND, VirtualClock, call, in_virtual_time, limiter,
    per_second, with_app,
};

/// What a crowd of `tasks` gets through in `length`.
fn crowd(
    options: LimiterOptions,
    tasks: u64,
    length: Duration,
    way: impl Fn(&mut Chance) -> (Duration, Duration) + Copy + Send + 'static,
) -> Platform {
    in_virtual_time(async move {
        let (clock, platform) = (VirtualClock::new(), Platform::new());
        let limiter = limiter(clock, options);
        let mut crowd = tokio::task::JoinSet::new();
        for task in 0..tasks {
            let (limiter, platform, clock) = (limiter.clone(), platform.clone(), clock);
            let mut chance = Chance(task);
            crowd.spawn(async move {
                loop {
                    let way = way(&mut chance);
                    call(&limiter, &platform, clock, way).await.unwrap();
                }
            });
        }
        tokio::time::sleep(length).await;
        platform
    })
}

/// The share of the quota that was used: what came after a full window, in the time from
/// the first arrival to the last. Calls come in bursts, so that a span cut elsewhere
/// would hold one burst more or less.
fn used(platform: &Platform, calls: u32) -> f64 {
    let (first, last) = platform.span();
    let windows = (platform.all() as f64 - f64::from(calls)) / f64::from(calls);
    windows / (last - first).as_secs_f64()
}

fn strict(calls: u32) -> LimiterOptions {
    LimiterOptions { pace: Pace::strict(), ..per_second(calls) }
}

fn written(calls: u32) -> LimiterOptions {
    LimiterOptions { pace: Pace::written(), ..per_second(calls) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn strict_pace_never_exceeds_whatever_the_network_does(
        calls in 1_u32..25,
        tasks in 1_u64..48,
        window in 50_u64..3_000,
        there in 0_u64..2_500,
        back in 0_u64..400,
        lost in 0_u64..4,
        seed: u64,
    ) {
        let per = Duration::from_millis(window);
        let rate = Rate::new(calls, per);
        let limit = Limit::rate(rate);
        let options = LimiterOptions { pace: Pace::strict(), ..with_app(limit) };
        let platform = in_virtual_time(async move {
            let (clock, platform) = (VirtualClock::new(), Platform::new());
            let limiter = limiter(clock, options);
            let mut crowd = tokio::task::JoinSet::new();
            for task in 0..tasks {
                let (limiter, platform) = (limiter.clone(), platform.clone());
                let mut chance = Chance(seed ^ task);
                crowd.spawn(async move {
                    loop {
                        let mut permit = limiter.acquire(METHOD).await.unwrap();
                        permit.sent_off();
                        let (there, back) = (chance.ms_below(there), chance.ms_below(back));
                        // What is given up still arrives, within the grace of 2 s.
                        let late = chance.ms_below(1_900);
                        if chance.below(8) < lost {
                            platform.send(there + late);
                            tokio::time::sleep(there).await;
                            drop(permit);
                        } else {
                            platform.send(there);
                            tokio::time::sleep(there + back).await;
                            permit.complete(CallEnd::Answered);
                        }
                    }
                });
            }
            tokio::time::sleep(Duration::from_secs(12)).await;
            platform
        });
        prop_assert_eq!(platform.violations(calls as usize, per), 0);
        prop_assert!(platform.all() >= 1, "nothing was sent");
    }
}

#[test]
fn strict_pace_uses_what_can_be_used_at_each_round_trip() {
    for rtt in [0, 10, 50, 200, 700] {
        let half = Duration::from_millis(rtt) / 2;
        let platform =
            crowd(strict(50), 64, Duration::from_secs(21), move |_| (half, half));
        let used = used(&platform, 50);
        let goal = 0.98 / (1.0 + rtt as f64 / 1_000.0);
        assert!(used >= goal, "{used:.3} of the quota at {rtt} ms, not {goal:.3}");
        assert_eq!(platform.violations(50, SECOND), 0, "at {rtt} ms");
    }
}

#[test]
fn default_pace_uses_nearly_all_and_exceeds_nothing_while_answers_are_even() {
    for rtt in [0, 40, 300, 1_600] {
        let way = move |chance: &mut Chance| {
            let half = Duration::from_millis(rtt) / 2;
            (half + chance.ms_below(6), half + chance.ms_below(2))
        };
        // As many as are under way at once, and some who wait. Long, because the first calls
        // are counted from their answers.
        let tasks = 64 + 50 * rtt * 2 / 1_000;
        let platform = crowd(per_second(50), tasks, Duration::from_secs(121), way);
        let used = used(&platform, 50);
        assert!(used >= 0.97, "{used:.3} of the quota at {rtt} ms");
        assert_eq!(platform.violations(50, SECOND), 0, "at {rtt} ms");
    }
}

#[test]
fn written_pace_uses_nearly_all_whatever_answers_take_while_the_way_is_even() {
    for (rtt, varies) in [(0, 0), (40, 15), (300, 15), (1_600, 15)] {
        let way = move |chance: &mut Chance| {
            let half = Duration::from_millis(rtt) / 2;
            (half + chance.ms_below(varies), half + chance.ms_below(200))
        };
        let tasks = 64 + 50 * rtt * 2 / 1_000;
        let platform = crowd(written(50), tasks, Duration::from_secs(21), way);
        let used = used(&platform, 50);
        assert!(used >= 0.97, "{used:.3} of the quota at {rtt} ms");
        assert_eq!(platform.violations(50, SECOND), 0, "at {rtt} ms");
    }
}

#[test]
fn a_delay_beyond_the_margin_is_what_written_pace_cannot_promise_and_the_others_can() {
    let way = |chance: &mut Chance| (chance.ms_below(200), Duration::from_millis(100));
    let platform = crowd(written(50), 64, Duration::from_secs(21), way);
    let violations = platform.violations(50, SECOND);
    assert!(violations > 0, "the simulated platform sees no violation where one must be");
    for options in [per_second(50), strict(50)] {
        let pace = options.pace;
        let platform = crowd(options, 64, Duration::from_secs(21), way);
        assert_eq!(platform.violations(50, SECOND), 0, "{pace:?}");
        let used = used(&platform, 50);
        assert!(used >= 0.8, "{used:.3} of the quota with {pace:?}");
    }
}

#[test]
fn default_pace_gives_way_when_a_calm_network_is_held_up() {
    // For a second in each ten, on the way there alone: what no margin allows for.
    let platform = in_virtual_time(async move {
        let (clock, platform) = (VirtualClock::new(), Platform::new());
        let limiter = limiter(clock, per_second(50));
        let mut crowd = tokio::task::JoinSet::new();
        for task in 0..64 {
            let (limiter, platform, clock) = (limiter.clone(), platform.clone(), clock);
            let mut chance = Chance(task);
            crowd.spawn(async move {
                loop {
                    let is_held_up = clock.now().as_second() % 10 == 7;
                    let held_up =
                        if is_held_up { chance.ms_below(400) } else { Duration::ZERO };
                    let way = (SECOND / 50 + held_up, SECOND / 50);
                    call(&limiter, &platform, clock, way).await.unwrap();
                }
            });
        }
        tokio::time::sleep(Duration::from_secs(61)).await;
        platform
    });
    assert_eq!(platform.violations(50, SECOND), 0);
    assert!(used(&platform, 50) >= 0.85, "{:.3}", used(&platform, 50));
}

#[test]
fn windows_of_any_length_hold() {
    // What a window is longer by: the margin, and in default pace what answers vary by.
    for (pace, longer) in [(Pace::written(), 20.0), (Pace::default(), 75.0)] {
        for (calls, millis) in [(1, 100), (3, 1_000), (10, 250), (7, 5_000), (30, 60_000)]
        {
            let per = Duration::from_millis(millis);
            let limit = Limit::rate(Rate::new(calls, per));
            let options = LimiterOptions { pace, ..with_app(limit) };
            let length = (per * 10).max(Duration::from_secs(10));
            let way = |chance: &mut Chance| (chance.ms_below(10), chance.ms_below(50));
            let platform = crowd(options, 64, length, way);
            let violations = platform.violations(calls as usize, per);
            assert_eq!(violations, 0, "{calls} in {per:?}, {pace:?}");
            let possible = length.as_secs_f64() / per.as_secs_f64() * f64::from(calls);
            let share = platform.all() as f64 / possible;
            // Windows that are not much longer than that lose more to it.
            let goal = 0.97 * millis as f64 / (millis as f64 + longer);
            assert!(share >= goal, "{share:.3} of {calls} in {per:?}, not {goal:.3}");
        }
    }
}

#[test]
fn a_call_needs_a_place_in_each_of_three_windows() {
    let platform = in_virtual_time(async {
        let (clock, platform) = (VirtualClock::new(), Platform::new());
        let rate = |calls| Limit::rate(Rate::per_second(calls));
        let limits = Limits::none()
            .with_app(rate(50))
            .with_api(METHOD, rate(20))
            .with_app_api(METHOD, rate(5));
        let limiter =
            limiter(clock, LimiterOptions { limits, ..LimiterOptions::default() });
        let mut crowd = tokio::task::JoinSet::new();
        for _ in 0..32 {
            let (limiter, platform, clock) = (limiter.clone(), platform.clone(), clock);
            crowd.spawn(async move {
                let way = (Duration::from_millis(20), Duration::from_millis(20));
                while call(&limiter, &platform, clock, way).await.is_ok() {}
            });
        }
        // Another method is not held up by this one.
        let others = tokio::spawn(async move {
            let mut others = 0;
            loop {
                let permit = limiter.acquire("another.method").await.unwrap();
                permit.complete(CallEnd::Answered);
                others += 1;
                if clock.now().as_second() % 60 >= 10 {
                    return others;
                }
            }
        });
        let others = others.await.unwrap();
        assert!(others >= 400, "{others} calls of another method in 10 s");
        platform
    });
    assert_eq!(platform.violations(5, SECOND), 0);
    assert!(platform.between(SECOND, SECOND * 10) >= 42, "{}", platform.all());
}
