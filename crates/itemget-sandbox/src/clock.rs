//! The sandbox's time: the machine's, shifted or pinned, and the only file that reads it.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};

/// How the sandbox's time relates to the machine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClockSetting {
    /// The machine's own time.
    #[default]
    Machine,
    /// One moment, held until somebody moves it.
    Pinned(Timestamp),
    /// The machine's time and this much.
    Shifted(SignedDuration),
}

/// A text that names no clock setting.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is not a time (`2026-11-23T17:20:27Z`) nor a shift (`+90d`, `-2h`)")]
pub struct ParseClockError {
    text: String,
    source: jiff::Error,
}

impl FromStr for ClockSetting {
    type Err = ParseClockError;

    /// Reads `now`, a moment (`2026-11-23T17:20:27Z`) or a shift (`+90d`, `-1h30m`; a day
    /// is 24 hours).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let failed = |source| ParseClockError { text: text.to_owned(), source };
        let text = text.trim();
        if text == "now" {
            return Ok(Self::Machine);
        }
        if text.starts_with(['+', '-']) {
            let span = text.parse::<Span>().map_err(failed)?;
            let shift = span.to_duration(SpanRelativeTo::days_are_24_hours());
            return Ok(Self::Shifted(shift.map_err(failed)?));
        }
        Ok(Self::Pinned(text.parse::<Timestamp>().map_err(failed)?))
    }
}

impl fmt::Display for ClockSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine => f.write_str("now"),
            Self::Pinned(moment) => write!(f, "{moment}"),
            Self::Shifted(shift) if shift.is_negative() => {
                write!(f, "-{:#}", shift.abs())
            }
            Self::Shifted(shift) => write!(f, "+{shift:#}"),
        }
    }
}

/// The sandbox's clock. Clones show the same time: whoever holds one may move it.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    setting: Arc<Mutex<ClockSetting>>,
}

impl Clock {
    /// A clock that starts at this setting.
    #[must_use]
    pub fn new(setting: ClockSetting) -> Self {
        Self { setting: Arc::new(Mutex::new(setting)) }
    }

    /// The sandbox's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self.setting() {
            ClockSetting::Machine => machine_now(),
            ClockSetting::Pinned(moment) => moment,
            ClockSetting::Shifted(shift) => moved(machine_now(), shift),
        }
    }

    /// How it is set now.
    #[must_use]
    pub fn setting(&self) -> ClockSetting {
        *self.setting.lock().expect("no code panics while it holds the clock")
    }

    /// Sets it anew. Going back is allowed: the platform's clock does what it is told.
    pub fn set(&self, setting: ClockSetting) {
        *self.setting.lock().expect("no code panics while it holds the clock") = setting;
    }

    /// Moves it by this much: a pinned clock stays pinned, a running one runs on.
    pub fn advance(&self, by: SignedDuration) {
        let mut setting =
            self.setting.lock().expect("no code panics while it holds the clock");
        *setting = match *setting {
            ClockSetting::Machine => ClockSetting::Shifted(by),
            ClockSetting::Pinned(moment) => ClockSetting::Pinned(moved(moment, by)),
            ClockSetting::Shifted(shift) => {
                ClockSetting::Shifted(shift.saturating_add(by))
            }
        };
    }
}

/// The machine's own time, for what the outside world checks: the TLS certificates.
#[expect(clippy::disallowed_methods, reason = "this file owns the machine's time")]
pub(crate) fn machine_now() -> Timestamp {
    Timestamp::now()
}

/// `moment` and `by`, held within the years a timestamp can say.
fn moved(moment: Timestamp, by: SignedDuration) -> Timestamp {
    moment.checked_add(by).unwrap_or(if by.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_shown() {
        let pinned = "2026-11-23T17:20:27Z".parse::<Timestamp>().unwrap();
        for (text, expected) in [
            ("now", ClockSetting::Machine),
            ("2026-11-23T17:20:27Z", ClockSetting::Pinned(pinned)),
            ("+90d", ClockSetting::Shifted(SignedDuration::from_hours(90 * 24))),
            ("-1h30m", ClockSetting::Shifted(SignedDuration::from_mins(-90))),
        ] {
            let setting = text.parse::<ClockSetting>().unwrap();
            assert_eq!(setting, expected, "{text}");
            let shown = setting.to_string();
            assert_eq!(
                shown.parse::<ClockSetting>().unwrap(),
                expected,
                "shown as {shown}"
            );
        }
        for text in ["", "tomorrow", "+", "+3 parsecs", "2026-11-23", "+1 month"] {
            let error = text.parse::<ClockSetting>().unwrap_err();
            assert!(error.to_string().contains("+90d"), "{text}: {error}");
        }
    }

    #[test]
    fn a_pinned_clock_moves_only_when_told() {
        let start = "2026-11-23T17:20:27Z".parse::<Timestamp>().unwrap();
        let clock = Clock::new(ClockSetting::Pinned(start));
        let held_elsewhere = clock.clone();
        assert_eq!(clock.now(), start);
        held_elsewhere.advance(SignedDuration::from_secs(61));
        assert_eq!(clock.now().to_string(), "2026-11-23T17:21:28Z");
        clock.advance(SignedDuration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }

    #[test]
    fn a_shifted_clock_runs_with_the_machine() {
        let clock = Clock::default();
        clock.advance(SignedDuration::from_hours(90 * 24));
        let ahead = clock.now().duration_since(machine_now());
        assert!(ahead > SignedDuration::from_hours(90 * 24 - 1), "{ahead:?} ahead");
    }
}
