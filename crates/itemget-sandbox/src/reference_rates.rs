//! The euro's reference rates, invented, in the files of the European Central Bank: one
//! of the day, one of ninety days, and the table of all days.
//!
//! Rates wander around the catalogue's own table of currencies; a day's rates follow from
//! the seed and the day alone. They are set on working days, and each day's appear in the
//! afternoon.

use std::fmt::Write as _;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::answer::Answer;
use crate::catalogue::chance::Chance;
use crate::catalogue::money::Currency;
use crate::gateway::Gateway;
use crate::service::{Incoming, note, problem};

/// Where the files lie.
pub(crate) const PATH: &str = "/stats/eurofxref";

/// The first day that there are rates of, as it is in the genuine table.
const FIRST: Date = jiff::civil::date(1999, 1, 4);
/// In UTC: four in the afternoon in Frankfurt's winter.
const APPEAR_AT_HOUR: i8 = 15;

/// Currencies in the genuine files' order, with the decimals they have there. Rates of the
/// rouble are none since 2022.
const COLUMNS: &[(&str, usize)] = &[
    ("USD", 4),
    ("JPY", 2),
    ("CZK", 3),
    ("GBP", 5),
    ("PLN", 4),
    ("SEK", 4),
    ("CHF", 4),
    ("TRY", 4),
    ("AUD", 4),
    ("BRL", 4),
    ("CAD", 4),
    ("CNY", 4),
    ("IDR", 2),
    ("ILS", 4),
    ("INR", 4),
    ("KRW", 2),
    ("MXN", 4),
    ("MYR", 4),
    ("NZD", 4),
    ("PHP", 3),
    ("SGD", 4),
    ("THB", 3),
    ("ZAR", 4),
];

/// How far rates wander, in millionths, and over how many days one step is: a few days,
/// a season, years.
const WALKS: &[(i64, i64)] = &[(4_000, 3), (15_000, 45), (60_000, 500)];

/// Answers with one of the files.
pub(crate) fn answer(gateway: &Gateway, incoming: &Incoming, now: Timestamp) -> Answer {
    let seed = gateway.catalogue.seed();
    let file = incoming.path.strip_prefix(PATH).unwrap_or_default();
    let (content_type, body) = match file {
        "/eurofxref-daily.xml" => {
            ("text/xml;charset=UTF-8", xml(seed, days(now).take(1)))
        }
        "/eurofxref-hist-90d.xml" => {
            let since = TimeZone::UTC.to_datetime(now).date().saturating_sub(90.days());
            let days = days(now).take_while(|day| *day > since);
            ("text/xml;charset=UTF-8", xml(seed, days))
        }
        "/eurofxref-hist.csv" => ("text/csv;charset=UTF-8", csv(seed, days(now))),
        _ => {
            note(gateway, incoming, now, "not_found");
            let detail = "there are `eurofxref-daily.xml`, `eurofxref-hist-90d.xml` and \
                          `eurofxref-hist.csv`";
            return problem(404, "not_found", detail, now);
        }
    };
    note(gateway, incoming, now, "rates");
    Answer::new(200, content_type, body, now)
}

/// The days whose rates are out, from the last one backwards.
fn days(now: Timestamp) -> impl Iterator<Item = Date> {
    let now = TimeZone::UTC.to_datetime(now);
    let is_out = now.hour() >= APPEAR_AT_HOUR;
    let newest = if is_out { Some(now.date()) } else { now.date().yesterday().ok() };
    std::iter::successors(newest, |day| day.yesterday().ok())
        .take_while(|day| *day >= FIRST)
        .filter(|day| is_working_day(*day))
}

/// Days on which the banks' transfer system is closed all over Europe have no rates;
/// Easter's two are not among those that are known here.
fn is_working_day(day: Date) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let holiday = matches!((day.month(), day.day()), (1, 1) | (5, 1) | (12, 25 | 26));
    !weekend && !holiday
}

fn xml(seed: u64, days: impl Iterator<Item = Date>) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!-- synthetic: invented by the itemget sandbox, no rates of any bank -->\n\
         <gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" \
         xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">\n\
         \t<gesmes:subject>Reference rates (synthetic)</gesmes:subject>\n\
         \t<gesmes:Sender>\n\t\t<gesmes:name>itemget sandbox (synthetic)</gesmes:name>\n\
         \t</gesmes:Sender>\n\t<Cube>\n",
    );
    let wrote = "a String takes all that is written to it";
    for day in days {
        writeln!(text, "\t\t<Cube time='{day}'>").expect(wrote);
        for (column, (code, _)) in COLUMNS.iter().enumerate() {
            let rate = rate(seed, column, day);
            writeln!(text, "\t\t\t<Cube currency='{code}' rate='{rate}'/>").expect(wrote);
        }
        text.push_str("\t\t</Cube>\n");
    }
    text.push_str("\t</Cube>\n</gesmes:Envelope>\n");
    text
}

/// The table, newest day first, with the comma at each line's end that the genuine one
/// has. It has no place for a remark: `XTS`, the currency that the standard keeps for
/// tests, stands for it.
fn csv(seed: u64, days: impl Iterator<Item = Date>) -> String {
    let mut text = String::from("Date,");
    for (code, _) in COLUMNS {
        text.push_str(code);
        text.push(',');
    }
    text.push_str("RUB,XTS,\n");
    for day in days {
        text.push_str(&day.to_string());
        for column in 0..COLUMNS.len() {
            text.push(',');
            text.push_str(&rate(seed, column, day));
        }
        text.push_str(",N/A,N/A,\n");
    }
    text
}

/// What one euro is in the column's currency, as the files write it.
fn rate(seed: u64, column: usize, day: Date) -> String {
    let (code, decimals) = COLUMNS[column];
    let per_yuan = |code| {
        let currency = Currency::find(code).expect("the catalogue has it");
        i128::from(currency.micros_per_yuan)
    };
    let wandered = i128::from(1_000_000 + wander(seed, column, day));
    // Millionths of millionths, to as many decimals as are written, rounded down.
    let scale = 10_i128.pow(decimals as u32);
    let units = per_yuan(code) * wandered * scale / (per_yuan("EUR") * 1_000_000);
    format!("{}.{:0decimals$}", units / scale, units % scale)
}

/// How far from the table the rate is, in millionths: between drawn points, straight lines.
fn wander(seed: u64, column: usize, day: Date) -> i64 {
    let number = i64::from(FIRST.until(day).map_or(0, |span| span.get_days()));
    let mut sum = 0;
    for (far, length) in WALKS {
        let point = |step: i64| {
            let path = [0xecb, column as u64, *length as u64, step as u64];
            Chance::of(seed, &path).between(0, 2 * *far as u64) as i64 - far
        };
        let (step, part) = (number.div_euclid(*length), number.rem_euclid(*length));
        sum += point(step) + (point(step + 1) - point(step)) * part / length;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn rates_appear_on_working_days_in_the_afternoon() {
        for (now, newest) in [
            ("2026-11-23T14:59:59Z", "2026-11-20"),
            ("2026-11-23T15:00:00Z", "2026-11-23"),
            ("2026-11-22T18:00:00Z", "2026-11-20"),
            ("2026-12-26T18:00:00Z", "2026-12-24"),
        ] {
            assert_eq!(days(at(now)).next().unwrap().to_string(), newest, "{now}");
        }
        assert_eq!(days(at("2001-01-01T00:00:00Z")).last(), Some(FIRST));
        assert_eq!(days(at("1990-01-01T00:00:00Z")).next(), None);
    }

    #[test]
    fn rates_wander_a_little_each_day_and_stay_about_right() {
        for (column, (code, _)) in COLUMNS.iter().enumerate() {
            let days: Vec<f64> = days(at("2026-11-23T18:00:00Z"))
                .take(1000)
                .map(|day| rate(7, column, day).parse().unwrap())
                .collect();
            let lowest = days.iter().copied().fold(f64::INFINITY, f64::min);
            let highest = days.iter().copied().fold(0.0, f64::max);
            assert!(highest / lowest > 1.02, "{code} stands still");
            assert!(highest / lowest < 1.18, "{code} from {lowest} to {highest}");
            let most = days.windows(2).map(|pair| (pair[1] / pair[0] - 1.0).abs());
            assert!(most.fold(0.0, f64::max) < 0.02, "{code} jumps");
            let moved = days.windows(2).filter(|pair| pair[0] != pair[1]).count();
            assert!(moved > 900, "{code} moved {moved} of 999 times");
        }
    }

    #[test]
    fn a_day_has_the_same_rates_whenever_and_in_whatever_file_they_are_read() {
        let day = jiff::civil::date(2026, 11, 20);
        let table = csv(3, days(at("2027-03-01T00:00:00Z")));
        let line = table.lines().find(|line| line.starts_with("2026-11-20,")).unwrap();
        let xml = xml(3, std::iter::once(day));
        for (column, (code, _)) in COLUMNS.iter().enumerate() {
            let rate = rate(3, column, day);
            assert_eq!(line.split(',').nth(column + 1), Some(&*rate));
            assert!(xml.contains(&format!("<Cube currency='{code}' rate='{rate}'/>")));
        }
        assert!(table.starts_with("Date,USD,JPY,") && table.contains("XTS,\n"));
        assert!(xml.contains("synthetic"));
        assert_ne!(csv(4, std::iter::once(day)), csv(3, std::iter::once(day)));
    }
}
