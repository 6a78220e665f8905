//! What a code means, as a record.

use serde::Serialize;

use crate::explain::{Again, Explanation, SaidBy};
use crate::lang::Lang;

/// What a code means, in the reader's language.
#[derive(Debug, Serialize)]
pub(crate) struct ExplanationRecord {
    /// As the platform writes it.
    pub(crate) code: &'static str,
    /// A stable word: `gateway`, `sub_code`, `method`, `legacy_top`, `legacy_aop`,
    /// `onebound`.
    pub(crate) said_by: &'static str,
    /// What it means.
    pub(crate) meaning: &'static str,
    /// What it comes from, as a rule.
    pub(crate) cause: &'static str,
    /// What to do.
    pub(crate) cure: &'static str,
    /// Whether itemget sends the call again by itself: `no`, `once`, `yes`, `after_ban`,
    /// `after_refresh`.
    pub(crate) again: &'static str,
}

impl ExplanationRecord {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 6] =
        ["code", "said_by", "meaning", "cause", "cure", "again"];

    /// The record of an explanation.
    pub(crate) fn of(explanation: &Explanation, lang: Lang) -> Self {
        let words = |words: crate::explain::Words| lang.pick(words.en, words.zh);
        Self {
            code: explanation.code,
            said_by: said_by(explanation.said_by),
            meaning: words(explanation.meaning),
            cause: words(explanation.cause),
            cure: words(explanation.cure),
            again: again(explanation.again),
        }
    }

    /// Its cells, in the order of [`Self::COLUMNS`].
    pub(crate) fn cells(&self) -> [&'static str; 6] {
        [self.code, self.said_by, self.meaning, self.cause, self.cure, self.again]
    }
}

fn said_by(said_by: SaidBy) -> &'static str {
    match said_by {
        SaidBy::Gateway => "gateway",
        SaidBy::SubCode => "sub_code",
        SaidBy::Method => "method",
        SaidBy::LegacyTop => "legacy_top",
        SaidBy::LegacyAop => "legacy_aop",
        SaidBy::OneBound => "onebound",
    }
}

fn again(again: Again) -> &'static str {
    match again {
        Again::No => "no",
        Again::Once => "once",
        Again::Yes => "yes",
        Again::AfterBan => "after_ban",
        Again::AfterRefresh => "after_refresh",
    }
}
