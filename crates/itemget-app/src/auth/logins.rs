//! The logins that were begun in a browser and whose answers have not come yet. Pure.
//!
//! The answer comes from another site, so that the browser sends none of our cookies with
//! it: that it belongs to a login of ours is told by its state alone, which nobody can
//! guess, which counts once, and not for long.

use std::time::{Duration, Instant};

use super::authorize::Asking;
use crate::api_tokens::is_same;
use crate::lang::Lang;

/// A login that was begun.
#[derive(Debug, Clone)]
pub(crate) struct Begun {
    pub(crate) asking: Asking,
    /// The language of who began it.
    pub(crate) lang: Lang,
    at: Instant,
}

/// Logins that were begun, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Logins(Vec<Begun>);

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(600);
/// How many are waited for at once; a new one takes the oldest one's place.
const MOST: usize = 16;

impl Logins {
    /// Remembers one that begins now.
    pub(crate) fn begin(&mut self, asking: Asking, lang: Lang, now: Instant) {
        self.forget_old(now);
        if self.0.len() >= MOST {
            self.0.remove(0);
        }
        self.0.push(Begun { asking, lang, at: now });
    }

    /// The login that an answer with this state belongs to. It is answered with that.
    pub(crate) fn take(&mut self, state: &str, now: Instant) -> Option<Begun> {
        self.forget_old(now);
        let is_its =
            |begun: &Begun| is_same(begun.asking.state.as_bytes(), state.as_bytes());
        let at = self.0.iter().position(is_its)?;
        Some(self.0.remove(at))
    }

    /// The login that was begun last: the one that a pasted answer is to.
    pub(crate) fn last(&mut self, now: Instant) -> Option<&Begun> {
        self.forget_old(now);
        self.0.last()
    }

    fn forget_old(&mut self, now: Instant) {
        self.0.retain(|begun| now.saturating_duration_since(begun.at) < PATIENCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(state: &str) -> Asking {
        Asking { redirect_uri: "http://127.0.0.1:1/".to_owned(), state: state.to_owned() }
    }

    #[test]
    fn a_state_counts_once_and_not_for_long() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut logins = Logins::default();
        logins.begin(asking("s1"), Lang::Zh, at(0));
        logins.begin(asking("s2"), Lang::En, at(300));
        assert!(logins.take("s", at(300)).is_none());
        assert!(logins.take("", at(300)).is_none());
        let found = logins.take("s1", at(599)).unwrap();
        assert_eq!((found.lang, &*found.asking.state), (Lang::Zh, "s1"));
        assert!(logins.take("s1", at(599)).is_none(), "it counted");
        assert_eq!(logins.last(at(899)).unwrap().asking.state, "s2");
        assert!(logins.take("s2", at(900)).is_none(), "it is too old");
        assert!(logins.last(at(900)).is_none());
    }

    #[test]
    fn however_many_are_begun_few_are_remembered() {
        let now = Instant::now();
        let mut logins = Logins::default();
        for number in 0..MOST + 2 {
            logins.begin(asking(&format!("s{number}")), Lang::En, now);
        }
        assert_eq!(logins.0.len(), MOST);
        assert!(logins.take("s1", now).is_none());
        assert!(logins.take("s2", now).is_some());
    }
}
