//! Asking for a batch, and reading what comes back: all that takes time and decides nothing.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use itemget::limit::LimitError;
use itemget::{
    CachePolicy, Client, Clock, ErrorKind, ItemRef, Lookup, LookupOptions, View,
};
use itemget_history::observe::{Asked, readings};
use itemget_history::{Moment, Reading, TrailKey};
use itemget_store::Body;

use super::{Bodies, Ended, Follower};
use crate::card::Card;
use crate::source::SourceName;

/// What came of asking for an item.
pub(super) struct Answer {
    /// What was seen, of which trails.
    pub(super) seen: Vec<(TrailKey, Reading)>,
    /// The stable word for it.
    pub(super) outcome: &'static str,
    /// How it looks, and a digest of that.
    pub(super) card: Option<(Card, u64)>,
    /// What it was read from, where that is kept.
    pub(super) bodies: Vec<Body>,
}

/// An item to ask for, and for how long its readings will be believed.
pub(super) type Wanted = (ItemRef, Duration);

/// So many items the affiliate API answers in one call: a share of a batch is a multiple
/// of it, or shares would cost calls.
const TOGETHER: usize = 50;

/// So many shares of a batch each processor reads, one after the other.
const SHARES: usize = 2;

impl Follower {
    /// Asks one source for items in one view; gives an answer for each, in their order, or
    /// why there was no use in asking. Where several processors read, answers come in shares,
    /// and the next ones are asked for while one is taken in.
    pub(super) fn ask(
        &self,
        view: View,
        source: &str,
        wanted: Vec<Wanted>,
    ) -> BoxStream<'static, Vec<Result<Answer, Ended>>> {
        let source = source.parse().unwrap_or(SourceName::Auto);
        let mut options = LookupOptions::new(view).with_source(source.source());
        // A kept answer is no new look.
        options.cache = CachePolicy::default().with_max_age(Duration::ZERO);
        let lane = Lane {
            client: self.client.clone(),
            clock: Arc::clone(&self.clock),
            bodies: self.options.bodies,
            options,
        };
        let lanes = self.options.lanes;
        if lanes <= 1 {
            return stream::once(async move { lane.ask(wanted).await }).boxed();
        }
        let size = wanted.len().div_ceil(lanes * SHARES).next_multiple_of(TOGETHER);
        let shares: Vec<Vec<Wanted>> = wanted.chunks(size).map(<[_]>::to_vec).collect();
        let asked = stream::iter(shares).map(move |share| {
            let lane = lane.clone();
            tokio::spawn(async move { lane.ask(share).await })
        });
        asked
            .buffered(lanes + 1)
            .map(|share| share.expect("reading an answer does not panic"))
            .boxed()
    }
}

/// What it takes to ask.
#[derive(Clone)]
struct Lane {
    client: Client,
    clock: Arc<dyn Clock>,
    bodies: Bodies,
    options: LookupOptions,
}

impl Lane {
    async fn ask(&self, wanted: Vec<Wanted>) -> Vec<Result<Answer, Ended>> {
        let items: Vec<ItemRef> = wanted.iter().map(|(item, _)| *item).collect();
        let lookups = self.client.lookup(items, &self.options);
        let mut lookups = pin!(lookups.zip(stream::iter(wanted)));
        let mut answers = Vec::new();
        while let Some((lookup, (_, holds_for))) = lookups.next().await {
            let at = Moment::from(self.clock.now());
            let asked = Asked { view: self.options.view, at, holds_for };
            answers.push(match ended(&lookup) {
                Some(ended) => Err(ended),
                None => Ok(Answer::of(&lookup, asked, self.bodies)),
            });
        }
        answers
    }
}

impl Answer {
    fn of(lookup: &Lookup, asked: Asked, bodies: Bodies) -> Self {
        let seen = readings(lookup, asked);
        let bodies = match bodies {
            Bodies::Kept => self::bodies(lookup, &seen),
            Bodies::Dropped => Vec::new(),
        };
        Self {
            outcome: lookup.outcome.kind().code(),
            card: lookup.outcome.item().and_then(Card::of).map(|card| {
                let digest = card.digest();
                (card, digest)
            }),
            bodies,
            seen,
        }
    }

    /// Whether nothing was learned.
    pub(super) fn is_failure(&self) -> bool {
        !self.seen.iter().any(|(_, reading)| is_observed(reading))
    }
}

/// The bodies that an item was read from.
fn bodies(lookup: &Lookup, seen: &[(TrailKey, Reading)]) -> Vec<Body> {
    let Some(item) = lookup.outcome.item() else { return Vec::new() };
    let body = |raw: &itemget::item::RawReply| {
        let (trail, reading) = seen.iter().find(|(key, _)| key.source == raw.source)?;
        Some(Body { trail: trail.clone(), at: reading.at, bytes: raw.body.to_vec() })
    };
    item.raw.iter().filter_map(body).collect()
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
