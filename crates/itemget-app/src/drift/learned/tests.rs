//! What is missed and what is not, told as histories of answers.

use itemget::View;

use super::super::known::ReadField;
use super::super::look::Look;
use super::*;

const API: &str = "aliexpress.affiliate.productdetail.get";
const OPTIONAL: &str = "ship_to_days";
const SURE: &str = "product_title";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn day(number: u64) -> Timestamp {
    at("2026-01-01T00:00:00Z") + jiff::SignedDuration::from_hours(24 * number as i64)
}

/// Chance, the same in each run.
struct Dice(u64);

impl Dice {
    fn percent(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % 100
    }
}

/// A look at an answer that has all fields but those.
fn without(paths: &[&str]) -> Look {
    let known = Known::of_api(API).unwrap();
    let all = (1 << known.read.len()) - 1;
    let is_left_out = |field: &ReadField| paths.contains(&field.path.as_str());
    let left_out = known.read.iter().enumerate().filter(|(_, field)| is_left_out(field));
    let is_there = left_out.fold(all, |bits, (bit, _)| bits & !(1 << bit));
    Look { could_be: all, is_there, ..Look::default() }
}

fn run(looks: impl IntoIterator<Item = (u64, Look)>) -> BTreeMap<String, OfApi> {
    let noted = |(id, look)| Noted { id, view: View::default(), look };
    let looks = looks.into_iter().map(noted).collect();
    let known = Known::of_api(API).unwrap();
    BTreeMap::from([(API.to_owned(), OfApi { known, looks })])
}

/// So many items, each without those fields.
fn items(ids: std::ops::Range<u64>, paths: &[&str]) -> BTreeMap<String, OfApi> {
    run(ids.map(|id| (id, without(paths))))
}

fn missed(book: &FieldBook) -> Vec<String> {
    book.missed(None).into_iter().map(|field| field.path).collect()
}

#[test]
fn a_field_that_always_came_is_missed_and_found_again() {
    let mut book = FieldBook::default();
    let gone: &[&str] = &["shop_name"];
    assert_eq!(book.learn(None, &items(0..100, &[]), day(0)), News::default());
    assert_eq!(book.learn(None, &items(0..24, gone), day(1)), News::default());
    let news = book.learn(None, &items(24..60, gone), day(1));
    assert_eq!(news.missed[API], ["shop_name"]);
    let [field] = &book.missed(None)[..] else { panic!("{book:?}") };
    assert_eq!((field.missing, field.since), (60, day(1)));
    // It is news once; and elsewhere nothing is missed.
    assert_eq!(book.learn(None, &items(0..60, gone), day(2)), News::default());
    assert_eq!(missed(&book), ["shop_name"]);
    assert!(book.missed(Some("http://127.0.0.1:1")).is_empty());
    assert_eq!(book.learn(None, &items(0..1, &[]), day(3)), News::default());
    assert!(missed(&book).is_empty());
}

#[test]
fn what_was_not_learned_yet_is_missed_only_where_it_is_documented() {
    let mut book = FieldBook::default();
    book.learn(None, &items(0..99, &[]), day(0));
    let news = book.learn(None, &items(0..200, &["shop_name"]), day(1));
    assert_eq!(news, News::default(), "99 answers are no rule yet");
    let mut book = FieldBook::default();
    let news = book.learn(None, &items(0..25, &[SURE, OPTIONAL]), day(0));
    assert_eq!(news.missed[API], [SURE], "nobody has ever seen an item without");
}

#[test]
fn optional_fields_give_no_alarm() {
    // Each share of answers that have the field, below the one that is counted on.
    for share in [0, 1, 10, 50, 80, 90, 93] {
        let mut dice = Dice(share + 7);
        let mut book = FieldBook::default();
        for run_number in 0..12 {
            let looks = (0..300).map(|id| match dice.percent() < share {
                true => (id, without(&[])),
                false => (id, without(&[OPTIONAL])),
            });
            let looks: Vec<_> = looks.collect();
            book.learn(None, &run(looks), day(run_number));
            assert!(missed(&book).is_empty(), "{share} %, run {run_number}");
        }
    }
    // And one that nearly all have is missed within a few looks more.
    let mut dice = Dice(7);
    let mut book = FieldBook::default();
    for run_number in 0..12 {
        let looks: Vec<_> = (0..300)
            .map(|id| match dice.percent() < 97 {
                true => (id, without(&[])),
                false => (id, without(&[OPTIONAL])),
            })
            .collect();
        book.learn(None, &run(looks), day(run_number));
        assert!(missed(&book).is_empty(), "run {run_number}");
    }
    book.learn(None, &items(0..30, &[OPTIONAL]), day(50));
    assert_eq!(missed(&book), [OPTIONAL]);
}

#[test]
fn one_odd_item_asked_for_all_day_is_one_item() {
    let mut book = FieldBook::default();
    book.learn(None, &items(0..200, &[]), day(0));
    for _ in 0..100 {
        book.learn(None, &items(7..8, &["shop_name"]), day(1));
    }
    assert!(missed(&book).is_empty());
}

#[test]
fn another_country_is_learned_anew() {
    let mut book = FieldBook::default();
    book.learn(None, &items(0..200, &[]), day(0));
    let mut elsewhere = items(0..200, &["shop_name"]);
    let looks = &mut elsewhere.get_mut(API).unwrap().looks;
    for noted in looks {
        noted.view.ship_to = "BR".parse().unwrap();
    }
    assert_eq!(book.learn(None, &elsewhere, day(1)), News::default());
    assert!(missed(&book).is_empty());
}

#[test]
fn unknown_names_are_counted_and_told_once() {
    let look =
        Look { unknown: ["z".to_owned(), "shop_name".to_owned()].into(), ..without(&[]) };
    let mut book = FieldBook::default();
    let news = book.learn(None, &run((0..3).map(|id| (id, look.clone()))), day(0));
    assert_eq!(news.unknown[API], ["shop_name", "z"]);
    let news = book.learn(None, &run([(9, look)]), day(1));
    assert_eq!(news, News::default());
    // A name that this version knows came from before it was installed.
    let [field] = &book.unknown(None)[..] else { panic!("{book:?}") };
    assert_eq!((field.path.as_str(), field.times), ("z", 4));
    assert_eq!((field.first_seen, field.last_seen), (day(0), day(1)));
    assert!(book.unknown(Some("http://127.0.0.1:1")).is_empty());
}

#[test]
fn the_book_stays_small() {
    let mut book = FieldBook::default();
    for run_number in 0..60 {
        let unknown = (0..20).map(|n| format!("new{run_number}_{n}")).collect();
        let look = Look { unknown, ..without(&[]) };
        let mut seen = run((0..40).map(|id| (id, look.clone())));
        let country = format!("{}X", char::from(b'A' + (run_number % 26) as u8));
        for noted in &mut seen.get_mut(API).unwrap().looks {
            noted.view.ship_to = country.parse().unwrap();
        }
        book.learn(None, &seen, day(run_number));
    }
    assert_eq!((book.asked.len(), book.unknown.len()), (MOST_PLACES, MOST_UNKNOWN));
    let news = book.learn(None, &items(0..900, &[]), day(99));
    assert_eq!(news, News::default());
    assert!(book.asked.iter().all(|it| it.items.len() <= MOST_ITEMS));
    let bytes = serde_json::to_vec(&book).unwrap().len();
    assert!(bytes < 200_000, "{bytes} bytes");
}

#[test]
fn the_past_fades() {
    let mut counted = Counted::new("x");
    for _ in 0..(2 * LONG_AGO) {
        counted.add(true);
    }
    assert!(counted.could_be <= LONG_AGO && counted.was_there == counted.could_be);
    for _ in 0..(2 * LONG_AGO) {
        counted.add(false);
    }
    assert!(counted.is_missed(false), "{counted:?}");
}

#[test]
fn a_field_that_is_read_no_more_is_forgotten_and_the_others_are_not() {
    let mut book = FieldBook::default();
    book.learn(None, &items(0..200, &[]), day(0));
    let asked = &mut book.asked[0];
    asked.fields.reverse();
    asked.fields.push(Counted { missed_since: Some(day(0)), ..Counted::new("once") });
    book.learn(None, &items(0..30, &["shop_name"]), day(1));
    assert_eq!(missed(&book), ["shop_name"]);
}
