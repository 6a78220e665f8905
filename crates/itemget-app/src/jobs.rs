//! Jobs: what follows from what came of a window of ids, and how long the rest may take.
//! Pure; who works on jobs is in the service.

use std::time::Duration;

use itemget_history::Moment;
use itemget_store::Job;
use sha2::{Digest as _, Sha256};

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
}

impl Trouble {
    /// The stable word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Quota => "quota",
            Self::Unauthorised => "unauthorised",
            Self::NoAnswer => "no_answer",
        }
    }
}

/// The longest pause before a window is tried again: what closed the quota may open it
/// earlier than was thought, and somebody may mend the token.
const LONGEST: Duration = Duration::from_secs(600);
const FIRST: Duration = Duration::from_secs(10);
/// So often a window without any answer is tried again; then it is written as it is.
const TRIES: u64 = 5;

/// What becomes of a window with these outcomes, that was tried so often before, when the
/// day's quota ends in so long.
pub(crate) fn next(outcomes: &[&str], tries: u64, day_ends_in: Duration) -> Next {
    let mut asked = outcomes.iter().filter(|it| **it != "not_an_item").peekable();
    let is_empty = asked.peek().is_none();
    let all = |words: &[&str]| !is_empty && asked.clone().all(|it| words.contains(it));
    if outcomes.contains(&"not_asked") {
        let pause = day_ends_in.clamp(Duration::from_secs(1), LONGEST);
        return Next::PutOff(pause, Trouble::Quota);
    }
    if all(&["unauthorised"]) {
        return Next::PutOff(LONGEST, Trouble::Unauthorised);
    }
    if all(&["failed", "throttled", "not_resolved", "unauthorised"]) && tries < TRIES {
        let doubled = FIRST.saturating_mul(1 << tries.min(16));
        return Next::PutOff(doubled.min(LONGEST), Trouble::NoAnswer);
    }
    Next::Keep
}

/// Of how many ids the item was found, and of how many nothing was learned. That there is
/// no such item is neither.
pub(crate) fn tally(outcomes: &[&str]) -> (u64, u64) {
    let count =
        |words: &[&str]| outcomes.iter().filter(|it| words.contains(it)).count() as u64;
    let failed = [
        "failed",
        "throttled",
        "unauthorised",
        "unreadable",
        "not_resolved",
        "not_asked",
    ];
    (count(&["found", "off_sale"]), count(&failed))
}

/// How long the rest takes if it goes on as it went. Not known before something is
/// written, nor while a job is put off.
pub(crate) fn rest(job: &Job) -> Option<Duration> {
    let left = job.asked.saturating_sub(job.answered);
    if job.state.is_over() || job.answered == 0 || job.trouble.is_some() {
        return None;
    }
    let took: Duration = job.written_at?.since(job.begun_at?);
    let seconds = u128::from(took.as_secs()) * u128::from(left);
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
    use super::*;

    #[test]
    fn a_window_is_written_unless_nothing_could_be_learned() {
        let seconds = Duration::from_secs;
        let put_off = |pause, why| Next::PutOff(seconds(pause), why);
        for (outcomes, tries, day_ends_in, expected) in [
            (&["found", "not_found"][..], 0, 9, Next::Keep),
            (&["found", "failed"], 0, 9, Next::Keep),
            (&["not_an_item"], 0, 9, Next::Keep),
            (&[], 0, 9, Next::Keep),
            (&["found", "not_asked"], 0, 90, put_off(90, Trouble::Quota)),
            (&["not_asked"], 9, 0, put_off(1, Trouble::Quota)),
            (&["not_asked"], 0, 40_000, put_off(600, Trouble::Quota)),
            (
                &["unauthorised", "not_an_item"],
                99,
                9,
                put_off(600, Trouble::Unauthorised),
            ),
            (&["failed", "throttled"], 0, 9, put_off(10, Trouble::NoAnswer)),
            (&["failed", "unauthorised"], 3, 9, put_off(80, Trouble::NoAnswer)),
            (&["failed"], 5, 9, Next::Keep),
        ] {
            assert_eq!(
                next(outcomes, tries, seconds(day_ends_in)),
                expected,
                "{outcomes:?}"
            );
        }
    }

    #[test]
    fn what_is_not_there_is_neither_found_nor_failed() {
        let outcomes = ["found", "off_sale", "not_found", "not_an_item", "throttled"];
        assert_eq!(tally(&outcomes), (2, 1));
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
