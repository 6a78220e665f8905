//! From when on: `90d`, a date, or all of it.

use itemget_history::Moment;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calling::Age;
use crate::history_error::HistoryError;

/// The moment that a text means; none is from the start.
pub(crate) fn since(text: &str, now: Moment) -> Result<Option<Moment>, HistoryError> {
    if text == "all" {
        return Ok(None);
    }
    if let Ok(Age(age)) = text.parse() {
        return Ok(Some(now - age));
    }
    let wrong = || HistoryError::Since { text: text.chars().take(40).collect() };
    let day: Date = text.parse().ok().ok_or_else(wrong)?;
    let start = TimeZone::UTC.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible();
    start.ok().map(|start| Some(start.into())).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_a_day_or_all() {
        let now = Moment::from_seconds(1_000_000);
        let told = |text| since(text, now).map(|it| it.map(Moment::seconds));
        assert!(matches!(told("1d"), Ok(Some(913_600))));
        assert!(matches!(told("1970-01-02"), Ok(Some(86_400))));
        assert!(matches!(told("all"), Ok(None)));
        for text in ["yesterday", "2026-13-01", ""] {
            assert!(told(text).is_err(), "{text}");
        }
    }
}
