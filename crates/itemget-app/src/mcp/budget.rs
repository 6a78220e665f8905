//! How many calls a session has: an assistant that asks in a loop is stopped before the
//! platform's quota is spent.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use itemget_store::ApiTokenId;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// Whoever has no token: a program of this machine, or the one at the other end of the
    /// standard input.
    Local,
    Token(ApiTokenId),
}

/// The budgets of all who ask.
#[derive(Debug)]
pub(crate) struct Budgets {
    /// How many calls in all; half of them for one tool.
    most: u32,
    /// After how long a budget is whole again; never within a session of its own.
    renewed: Option<Duration>,
    spent: Mutex<BTreeMap<Who, Spent>>,
}

#[derive(Debug)]
struct Spent {
    since: Instant,
    all: u32,
    by_tool: BTreeMap<&'static str, u32>,
}

/// Why a call is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exhausted {
    /// How many calls there were.
    pub(super) most: u32,
    /// Whether they were those of this tool alone.
    pub(super) of_tool: bool,
    /// When there are calls again; never in this session.
    pub(super) again_in: Option<Duration>,
}

impl Budgets {
    /// So many calls for a session.
    pub(crate) fn of_a_session(most: u32) -> Self {
        Self { most: most.max(1), renewed: None, spent: Mutex::default() }
    }

    /// So many calls an hour, for each who asks: the protocol knows no sessions any more.
    pub(crate) fn hourly(most: u32) -> Self {
        let renewed = Some(Duration::from_secs(3600));
        Self { most: most.max(1), renewed, spent: Mutex::default() }
    }

    /// Takes a call, or says why there is none.
    pub(super) fn take(
        &self,
        who: Who,
        tool: &'static str,
        now: Instant,
    ) -> Result<(), Exhausted> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Spent { since: now, all: 0, by_tool: BTreeMap::new() };
        let spent = spent.entry(who).or_insert_with(fresh);
        let passed = now.saturating_duration_since(spent.since);
        if self.renewed.is_some_and(|after| passed >= after) {
            *spent = fresh();
        }
        let again_in = self.renewed.map(|after| after.saturating_sub(passed));
        let of_one = self.most.div_ceil(2);
        let by_tool = spent.by_tool.entry(tool).or_default();
        if *by_tool >= of_one {
            return Err(Exhausted { most: of_one, of_tool: true, again_in });
        }
        if spent.all >= self.most {
            return Err(Exhausted { most: self.most, of_tool: false, again_in });
        }
        *by_tool += 1;
        spent.all += 1;
        Ok(())
    }

    /// How many calls somebody has left, and of how many.
    pub(super) fn left(&self, who: Who, now: Instant) -> (u32, u32) {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let all = spent.get(&who).map_or(0, |spent| {
            let passed = now.saturating_duration_since(spent.since);
            let is_over = self.renewed.is_some_and(|after| passed >= after);
            if is_over { 0 } else { spent.all }
        });
        (self.most.saturating_sub(all), self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_so_many_calls_and_a_tool_half_of_them() {
        let budgets = Budgets::of_a_session(4);
        let now = Instant::now();
        let take = |tool| budgets.take(Who::Local, tool, now);
        let over = |most, of_tool| Err(Exhausted { most, of_tool, again_in: None });
        for (tool, expected) in [
            ("find", Ok(())),
            ("find", Ok(())),
            ("find", over(2, true)),
            ("price", Ok(())),
            ("quota", Ok(())),
            ("price", over(4, false)),
        ] {
            assert_eq!(take(tool), expected, "{tool}");
        }
        assert_eq!(budgets.left(Who::Local, now), (0, 4));
        let other = Who::Token(ApiTokenId(1));
        assert_eq!(budgets.left(other, now), (4, 4));
        let later = now + Duration::from_secs(86_400);
        assert_eq!(budgets.take(Who::Local, "price", later), over(4, false));
    }

    #[test]
    fn an_hour_later_it_is_whole_again() {
        let budgets = Budgets::hourly(1);
        let now = Instant::now();
        let take = |seconds| {
            budgets.take(Who::Local, "find", now + Duration::from_secs(seconds))
        };
        assert_eq!(take(0), Ok(()));
        let again_in = Some(Duration::from_secs(600));
        assert_eq!(take(3000), Err(Exhausted { most: 1, of_tool: true, again_in }));
        assert_eq!(take(3600), Ok(()));
    }
}
