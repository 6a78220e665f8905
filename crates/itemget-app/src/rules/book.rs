//! All rules that there are, and which of them are in force for an item.

use std::collections::{BTreeMap, BTreeSet};

use itemget::SkuId;
use itemget_history::Series;
use itemget_history::alert::{Effective, Layer, Rule, Scope, resolve};
use itemget_store::{RuleId, RuleScope, Store, StoreError, Tracked};

use super::said::Said;
use crate::tracking::{self, ItemLevel, Level, TrackingError};

/// A rule that is in force for an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InForce {
    pub(crate) id: RuleId,
    /// With all options filled in.
    pub(crate) rule: Rule,
    pub(crate) channels: Vec<String>,
    /// Variants for which another rule takes its place.
    pub(crate) but: BTreeSet<SkuId>,
}

impl InForce {
    /// Whether it says something of this series.
    pub(crate) fn says_of(&self, series: Series) -> bool {
        series.sku.is_none_or(|sku| !self.but.contains(&sku))
    }
}

/// All rules that there are and what is said of them, as it was at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    kept: Vec<Kept>,
    all: Said,
    lists: BTreeMap<String, Said>,
}

/// A rule that is kept and not paused.
#[derive(Debug, Clone)]
struct Kept {
    id: RuleId,
    rule: Rule,
    scope: RuleScope,
    channels: Vec<String>,
}

/// Why it is not known what is in force.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BookError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Settings(#[from] TrackingError),
}

impl BookError {
    /// The error that it is: a wrapper hides its type from those who ask for it.
    pub(crate) fn itself(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::Store(error) => error,
            Self::Settings(error) => error,
        }
    }
}

impl Book {
    /// Reads it. A rule whose text this program does not understand is of a newer one, and
    /// left to it.
    pub(crate) async fn read(store: &Store) -> Result<Self, BookError> {
        let kept = Self::kept(store).await?;
        match kept.is_empty() {
            true => Ok(Self::default()),
            false => Self::over(store, kept).await,
        }
    }

    /// The same with one rule more, in these scopes: to see what it would say there. Gives
    /// the number that it goes by.
    pub(crate) async fn with_trial(
        store: &Store,
        rule: &Rule,
        scopes: &[RuleScope],
    ) -> Result<(Self, RuleId), BookError> {
        /// No rule that is kept has it.
        const TRIAL: RuleId = RuleId(0);
        let mut kept = Self::kept(store).await?;
        // What is there already is not there twice.
        kept.retain(|it| it.rule != *rule || !scopes.contains(&it.scope));
        kept.extend(scopes.iter().map(|scope| Kept {
            id: TRIAL,
            rule: rule.clone(),
            scope: scope.clone(),
            channels: Vec::new(),
        }));
        Ok((Self::over(store, kept).await?, TRIAL))
    }

    async fn kept(store: &Store) -> Result<Vec<Kept>, StoreError> {
        let rules = store.rules().await?.into_iter().filter(|kept| kept.enabled);
        let kept = rules.filter_map(|kept| {
            let rule = kept.rule.parse().ok()?;
            let (id, scope, channels) = (kept.id, kept.scope, kept.channels);
            Some(Kept { id, rule, scope, channels })
        });
        Ok(kept.collect())
    }

    /// These rules, and what is said of all.
    async fn over(store: &Store, kept: Vec<Kept>) -> Result<Self, BookError> {
        let all = Said::at(&tracking::global(store).await?)?;
        let mut lists = BTreeMap::new();
        for list in store.lists().await? {
            lists.insert(list.name, Said::at(&Level::read(&list.settings)?)?);
        }
        Ok(Self { kept, all, lists })
    }

    /// Whether nothing is in force for anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Whether it has to be known in which lists something is.
    pub(crate) fn asks_for_lists(&self) -> bool {
        let by_list = |kept: &Kept| matches!(kept.scope, RuleScope::List(_));
        let is_said = |said: &Said| *said != Said::default();
        self.kept.iter().any(by_list) || self.lists.values().any(is_said)
    }

    /// The rules in force for something that is tracked and in these lists.
    pub(crate) fn about(
        &self,
        tracked: &Tracked,
        lists: &[String],
    ) -> Result<Vec<InForce>, TrackingError> {
        if self.kept.is_empty() {
            return Ok(Vec::new());
        }
        let item = ItemLevel::read(&tracked.settings)?;
        let whole = self.layers(tracked, lists, &item)?;
        let layers: Vec<Layer> = whole.iter().map(|(layer, _)| layer.clone()).collect();
        let kept = |it: &Effective| whole[it.place.0].1[it.place.1];
        let mut in_force: Vec<InForce> =
            resolve(&layers).into_iter().map(|it| kept(&it).in_force(it)).collect();
        for sku in self.skus(tracked, &item) {
            let (layer, own) = self.of_sku(tracked, &item, sku)?;
            let closest = layers.len();
            let all = [&layers[..], &[layer]].concat();
            let (own_rules, left): (Vec<Effective>, Vec<Effective>) =
                resolve(&all).into_iter().partition(|it| it.place.0 == closest);
            let left: BTreeSet<RuleId> = left.iter().map(|it| kept(it).id).collect();
            for rule in in_force.iter_mut().filter(|rule| !left.contains(&rule.id)) {
                rule.but.insert(sku);
            }
            // Of another variant's rules, nothing is said here.
            let own_rules = own_rules.into_iter();
            in_force.extend(own_rules.map(|it| own[it.place.1].in_force(it)));
        }
        in_force.sort_by_key(|rule| rule.id);
        Ok(in_force)
    }

    /// What is said for all, for its lists and for itself, the widest first; each layer
    /// with the rules that it has.
    fn layers(
        &self,
        tracked: &Tracked,
        lists: &[String],
        item: &ItemLevel,
    ) -> Result<Vec<(Layer, Vec<&Kept>)>, TrackingError> {
        let mut layers = Vec::new();
        let all = self.of(&RuleScope::All);
        layers.push((layer(Scope::Global, &self.all, &all), all));
        let mut names: Vec<&String> = lists.iter().collect();
        names.sort_unstable();
        for name in names {
            let said = self.lists.get(name).cloned().unwrap_or_default();
            let rules = self.of(&RuleScope::List(name.clone()));
            layers.push((layer(Scope::List(name.clone()), &said, &rules), rules));
        }
        let rules = self.of(&RuleScope::Tracked(tracked.id));
        let said = Said::at(&item.level)?;
        layers.push((layer(Scope::Item(tracked.watch.item), &said, &rules), rules));
        Ok(layers)
    }

    /// The variants of which something is said.
    fn skus(&self, tracked: &Tracked, item: &ItemLevel) -> BTreeSet<SkuId> {
        let of_rules = self.kept.iter().filter_map(|kept| match kept.scope {
            RuleScope::Sku(id, sku) if id == tracked.id => Some(sku),
            _ => None,
        });
        of_rules.chain(item.skus.keys().copied()).collect()
    }

    fn of_sku(
        &self,
        tracked: &Tracked,
        item: &ItemLevel,
        sku: SkuId,
    ) -> Result<(Layer, Vec<&Kept>), TrackingError> {
        let said = match item.skus.get(&sku) {
            Some(level) => Said::at(level)?,
            None => Said::default(),
        };
        let rules = self.of(&RuleScope::Sku(tracked.id, sku));
        Ok((layer(Scope::Sku(tracked.watch.item, sku), &said, &rules), rules))
    }

    fn of(&self, scope: &RuleScope) -> Vec<&Kept> {
        self.kept.iter().filter(|kept| kept.scope == *scope).collect()
    }
}

impl Kept {
    fn in_force(&self, effective: Effective) -> InForce {
        InForce {
            id: self.id,
            rule: effective.rule,
            channels: self.channels.clone(),
            but: BTreeSet::new(),
        }
    }
}

fn layer(scope: Scope, said: &Said, rules: &[&Kept]) -> Layer {
    Layer {
        scope,
        options: said.options.clone(),
        rules: rules.iter().map(|kept| kept.rule.clone()).collect(),
        instead: said.alone,
    }
}

#[cfg(test)]
mod tests {
    use itemget::View;
    use itemget_history::{Kind, Moment};
    use itemget_store::{Every, TrackedId, Watch};

    use super::*;

    const SKUS: [&str; 2] = ["12000044126059467", "12000044126059468"];

    fn tracked(settings: &str) -> Tracked {
        let item = "1005006000000001".parse().unwrap();
        Tracked {
            id: TrackedId(7),
            watch: Watch { item, view: View::default(), source: "auto".to_owned() },
            every: Every::Auto,
            paused: false,
            importance: 100,
            settings: settings.to_owned(),
            added_at: Moment::from_seconds(0),
            next_at: Moment::from_seconds(0),
            last_at: None,
            last_outcome: None,
            failures: 0,
            model: String::new(),
        }
    }

    fn sku(at: usize) -> SkuId {
        SKUS[at].parse().unwrap()
    }

    fn book(rules: &[(RuleScope, &str)], lists: &[(&str, &str)]) -> Book {
        let kept = (1..).zip(rules).map(|(id, (scope, rule))| Kept {
            id: RuleId(id),
            rule: rule.parse().unwrap(),
            scope: scope.clone(),
            channels: Vec::new(),
        });
        let said = |text: &str| Said { options: text.parse().unwrap(), alone: false };
        let lists = lists.iter().map(|(name, text)| ((*name).to_owned(), said(text)));
        Book { kept: kept.collect(), all: said("min change 2%"), lists: lists.collect() }
    }

    fn shown(book: &Book, settings: &str, lists: &[&str]) -> Vec<String> {
        let lists: Vec<String> = lists.iter().map(|it| (*it).to_owned()).collect();
        let rules = book.about(&tracked(settings), &lists).unwrap().into_iter();
        let shown = rules.map(|it| {
            let but = it.but.iter().map(|sku| format!(" but {sku}"));
            format!("{} {}{}", it.id.0, it.rule, but.collect::<String>())
        });
        shown.collect()
    }

    #[test]
    fn what_is_said_closer_to_the_item_takes_the_place_of_what_is_said_further_away() {
        let toys = || RuleScope::List("toys".to_owned());
        let rules = [
            (RuleScope::All, "sale_price drops 10%"),
            (RuleScope::All, "back in stock"),
            (toys(), "sale_price drops 5%"),
            (RuleScope::Tracked(TrackedId(7)), "back in stock, once"),
            (RuleScope::Tracked(TrackedId(8)), "off sale"),
            (RuleScope::Sku(TrackedId(7), sku(1)), "sale_price below 20 EUR"),
        ];
        let book = book(&rules, &[("toys", "no min change")]);
        let own =
            |option| format!("6 sale_price below 20 EUR, for sku {}, {option}", SKUS[1]);
        let but = format!(" but {}", SKUS[1]);
        assert_eq!(
            shown(&book, "{}", &[]),
            [
                format!("1 sale_price drops 10%, min change 2%{but}"),
                "4 back in stock, min change 2%, once".replace(", min change 2%", ""),
                own("min change 2%"),
            ]
        );
        assert_eq!(
            shown(&book, "{}", &["toys"]),
            [
                format!("3 sale_price drops 5%, no min change{but}"),
                "4 back in stock, no min change, once".to_owned(),
                own("no min change"),
            ]
        );
        let alone = r#"{"alerts":{"alone":true,"options":"min change 9%"}}"#;
        assert_eq!(
            shown(&book, alone, &["toys"]),
            ["4 back in stock, no min change, once".to_owned(), own("min change 9%")]
        );
    }

    #[test]
    fn a_rule_says_nothing_of_a_variant_that_has_its_own() {
        let rules = [
            (RuleScope::All, "sale_price drops 10%"),
            (RuleScope::Sku(TrackedId(7), sku(0)), "sale_price drops 50%"),
        ];
        let in_force = book(&rules, &[]).about(&tracked("{}"), &[]).unwrap();
        let series = |at| Series::of_sku(sku(at), Kind::SalePrice);
        let says = |rule: usize, at| in_force[rule].says_of(series(at));
        assert_eq!([says(0, 0), says(0, 1), says(1, 0)], [false, true, true]);
    }

    #[test]
    fn settings_that_cannot_be_read_are_an_error_and_not_none() {
        let book = book(&[(RuleScope::All, "off sale")], &[]);
        for settings in [r#"{"alerts":7}"#, r#"{"alerts":{"options":"quiet"}}"#, "{"] {
            assert!(book.about(&tracked(settings), &[]).is_err(), "{settings}");
        }
    }
}
