//! What a list holds and what it costs, read through once before anything is called. Never
//! more than a window of it is in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use itemget::limit::{LimitScope, Limits, QuotaReport, estimate};
use itemget::{Client, ItemRef, Link, LookupOptions, PlannedCalls};

use crate::inputs::{InputError, Texts};
use crate::job::{Digest, WholeInput};
use crate::lookup::WINDOW;

/// What a list holds, and what it costs at the least and at the most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// How many texts there are.
    pub(crate) texts: u64,
    /// How many of them are asked for; of a product that stands there again within the
    /// same five hundred, one.
    pub(crate) distinct: u64,
    /// How many short links have to be followed, likewise: to which items, nobody knows
    /// beforehand.
    pub(crate) short_links: u64,
    /// How many are neither an id nor a link to a product.
    pub(crate) not_items: u64,
    /// Of all texts.
    pub(crate) digest: Digest,
    /// The calls that it takes, by method.
    pub(crate) calls: Vec<Calls>,
}

/// The calls of one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) method: String,
    pub(crate) at_least: u64,
    /// Nothing where that cannot be said beforehand.
    pub(crate) at_most: Option<u64>,
}

impl Survey {
    /// Reads `texts` to their end.
    pub(crate) fn of(
        texts: Texts,
        client: &Client,
        options: &LookupOptions,
    ) -> Result<Self, InputError> {
        let mut survey = Self::default();
        let mut window = Window::default();
        for text in texts {
            let text = text?;
            survey.texts += 1;
            survey.digest = survey.digest.and(&text);
            match client.reach().link(&text) {
                Ok(Link::Item(link)) => drop(window.items.insert(link.item)),
                Ok(Link::Short(link)) => drop(window.short_links.insert(link.url)),
                Err(_) => survey.not_items += 1,
            }
            window.texts += 1;
            if window.texts == WINDOW {
                survey.add(std::mem::take(&mut window), client, options);
            }
        }
        survey.add(window, client, options);
        Ok(survey)
    }

    fn add(&mut self, window: Window, client: &Client, options: &LookupOptions) {
        let items = window.items.len() as u64;
        let short_links = window.short_links.len() as u64;
        self.distinct += items;
        self.short_links += short_links;
        if items + short_links == 0 {
            return;
        }
        // A short link may lead to an item of its own, to one of the others, or to none.
        for (least, most) in client
            .plan_lookup(items, options)
            .iter()
            .zip(client.plan_lookup(items + short_links, options))
        {
            let at_least = least.at_least;
            add_calls(&mut self.calls, PlannedCalls { at_least, ..most });
        }
    }

    /// The input as a whole.
    pub(crate) fn whole(&self) -> WholeInput {
        WholeInput { texts: self.texts, digest: self.digest }
    }
}

#[derive(Default)]
struct Window {
    texts: usize,
    items: BTreeSet<ItemRef>,
    short_links: BTreeSet<String>,
}

fn add_calls(calls: &mut Vec<Calls>, more: PlannedCalls) {
    match calls.iter_mut().find(|known| known.method == more.method) {
        Some(known) => {
            known.at_least += more.at_least;
            let both = known.at_most.zip(more.at_most);
            known.at_most = both.map(|(known, more)| known + more);
        }
        None => calls.push(Calls {
            method: more.method.to_owned(),
            at_least: more.at_least,
            at_most: more.at_most,
        }),
    }
}

impl Calls {
    /// Exactly so many of a method.
    pub(crate) fn exactly(calls: u64, method: &str) -> Self {
        Self { method: method.to_owned(), at_least: calls, at_most: Some(calls) }
    }
}

/// How long some calls take at the least and at the most, as far as the quota decides. The
/// most is nothing where nobody can say how many calls there are.
pub(crate) fn durations(
    calls: &[Calls],
    limits: &Limits,
) -> (Duration, Option<Duration>) {
    let at_least = calls.iter().map(|calls| (calls.method.as_str(), calls.at_least));
    let at_most: Option<Vec<_>> =
        calls.iter().map(|calls| Some((calls.method.as_str(), calls.at_most?))).collect();
    (estimate(at_least, limits), at_most.map(|calls| estimate(calls, limits)))
}

/// What is spent and left of the day's calls of a method, as the ledger has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Today {
    pub(crate) spent: u64,
    /// The least that any limit leaves; nothing where no limit is known.
    pub(crate) left: Option<u64>,
}

/// Today's calls of each method of `calls`.
pub(crate) fn today<'a>(
    calls: &'a [Calls],
    report: &QuotaReport,
) -> BTreeMap<&'a str, Today> {
    let of_method = |calls: &'a Calls| {
        let method = calls.method.as_str();
        let own = LimitScope::AppApi(method.to_owned());
        let scopes = [LimitScope::App, LimitScope::Api(method.to_owned()), own.clone()];
        let spent = report.scope(&own).map_or(0, |scope| scope.spent.value);
        let left = scopes.iter().filter_map(|scope| report.scope(scope)?.left).min();
        (method, Today { spent, left })
    };
    calls.iter().map(of_method).collect()
}
