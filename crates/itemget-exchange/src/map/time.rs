//! Moments as other trackers write them.

use itemget_history::Moment;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

use super::mapping::MappingError;

/// How a time is written.
#[derive(Debug, Clone)]
pub(super) enum TimeForm {
    /// With its offset: `2026-11-28T08:00:00Z`.
    Rfc3339,
    /// Whole numbers since an epoch.
    Since {
        /// The moment of 0, in seconds since 1970.
        epoch: i64,
        /// How many of them are a second, or how many seconds one of them is.
        tick: Tick,
    },
    /// By the names of strftime, in a zone.
    Civil(String, TimeZone),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Tick {
    Second,
    Millisecond,
    Minute,
}

/// Minutes from the start of 1970 to that of Keepa's time, which is 1 January 2011.
const KEEPA_EPOCH_MINUTES: i64 = 21_564_000;

impl TimeForm {
    /// A form by its name, or a pattern of strftime; `zone` is of a pattern without one.
    pub(super) fn parse(name: &str, zone: Option<&str>) -> Result<Self, MappingError> {
        let wrong = |key, text: &str, expected| MappingError::Word {
            key,
            text: text.chars().take(40).collect(),
            expected,
        };
        let since = |epoch, tick| Ok(Self::Since { epoch, tick });
        match name {
            "rfc3339" => Ok(Self::Rfc3339),
            "unix" => since(0, Tick::Second),
            "unix_ms" => since(0, Tick::Millisecond),
            "unix_minutes" => since(0, Tick::Minute),
            "keepa_minutes" => since(KEEPA_EPOCH_MINUTES * 60, Tick::Minute),
            pattern if pattern.contains('%') => {
                let zone = zone.unwrap_or("UTC");
                let found = TimeZone::get(zone).ok();
                let expected = "a time zone such as `UTC` or `Europe/Paris`";
                let found = found.ok_or_else(|| wrong("time.zone", zone, expected))?;
                Ok(Self::Civil(pattern.to_owned(), found))
            }
            other => Err(wrong(
                "time.format",
                other,
                "`rfc3339`, `unix`, `unix_ms`, `unix_minutes`, `keepa_minutes`, or a \
                 pattern such as `%Y-%m-%d %H:%M:%S`",
            )),
        }
    }

    /// The moment that a text means.
    pub(super) fn read(&self, text: &str) -> Option<Moment> {
        let at = match self {
            Self::Rfc3339 => text.parse::<Timestamp>().ok()?,
            Self::Since { epoch, tick } => {
                let number: i64 = text.parse().ok()?;
                let seconds = match tick {
                    Tick::Second => number,
                    Tick::Millisecond => number.div_euclid(1000),
                    Tick::Minute => number.checked_mul(60)?,
                };
                Timestamp::from_second(epoch.checked_add(seconds)?).ok()?
            }
            Self::Civil(pattern, zone) => {
                let civil = civil(pattern, text)?;
                let at = zone.to_ambiguous_timestamp(civil);
                // The hour that the clocks are put back over is there twice.
                at.unambiguous().ok()?
            }
        };
        Some(at.into())
    }
}

/// A date and time of day, or a date, whose time of day is midnight.
fn civil(pattern: &str, text: &str) -> Option<DateTime> {
    let broken = jiff::fmt::strtime::parse(pattern, text).ok()?;
    let at = broken.to_datetime().ok().or_else(|| {
        let date = broken.to_date().ok()?;
        Some(date.at(0, 0, 0, 0))
    })?;
    at.round(Unit::Second).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, zone: Option<&str>, text: &str) -> Option<String> {
        let form = TimeForm::parse(name, zone).unwrap();
        form.read(text).map(|at| at.to_string())
    }

    #[test]
    fn every_form_tells_the_same_moment() {
        let expected = Some("2026-11-28T08:30:00Z".to_owned());
        for (name, zone, text) in [
            ("rfc3339", None, "2026-11-28T08:30:00Z"),
            ("rfc3339", None, "2026-11-28T09:30:00+01:00"),
            ("unix", None, "1795854600"),
            ("unix_ms", None, "1795854600999"),
            ("unix_minutes", None, "29930910"),
            ("keepa_minutes", None, "8366910"),
            ("%Y-%m-%d %H:%M:%S", None, "2026-11-28 08:30:00"),
            ("%d.%m.%Y %H:%M", Some("UTC"), "28.11.2026 08:30"),
        ] {
            assert_eq!(read(name, zone, text), expected, "{name}");
        }
        let day = read("%Y-%m-%d", None, "2026-11-28");
        assert_eq!(day.as_deref(), Some("2026-11-28T00:00:00Z"));
    }

    #[test]
    fn what_is_no_such_time_is_none() {
        for (name, text) in [
            ("rfc3339", "2026-11-28"),
            ("unix", "soon"),
            ("unix", "9223372036854775807"),
            ("keepa_minutes", "-9223372036854775808"),
            ("%Y-%m-%d", "28.11.2026"),
            ("%Y-%m-%d", "2026-02-30"),
        ] {
            assert_eq!(read(name, None, text), None, "{name} {text}");
        }
        assert!(TimeForm::parse("%Y", Some("Nowhere/Town")).is_err());
    }
}
