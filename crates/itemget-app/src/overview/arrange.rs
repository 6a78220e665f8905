//! Which of what is followed is shown, and in which order. Pure.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::time::Duration;

use itemget::Currency;
use itemget_history::{Moment, Told};
use rust_decimal::Decimal;

use super::Entry;
use crate::follow::read_at;

/// Which ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Filter {
    /// All.
    #[default]
    All,
    /// Those whose price fell within seven days.
    Fell,
    /// Those whose price is the lowest of its range.
    Lowest,
    /// Those that cannot be bought now.
    Gone,
    /// Those of which nothing was read for two days though they are looked at.
    Stale,
    /// Those whose last look failed.
    Failing,
    /// Those that are left alone for now.
    Paused,
}

/// By what they are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Sort {
    /// When they were added, the newest first.
    #[default]
    Added,
    /// Their titles.
    Title,
    /// Their prices.
    Price,
    /// How their prices moved last, the deepest fall first.
    Change,
    /// Where their prices are in their ranges, the lowest first.
    Place,
    /// How many there are to buy.
    Stock,
    /// When something was last learned of them, the longest ago first.
    Looked,
}

/// What is shown, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Order {
    /// A part of the title or of the id.
    pub(crate) text: String,
    pub(crate) filter: Filter,
    pub(crate) sort: Sort,
    /// The other way round.
    pub(crate) reversed: bool,
}

const WEEK: Duration = Duration::from_secs(7 * 86_400);
const TWO_DAYS: Duration = Duration::from_secs(2 * 86_400);

impl Filter {
    /// All of them with their words.
    pub(crate) const WORDS: [(Self, &'static str); 7] = [
        (Self::All, "all"),
        (Self::Fell, "fell"),
        (Self::Lowest, "lowest"),
        (Self::Gone, "gone"),
        (Self::Stale, "stale"),
        (Self::Failing, "failing"),
        (Self::Paused, "paused"),
    ];

    /// Whether what is known now has to be read for it.
    pub(crate) fn asks_for_state(self) -> bool {
        matches!(self, Self::Fell | Self::Lowest | Self::Gone)
    }

    fn keeps(self, entry: &Entry, now: Moment) -> bool {
        let tracked = &entry.tracked;
        let state = entry.known.as_ref().map(|known| &known.state);
        match self {
            Self::All => true,
            Self::Paused => tracked.paused,
            Self::Failing => tracked.failures > 0,
            Self::Stale => {
                !tracked.paused && read_at(tracked).is_none_or(|at| at < now - TWO_DAYS)
            }
            Self::Gone => {
                state.is_some_and(|it| matches!(it.price, Some(Told::Absent { .. })))
            }
            Self::Fell => state.and_then(|it| it.change.as_ref()).is_some_and(|change| {
                change.to.amount < change.from.amount && change.at >= now - WEEK
            }),
            Self::Lowest => {
                let range = entry.known.as_ref().and_then(|known| known.range);
                range.is_some_and(|range| range.place == Some(0))
            }
        }
    }
}

impl Sort {
    /// All of them with their words.
    pub(crate) const WORDS: [(Self, &'static str); 7] = [
        (Self::Added, "added"),
        (Self::Title, "title"),
        (Self::Price, "price"),
        (Self::Change, "change"),
        (Self::Place, "place"),
        (Self::Stock, "stock"),
        (Self::Looked, "looked"),
    ];

    /// Whether what is known now has to be read for it.
    pub(crate) fn asks_for_state(self) -> bool {
        matches!(self, Self::Price | Self::Change | Self::Place | Self::Stock)
    }
}

impl Order {
    /// Whether how items look has to be read for it.
    pub(crate) fn asks_for_cards(&self) -> bool {
        !self.text.is_empty() || self.sort == Sort::Title
    }

    /// Whether what is known now has to be read for it.
    pub(crate) fn asks_for_state(&self) -> bool {
        self.filter.asks_for_state() || self.sort.asks_for_state()
    }

    fn has_text(&self, entry: &Entry) -> bool {
        let title = entry.card.title.as_deref().unwrap_or_default().to_lowercase();
        let id = entry.tracked.watch.item.id.to_string();
        let mut words = self.text.split_whitespace();
        words.all(|word| title.contains(&word.to_lowercase()) || id.contains(word))
    }
}

/// The currencies that prices of these are in now: the one of most of them first.
pub(crate) fn currencies(entries: &[Entry]) -> Vec<Currency> {
    let mut counted: BTreeMap<Currency, usize> = BTreeMap::new();
    for currency in entries.iter().filter_map(currency) {
        *counted.entry(currency).or_default() += 1;
    }
    let mut found: Vec<(Currency, usize)> = counted.into_iter().collect();
    found.sort_by_key(|(_, count)| Reverse(*count));
    found.into_iter().map(|(currency, _)| currency).collect()
}

/// What its price is in.
fn currency(entry: &Entry) -> Option<Currency> {
    match &entry.known.as_ref()?.state.price {
        Some(Told::Value(figure)) => figure.currency,
        _ => None,
    }
}

/// How many a filter shows of those with the text that is looked for; none where that is
/// not known, as what it goes by was not read.
pub(crate) fn count(
    entries: &[Entry],
    order: &Order,
    filter: Filter,
    now: Moment,
) -> Option<usize> {
    let is_read = order.asks_for_state() || !filter.asks_for_state();
    let keeps = |it: &&Entry| filter.keeps(it, now) && order.has_text(it);
    is_read.then(|| entries.iter().filter(keeps).count())
}

/// The entries that are shown, in their order. What a number is not known of comes last,
/// whichever way round. Prices in several currencies are not compared with each other: those
/// in the currency of most come first, and each currency is in order by itself.
pub(crate) fn arrange(entries: Vec<Entry>, order: &Order, now: Moment) -> Vec<Entry> {
    let keeps = |it: &Entry| order.filter.keeps(it, now) && order.has_text(it);
    let mut kept: Vec<Entry> = entries.into_iter().filter(keeps).collect();
    let turned = |ordering: Ordering| match order.reversed {
        true => ordering.reverse(),
        false => ordering,
    };
    let known_first = |a: Option<Decimal>, b: Option<Decimal>| match (a, b) {
        (Some(a), Some(b)) => turned(a.cmp(&b)),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    match order.sort {
        Sort::Added => kept.sort_by(|a, b| turned(b.tracked.id.cmp(&a.tracked.id))),
        Sort::Title => kept.sort_by_cached_key(|entry| {
            entry.card.title.as_deref().unwrap_or_default().to_lowercase()
        }),
        Sort::Looked => {
            kept.sort_by_cached_key(|entry| read_at(&entry.tracked));
            if order.reversed {
                kept.reverse();
            }
        }
        Sort::Price => {
            let currencies = currencies(&kept);
            let place = |entry: &Entry| {
                currencies.iter().position(|it| Some(*it) == currency(entry))
            };
            kept.sort_by(|a, b| {
                let apart = known_first(number(a, Sort::Price), number(b, Sort::Price));
                match (place(a), place(b)) {
                    (Some(a), Some(b)) => a.cmp(&b).then(apart),
                    _ => apart,
                }
            });
        }
        sort => kept.sort_by(|a, b| known_first(number(a, sort), number(b, sort))),
    }
    if order.sort == Sort::Title && order.reversed {
        kept.reverse();
    }
    kept
}

/// The number that a sort goes by.
fn number(entry: &Entry, sort: Sort) -> Option<Decimal> {
    let known = entry.known.as_ref()?;
    let value = |told: Option<&Told>| match told {
        Some(Told::Value(figure)) => Some(figure.amount),
        _ => None,
    };
    match sort {
        Sort::Price => value(known.state.price.as_ref()),
        Sort::Stock => value(known.state.stock.as_ref()),
        Sort::Change => Some(known.state.change.as_ref()?.percent?.0),
        Sort::Place => Some(known.range?.place?.into()),
        Sort::Added | Sort::Title | Sort::Looked => None,
    }
}

#[cfg(test)]
mod tests {
    use itemget::{Bound, Percent, View};
    use itemget_history::{Absence, Figure};
    use itemget_store::{Every, Tracked, TrackedId, Watch};

    use super::*;
    use crate::card::Card;
    use crate::overview::{Known, Range};
    use crate::tracking::{Change, NowState};

    const NOW: i64 = 1_790_000_000;

    fn figure(amount: i64) -> Figure {
        Figure::new(amount.into(), "EUR".parse().ok(), Bound::Exact)
    }

    /// An item whose price was the first and is the second; none now where that is none.
    fn entry(id: i64, title: &str, from: i64, to: Option<i64>) -> Entry {
        let at = Moment::from_seconds(NOW - id * 3600);
        let change = to.map(|to| Change {
            from: figure(from),
            to: figure(to),
            at,
            percent: Some(Percent((100 * (to - from) / from).into())),
        });
        let price = to
            .map_or(Told::Absent { why: Absence::SoldOut }, |to| Told::Value(figure(to)));
        let state = NowState {
            source: "a".to_owned(),
            price: Some(price),
            change,
            stock: None,
            read_at: at,
        };
        let (low, high) = (figure(from.min(to.unwrap_or(from))), figure(from));
        let range = Range { low, high, place: to.filter(|to| *to < from).map(|_| 0) };
        Entry {
            tracked: Tracked {
                id: TrackedId(id),
                watch: Watch {
                    item: format!("100500600000000{id}").parse().unwrap(),
                    view: View::default(),
                    source: "auto".to_owned(),
                },
                every: Every::Auto,
                paused: id == 3,
                importance: 100,
                settings: "{}".to_owned(),
                added_at: at,
                next_at: at,
                last_at: (id != 2).then_some(at),
                last_outcome: None,
                failures: 0,
                model: String::new(),
            },
            card: Card { title: Some(title.to_owned()), ..Card::default() },
            known: Some(Known { state, range: Some(range), past: None }),
        }
    }

    fn shown(order: &Order) -> Vec<i64> {
        let entries = vec![
            entry(1, "Desk lamp", 10, Some(8)),
            entry(2, "bicycle LAMP", 10, Some(30)),
            entry(3, "Anorak", 10, None),
        ];
        let arranged = arrange(entries, order, Moment::from_seconds(NOW));
        arranged.iter().map(|entry| entry.tracked.id.0).collect()
    }

    #[test]
    fn what_is_asked_for_is_shown() {
        for (filter, text, expected) in [
            (Filter::All, "", &[3, 2, 1][..]),
            (Filter::All, "lamp", &[2, 1]),
            (Filter::All, "lamp desk", &[1]),
            (Filter::All, "0003", &[3]),
            (Filter::Fell, "", &[1]),
            (Filter::Lowest, "", &[1]),
            (Filter::Gone, "", &[3]),
            (Filter::Stale, "", &[2]),
            (Filter::Paused, "", &[3]),
            (Filter::Failing, "", &[]),
        ] {
            let order = Order { filter, text: text.to_owned(), ..Order::default() };
            assert_eq!(shown(&order), expected, "{filter:?} {text:?}");
        }
    }

    #[test]
    fn filters_count_what_they_show_where_that_was_read() {
        let entries = [
            entry(1, "Desk lamp", 10, Some(8)),
            entry(2, "bicycle LAMP", 10, Some(30)),
            entry(3, "Anorak", 10, None),
        ];
        let priced = Order { sort: Sort::Price, ..Order::default() };
        let lamps = Order { text: "lamp".to_owned(), ..Order::default() };
        for (order, filter, expected) in [
            (&Order::default(), Filter::All, Some(3)),
            (&Order::default(), Filter::Paused, Some(1)),
            (&Order::default(), Filter::Fell, None),
            (&priced, Filter::Fell, Some(1)),
            (&lamps, Filter::All, Some(2)),
            (&lamps, Filter::Paused, Some(0)),
        ] {
            let now = Moment::from_seconds(NOW);
            assert_eq!(count(&entries, order, filter, now), expected, "{filter:?}");
        }
    }

    #[test]
    fn what_is_not_known_comes_last_whichever_way_round() {
        for (sort, reversed, expected) in [
            (Sort::Added, true, [1, 2, 3]),
            (Sort::Title, false, [3, 2, 1]),
            (Sort::Title, true, [1, 2, 3]),
            (Sort::Price, false, [1, 2, 3]),
            (Sort::Price, true, [2, 1, 3]),
            (Sort::Change, false, [1, 2, 3]),
            (Sort::Looked, false, [2, 3, 1]),
        ] {
            let order = Order { sort, reversed, ..Order::default() };
            assert_eq!(shown(&order), expected, "{sort:?} {reversed}");
        }
    }

    #[test]
    fn prices_of_two_currencies_are_not_compared() {
        let in_yen = |id, amount| {
            let mut entry = entry(id, "", 1, Some(amount));
            let known = entry.known.as_mut().unwrap();
            let yen = Figure::new(amount.into(), "JPY".parse().ok(), Bound::Exact);
            known.state.price = Some(Told::Value(yen));
            entry
        };
        let entries = || {
            let euros = [(1, 20), (4, 8), (5, 30)];
            let euros = euros.map(|(id, amount)| entry(id, "", 40, Some(amount)));
            let mut all = vec![in_yen(6, 900), entry(7, "", 10, None), in_yen(8, 25)];
            all.extend(euros);
            all
        };
        let words: Vec<String> =
            currencies(&entries()).iter().map(ToString::to_string).collect();
        assert_eq!(words, ["EUR", "JPY"]);
        for (reversed, expected) in
            [(false, [4, 1, 5, 8, 6, 7]), (true, [5, 1, 4, 6, 8, 7])]
        {
            let order = Order { sort: Sort::Price, reversed, ..Order::default() };
            let arranged = arrange(entries(), &order, Moment::from_seconds(NOW));
            let ids: Vec<i64> = arranged.iter().map(|it| it.tracked.id.0).collect();
            assert_eq!(ids, expected, "reversed: {reversed}");
        }
    }

    #[test]
    fn looks_that_fail_are_not_what_was_seen() {
        let hours_ago = |hours: i64| Moment::from_seconds(NOW - hours * 3600);
        // Looked at an hour ago for the last time, and that failed as for a week.
        let mut failing = entry(1, "", 10, Some(8));
        failing.tracked.failures = 40;
        let learned = crate::follow::Learned {
            read_at: Some(hours_ago(7 * 24)),
            ..crate::follow::Learned::default()
        };
        failing.tracked.model = learned.text();
        let mut fresh = entry(4, "", 10, Some(8));
        fresh.tracked.last_at = Some(hours_ago(2));
        let all = vec![fresh, failing];
        let now = Moment::from_seconds(NOW);
        let stale = Order { filter: Filter::Stale, ..Order::default() };
        let ids = |order: &Order| -> Vec<i64> {
            arrange(all.clone(), order, now).iter().map(|it| it.tracked.id.0).collect()
        };
        assert_eq!(ids(&stale), [1]);
        assert_eq!(ids(&Order { sort: Sort::Looked, ..Order::default() }), [1, 4]);
    }
}
