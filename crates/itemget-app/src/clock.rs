//! The program's clock: the machine's, unless the sandbox's clock is pinned for a test or a
//! screenshot. Then the program lives in the sandbox's time as well. And the days of the
//! sandbox, by which the calls of made-up time are counted.

use std::time::Duration;

use itemget::limit::quota_day_end;
use itemget::{Clock, SleepFuture, SystemClock};
use jiff::{SignedDuration, Timestamp};

/// Tells the program's time; pauses are real.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProgramClock(itemget_sandbox::Clock);

impl ProgramClock {
    /// A clock that runs with the sandbox's.
    pub(crate) fn new(clock: itemget_sandbox::Clock) -> Self {
        Self(clock)
    }
}

impl Clock for ProgramClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn sleep(&self, pause: Duration) -> SleepFuture<'_> {
        SystemClock.sleep(pause)
    }
}

/// The machine's time of day, on the day that the sandbox is in.
///
/// Calls are counted by it where the sandbox is in the program: months that pass there in
/// seconds are no calls of today. It is not the sandbox's clock itself, which can be held
/// still: no window would ever end.
#[derive(Debug, Clone)]
pub(crate) struct SandboxDays(itemget_sandbox::Clock);

impl SandboxDays {
    /// The days of this sandbox.
    pub(crate) fn of(clock: itemget_sandbox::Clock) -> Self {
        Self(clock)
    }
}

impl Clock for SandboxDays {
    fn now(&self) -> Timestamp {
        on_the_day_of(self.0.now(), SystemClock.now())
    }

    fn sleep(&self, pause: Duration) -> SleepFuture<'_> {
        SystemClock.sleep(pause)
    }
}

/// `machine` as many whole days later or earlier as bring it to the day of `there`, as the
/// platform counts days.
fn on_the_day_of(there: Timestamp, machine: Timestamp) -> Timestamp {
    let end = |now| quota_day_end(now).as_second();
    let apart = SignedDuration::from_secs(end(there) - end(machine));
    machine.checked_add(apart).unwrap_or(machine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_on_the_sandboxs_day_at_the_machines_time() {
        for (there, machine, expected) in [
            // The same day, in Beijing, where it begins at 16:00 of the day before.
            ("2026-11-23T17:00:00Z", "2026-11-24T09:30:00Z", "2026-11-24T09:30:00Z"),
            ("2026-08-31T15:59:59Z", "2026-11-24T09:30:00Z", "2026-08-31T09:30:00Z"),
            ("2026-08-31T16:00:00Z", "2026-11-24T09:30:00Z", "2026-09-01T09:30:00Z"),
            ("2027-01-01T00:00:00Z", "2026-11-24T20:00:00Z", "2026-12-31T20:00:00Z"),
        ] {
            let at = |text: &str| text.parse::<Timestamp>().unwrap();
            let found = on_the_day_of(at(there), at(machine));
            assert_eq!(found, at(expected), "{there} {machine}");
        }
    }
}
