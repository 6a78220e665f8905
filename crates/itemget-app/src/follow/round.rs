//! One round: a batch of what is due is looked at, kept, and noted as done.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt as _;
use itemget::{ItemRef, View};
use itemget_history::Moment;
use itemget_history::TrailKey;
use itemget_history::schedule::Quota;
use itemget_store::{Looked, Looks, Tracked, Which};

use super::ask::Answer;
use super::learned::{Learned, after_failures, holds_for, read_at};
use super::past::Past;
use super::planning::Planning;
use super::selling;
use super::{FollowError, Follower};
use crate::rules;

/// What a round came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Round {
    /// How many items were due and taken.
    pub(crate) taken: u64,
    /// How many were looked at.
    pub(crate) looked: u64,
    /// At how many something had changed.
    pub(crate) changed: u64,
    /// At how many nothing could be learned.
    pub(crate) failed: u64,
    /// How many alerts there were.
    pub(crate) alerts: u64,
    /// The readings that are kept now, whatever happens next: of which trail, and when.
    pub(crate) kept: Vec<(TrailKey, Moment)>,
    /// How many looks came too late: another worker had the lease by then.
    pub(crate) late: u64,
    /// Why there is no use in going on at once.
    pub(crate) ended: Option<Ended>,
}

/// What is to come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outlook {
    /// How many are tracked and not paused.
    pub(crate) tracked: u64,
    /// How many of them are due.
    pub(crate) due: u64,
    /// Looks a day, as planned.
    pub(crate) looks_per_day: f64,
    /// How many times longer than wished intervals have to be.
    pub(crate) stretched: f64,
    /// When the first of them is due.
    pub(crate) next_due: Option<Moment>,
    /// The share of the time in which what is known will be out of date, of all of them.
    pub(crate) stale: f64,
    /// Those of which most is out of date, the worst first.
    pub(crate) stalest: Vec<Stale>,
}

/// How long what is known of an item will be out of date.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stale {
    pub(crate) item: ItemRef,
    /// How far apart its looks are planned.
    pub(crate) every: Duration,
    /// The share of the time.
    pub(crate) share: f64,
}

/// So many are told of.
const STALEST: usize = 10;

/// Why there is no use in going on at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The quota is spent, until then where that is known.
    Quota(Option<Moment>),
    /// The calls that were allowed are made.
    Budget,
    /// Key, token or permission are refused.
    NotAllowed(String),
    /// What calls are counted in cannot be used, and uncounted calls are not sent.
    Uncounted,
}

impl Follower {
    /// Takes what is due and looks at it. Nothing is due: an empty round.
    pub(crate) async fn round(&mut self) -> Result<Round, FollowError> {
        let now = self.now();
        if self.planning.is_stale(now, self.options.plan_stands) {
            self.plan(now).await?;
        }
        let taken = self.take().await?;
        let mut round = Round { taken: taken.len() as u64, ..Round::default() };
        for ((view, source), group) in grouped(taken) {
            if round.ended.is_some() {
                break;
            }
            self.look_at(view, &source, group, &mut round).await?;
        }
        if round.ended.is_some() {
            // What was not asked for is due for whoever can ask.
            self.give_back().await?;
        }
        Ok(round)
    }

    /// What is due, and what looks will take. Looks at nothing.
    pub(crate) async fn outlook(&mut self) -> Result<Outlook, FollowError> {
        let now = self.now();
        self.plan(now).await?;
        let active = Which { paused: Some(false), ..Which::default() };
        let all = self.store.tracked(&active).await?;
        let (looks_per_day, stretched) = self.planning.figures().unwrap_or((0.0, 1.0));
        let mut stalest: Vec<Stale> =
            all.iter().map(|tracked| self.stale(tracked, now)).collect();
        stalest.sort_by(|a, b| b.share.total_cmp(&a.share));
        let whole: f64 = stalest.iter().map(|stale| stale.share).sum();
        let stale = whole / stalest.len().max(1) as f64;
        stalest.truncate(STALEST);
        Ok(Outlook {
            tracked: all.len() as u64,
            due: all.iter().filter(|tracked| tracked.next_at <= now).count() as u64,
            looks_per_day: if all.is_empty() { 0.0 } else { looks_per_day },
            stretched,
            next_due: all.iter().map(|tracked| tracked.next_at).min(),
            stale,
            stalest,
        })
    }

    /// How long what is known of an item will be out of date, as its looks are planned.
    fn stale(&self, tracked: &Tracked, now: Moment) -> Stale {
        let learned = Learned::read(&tracked.model);
        let every = self.planning.interval(tracked, &learned);
        let at_last = self.planning.staleness(&learned, now, now + every);
        let wrong = at_last.probability * at_last.wrong_for.as_secs_f64();
        let share = wrong / every.as_secs_f64().max(1.0);
        Stale { item: tracked.watch.item, every, share: share.clamp(0.0, 1.0) }
    }

    /// Solves anew when to look at what. What was learned before this program began is read
    /// first, and what is learned is kept once in a while.
    async fn plan(&mut self, now: Moment) -> Result<(), FollowError> {
        if self.planning.is_new() {
            let kept = self.store.setting(Planning::NAME).await?;
            self.planning = Planning::read(&kept.unwrap_or_default());
        }
        let active = Which { paused: Some(false), ..Which::default() };
        let all = self.store.tracked(&active).await?;
        let quota = self.quota(now).await;
        self.planning.solve(&all, &quota, now);
        if let Some(text) = self.planning.worth_keeping(now) {
            self.store.set(Planning::NAME, &text).await?;
        }
        self.sellers.read_again(&self.store).await?;
        Ok(())
    }

    /// The calls there are for looks: what the settings and the platform's limits say, or
    /// else what is usual for a new app.
    async fn quota(&self, now: Moment) -> Quota {
        let resets = itemget::limit::quota_day_end(now.into()).into();
        let report = self.limiter.report().await.ok();
        let scope = report.as_ref().and_then(|report| report.scopes.first());
        let known = scope.and_then(|scope| scope.limit.per_day);
        let asked = self.options.calls_per_day;
        let per_day = of_a_day(known, asked);
        let left = match known {
            Some(limit) if limit <= per_day => {
                let spent = scope.map_or(0, |scope| scope.spent.value);
                per_day.saturating_sub(spent)
            }
            // What was only wished for has no account of its own: the same all day long.
            _ => share(per_day, Moment::since(resets, now)),
        };
        Quota { left, per_day, resets }
    }

    /// Looks at what is asked of one source in one view, and keeps what was seen.
    async fn look_at(
        &mut self,
        view: View,
        source: &str,
        group: Vec<Tracked>,
        round: &mut Round,
    ) -> Result<(), FollowError> {
        let wanted = group.iter().map(|tracked| {
            let learned = Learned::read(&tracked.model);
            let interval = self.planning.interval(tracked, &learned);
            (tracked.watch.item, holds_for(interval))
        });
        let mut shares = self.ask(view, source, wanted.collect());
        let mut group = group.into_iter();
        while let Some(answers) = shares.next().await {
            let mut answered = Vec::with_capacity(answers.len());
            for (answer, tracked) in answers.into_iter().zip(group.by_ref()) {
                match answer {
                    Ok(answer) => answered.push((tracked, answer)),
                    // What was not asked for is given back.
                    Err(ended) => round.ended = Some(ended),
                }
            }
            self.take_in_all(answered, view, round).await?;
        }
        Ok(())
    }

    /// Takes in what was seen of items in one view, and keeps it.
    async fn take_in_all(
        &mut self,
        answered: Vec<(Tracked, Answer)>,
        view: View,
        round: &mut Round,
    ) -> Result<(), FollowError> {
        let mut past = self.past(&answered, view).await?;
        let cards = self.new_cards(&answered, &mut past, view.language).await?;
        let mut looks = Looks { cards, ..Looks::default() };
        for ((tracked, answer), past) in answered.into_iter().zip(past) {
            self.take_in(&tracked, answer, past, &mut looks, round);
        }
        self.keep(&looks, round).await?;
        let kept = looks.readings.into_iter().map(|(key, reading)| (key, reading.at));
        round.kept.extend(kept);
        Ok(())
    }

    /// Takes in what was seen of one item.
    fn take_in(
        &mut self,
        tracked: &Tracked,
        answer: Answer,
        mut past: Past,
        looks: &mut Looks,
        round: &mut Round,
    ) {
        let now = self.now();
        let mut learned = Learned::read(&tracked.model);
        let interval = self.planning.interval(tracked, &learned);
        let failed = answer.is_failure();
        let (policy, tails) = (&self.policy, &past.remembered.tails);
        let judged = self.sellers.with(|rates| {
            rules::judge(&mut past.rules, &answer.seen, tails, policy, rates)
        });
        let is_change = past.remembered.take_in(&answer.seen);
        let next_at = match failed {
            true => {
                learned.read_at = read_at(tracked);
                now + after_failures(tracked.failures, interval)
            }
            false => {
                self.planning.observe(&learned, tracked.last_at, now, is_change);
                let (prior, clock) = (self.planning.prior, &self.planning.clock);
                learned.take_in(prior, clock, tracked.last_at, now, is_change);
                if learned.selling.is_new() {
                    for (at, stock) in past.stocks {
                        learned.selling.take_in(at, stock);
                    }
                }
                for (_, reading) in &answer.seen {
                    if let Some(stock) = selling::stock(reading) {
                        learned.selling.take_in(reading.at, stock);
                    }
                }
                learned.to_threshold = judged.to_threshold;
                learned.interval = Some(self.planning.interval(tracked, &learned));
                self.planning.next(tracked, &learned, now)
            }
        };
        // Whatever is not sure yet is looked at again as soon as that would make it sure.
        let next_at = judged.second_read.map_or(next_at, |it| it.min(next_at));
        let id = tracked.id;
        looks.watched.extend(judged.watched.into_iter().map(|it| (id, it)));
        looks.alerts.extend(judged.alerts.into_iter().map(|it| (id, it)));
        round.changed += u64::from(is_change);
        round.failed += u64::from(failed);
        looks.bodies.extend(answer.bodies);
        looks.readings.extend(answer.seen);
        looks.looked.push(Looked {
            id: tracked.id,
            at: now,
            outcome: answer.outcome.to_owned(),
            failed,
            // Never at once again, whatever the arithmetic says.
            next_at: next_at.max(now + Duration::from_secs(1)),
            model: learned.text(),
        });
        self.memory.remember(tracked.id, now, past.remembered);
    }
}

/// The part of a day's calls for what is left of the day.
fn share(per_day: u64, left: Duration) -> u64 {
    let share = u128::from(per_day) * u128::from(left.as_secs()) / 86_400;
    u64::try_from(share).unwrap_or(per_day)
}

/// What is to be asked of one source in one view, together.
fn grouped(taken: Vec<Tracked>) -> BTreeMap<(View, String), Vec<Tracked>> {
    let mut groups: BTreeMap<(View, String), Vec<Tracked>> = BTreeMap::new();
    for tracked in taken {
        let key = (tracked.watch.view, tracked.watch.source.clone());
        groups.entry(key).or_default().push(tracked);
    }
    groups
}

/// The calls of a day: as many as are known to be allowed, of these as many as are wished
/// for, or else what is usual for a new app.
pub(super) fn of_a_day(known: Option<u64>, wished: Option<u64>) -> u64 {
    const USUAL: u64 = 5000;
    known.into_iter().chain(wished).min().unwrap_or(USUAL)
}
