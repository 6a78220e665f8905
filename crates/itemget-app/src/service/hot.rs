//! Answers about single items, ready to be sent: a hit costs no call, no reading and no
//! serialising.

#[expect(
    clippy::disallowed_types,
    reason = "it is looked up in, and never gone through"
)]
use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::HeaderValue;
use jiff::Timestamp;

use super::answer::Ready;
use super::packed::Packing;

/// Ready answers by what was asked, word for word; the oldest go when there is no room.
/// The same words mean the same: how old an answer may be as well.
#[derive(Debug)]
pub(crate) struct Hot {
    room: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    #[expect(
        clippy::disallowed_types,
        reason = "what is asked is long, and begins alike"
    )]
    entries: HashMap<String, Entry>,
    /// The keys in the order in which they came, with the number of each one's entry.
    order: VecDeque<(String, u64)>,
    bytes: usize,
    count: u64,
}

#[derive(Debug)]
struct Entry {
    ready: Ready,
    /// The same, packed for who says this of how it may be.
    packed: Vec<(HeaderValue, Ready)>,
    /// What it takes, in bytes.
    size: usize,
    observed_at: Timestamp,
    /// How old it may be for who asks so.
    max_age: Duration,
    number: u64,
}

/// What an entry takes beside its texts, about, in bytes.
const OVERHEAD: usize = 256;
/// For so many ways of saying how it may be packed an answer is kept: clients have few.
const PACKED: usize = 4;

/// An answer that is ready.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) ready: Ready,
    pub(super) age: Duration,
    /// Whether it is as it is sent: else it is to be packed yet.
    pub(super) is_as_sent: bool,
}

impl Hot {
    /// Nothing yet, and so many bytes at most.
    pub(crate) fn with_room(room: usize) -> Self {
        Self { room, shelf: Mutex::default() }
    }

    /// What was answered to the same question, where it is no older than that allows; and
    /// its age. `packing` is what is said of how it may be packed.
    pub(super) fn find(
        &self,
        asked: &str,
        packing: Packing<'_>,
        now: Timestamp,
    ) -> Option<Found> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = shelf.entries.get(asked)?;
        let age = Duration::try_from(now.duration_since(entry.observed_at)).ok()?;
        if age > entry.max_age {
            return None;
        }
        let as_sent = match packing {
            Packing::Unsaid => Some(&entry.ready),
            Packing::Said(said) => {
                entry.packed.iter().find(|(of, _)| of == said).map(|(_, packed)| packed)
            }
            Packing::Much => None,
        };
        let ready = as_sent.unwrap_or(&entry.ready).clone();
        Some(Found { ready, age, is_as_sent: as_sent.is_some() })
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
        let size = 2 * asked.len() + ready.body.len() + OVERHEAD;
        if size > self.room {
            return;
        }
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.count += 1;
        let number = shelf.count;
        let packed = Vec::new();
        let entry = Entry { ready, packed, size, observed_at, max_age, number };
        shelf.bytes += size;
        if let Some(before) = shelf.entries.insert(asked.clone(), entry) {
            shelf.bytes -= before.size;
        }
        shelf.order.push_back((asked, number));
        shelf.tidy(self.room);
    }

    /// Keeps what came of packing an answer, where it is there still and says the same.
    pub(super) fn keep_packed(&self, asked: &str, said: &HeaderValue, packed: Ready) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = shelf.entries.get_mut(asked) else { return };
        let is_kept = entry.packed.iter().any(|(of, _)| of == said);
        if is_kept || entry.packed.len() >= PACKED || !entry.ready.says_the_same(&packed)
        {
            return;
        }
        // Its own texts: what they were read from is much longer, and would stay with them.
        let said = HeaderValue::from_bytes(said.as_bytes());
        let Ok(said) = said else { return };
        let size = said.len() + packed.body.len() + OVERHEAD;
        entry.packed.push((said, packed));
        entry.size += size;
        shelf.bytes += size;
        shelf.tidy(self.room);
    }
}

impl Shelf {
    /// Lets the oldest go until there is room for all.
    fn tidy(&mut self, room: usize) {
        // Keys of entries that were replaced wait here as well, and must not be too many.
        while self.bytes > room || self.order.len() > 2 * self.entries.len() + 16 {
            let Some((oldest, number)) = self.order.pop_front() else { break };
            if self.entries.get(&oldest).is_some_and(|it| it.number == number)
                && let Some(gone) = self.entries.remove(&oldest)
            {
                self.bytes -= gone.size;
            }
        }
    }
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
            let found = hot.find(asked, Packing::Unsaid, at(now));
            assert_eq!(found.map(|it| it.age.as_secs()), expected, "{asked} {now}");
        }
    }

    #[test]
    fn what_was_packed_is_given_to_who_says_the_same_while_the_answer_is() {
        let (hot, now) = (Hot::with_room(10_000), Timestamp::UNIX_EPOCH);
        let [gzip, br] = ["gzip", "br"].map(HeaderValue::from_static);
        let packed = |of: &Ready| of.packed(gzip.clone(), "packed".into());
        hot.keep("a".to_owned(), ready(10), now, Duration::MAX);
        let found = |packing| hot.find("a", packing, now).unwrap();
        assert!(found(Packing::Unsaid).is_as_sent);
        assert!(!found(Packing::Said(&gzip)).is_as_sent);
        hot.keep_packed("a", &gzip, packed(&ready(11)));
        assert!(!found(Packing::Said(&gzip)).is_as_sent, "it is of another answer");
        hot.keep_packed("a", &gzip, packed(&ready(10)));
        let one = found(Packing::Said(&gzip));
        assert!(one.is_as_sent && one.ready.body == "packed");
        assert!(!found(Packing::Much).is_as_sent);
        assert!(!found(Packing::Said(&br)).is_as_sent);
        hot.keep("a".to_owned(), ready(12), now, Duration::MAX);
        assert!(!found(Packing::Said(&gzip)).is_as_sent, "the answer is another one");
    }

    #[test]
    fn memory_is_bounded_whatever_is_asked() {
        let hot = Hot::with_room(10_000);
        let now = Timestamp::UNIX_EPOCH;
        for number in 0..1000 {
            let (asked, answer) = (format!("{}", number % 37), ready(1000));
            hot.keep(asked.clone(), answer.clone(), now, Duration::MAX);
            for said in 0..10 {
                let said = HeaderValue::from(said);
                hot.keep_packed(&asked, &said, answer.packed(said.clone(), "x".into()));
            }
            let shelf = hot.shelf.lock().unwrap();
            assert!(shelf.bytes <= 10_000);
            assert!(shelf.order.len() <= 2 * shelf.entries.len() + 17);
        }
        hot.keep("huge".to_owned(), ready(20_000), now, Duration::MAX);
        let find = |asked: &str| hot.find(asked, Packing::Unsaid, now);
        assert!(find("huge").is_none());
        assert!(find("999").is_none());
        assert!(find(&format!("{}", 999 % 37)).is_some());
        let shelf = hot.shelf.lock().unwrap();
        let sizes = shelf.entries.values().map(|it| it.size).sum::<usize>();
        assert_eq!(shelf.bytes, sizes);
    }
}
