//! What has to be known of a batch's past before what was seen of it can be taken in: read
//! together, and only what is not remembered.

use std::collections::BTreeMap;

use itemget::{Language, View};
use itemget_history::{Kind, Moment, Quantity, Series, TrailKey};
use itemget_store::{Tracked, TrailMemory};

use super::ask::Answer;
use super::memory::Remembered;
use super::{FollowError, Follower, selling};
use crate::card::Card;
use crate::rules::{self, Book, Watching};

/// What is known of an item from before a look.
#[derive(Default)]
pub(super) struct Past {
    pub(super) remembered: Remembered,
    /// The rules about it.
    pub(super) rules: Vec<Watching>,
    /// How many there were, where that had to be read.
    pub(super) stocks: Vec<(Moment, Quantity)>,
}

impl Follower {
    /// The past of each of these, in their order, as seen with `view`.
    pub(super) async fn past(
        &mut self,
        answered: &[(Tracked, Answer)],
        view: View,
    ) -> Result<Vec<Past>, FollowError> {
        let mut rules = self.rules(answered).await?;
        let remembered = answered.iter().map(|(it, _)| self.memory.recall(it));
        let mut all: Vec<Option<Remembered>> = remembered.collect();
        let wanted: Vec<usize> = (0..answered.len())
            .filter(|at| {
                let known = all[*at].as_ref();
                known.is_none_or(|it| !rules[*at].iter().all(|rule| it.is_known_to(rule)))
            })
            .collect();
        let items: Vec<_> = wanted.iter().map(|at| answered[*at].0.watch.item).collect();
        let trails = self.store.trails_of_each(&items).await?;
        let mut stocks: BTreeMap<usize, Vec<(Moment, Quantity)>> = BTreeMap::new();
        for (at, mut trails) in wanted.into_iter().zip(trails) {
            trails.retain(|(key, _)| key.ship_to == view.ship_to);
            let learns_anew = rules[at].iter().any(Watching::is_of_an_earlier_edition);
            let remembered = match all[at].take() {
                // What it remembers is of an earlier edition too.
                Some(before) if learns_anew => before.over(&trails),
                Some(remembered) => remembered,
                None => Remembered::of(&trails),
            };
            let remembered = all[at].insert(remembered);
            for rule in rules[at].iter_mut().filter(|rule| !remembered.is_known_to(rule))
            {
                self.sellers.with(|rates| rule.learn(&trails, &self.policy, rates));
            }
            let total = Series::of_item(Kind::Stock);
            let changes = trails.iter().map(|(_, trail)| trail.changes(total));
            let longest = changes.max_by_key(|changes| changes.len());
            stocks.insert(at, selling::counts(longest.unwrap_or_default()).collect());
        }
        let past = all.into_iter().zip(rules).enumerate();
        let past = past.map(|(at, (remembered, rules))| Past {
            remembered: remembered.unwrap_or_default(),
            rules,
            stocks: stocks.remove(&at).unwrap_or_default(),
        });
        Ok(past.collect())
    }

    /// The rules about each of these, with what they remember.
    async fn rules(
        &self,
        answered: &[(Tracked, Answer)],
    ) -> Result<Vec<Vec<Watching>>, FollowError> {
        let book = Book::read(&self.store).await?;
        if book.is_empty() {
            return Ok(answered.iter().map(|_| Vec::new()).collect());
        }
        let ids: Vec<_> = answered.iter().map(|(tracked, _)| tracked.id).collect();
        let lists = match book.asks_for_lists() {
            true => {
                self.store.groups_of(&ids).await?.into_iter().map(|it| it.lists).collect()
            }
            false => vec![Vec::new(); ids.len()],
        };
        let keys: Vec<Vec<TrailKey>> = answered
            .iter()
            .map(|(_, answer)| answer.seen.iter().map(|(key, _)| key.clone()).collect())
            .collect();
        let mut memories = self.store.remembered(&keys.concat()).await?.into_iter();
        let mut rules = Vec::with_capacity(answered.len());
        for (((tracked, _), lists), keys) in answered.iter().zip(lists).zip(&keys) {
            let own: Vec<TrailMemory> = memories.by_ref().take(keys.len()).collect();
            let about = book.about(tracked, &lists)?;
            rules.push(rules::watching(&about, &own));
        }
        Ok(rules)
    }

    /// How those of them look now that do not look as they did, over how they looked before.
    pub(super) async fn new_cards(
        &self,
        answered: &[(Tracked, Answer)],
        past: &mut [Past],
        language: Language,
    ) -> Result<Vec<itemget_store::Card>, FollowError> {
        let mut new = Vec::new();
        for ((tracked, answer), past) in answered.iter().zip(past) {
            let Some((card, digest)) = &answer.card else { continue };
            if past.remembered.card.replace(*digest) != Some(*digest) {
                let seen_at = answer.seen.first().map(|(_, reading)| reading.at);
                let seen_at = seen_at.unwrap_or_else(|| self.now());
                new.push((tracked.watch.item, card.clone(), seen_at));
            }
        }
        let items: Vec<_> = new.iter().map(|(item, ..)| *item).collect();
        let before = self.store.cards(&items, language).await?;
        let cards =
            new.into_iter().zip(before).filter_map(|((item, card, at), older)| {
                let older = older.filter(|older| older.language == language);
                let older = older.map(|older| older.text);
                let text = match &older {
                    Some(older) => card.over(Card::read(older)).text(),
                    None => card.text(),
                };
                let is_new = older.as_ref() != Some(&text);
                is_new.then_some(itemget_store::Card {
                    item,
                    language,
                    seen_at: at,
                    text,
                })
            });
        Ok(cards.collect())
    }
}
