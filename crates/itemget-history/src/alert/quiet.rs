//! Quiet hours: when nobody is to be told, in somebody's own time.

use std::fmt;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::moment::Moment;

/// Hours of each day in which nothing is told; it is told when they end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiet {
    from: Clock24,
    until: Clock24,
    zone: TimeZone,
}

/// A time of day to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock24(u16);

impl Clock24 {
    /// So many hours and minutes after midnight; none where no clock shows it.
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self(hour * 60 + minute))
    }

    fn time(self) -> Time {
        let minute = i8::try_from(self.0 % 60).expect("below 60");
        let hour = i8::try_from(self.0 / 60).expect("below 24");
        Time::constant(hour, minute, 0, 0)
    }
}

impl Quiet {
    /// From one time of day until another, over midnight where the second is earlier.
    /// None where they are one: it could mean always or never; and where the zone has no
    /// name that could be written back.
    pub fn new(from: Clock24, until: Clock24, zone: TimeZone) -> Option<Self> {
        (from != until && zone.iana_name().is_some()).then_some(Self {
            from,
            until,
            zone,
        })
    }

    /// The first moment from `at` on that is not quiet.
    pub fn release(&self, at: Moment) -> Moment {
        let local = Timestamp::from(at).to_zoned_datetime(self.zone.clone());
        let (now, from, until) = (local.time(), self.from.time(), self.until.time());
        let is_over_midnight = until < from;
        let end = match is_over_midnight {
            true if now >= from => local.date().saturating_add(1.day()),
            true if now < until => local.date(),
            false if now >= from && now < until => local.date(),
            _ => return at,
        };
        // Where the clocks skip that time, it is the first moment after the gap.
        match end.to_datetime(until).to_zoned_datetime(self.zone.clone()) {
            Ok(end) => Moment::from(end.timestamp()).max(at),
            // Only at the very end of what a calendar can say.
            Err(_) => at,
        }
    }
}

impl fmt::Display for Clock24 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Display for Quiet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = self.zone.iana_name().expect("a zone without a name is not taken");
        write!(f, "{}-{} {zone}", self.from, self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet(from: (u16, u16), until: (u16, u16), zone: &str) -> Quiet {
        let clock = |(hour, minute)| Clock24::new(hour, minute).unwrap();
        Quiet::new(clock(from), clock(until), TimeZone::get(zone).unwrap()).unwrap()
    }

    fn moment(text: &str) -> Moment {
        text.parse::<Timestamp>().unwrap().into()
    }

    #[test]
    fn what_falls_into_quiet_hours_is_told_when_they_end() {
        let night = quiet((22, 0), (7, 0), "Europe/Berlin");
        let noon = quiet((12, 0), (13, 30), "Asia/Shanghai");
        for (quiet, at, expected) in [
            // Winter: Berlin is one hour ahead.
            (&night, "2026-01-10T20:59:59Z", "2026-01-10T20:59:59Z"),
            (&night, "2026-01-10T21:00:00Z", "2026-01-11T06:00:00Z"),
            (&night, "2026-01-11T03:00:00Z", "2026-01-11T06:00:00Z"),
            (&night, "2026-01-11T06:00:00Z", "2026-01-11T06:00:00Z"),
            // Summer: two.
            (&night, "2026-07-10T20:00:00Z", "2026-07-11T05:00:00Z"),
            // The nights in which the clocks go on and back.
            (&night, "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"),
            (&night, "2026-10-24T22:00:00Z", "2026-10-25T06:00:00Z"),
            (&noon, "2026-01-10T04:00:00Z", "2026-01-10T05:30:00Z"),
            (&noon, "2026-01-10T05:30:00Z", "2026-01-10T05:30:00Z"),
        ] {
            assert_eq!(quiet.release(moment(at)), moment(expected), "{quiet} {at}");
        }
    }

    #[test]
    fn an_end_that_the_clocks_skip_is_the_first_moment_after() {
        let quiet = quiet((22, 0), (2, 30), "Europe/Berlin");
        let end = quiet.release(moment("2026-03-28T23:00:00Z"));
        assert_eq!(end, moment("2026-03-29T01:30:00Z"));
    }
}
