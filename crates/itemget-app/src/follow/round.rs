//! One round: a batch of what is due is looked at, kept, and noted as done.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt as _;
use itemget::limit::LimitError;
use itemget::{CachePolicy, ErrorKind, ItemRef, Lookup, LookupOptions, View};
use itemget_history::observe::{Asked, readings};
use itemget_history::schedule::Quota;
use itemget_history::{Moment, Reading, Trail, TrailKey};
use itemget_store::{Body, Looked, NewAlert, RuleScope, Tracked, Watched, Which};

use super::alerting::{self, InForce, Judged};
use super::learned::{Learned, after_failures, changed, holds_for};
use super::{Card, FollowError, Follower};
use crate::source::SourceName;

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
#[derive(Debug, Clone, Copy, PartialEq)]
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
}

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

/// What goes into the store of a batch.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) readings: Vec<(TrailKey, Reading)>,
    pub(super) bodies: Vec<Body>,
    pub(super) cards: Vec<itemget_store::Card>,
    pub(super) looked: Vec<Looked>,
    pub(super) watched: Vec<Watched>,
    pub(super) alerts: Vec<NewAlert>,
}

impl Follower {
    /// Takes what is due and looks at it. Nothing is due: an empty round.
    pub(crate) async fn round(&mut self) -> Result<Round, FollowError> {
        let now = self.now();
        if self.planning.is_stale(now) {
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
        Ok(Outlook {
            tracked: all.len() as u64,
            due: all.iter().filter(|tracked| tracked.next_at <= now).count() as u64,
            looks_per_day: if all.is_empty() { 0.0 } else { looks_per_day },
            stretched,
            next_due: all.iter().map(|tracked| tracked.next_at).min(),
        })
    }

    /// Solves anew when to look at what.
    async fn plan(&mut self, now: Moment) -> Result<(), FollowError> {
        let active = Which { paused: Some(false), ..Which::default() };
        let all = self.store.tracked(&active).await?;
        let quota = self.quota(now).await;
        self.planning.solve(&all, &quota, now);
        Ok(())
    }

    /// The calls there are for looks: what the settings and the platform's limits say, or
    /// else what is usual for a new app.
    async fn quota(&self, now: Moment) -> Quota {
        const USUAL: u64 = 5000;
        let resets = itemget::limit::quota_day_end(now.into()).into();
        let report = self.limiter.report().await.ok();
        let scope = report.as_ref().and_then(|report| report.scopes.first());
        let known = scope.and_then(|scope| scope.limit.per_day);
        let asked = self.options.calls_per_day;
        let per_day = known.unwrap_or(u64::MAX).min(asked.unwrap_or(USUAL));
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
        let source = source.parse().unwrap_or(SourceName::Auto);
        let mut options = LookupOptions::new(view).with_source(source.source());
        // A kept answer is no new look.
        options.cache = CachePolicy::default().with_max_age(Duration::ZERO);
        let items: Vec<ItemRef> =
            group.iter().map(|tracked| tracked.watch.item).collect();
        let lookups: Vec<Lookup> = self.client.lookup(items, &options).collect().await;
        let mut kept = Kept::default();
        let rules = alerting::in_force(&self.store).await?;
        for (tracked, lookup) in group.into_iter().zip(lookups) {
            if let Some(ended) = ended(&lookup) {
                // Others may have been asked before, and nothing that was read is dropped.
                round.ended = Some(ended);
                continue;
            }
            self.take_in(&tracked, &lookup, &rules, &mut kept, round).await?;
        }
        self.keep(&kept, round).await?;
        let kept = kept.readings.into_iter().map(|(key, reading)| (key, reading.at));
        round.kept.extend(kept);
        Ok(())
    }

    /// Takes in what was seen of one item.
    async fn take_in(
        &mut self,
        tracked: &Tracked,
        lookup: &Lookup,
        rules: &[InForce],
        kept: &mut Kept,
        round: &mut Round,
    ) -> Result<(), FollowError> {
        let now = self.now();
        let mut learned = Learned::read(&tracked.model);
        let interval = self.planning.interval(tracked, &learned);
        let holds_for = holds_for(interval);
        let asked = Asked { view: tracked.watch.view, at: now, holds_for };
        let seen = readings(lookup, asked);
        let failed = !seen.iter().any(|(_, reading)| is_observed(reading));
        let known = self.known(tracked).await?;
        let is_change = changed(seen.iter().map(|(key, it)| (key, it)), &known);
        let next_at = match failed {
            true => now + after_failures(tracked.failures, interval),
            false => {
                self.planning.observe(&learned, tracked.last_at, now, is_change);
                let (prior, clock) = (self.planning.prior, &self.planning.clock);
                learned.take_in(prior, clock, tracked.last_at, now, is_change);
                learned.interval = Some(self.planning.interval(tracked, &learned));
                self.planning.next(tracked, &learned, now)
            }
        };
        let judged = self.judge(tracked, rules, &seen, &known).await?;
        // Whatever is not sure yet is looked at again as soon as that would make it sure.
        let next_at = judged.second_read.map_or(next_at, |it| it.min(next_at));
        kept.watched.extend(judged.watched);
        kept.alerts.extend(judged.alerts);
        round.changed += u64::from(is_change);
        round.failed += u64::from(failed);
        kept.note_bodies(lookup, &seen);
        if let Some(card) = lookup.outcome.item().and_then(Card::of) {
            let at = seen.first().map_or(now, |(_, reading)| reading.at);
            kept.cards.push(self.card(tracked, card, at).await?);
        }
        kept.readings.extend(seen);
        kept.looked.push(Looked {
            id: tracked.id,
            at: now,
            outcome: lookup.outcome.kind().code().to_owned(),
            failed,
            // Never at once again, whatever the arithmetic says.
            next_at: next_at.max(now + Duration::from_secs(1)),
            model: learned.text(),
        });
        Ok(())
    }

    /// What the rules make of what was seen.
    async fn judge(
        &self,
        tracked: &Tracked,
        rules: &[InForce],
        seen: &[(TrailKey, Reading)],
        known: &[(TrailKey, Trail)],
    ) -> Result<Judged, FollowError> {
        let by_list = |rule: &InForce| matches!(rule.scope, RuleScope::List(_));
        let lists = match rules.iter().any(by_list) {
            true => self.store.groups(tracked.id).await?.lists,
            false => Vec::new(),
        };
        let about = rules.iter().filter(|rule| rule.is_about(tracked, &lists));
        let about: Vec<&InForce> = about.collect();
        if about.is_empty() {
            return Ok(Judged::default());
        }
        let keys: Vec<TrailKey> = seen.iter().map(|(key, _)| key.clone()).collect();
        let remembered = self.store.watched(&keys).await?;
        Ok(alerting::judge(&about, seen, known, &remembered, &self.policy))
    }

    /// How an item looks, over how it looked before.
    async fn card(
        &self,
        tracked: &Tracked,
        card: Card,
        seen_at: Moment,
    ) -> Result<itemget_store::Card, FollowError> {
        let (item, language) = (tracked.watch.item, tracked.watch.view.language);
        let older = self.store.card(item, language).await?;
        let older = older.filter(|older| older.language == language);
        let card = match older {
            Some(older) => card.over(Card::read(&older.text)),
            None => card,
        };
        Ok(itemget_store::Card { item, language, seen_at, text: card.text() })
    }

    /// What is known of an item in the view that it is looked at in.
    async fn known(
        &self,
        tracked: &Tracked,
    ) -> Result<Vec<(TrailKey, Trail)>, FollowError> {
        let all = self.store.trails_of(tracked.watch.item).await?;
        let ship_to = tracked.watch.view.ship_to;
        Ok(all.into_iter().filter(|(key, _)| key.ship_to == ship_to).collect())
    }
}

impl Kept {
    /// Notes the bodies that the item was read from.
    fn note_bodies(&mut self, lookup: &Lookup, seen: &[(TrailKey, Reading)]) {
        let Some(item) = lookup.outcome.item() else { return };
        for raw in &item.raw {
            let trail = seen.iter().find(|(key, _)| key.source == raw.source);
            self.bodies.extend(trail.map(|(key, reading)| Body {
                trail: key.clone(),
                at: reading.at,
                bytes: raw.body.to_vec(),
            }));
        }
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

fn is_observed(reading: &Reading) -> bool {
    !matches!(reading.seen, itemget_history::Seen::NotObserved(_))
}

/// Whether there is no use in asking on, as this was not even asked for.
fn ended(lookup: &Lookup) -> Option<Ended> {
    let miss = lookup.outcome.miss()?;
    let error = miss.error.as_deref()?;
    match error.kind() {
        ErrorKind::Limited(LimitError::Budget { .. }) => Some(Ended::Budget),
        ErrorKind::Limited(LimitError::Ledger(_)) => Some(Ended::Uncounted),
        ErrorKind::Limited(limit) => {
            Some(Ended::Quota(limit.reopens().map(Moment::from)))
        }
        _ if error.is_auth() => {
            Some(Ended::NotAllowed(miss.code.clone().unwrap_or_default()))
        }
        _ => None,
    }
}
