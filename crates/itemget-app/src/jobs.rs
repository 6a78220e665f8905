//! Jobs: what follows from what came of a window of ids, and how long the rest may take.
//! Pure; who works on jobs is in the service.

use std::time::Duration;

use itemget_history::Moment;
use itemget_store::{Job, JobWait};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::lookup::Told;
use crate::stop::{self, Why};

/// How many ids a job can have.
pub(crate) const MOST_IDS: usize = 100_000;
/// How many ids are asked for together: what an end of any kind loses at most. Two full
/// calls of the affiliate API.
pub(crate) const WINDOW: usize = 100;
/// How long a job that is over is kept, with what came of it.
pub(crate) const KEPT: Duration = Duration::from_secs(7 * 86_400);
/// How many jobs can wait or run at once.
pub(crate) const MOST_OPEN: u64 = 100;

/// What becomes of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// It is written.
    Keep,
    /// It is asked for again after that pause, for this reason.
    PutOff(Duration, Trouble),
}

/// Why a window is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The quota is spent: nobody was asked.
    Quota,
    /// The platform knows neither key nor token.
    Unauthorised,
    /// Not one call was answered.
    NoAnswer,
    /// The job cannot be read by who took it, or calls cannot be counted.
    Internal,
}

impl Trouble {
    /// All of them.
    pub(crate) const ALL: [Self; 4] =
        [Self::Quota, Self::Unauthorised, Self::NoAnswer, Self::Internal];

    /// The stable word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Quota => "quota",
            Self::Unauthorised => "unauthorised",
            Self::NoAnswer => "no_answer",
            Self::Internal => "internal",
        }
    }
}

/// What came of one id, as far as it decides what becomes of its window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Came {
    /// The stable word for it.
    pub(crate) outcome: &'static str,
    /// How the item is brought was asked, and not all of that could be learned.
    pub(crate) lacks_freight: bool,
    /// Nothing was learned that was asked for last: of the item, or of how it is brought.
    pub(crate) is_in_vain: bool,
}

impl Came {
    /// What came of an id, of which this was told.
    pub(crate) fn of(told: &Told) -> Self {
        let outcome = told.code();
        let transient = ["failed", "throttled", "not_resolved", "unauthorised"];
        Self {
            outcome,
            lacks_freight: told.freight_errors().next().is_some(),
            is_in_vain: match told.verdict.item() {
                Some(_) => stop::may_be_an_outage(told),
                None => transient.contains(&outcome) && !stop::is_for_good(told),
            },
        }
    }
}

/// The longest pause before a window is tried again: what closed the quota may open it
/// earlier than was thought, and somebody may mend the token.
const LONGEST: Duration = Duration::from_secs(600);
const FIRST: Duration = Duration::from_secs(10);
/// So often a window without any answer is tried again; then it is written as it is.
const TRIES: u64 = 5;

/// How a window waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait {
    /// After that it is tried again.
    pub(crate) pause: Duration,
    pub(crate) trouble: Trouble,
    /// When the trouble is over; none where nobody knows.
    pub(crate) until: Option<Timestamp>,
}

impl Wait {
    /// One of which nobody knows how long the trouble lasts.
    pub(crate) fn for_now(pause: Duration, trouble: Trouble) -> Self {
        Self { pause, trouble, until: None }
    }

    /// The same for the store.
    pub(crate) fn kept(&self) -> JobWait<'static> {
        let until = self.until.map(Moment::from);
        JobWait { pause: self.pause, trouble: self.trouble.word(), until }
    }
}

/// How a window waits of which an answer said that there is no use in asking on, when the
/// day's quota ends then.
pub(crate) fn stopped(why: Why, now: Timestamp, day_ends: Timestamp) -> Wait {
    let trouble = match why {
        Why::Quota { reopens } => {
            // Where no time is told, the day's calls are spent.
            let until = reopens.unwrap_or(day_ends);
            let pause = Duration::try_from(until.duration_since(now));
            let pause = pause.unwrap_or_default().clamp(Duration::from_secs(1), LONGEST);
            return Wait { pause, trouble: Trouble::Quota, until: Some(until) };
        }
        Why::Budget => Trouble::Quota,
        Why::NotAllowed => Trouble::Unauthorised,
        Why::Uncounted => Trouble::Internal,
        Why::Outage => Trouble::NoAnswer,
    };
    Wait::for_now(LONGEST, trouble)
}

/// Until when a job waits, where that is known and still to come.
pub(crate) fn waits_until(job: &Job, now: Moment) -> Option<Moment> {
    let waits = job.trouble.is_some() && !job.state.is_over();
    job.waits_until.filter(|until| waits && *until > now)
}

/// What becomes of a window of which this came, that was without any answer so often
/// before.
pub(crate) fn next(came: &[Came], in_vain_before: u64) -> Next {
    let is_empty = came.iter().all(|it| it.outcome == NOT_AN_ITEM);
    if !is_empty && !is_worth_keeping(came) && in_vain_before < TRIES {
        return Next::PutOff(pause_after(in_vain_before), Trouble::NoAnswer);
    }
    Next::Keep
}

const NOT_AN_ITEM: &str = "not_an_item";

/// Whether something was learned that would have to be asked for again.
pub(crate) fn is_worth_keeping(came: &[Came]) -> bool {
    came.iter().any(|it| it.outcome != NOT_AN_ITEM && !it.is_in_vain)
}

/// The pause after one more try in vain: longer each time.
pub(crate) fn pause_after(tries: u64) -> Duration {
    FIRST.saturating_mul(1 << tries.min(16)).min(LONGEST)
}

/// How often in a row the next window of a job was in vain for this trouble. That it waited
/// for something else says nothing of it.
pub(crate) fn tries(job: &Job, trouble: Trouble) -> u64 {
    match job.trouble.as_deref() == Some(trouble.word()) {
        true => job.tries,
        false => 0,
    }
}

/// Of how many ids the item was found, and of how many not all was learned that was asked
/// for. That there is no such item is neither.
pub(crate) fn tally(came: &[Came]) -> (u64, u64) {
    let failed = [
        "failed",
        "throttled",
        "unauthorised",
        "unreadable",
        "not_resolved",
        "not_asked",
    ];
    let count =
        |is_so: &dyn Fn(&Came) -> bool| came.iter().filter(|it| is_so(it)).count() as u64;
    (
        count(&|it| ["found", "off_sale"].contains(&it.outcome)),
        count(&|it| failed.contains(&it.outcome) || it.lacks_freight),
    )
}

/// How long the rest takes if it goes on as it went. Not known before something is
/// written, nor while a job is put off.
pub(crate) fn rest(job: &Job) -> Option<Duration> {
    let left = job.asked.saturating_sub(job.answered);
    if job.state.is_over() || job.answered == 0 || job.trouble.is_some() {
        return None;
    }
    let took: Duration = job.written_at?.since(job.begun_at?);
    // Times are kept in whole seconds: of less than one nothing follows for the rest.
    let took = took.as_secs();
    if took == 0 {
        return None;
    }
    let seconds = u128::from(took) * u128::from(left);
    let seconds = seconds / u128::from(job.answered);
    Some(Duration::from_secs(u64::try_from(seconds).ok()?))
}

/// When what came of a job is forgotten.
pub(crate) fn kept_until(job: &Job) -> Option<Moment> {
    Some(job.ended_at? + KEPT)
}

/// What tells a job from another one that was sent with the same key.
pub(crate) fn fingerprint(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        // With their lengths, so that two parts are not one.
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hex::encode(digest.finalize())
}

/// Whether a text can be the key by which a job is known when it is sent once more.
pub(crate) fn is_key(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use itemget_store::{JobId, JobState};

    use super::*;

    #[test]
    fn what_came_before_the_end_is_kept_where_something_was_learned() {
        for (outcomes, expected) in [
            (&["found", "failed"][..], true),
            (&["failed", "not_found"], true),
            (&["failed", "throttled"], false),
            // Of these nobody was asked.
            (&["not_an_item", "not_an_item"], false),
            (&[], false),
        ] {
            let came: Vec<Came> = outcomes.iter().map(|it| came(it)).collect();
            assert_eq!(is_worth_keeping(&came), expected, "{outcomes:?}");
        }
    }

    fn came(outcome: &'static str) -> Came {
        let is_in_vain = ["failed", "throttled"].contains(&outcome);
        Came { outcome, lacks_freight: false, is_in_vain }
    }

    /// An item that was found, of whose freight a part or all could not be learned.
    fn without_freight(is_in_vain: bool) -> Came {
        Came { outcome: "found", lacks_freight: true, is_in_vain }
    }

    #[test]
    fn a_window_is_written_unless_nothing_could_be_learned() {
        let put_off = |pause| Next::PutOff(Duration::from_secs(pause), Trouble::NoAnswer);
        for (all, before, expected) in [
            (&[came("found"), came("not_found")][..], 0, Next::Keep),
            (&[came("found"), came("failed")], 0, Next::Keep),
            (&[came("not_an_item")], 0, Next::Keep),
            (&[], 0, Next::Keep),
            (&[without_freight(false)], 0, Next::Keep),
            (&[without_freight(true)], 0, put_off(10)),
            (&[without_freight(true), came("found")], 0, Next::Keep),
            (&[came("failed"), came("not_an_item"), came("throttled")], 0, put_off(10)),
            (&[came("failed")], 3, put_off(80)),
            (&[came("failed")], 5, Next::Keep),
        ] {
            assert_eq!(next(all, before), expected, "{all:?} {before}");
        }
    }

    #[test]
    fn a_window_waits_where_there_is_no_use_in_asking_on() {
        let now: Timestamp = "2026-11-23T17:20:27Z".parse().unwrap();
        let reopens = |seconds| Why::Quota { reopens: Some(now + seconds) };
        let seconds = jiff::SignedDuration::from_secs;
        for (why, pause, trouble, until) in [
            (Why::Quota { reopens: None }, 90, Trouble::Quota, Some(90)),
            (reopens(seconds(7)), 7, Trouble::Quota, Some(7)),
            (reopens(seconds(40_000)), 600, Trouble::Quota, Some(40_000)),
            (reopens(seconds(-5)), 1, Trouble::Quota, Some(-5)),
            (Why::Budget, 600, Trouble::Quota, None),
            (Why::NotAllowed, 600, Trouble::Unauthorised, None),
            (Why::Uncounted, 600, Trouble::Internal, None),
            (Why::Outage, 600, Trouble::NoAnswer, None),
        ] {
            let pause = Duration::from_secs(pause);
            let until = until.map(|it| now + seconds(it));
            let expected = Wait { pause, trouble, until };
            assert_eq!(stopped(why, now, now + seconds(90)), expected, "{why:?}");
        }
    }

    #[test]
    fn a_time_that_has_passed_or_of_a_job_that_does_not_wait_is_not_told() {
        let (before, then) = (Moment::from_seconds(100), Moment::from_seconds(101));
        for (trouble, state, until, now, expected) in [
            (Some("quota"), JobState::Running, Some(then), before, Some(then)),
            (Some("quota"), JobState::Running, Some(then), then, None),
            (Some("quota"), JobState::Running, None, before, None),
            (None, JobState::Running, Some(then), before, None),
            (Some("quota"), JobState::Cancelled, Some(then), before, None),
        ] {
            let trouble = trouble.map(str::to_owned);
            let job = Job { trouble, state, waits_until: until, ..job() };
            assert_eq!(waits_until(&job, now), expected, "{job:?}");
        }
    }

    /// A job of which nothing is written.
    fn job() -> Job {
        Job {
            id: JobId(1),
            fingerprint: String::new(),
            want: String::new(),
            state: JobState::Waiting,
            created_at: Moment::from_seconds(1),
            begun_at: None,
            written_at: None,
            ended_at: None,
            asked: 1,
            answered: 0,
            found: 0,
            failed: 0,
            calls: 0,
            windows: 1,
            written: 0,
            tries: 0,
            trouble: None,
            waits_until: None,
            webhook: None,
            told: None,
            told_at: None,
            tellings: 0,
            tell_trouble: None,
        }
    }

    #[test]
    fn what_is_not_there_is_neither_found_nor_failed() {
        let outcomes = ["found", "off_sale", "not_found", "not_an_item", "throttled"];
        assert_eq!(tally(&outcomes.map(came)), (2, 1));
        // An item is found, and what was asked of it is not all there.
        assert_eq!(tally(&[came("found"), without_freight(false)]), (2, 1));
    }

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
        assert_eq!(fingerprint(&["a"]), fingerprint(&["a"]));
    }

    #[test]
    fn a_key_is_a_word_without_spaces() {
        for (text, expected) in
            [("2f1c-…", false), ("2f1c", true), ("", false), ("a b", false)]
        {
            assert_eq!(is_key(text), expected, "{text}");
        }
        assert!(!is_key(&"x".repeat(256)));
    }
}
