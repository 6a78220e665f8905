//! The promises of [`QuotaLedger`], each a function to be run against every
//! implementation: a new ledger is done when all of them pass.
//!
//! Each takes a [`Lab`] whose books are empty, and panics where its promise is broken.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::ledger::{
    CallEnd, Closure, Ending, Exchange, Exchanged, Fate, Grant, Limited, QuotaLedger,
    Settlement, Verdict, Want, Whose,
};
use super::limits::{Limit, Rate};
use super::report::QuotaReport;
use super::scope::{AppId, LimitScope};

/// A ledger under test, and its clock.
pub trait Lab: Send + Sync {
    /// Opens the ledger, as another process would. All openings share one account.
    fn open(&self) -> Arc<dyn QuotaLedger>;

    /// Sets the ledger's clock.
    fn set_clock(&self, now: Timestamp);
}

/// Every promise by its name, for a macro that makes a test of each.
#[macro_export]
#[doc(hidden)]
macro_rules! for_each_quota_promise {
    ($test:ident) => {
        $test! {
            no_window_holds_more_than_its_limit,
            an_unsettled_place_comes_back_by_itself,
            an_unused_grant_leaves_no_trace,
            a_place_is_free_a_window_after_it_was_settled,
            the_day_starts_again_at_midnight_in_beijing,
            a_ban_closes_the_scope_it_names_for_all,
            holders_that_want_more_get_equal_shares,
            a_clock_that_is_set_back_frees_nothing_early_and_keeps_nothing_long,
            what_others_were_granted_is_in_the_report,
            a_refusal_teaches_the_rate_that_was_answered,
            apps_share_a_method_and_nothing_else,
        }
    };
}

const METHOD: &str = "a.method";
const SECOND: Duration = Duration::from_secs(1);
const FLIGHT: Duration = Duration::from_secs(5);

/// Noon in Beijing.
const NOON: i64 = 1_795_406_400;

/// One holder at a lab.
struct Desk<'a> {
    lab: &'a dyn Lab,
    ledger: Arc<dyn QuotaLedger>,
    holder: u32,
    app: AppId,
    limits: [Limit; 3],
}

impl<'a> Desk<'a> {
    fn new(lab: &'a dyn Lab, holder: u32, app_limit: Limit) -> Self {
        let limits = [app_limit, Limit::default(), Limit::default()];
        Self { lab, ledger: lab.open(), holder, app: AppId::of("12345678"), limits }
    }

    async fn exchange(
        &self,
        at: Duration,
        settled: Vec<Settlement>,
        wants: usize,
    ) -> Exchanged {
        self.lab.set_clock(after_noon(at));
        let want = || Want {
            method: METHOD.to_owned(),
            limits: self.limits,
            at_most: 1,
            flight: FLIGHT,
        };
        let wanted = std::iter::repeat_with(want).take(wants).collect();
        let exchange =
            Exchange { app: self.app.clone(), holder: self.holder, settled, wanted };
        self.ledger.exchange(exchange).await.expect("the ledger is there")
    }

    async fn want(&self, at: Duration) -> Verdict {
        self.exchange(at, Vec::new(), 1).await.verdicts.remove(0)
    }

    async fn grant(&self, at: Duration) -> Grant {
        match self.want(at).await {
            Verdict::Granted(mut grants) => grants.remove(0),
            other => panic!("no grant after {at:?}: {other:?}"),
        }
    }

    async fn settle(&self, at: Duration, grant: &Grant, fate: Fate) {
        self.exchange(at, vec![settlement(grant, fate)], 0).await;
    }

    async fn report(&self, at: Duration) -> QuotaReport {
        self.lab.set_clock(after_noon(at));
        self.ledger.report(&self.app).await.expect("the ledger is there")
    }

    /// Calls counted today, and how many of them have not ended.
    async fn spent(&self, at: Duration) -> (u64, u64) {
        let report = self.report(at).await;
        let scope = report.scope(&LimitScope::App);
        scope.map_or((0, 0), |scope| (scope.spent.value, scope.unconfirmed))
    }
}

fn after_noon(at: Duration) -> Timestamp {
    let noon = Timestamp::from_second(NOON).expect("noon is within the calendar");
    noon.checked_add(at).expect("a test is short")
}

fn settlement(grant: &Grant, fate: Fate) -> Settlement {
    Settlement { grant: grant.clone(), method: METHOD.to_owned(), fate }
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A call that is answered just now, and counts from now.
fn answered() -> Fate {
    ended(CallEnd::Answered)
}

fn ended(end: CallEnd) -> Fate {
    let ending = Some(Ending { end, age: Duration::ZERO });
    Fate::Used { place: Some(SignedDuration::ZERO), ending }
}

/// No window ever holds more calls than the least of the limits known for it.
pub async fn no_window_holds_more_than_its_limit(lab: &dyn Lab) {
    let limit = Limit::rate(Rate::per_second(5));
    let desks: Vec<Desk<'_>> =
        (0..3).map(|holder| Desk::new(lab, holder, limit)).collect();
    // Sent and not yet answered: when it arrives, when that is known, whose, which.
    let mut under_way: VecDeque<(u64, u64, usize, Grant)> = VecDeque::new();
    let mut arrivals = Vec::new();
    for now in (0..10_000).step_by(7) {
        for (n, desk) in desks.iter().enumerate() {
            let mut settled = Vec::new();
            under_way.retain(|(_, known, whose, grant)| {
                let done = *whose == n && *known <= now;
                if done {
                    settled.push(settlement(grant, answered()));
                }
                !done
            });
            let exchanged = desk.exchange(ms(now), settled, 2).await;
            for verdict in exchanged.verdicts {
                let Verdict::Granted(grants) = verdict else { continue };
                for grant in grants {
                    let ready = now
                        + u64::try_from(grant.ready_in.as_micros().div_ceil(1_000))
                            .expect("a wait is short");
                    // Of all lengths, and the same in each run.
                    let (there, back) = (grant.id * 37 % 90, grant.id * 53 % 70);
                    arrivals.push(ready + there);
                    under_way.push_back((ready + there, ready + there + back, n, grant));
                }
            }
        }
    }
    arrivals.sort_unstable();
    for window in arrivals.windows(6) {
        assert!(window[5] - window[0] >= 1_000, "6 calls within a second: {window:?}");
    }
    assert!(arrivals.len() >= 40, "only {} calls in 10 s at 5 a second", arrivals.len());
}

/// A place that is not settled comes back by itself, after `flight` and a window.
pub async fn an_unsettled_place_comes_back_by_itself(lab: &dyn Lab) {
    let desk = Desk::new(lab, 1, Limit::rate(Rate::per_second(1)));
    let lost = desk.grant(ms(0)).await;
    assert_eq!(lost.ready_in, Duration::ZERO);
    for at in [ms(1), ms(3_000), ms(5_999)] {
        let verdict = desk.want(at).await;
        assert!(matches!(verdict, Verdict::Later(_)), "after {at:?}: {verdict:?}");
    }
    assert_eq!(desk.grant(ms(6_001)).await.ready_in, Duration::ZERO);
    assert_eq!(desk.spent(ms(6_001)).await, (2, 2), "a lost call may have been counted");
}

/// A grant that was not used leaves no trace: neither in the window nor in the day.
pub async fn an_unused_grant_leaves_no_trace(lab: &dyn Lab) {
    let desk =
        Desk::new(lab, 1, Limit { rate: Some(Rate::per_second(1)), per_day: Some(1) });
    for at in [ms(0), ms(10), ms(20)] {
        let grant = desk.grant(at).await;
        assert_eq!(grant.ready_in, Duration::ZERO, "after {at:?}");
        desk.settle(at, &grant, Fate::Unused).await;
        assert_eq!(desk.spent(at).await, (0, 0));
    }
}

/// A place that is settled is free again one window after what it was settled from.
pub async fn a_place_is_free_a_window_after_it_was_settled(lab: &dyn Lab) {
    let desk = Desk::new(lab, 1, Limit::rate(Rate::per_second(1)));
    let first = desk.grant(ms(0)).await;
    let place = Some(SignedDuration::from_millis(-100));
    desk.settle(ms(300), &first, Fate::Used { place, ending: None }).await;
    let second = desk.grant(ms(400)).await;
    assert_eq!(second.ready_in, ms(800), "200 ms + 1 s after the start");
    assert_eq!(desk.spent(ms(400)).await, (2, 2));
}

/// The day's count starts again at midnight in Beijing, and says so before.
pub async fn the_day_starts_again_at_midnight_in_beijing(lab: &dyn Lab) {
    let desk = Desk::new(lab, 1, Limit::per_day(2));
    for _ in 0..2 {
        let grant = desk.grant(ms(0)).await;
        desk.settle(ms(1), &grant, answered()).await;
    }
    let half_a_day = Duration::from_secs(43_200);
    match desk.want(ms(1_000)).await {
        Verdict::Closed(closed) => {
            assert_eq!((closed.scope, closed.why), (LimitScope::App, Closure::Day));
            let early = half_a_day - SECOND;
            let latest = early + ms(2_000);
            assert!(
                (early..=latest).contains(&closed.reopens_in),
                "{:?}",
                closed.reopens_in
            );
        }
        other => panic!("a third call of two: {other:?}"),
    }
    assert_eq!(desk.spent(ms(1_000)).await, (2, 0));
    assert_eq!(desk.spent(half_a_day + ms(1)).await, (0, 0));
    desk.grant(half_a_day + ms(2_000)).await;
}

/// A refusal with a ban closes the scope it names, for all holders, for as long as it
/// says; and a refused call takes nothing from the day.
pub async fn a_ban_closes_the_scope_it_names_for_all(lab: &dyn Lab) {
    let (desk, other) =
        (Desk::new(lab, 1, Limit::default()), Desk::new(lab, 2, Limit::default()));
    for (start, whose, scope) in [
        (0, Whose::App, LimitScope::App),
        (100_000, Whose::Api, LimitScope::Api(METHOD.to_owned())),
        (200_000, Whose::AppApi, LimitScope::AppApi(METHOD.to_owned())),
    ] {
        let grant = desk.grant(ms(start)).await;
        let limited = Limited { whose, daily: false, ban: Some(ms(30_000)) };
        desk.settle(ms(start + 50), &grant, ended(CallEnd::Limited(limited))).await;
        match other.want(ms(start + 1_050)).await {
            Verdict::Closed(closed) => {
                assert_eq!((&closed.scope, closed.why), (&scope, Closure::Ban));
                assert_eq!(closed.reopens_in, ms(29_000));
            }
            granted => panic!("{granted:?} under a ban of {scope}"),
        }
        let closed =
            other.report(ms(start + 1_050)).await.scope(&scope).and_then(|s| s.closed);
        assert_eq!(closed.map(|closed| closed.why), Some(Closure::Ban), "{scope}");
        let grant = other.grant(ms(start + 30_051)).await;
        other.settle(ms(start + 30_051), &grant, Fate::Unused).await;
        assert_eq!(desk.spent(ms(start + 30_060)).await, (0, 0));
    }
}

/// Holders that want more than there is get equal shares.
pub async fn holders_that_want_more_get_equal_shares(lab: &dyn Lab) {
    let limit = Limit::rate(Rate::per_second(12));
    let desks: Vec<Desk<'_>> =
        (0..4).map(|holder| Desk::new(lab, holder, limit)).collect();
    let mut calls = [0_u32; 4];
    let mut ready: Vec<(u64, usize, Grant)> = Vec::new();
    // The first is there ten times as often as the others, and always wants more.
    for now in (0..20_000).step_by(5) {
        for (n, desk) in desks.iter().enumerate() {
            if n > 0 && now % 50 != 0 {
                continue;
            }
            let mut settled = Vec::new();
            ready.retain(|(at, whose, grant)| {
                let written = *whose == n && *at <= now;
                if written {
                    settled.push(settlement(grant, answered()));
                    calls[n] += u32::from(now > 4_000);
                }
                !written
            });
            for verdict in desk.exchange(ms(now), settled, 4).await.verdicts {
                let Verdict::Granted(grants) = verdict else { continue };
                ready.extend(grants.into_iter().map(|grant| {
                    (now + grant.ready_in.as_millis() as u64 + 1, n, grant)
                }));
            }
        }
    }
    let (least, most) = (calls.iter().min(), calls.iter().max());
    let (least, most) = (least.expect("four"), most.expect("four"));
    assert!(*least * 10 >= *most * 7, "shares of four equals: {calls:?}");
    assert!(calls.iter().sum::<u32>() >= 150, "{calls:?} in 16 s at 12 a second");
}

/// A clock that is set back neither frees a place too early nor holds it for longer than
/// its window.
pub async fn a_clock_that_is_set_back_frees_nothing_early_and_keeps_nothing_long(
    lab: &dyn Lab,
) {
    let desk = Desk::new(lab, 1, Limit::rate(Rate::per_second(1)));
    let hour = Duration::from_secs(3_600);
    let grant = desk.grant(hour).await;
    desk.settle(hour, &grant, answered()).await;
    // An hour back: the call was just now, as far as anybody can know.
    let next = desk.grant(ms(0)).await;
    assert_eq!(next.ready_in, SECOND);
    desk.settle(ms(0), &next, Fate::Unused).await;
    assert_eq!(desk.grant(ms(1_001)).await.ready_in, Duration::ZERO);
    assert_eq!(desk.spent(ms(1_001)).await.0, 2, "the day's count goes on");
}

/// What was granted to others is in the report.
pub async fn what_others_were_granted_is_in_the_report(lab: &dyn Lab) {
    let (desk, other) =
        (Desk::new(lab, 1, Limit::default()), Desk::new(lab, 2, Limit::default()));
    assert_eq!(other.spent(ms(0)).await, (0, 0));
    let grant = desk.grant(ms(0)).await;
    assert_eq!(other.spent(ms(0)).await, (1, 1));
    desk.settle(ms(10), &grant, answered()).await;
    assert_eq!(other.spent(ms(20)).await, (1, 0));
}

/// A refusal teaches the rate that was answered in the second before it, which holds from
/// then on, and is let up later.
pub async fn a_refusal_teaches_the_rate_that_was_answered(lab: &dyn Lab) {
    let desk = Desk::new(lab, 1, Limit::default());
    for n in 0..10 {
        let grant = desk.grant(ms(n * 10)).await;
        desk.settle(ms(n * 10), &grant, answered()).await;
    }
    let grant = desk.grant(ms(100)).await;
    let limited = Limited { whose: Whose::AppApi, daily: false, ban: Some(SECOND) };
    desk.settle(ms(110), &grant, ended(CallEnd::Limited(limited))).await;
    let scope = LimitScope::AppApi(METHOD.to_owned());
    let learned = |report: QuotaReport| report.scope(&scope).and_then(|s| s.learned_rate);
    assert_eq!(learned(desk.report(ms(120)).await), Some(Rate::per_second(10)));
    let granted = desk.exchange(ms(2_000), Vec::new(), 12).await.verdicts;
    let granted = granted.iter().filter(|v| matches!(v, Verdict::Granted(_))).count();
    assert_eq!(granted, 10, "more than was learned");
    desk.exchange(ms(70_000), Vec::new(), 1).await;
    assert_eq!(learned(desk.report(ms(70_000)).await), Some(Rate::per_second(11)));
}

/// Two apps share what is counted of a method for all apps, and nothing else.
pub async fn apps_share_a_method_and_nothing_else(lab: &dyn Lab) {
    let one_a_second = Limit::rate(Rate::per_second(1));
    let mut ours = Desk::new(lab, 1, one_a_second);
    let mut theirs =
        Desk { app: AppId::of("another"), ..Desk::new(lab, 2, one_a_second) };
    desk_grants(&ours, ms(0), true).await;
    desk_grants(&theirs, ms(0), true).await;
    assert_eq!(ours.spent(ms(1)).await.0, 1, "each has its own count");
    for desk in [&mut ours, &mut theirs] {
        desk.limits = [Limit::default(), one_a_second, Limit::default()];
    }
    desk_grants(&ours, ms(2), true).await;
    desk_grants(&theirs, ms(2), false).await;
}

async fn desk_grants(desk: &Desk<'_>, at: Duration, expected: bool) {
    let verdict = desk.want(at).await;
    assert_eq!(matches!(verdict, Verdict::Granted(_)), expected, "{verdict:?}");
}

#[cfg(test)]
mod implementations;
