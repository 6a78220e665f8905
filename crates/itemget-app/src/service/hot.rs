//! Answers about single items, ready to be sent: a hit costs no call, no reading and no
//! serialising.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::answer::Ready;

/// Ready answers by what was asked, word for word; the oldest go when there is no room.
/// The same words mean the same: how old an answer may be as well.
#[derive(Debug)]
pub(crate) struct Hot {
    room: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    entries: BTreeMap<String, Entry>,
    /// The keys in the order in which they came, with the number of each one's entry.
    order: VecDeque<(String, u64)>,
    bytes: usize,
    count: u64,
}

#[derive(Debug)]
struct Entry {
    ready: Ready,
    observed_at: Timestamp,
    /// How old it may be for who asks so.
    max_age: Duration,
    number: u64,
}

/// What an entry takes beside its texts, about, in bytes.
const OVERHEAD: usize = 256;

impl Hot {
    /// Nothing yet, and so many bytes at most.
    pub(crate) fn with_room(room: usize) -> Self {
        Self { room, shelf: Mutex::default() }
    }

    /// What was answered to the same question, where it is no older than that allows; and
    /// its age.
    pub(crate) fn find(&self, asked: &str, now: Timestamp) -> Option<(Ready, Duration)> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = shelf.entries.get(asked)?;
        let age = Duration::try_from(now.duration_since(entry.observed_at)).ok()?;
        (age <= entry.max_age).then(|| (entry.ready.clone(), age))
    }

    /// Keeps an answer, in place of what was answered to the same question, which says
    /// how old an answer may be.
    pub(crate) fn keep(
        &self,
        asked: String,
        ready: Ready,
        observed_at: Timestamp,
        max_age: Duration,
    ) {
        let size = size(&asked, &ready);
        if size > self.room {
            return;
        }
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.count += 1;
        let number = shelf.count;
        let entry = Entry { ready, observed_at, max_age, number };
        shelf.bytes += size;
        if let Some(before) = shelf.entries.insert(asked.clone(), entry) {
            shelf.bytes -= self::size(&asked, &before.ready);
        }
        shelf.order.push_back((asked, number));
        // Keys of entries that were replaced wait here as well, and must not be too many.
        while shelf.bytes > self.room || shelf.order.len() > 2 * shelf.entries.len() + 16
        {
            let Some((oldest, number)) = shelf.order.pop_front() else { break };
            if shelf.entries.get(&oldest).is_some_and(|it| it.number == number)
                && let Some(gone) = shelf.entries.remove(&oldest)
            {
                shelf.bytes -= self::size(&oldest, &gone.ready);
            }
        }
    }
}

fn size(asked: &str, ready: &Ready) -> usize {
    2 * asked.len() + ready.body.len() + OVERHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(length: usize) -> Ready {
        Ready::of(&"x".repeat(length)).unwrap()
    }

    #[test]
    fn an_answer_is_given_until_it_is_too_old() {
        let hot = Hot::with_room(10_000);
        let then = Timestamp::UNIX_EPOCH;
        let minute = Duration::from_secs(60);
        hot.keep("a".to_owned(), ready(10), then, minute);
        let at = |seconds: i64| then + jiff::SignedDuration::from_secs(seconds);
        for (asked, now, expected) in [
            ("a", 60, Some(60)),
            ("a", 61, None),
            ("b", 0, None),
            // From the future: the clock was set back, and its age is not known.
            ("a", -5, None),
        ] {
            let found = hot.find(asked, at(now));
            assert_eq!(found.map(|(_, age)| age.as_secs()), expected, "{asked} {now}");
        }
    }

    #[test]
    fn memory_is_bounded_whatever_is_asked() {
        let hot = Hot::with_room(10_000);
        let now = Timestamp::UNIX_EPOCH;
        for number in 0..1000 {
            hot.keep(format!("{}", number % 37), ready(1000), now, Duration::MAX);
            let shelf = hot.shelf.lock().unwrap();
            assert!(shelf.bytes <= 10_000);
            assert!(shelf.order.len() <= 2 * shelf.entries.len() + 17);
        }
        hot.keep("huge".to_owned(), ready(20_000), now, Duration::MAX);
        assert!(hot.find("huge", now).is_none());
        assert!(hot.find("999", now).is_none());
        assert!(hot.find(&format!("{}", 999 % 37), now).is_some());
    }
}
