//! The table: a line a day, a column a currency, `N/A` where there was no rate.

use itemget::Currency;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Rates;
use super::parse::RatesError;

/// Reads all lines into `rates`.
pub(super) fn read(text: &str, rates: &mut Rates) -> Result<(), RatesError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut columns: Vec<Option<Currency>> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|source| {
            let line = source.position().map_or(0, csv::Position::line);
            RatesError::NotCsv { line, source }
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let place = || format!("line {line}");
        if columns.is_empty() {
            columns = record
                .iter()
                .skip(1)
                .map(|it| column(it, line))
                .collect::<Result<_, _>>()?;
            continue;
        }
        let mut cells = record.iter();
        let day = cells.next().unwrap_or_default();
        let date = date(day)
            .ok_or_else(|| RatesError::bad(place(), day, "day such as `2026-11-27`"))?;
        for (at, cell) in cells.enumerate() {
            if cell.is_empty() || cell == "N/A" {
                continue;
            }
            let not_a_rate = || RatesError::bad(place(), cell, "rate such as `1.0512`");
            let currency = columns.get(at).copied().flatten().ok_or_else(not_a_rate)?;
            let units = Decimal::from_str_exact(cell).ok().ok_or_else(not_a_rate)?;
            if !rates.insert(date, currency, units) {
                return Err(not_a_rate());
            }
        }
    }
    Ok(())
}

/// A column's currency; lines end with a comma, and so there is one without.
fn column(name: &str, line: u64) -> Result<Option<Currency>, RatesError> {
    if name.is_empty() {
        return Ok(None);
    }
    let currency = name.parse().ok();
    let bad = || RatesError::bad(format!("line {line}"), name, "currency such as `USD`");
    currency.map(Some).ok_or_else(bad)
}

/// A day as the history writes it (`2026-11-27`) or as the daily table does
/// (`27 November 2026`).
fn date(text: &str) -> Option<Date> {
    text.parse().ok().or_else(|| Date::strptime("%d %B %Y", text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Rates, String> {
        Rates::parse(text.as_bytes(), "test").map_err(|error| error.to_string())
    }

    fn rate(rates: &Rates, code: &str, day: &str) -> Option<String> {
        let euro = "EUR".parse().unwrap();
        let day = day.parse().unwrap();
        let rate = rates.rate(euro, code.parse().unwrap(), day, 0).ok()?;
        Some(rate.units_to.to_string())
    }

    #[test]
    fn the_history_has_a_line_a_day_and_an_empty_last_column() {
        let text = "Date,USD,JPY,RUB,\n\
                    2026-11-27,1.0512,158.4,N/A,\n\
                    2026-11-26,1.05,158.02,90.5,\n";
        let rates = parsed(text).unwrap();
        assert_eq!(rates.len(), 2);
        assert_eq!(rate(&rates, "USD", "2026-11-27").as_deref(), Some("1.0512"));
        assert_eq!(rate(&rates, "RUB", "2026-11-27"), None);
        assert_eq!(rate(&rates, "RUB", "2026-11-26").as_deref(), Some("90.5"));
        let codes: Vec<_> = rates.currencies().iter().map(ToString::to_string).collect();
        assert_eq!(codes, ["JPY", "RUB", "USD"]);
    }

    #[test]
    fn the_daily_table_writes_its_day_in_words() {
        let text = "\u{feff}Date, USD, JPY, \n27 November 2026, 1.0512, 158.4, \n";
        let rates = parsed(text).unwrap();
        assert_eq!(rate(&rates, "JPY", "2026-11-27").as_deref(), Some("158.4"));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        for (text, expected) in [
            ("Date,US$\n", "line 1 of the rates: `US$` is not a currency such as `USD`"),
            (
                "Date,USD\n2026-11-27,1.05\nyesterday,1.05\n",
                "line 3 of the rates: `yesterday` is not a day such as `2026-11-27`",
            ),
            (
                "Date,USD\n2026-11-27,1.0x\n",
                "line 2 of the rates: `1.0x` is not a rate such as `1.0512`",
            ),
            (
                "Date,USD\n2026-11-27,0\n",
                "line 2 of the rates: `0` is not a rate such as `1.0512`",
            ),
            (
                "Date,USD\n2026-11-27,1.05,7\n",
                "line 2 of the rates: `7` is not a rate such as `1.0512`",
            ),
        ] {
            assert_eq!(parsed(text).unwrap_err(), expected, "{text}");
        }
    }
}
