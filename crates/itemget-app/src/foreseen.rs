//! What a rule would have told over the past: for who is about to make it.

use itemget::Currency;
use itemget_history::Moment;
use itemget_history::alert::Rule;
use itemget_store::{RuleScope, Store, Tracked, Which};

use crate::rules::{Book, BookError, ToldOfThePast, told_of_the_past};

/// What it would have told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Foreseen {
    pub(crate) past: ToldOfThePast,
    /// Whether there are more items than were looked through.
    pub(crate) is_cut: bool,
    /// The currency that the rule names, where nothing of what it is about is followed in it.
    pub(crate) foreign: Option<Currency>,
}

/// So many items are looked through at most.
const MOST: u32 = 2_000;

/// What `rule` would have told of what these scopes name, since a moment: as if it were in
/// force there beside the rules that are.
pub(crate) async fn foresee(
    store: &Store,
    rule: &Rule,
    scopes: &[RuleScope],
    since: Moment,
) -> Result<Foreseen, BookError> {
    let mut tracked = Vec::new();
    for scope in scopes {
        tracked.extend(named(store, scope).await?);
    }
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let is_cut = tracked.len() > most;
    tracked.truncate(most);
    let is_in = |currency| tracked.iter().any(|it| it.watch.view.currency == currency);
    let foreign = rule.currency().filter(|it| !tracked.is_empty() && !is_in(*it));
    let (book, trial) = Book::with_trial(store, rule, scopes).await?;
    let past = told_of_the_past(store, &book, Some(trial), &tracked, since).await?;
    Ok(Foreseen { past, is_cut, foreign })
}

/// What is tracked in a scope, and one more than is looked through.
async fn named(store: &Store, scope: &RuleScope) -> Result<Vec<Tracked>, BookError> {
    let which = Which { limit: Some(MOST + 1), ..Which::default() };
    Ok(match scope {
        RuleScope::All => store.tracked(&which).await?,
        RuleScope::List(name) => {
            let which = Which { list: Some(name.clone()), ..which };
            store.tracked(&which).await?
        }
        RuleScope::Tracked(id) | RuleScope::Sku(id, _) => {
            store.tracked_by_id(*id).await?.into_iter().collect()
        }
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use itemget::{ItemId, ItemRef, SkuId, View};
    use itemget_history::{Entry, Kind, Quantity, Reading, Series, State, TrailKey};
    use itemget_store::{Added, DatabaseAddress, Every, NewTracked, TrackedId, Watch};

    use super::*;
    use crate::rules::{Place, Said, say};

    const SKU: u64 = 12_000_044_126_059_467;

    fn moment(day: i64) -> Moment {
        Moment::from_seconds(1_790_000_000 + day * 86_400)
    }

    /// An item in the list `toys`, whose price rises now by little and now by much.
    async fn lab(folder: &tempfile::TempDir) -> (Store, TrackedId) {
        let at = DatabaseAddress::Sqlite(folder.path().join("a.db"));
        let store = Store::open(&at).await.unwrap();
        let item = ItemRef::aliexpress(ItemId::from_u64(7).unwrap());
        let view = View::default();
        let new = NewTracked {
            watch: Watch { item, view, source: "dropship".to_owned() },
            every: Every::Auto,
            importance: 100,
            next_at: moment(0),
        };
        let added = store.track(&[new], Some("toys"), moment(0)).await.unwrap();
        let id = added.into_iter().map(Added::id).next().unwrap();
        let key = TrailKey {
            item,
            ship_to: view.ship_to,
            currency: view.currency,
            source: "a".to_owned(),
        };
        let prices = [100, 103, 106, 150, 154].into_iter();
        let prices = prices.flat_map(|price| std::iter::repeat_n(price, 6));
        let readings = (0..).zip(prices).map(|(day, price)| {
            let of = |sku: Option<u64>, price| Entry {
                series: Series {
                    sku: sku.and_then(SkuId::from_u64),
                    kind: Kind::SalePrice,
                },
                state: State::Value(Quantity::whole(price)),
            };
            let entries = vec![of(None, price), of(Some(SKU), 2 * price)];
            let day_long = Duration::from_secs(2 * 86_400);
            (key.clone(), Reading::of_item(moment(day), day_long, entries))
        });
        store.append(&readings.collect::<Vec<_>>()).await.unwrap();
        (store, id)
    }

    fn said(options: &str) -> Said {
        Said { options: options.parse().unwrap(), alone: false }
    }

    #[tokio::test]
    async fn a_rule_is_tried_by_what_is_said_where_it_would_be() {
        let folder = tempfile::tempdir().unwrap();
        let (store, id) = lab(&folder).await;
        let rule: Rule = "sale_price changes 2%".parse().unwrap();
        let sku = SkuId::from_u64(SKU).unwrap();
        let scopes = [
            RuleScope::All,
            RuleScope::List("toys".to_owned()),
            RuleScope::Tracked(id),
            RuleScope::Sku(id, sku),
        ];
        let tracked = store.tracked(&Which::default()).await.unwrap();
        let mut counts = Vec::new();
        for (place, options) in [
            (None, ""),
            (Some(Place::All), "min change 10%"),
            (Some(Place::List("toys".to_owned())), "no min change"),
            (Some(Place::Tracked(tracked.clone())), "min change 60%"),
        ] {
            if let Some(place) = place {
                say(&store, &place, |_| said(options)).await.unwrap();
            }
            let tracked = store.tracked(&Which::default()).await.unwrap();
            for scope in &scopes {
                let scope = std::slice::from_ref(scope);
                let tried = foresee(&store, &rule, scope, moment(0)).await.unwrap();
                let text = rule.to_string();
                let kept = store.add_rule(&text, &scope[0], &[], moment(0));
                let kept = kept.await.unwrap();
                // In force, it tells just that.
                let book = Book::read(&store).await.unwrap();
                let told = told_of_the_past(&store, &book, None, &tracked, moment(0));
                assert_eq!(tried.past, told.await.unwrap(), "{scope:?} {options}");
                let again = foresee(&store, &rule, scope, moment(0)).await.unwrap();
                assert_eq!(again, tried);
                assert!(store.remove_rule(kept).await.unwrap());
                let is_of_sku = matches!(scope[0], RuleScope::Sku(..));
                let of = tried.past.told.iter().map(|it| it.series.sku.is_some());
                assert!(of.clone().all(|it| it == is_of_sku), "{scope:?}");
                counts.push(of.count());
            }
        }
        // The first one is told whatever the least change since the last one told is.
        let expected = [[4; 4], [2; 4], [4; 4], [1; 4]];
        assert_eq!(counts, expected.concat());
    }

    #[tokio::test]
    async fn where_a_closer_rule_takes_its_place_nothing_is_tried_and_that_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = lab(&folder).await;
        let rule: Rule = "sale_price rises 2%".parse().unwrap();
        let toys = [RuleScope::List("toys".to_owned())];
        let tried = async |scope: &[RuleScope]| {
            let tried = foresee(&store, &rule, scope, moment(0)).await.unwrap();
            (tried.past.told.len(), tried.past.replaced)
        };
        assert_eq!(tried(&[RuleScope::All]).await, (4, 0));
        store.add_rule(&rule.to_string(), &toys[0], &[], moment(0)).await.unwrap();
        assert_eq!(tried(&[RuleScope::All]).await, (0, 1));
        assert_eq!(tried(&toys).await, (4, 0));
    }
}
