//! What the rows of foreign files say, laid out as trails.

use std::collections::BTreeMap;

use itemget_history::{
    Change, Entry, Kind, Moment, Quantity, Reading, Seen, Series, Span, State, Trail,
    TrailKey,
};

use super::judge::{Judged, Point, Rejection, RowVerdict};
use super::mapping::{Mapping, RowsAre};

/// A trail that rows have made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaidTrail {
    /// Which one.
    pub key: TrailKey,
    /// What they say.
    pub trail: Trail,
}

/// Whether the item as a whole could be had.
const WHOLE: Series = Series { sku: None, kind: Kind::Availability };
/// What one pays for the item.
const PRICE: Series = Series { sku: None, kind: Kind::SalePrice };

/// What rows say of the series of a trail: by moment and series, with the line.
type Told = BTreeMap<(Moment, Series), (State, u64)>;

/// The trails that rows make, and what becomes of each row, in order. Of two rows that say
/// different things of one moment the second is rejected.
pub fn lay_out(
    mapping: &Mapping,
    rows: impl IntoIterator<Item = Judged>,
) -> (Vec<LaidTrail>, Vec<(u64, RowVerdict)>) {
    let mut trails: BTreeMap<TrailKey, Told> = BTreeMap::new();
    let mut verdicts = Vec::new();
    for Judged { line, told } in rows {
        let verdict = match told {
            Err(rejection) => RowVerdict::Rejected(rejection),
            Ok(points) => take(mapping, line, &points, &mut trails),
        };
        verdicts.push((line, verdict));
    }
    let laid = trails.into_iter().map(|(key, told)| {
        let trail = match mapping.rows {
            RowsAre::Readings => of_readings(mapping, &told),
            RowsAre::Changes => of_changes(mapping, &told),
        };
        LaidTrail { key, trail }
    });
    (laid.filter(|it| !it.trail.is_empty()).collect(), verdicts)
}

/// Takes all points of a row, or none.
fn take(
    mapping: &Mapping,
    line: u64,
    points: &[Point],
    trails: &mut BTreeMap<TrailKey, Told>,
) -> RowVerdict {
    // All points of a row are of one item, as seen from one place.
    let Some(first) = points.first() else { return RowVerdict::Taken };
    let key = TrailKey {
        item: first.item,
        ship_to: first.ship_to,
        currency: first.currency,
        source: mapping.source.clone(),
    };
    let told = trails.entry(key).or_default();
    let (mut new, mut same) = (Told::new(), None);
    for point in points {
        let place = (point.at, point.series);
        // Within one list as well: the later one of a moment would have to be guessed.
        match told.get(&place).or_else(|| new.get(&place)) {
            None => {
                new.insert(place, (point.state, line));
            }
            Some((state, before)) if *state == point.state => same = Some(*before),
            Some((_, before)) => {
                let rejection = Rejection::Contradiction { line: *before };
                return RowVerdict::Rejected(rejection);
            }
        }
    }
    let is_new = !new.is_empty();
    told.extend(new);
    match (is_new, same) {
        (false, Some(before)) => RowVerdict::Duplicate(before),
        _ => RowVerdict::Taken,
    }
}

/// Whether the item can be had, by its price: what nobody offers cannot.
fn whole(price: State) -> State {
    match price {
        State::Value(_) => State::Value(Quantity::whole(1)),
        other => other,
    }
}

fn of_readings(mapping: &Mapping, told: &Told) -> Trail {
    let mut trail = Trail::default();
    let mut told = told.iter().peekable();
    while let Some(((at, _), _)) = told.peek() {
        let at = *at;
        let mut entries = Vec::new();
        while let Some(((_, series), (state, _))) = told.next_if(|((it, _), _)| *it == at)
        {
            entries.push(Entry { series: *series, state: *state });
        }
        let price = entries.iter().find(|entry| entry.series == PRICE);
        if let Some(state @ State::Absent(_)) = price.map(|price| price.state) {
            entries.push(Entry { series: WHOLE, state });
        }
        let holds_for = mapping.holds_for;
        trail.lay(&Reading { at, holds_for, seen: Seen::Part(entries) });
    }
    trail
}

fn of_changes(mapping: &Mapping, told: &Told) -> Trail {
    let mut series: BTreeMap<Series, Vec<Change>> = BTreeMap::new();
    let mut add = |series_of: Series, change: Change| {
        let changes = series.entry(series_of).or_default();
        if changes.last().is_none_or(|last| last.state != change.state) {
            changes.push(change);
        }
    };
    let mut moments: Vec<Moment> = told.keys().map(|(at, _)| *at).collect();
    moments.dedup();
    for ((at, of), (state, _)) in told {
        add(*of, Change { at: *at, state: *state });
        if *of == PRICE {
            add(WHOLE, Change { at: *at, state: whole(*state) });
        }
    }
    let span = moments.first().zip(moments.last()).map(|(first, last)| Span {
        first: *first,
        last: *last,
        readings: moments.len() as u64,
    });
    let spans = span.into_iter().collect();
    let trail = Trail::from_parts(spans, mapping.holds_for, series);
    trail.expect("changes in order of their moments, within one span over all of them")
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use itemget_history::{Absence, buyable};

    use super::*;
    use crate::map::{MappedRows, built_in};

    const ITEM: &str = "1005006000000001";

    fn mapped(name: &str, text: &str) -> (Vec<LaidTrail>, Vec<(u64, RowVerdict)>) {
        let mapping = Mapping::parse(built_in(name).unwrap()).unwrap();
        let mapping = mapping.with_view("FR".parse().ok(), None);
        let now = Moment::from_seconds(1_795_900_000);
        let rows = MappedRows::open(text.as_bytes(), &mapping, now).unwrap();
        let judged: Vec<Judged> = rows.map(Result::unwrap).collect();
        lay_out(&mapping, judged)
    }

    fn steps(trail: &Trail, series: Series) -> Vec<(String, String)> {
        let line = buyable(trail, series, Moment::from_seconds(1_795_900_000));
        let told = |state| match state {
            State::Value(quantity) => quantity.to_string(),
            State::Absent(why) => why.to_string(),
            State::NotObserved(why) => why.to_string(),
        };
        line.steps().iter().map(|it| (it.from.to_string(), told(it.state))).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn keepas_pairs_are_changes_in_keepas_minutes_and_minus_one_is_nobody_offers_it() {
        let text = format!(
            "id,type,currency,csv\n\
             {ITEM},NEW,EUR,\"[8308800,1999,8310240,-1,8311680,1899]\"\n\
             {ITEM},16,EUR,\"[8308800,47]\"\n\
             {ITEM},SALES,EUR,\"[8308800,120]\"\n\
             B000000001,NEW,EUR,\"[8308800,1999]\"\n\
             {ITEM},NEW,,\"[8308800,1999]\"\n\
             {ITEM},NEW,EUR,\"[8308800]\"\n\
             {ITEM},NEW,EUR,[]\n\
             {ITEM},NEW,EUR,\"[8308800,1999,8310240,19\"\n"
        );
        let (trails, verdicts) = mapped("keepa", &text);
        let [laid] = trails.as_slice() else { panic!("{trails:?}") };
        assert_eq!(laid.key.source, "keepa");
        let price = steps(&laid.trail, PRICE);
        let expected = [
            ("2026-10-19T00:00:00Z", "19.99"),
            ("2026-10-20T00:00:00Z", "sold_out"),
            ("2026-10-21T00:00:00Z", "18.99"),
            ("2026-10-21T00:00:01Z", "unwatched"),
        ];
        assert_eq!(price, pairs(&expected));
        let stars = laid.trail.changes(Series::of_item(Kind::Stars));
        assert_eq!(stars[0].state.value().unwrap().to_string(), "4.7");
        let told: Vec<String> = verdicts
            .iter()
            .map(|(line, verdict)| match verdict {
                RowVerdict::Taken => format!("{line} taken"),
                RowVerdict::Duplicate(before) => format!("{line} as {before}"),
                RowVerdict::Rejected(why) => format!("{line} {why}"),
            })
            .collect();
        assert_eq!(
            told,
            [
                "2 taken",
                "3 taken",
                "4 the mapping does not say what `SALES` means",
                "5 `B000000001` is no id and no link of a product on AliExpress",
                "6 nothing says which currency its price is in",
                "7 the list has a time without a value",
                "8 taken",
                "9 the list has one of its two brackets alone",
            ]
        );
    }

    #[test]
    fn pricebuddys_rows_are_looks_at_links() {
        let link = format!("https://www.aliexpress.com/item/{ITEM}.html");
        let text = format!(
            "url,price,currency,availability,created_at\n\
             {link},8.50,EUR,in_stock,2026-11-01 06:00:00\n\
             {link},8.50,EUR,in_stock,2026-11-02 06:00:00\n\
             {link},7.00,EUR,out_of_stock,2026-11-03 06:00:00\n\
             {link},8.50,EUR,in_stock,2026-11-01 06:00:00\n\
             {link},8.40,EUR,in_stock,2026-11-01 06:00:00\n\
             {link},about 8,EUR,in_stock,2026-11-04 06:00:00\n\
             {link},8.50,EUR,maybe,2026-11-04 06:00:00\n\
             {link},8.50,EUR,in_stock,2036-11-04 06:00:00\n"
        );
        let (trails, verdicts) = mapped("pricebuddy", &text);
        let [laid] = trails.as_slice() else { panic!("{trails:?}") };
        assert_eq!(laid.trail.readings(), 3);
        let expected = [
            ("2026-11-01T06:00:00Z", "8.5"),
            ("2026-11-03T06:00:00Z", "sold_out"),
            ("2026-11-04T18:00:00Z", "unwatched"),
        ];
        assert_eq!(steps(&laid.trail, PRICE), pairs(&expected));
        let whole = laid.trail.changes(WHOLE).last().unwrap();
        assert_eq!(whole.state, State::Absent(Absence::SoldOut));
        let rejected: Vec<_> = verdicts[3..].iter().map(|(_, it)| it.clone()).collect();
        let text = |text: &str| text.to_owned();
        assert_eq!(
            rejected,
            [
                RowVerdict::Duplicate(2),
                RowVerdict::Rejected(Rejection::Contradiction { line: 2 }),
                RowVerdict::Rejected(Rejection::Number { text: text("about 8") }),
                RowVerdict::Rejected(Rejection::Unmapped { text: text("maybe") }),
                RowVerdict::Rejected(Rejection::Future {
                    text: text("2036-11-04 06:00:00")
                }),
            ]
        );
    }

    #[test]
    fn of_a_row_that_contradicts_itself_nothing_is_taken() {
        let text = format!(
            "id,type,currency,csv\n\
             {ITEM},NEW,EUR,\"[8308800,1999,8308800,1899,8310240,1799]\"\n"
        );
        let (trails, verdicts) = mapped("keepa", &text);
        let [(line, RowVerdict::Rejected(why))] = verdicts.as_slice() else {
            panic!("{verdicts:?}")
        };
        assert_eq!(*why, Rejection::Contradiction { line: *line });
        assert!(trails.is_empty(), "{trails:?}");
    }

    #[test]
    fn a_file_without_what_the_mapping_needs_or_cut_off_is_refused() {
        let mapping = Mapping::parse(built_in("pricebuddy").unwrap()).unwrap();
        let now = Moment::MAX;
        let open = |text: &'static str| MappedRows::open(text.as_bytes(), &mapping, now);
        let error = open("shop,price\n").unwrap_err().to_string();
        assert!(
            error.starts_with("no column is called `url`, `product_url`, `id`"),
            "{error}"
        );
        let error = open("url,created_at\n").unwrap_err().to_string();
        assert!(error.starts_with("none of the mapping's values"), "{error}");
        let text = "url,price,created_at\nx,8.50,2026-11-01 06:00:00\nx,8";
        let mut rows = open(text).unwrap().skip(1);
        let error = rows.next().unwrap().unwrap_err().to_string();
        assert_eq!(error, "line 3 has 2 columns, and the heading has 3");
        assert!(rows.next().is_none());
    }

    #[test]
    fn a_file_that_ends_within_a_cell_is_refused() {
        let mapping = Mapping::parse(built_in("keepa").unwrap()).unwrap();
        let last = |text: &str| {
            let now = Moment::from_seconds(1_795_900_000);
            let rows = MappedRows::open(text.as_bytes(), &mapping, now).unwrap();
            rows.last().unwrap().map(|row| row.line).map_err(|error| error.to_string())
        };
        let heading = "id,type,currency,csv\n";
        let whole = format!("{ITEM},NEW,EUR,\"[8308800,1999,8310240,1899]\"");
        let list = whole.find('"').unwrap();
        for kept in 1..whole.len() {
            let text = format!("{heading}{whole}\n{}", &whole[..kept]);
            let told = last(&text);
            match kept.cmp(&list) {
                Ordering::Less => assert!(told.unwrap_err().contains("line 3"), "{kept}"),
                // All columns are there, and the last one is empty: so it may be.
                Ordering::Equal => assert_eq!(told, Ok(3)),
                Ordering::Greater => {
                    let expected = "the file ends in the middle of line 3";
                    assert_eq!(told, Err(expected.to_owned()), "{kept}");
                }
            }
        }
        // No end of line follows it, and it is whole all the same.
        assert_eq!(last(&format!("{heading}{whole}")), Ok(2));
        let tabs = Mapping::parse(
            &built_in("keepa").unwrap().replace("rows =", "delimiter = \"\\t\"\nrows ="),
        );
        let mapping = tabs.unwrap().with_view("FR".parse().ok(), None);
        let text = format!("id\ttype\tcurrency\tcsv\n{ITEM}\tNEW\tEUR\t[8308800,19");
        let mut rows = MappedRows::open(text.as_bytes(), &mapping, Moment::MAX).unwrap();
        let error = rows.next().unwrap().unwrap_err().to_string();
        assert_eq!(error, "the file ends in the middle of line 2");
    }
}
