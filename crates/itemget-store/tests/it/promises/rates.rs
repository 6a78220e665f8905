//! Exchange rates.

use itemget_history::Moment;
use itemget_history::rates::Rates;
use itemget_store::{RateSource, RatesKept};
use jiff::civil::Date;

use crate::backend::Backend;

super::promises! {
    rates_are_read_back_exactly_and_by_their_source,
    a_day_that_is_known_keeps_what_a_later_file_does_not_name,
    two_that_keep_the_same_rates_do_not_disturb_each_other,
}

fn rates(source: &str, text: &str) -> Rates {
    Rates::parse(text.as_bytes(), source).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn moment(seconds: i64) -> Moment {
    Moment::from_seconds(seconds)
}

async fn rates_are_read_back_exactly_and_by_their_source(backend: &Backend) {
    let store = backend.store().await;
    let text = "Date,USD,JPY,\n2026-06-01,1.0842,164.110,\n2026-06-02,1.0850,N/A,\n";
    let (bank, other) =
        (rates("ECB", text), rates("other", "Date,USD,\n2026-06-02,2,\n"));
    let kept = store.keep_rates(&bank, moment(5)).await.unwrap();
    assert_eq!(kept, RatesKept { new: 2, ..RatesKept::default() });
    store.keep_rates(&other, moment(6)).await.unwrap();
    let (first, last) = (day("2026-06-01"), day("2026-06-02"));
    assert_eq!(store.rates("ECB", first, last).await.unwrap(), bank);
    assert_eq!(store.rates("other", first, last).await.unwrap(), other);
    assert_eq!(store.rates("ECB", last, last).await.unwrap().len(), 1);
    assert!(store.rates("nobody", first, last).await.unwrap().is_empty());
    let sources = store.rate_sources().await.unwrap();
    let known =
        RateSource { source: "ECB".to_owned(), first, last, days: 2, kept_at: moment(5) };
    assert_eq!(sources[0], known);
    assert_eq!((sources.len(), sources[1].days), (2, 1));
}

async fn a_day_that_is_known_keeps_what_a_later_file_does_not_name(backend: &Backend) {
    let store = backend.store().await;
    let both = rates("ECB", "Date,USD,JPY,\n2026-06-01,1.1,160,\n2026-06-02,1.2,161,\n");
    let one =
        rates("ECB", "Date,USD,\n2026-06-01,1.3,\n2026-06-02,1.2,\n2026-06-03,1,\n");
    store.keep_rates(&both, moment(1)).await.unwrap();
    let kept = store.keep_rates(&one, moment(2)).await.unwrap();
    assert_eq!(kept, RatesKept { new: 1, changed: 1, same: 1 });
    let expected = rates(
        "ECB",
        "Date,USD,JPY,\n2026-06-01,1.3,160,\n2026-06-02,1.2,161,\n2026-06-03,1,N/A,\n",
    );
    let read = store.rates("ECB", day("2026-01-01"), day("2026-12-31")).await.unwrap();
    assert_eq!(read, expected);
    let again = store.keep_rates(&one, moment(3)).await.unwrap();
    assert_eq!(again, RatesKept { same: 3, ..RatesKept::default() });
    assert_eq!(store.rate_sources().await.unwrap()[0].kept_at, moment(2));
}

async fn two_that_keep_the_same_rates_do_not_disturb_each_other(backend: &Backend) {
    let mut text = "Date,USD,\n".to_owned();
    for month in 1..=12 {
        for day in 1..=28 {
            text.extend([format!("2026-{month:02}-{day:02},1.{month}{day},\n")]);
        }
    }
    let rates = rates("ECB", &text);
    let (a, b) = (backend.store().await, backend.store().await);
    let (a, b) =
        tokio::join!(a.keep_rates(&rates, moment(1)), b.keep_rates(&rates, moment(1)));
    let (a, b) = (a.unwrap(), b.unwrap());
    assert_eq!(a.new + a.same, 336);
    assert_eq!(b.new + b.same, 336);
    let (first, last) = rates.extent().unwrap();
    assert_eq!(backend.store().await.rates("ECB", first, last).await.unwrap(), rates);
}
