//! Who looks, and with whose consent: workers as they were heard of last, and the deadlines
//! of the consents that calls are made with. Pure.

use itemget::Token;
use itemget_history::Moment;
use itemget_store::{KeptConsent, Worker};

use crate::auth::{Account, Standing, consent_ends, standing};
use crate::fleet::{self, State};
use crate::lang::Lang;
use crate::plain::{harmless, thousands};
use crate::web::shown::Age;

/// A worker.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WorkerShown {
    pub(super) name: String,
    pub(super) host: String,
    pub(super) state: &'static str,
    /// `good`, `bad` or `soft`.
    pub(super) class: &'static str,
    pub(super) seen: Age,
    pub(super) since: Age,
    pub(super) leased: String,
    pub(super) looked: String,
    pub(super) failed: String,
    pub(super) late: String,
    pub(super) calls: String,
    /// What goes wrong just now.
    pub(super) trouble: Option<String>,
}

impl WorkerShown {
    pub(super) fn of(worker: Worker, now: Moment, lang: Lang) -> Self {
        let (class, state) = match fleet::state(&worker, now) {
            State::Alive => ("good", lang.pick("alive", "运行中")),
            State::Lost => ("bad", lang.pick("lost", "已失联")),
            State::Ended => ("soft", lang.pick("ended", "已结束")),
        };
        let (card, work) = (worker.card, worker.work);
        let is_alive = class == "good";
        Self {
            name: harmless(&card.name),
            host: format!("{}/{}", harmless(&card.host), card.pid),
            state,
            class,
            seen: Age::of(worker.seen_at, now, lang),
            since: Age::of(worker.started_at, now, lang),
            leased: thousands(worker.leased),
            looked: thousands(work.looked),
            failed: thousands(work.failed),
            late: thousands(work.late),
            calls: thousands(work.calls),
            trouble: work.trouble.filter(|_| is_alive).map(|text| harmless(&text)),
        }
    }
}

/// A consent and its deadlines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ConsentShown {
    pub(super) name: String,
    pub(super) access: Age,
    pub(super) ends: Option<Age>,
    /// `good`, `high` or `bad`.
    pub(super) class: &'static str,
    pub(super) word: &'static str,
}

/// So many seconds before its end a consent is warned of.
const SOON: i64 = 7 * 86_400;

impl ConsentShown {
    /// The one that this service calls with.
    pub(super) fn own(account: &Account, token: &Token, now: Moment, lang: Lang) -> Self {
        let stands = match standing(token, now.into()) {
            Standing::Good => 0,
            Standing::EndsSoon => 1,
            Standing::Ended => 2,
        };
        let app = harmless(&account.app_key);
        Self::with(
            lang.pick(format!("this service, app {app}"), format!("本服务，应用 {app}")),
            token.access_expires_at.into(),
            consent_ends(token).map(Moment::from),
            stands,
            now,
            lang,
        )
    }

    /// One that workers share.
    pub(super) fn shared(kept: &KeptConsent, now: Moment, lang: Lang) -> Self {
        let left = kept.consent_ends_at.map(|end| end.seconds() - now.seconds());
        let stands = match left {
            Some(..=0) => 2,
            Some(left) if left <= SOON => 1,
            _ => 0,
        };
        let name = harmless(&kept.name);
        Self::with(name, kept.access_ends_at, kept.consent_ends_at, stands, now, lang)
    }

    fn with(
        name: String,
        access: Moment,
        ends: Option<Moment>,
        stands: u8,
        now: Moment,
        lang: Lang,
    ) -> Self {
        let (class, word) = match stands {
            0 => ("good", lang.pick("in force", "有效")),
            1 => ("high", lang.pick("ends soon", "即将到期")),
            _ => ("bad", lang.pick("ended", "已到期")),
        };
        Self {
            name,
            access: Age::of(access, now, lang),
            ends: ends.map(|end| Age::of(end, now, lang)),
            class,
            word,
        }
    }
}

#[cfg(test)]
mod tests {
    use itemget_store::{Work, WorkerCard};

    use super::*;

    #[test]
    fn a_worker_that_is_lost_is_seen_to_be() {
        let now = Moment::from_seconds(1_790_000_000);
        let worker = |silent, ended: Option<i64>| Worker {
            card: WorkerCard {
                name: "w1".to_owned(),
                host: "here".to_owned(),
                pid: 7,
                version: String::new(),
                app: String::new(),
            },
            started_at: Moment::from_seconds(now.seconds() - 7200),
            seen_at: Moment::from_seconds(now.seconds() - silent),
            ended_at: ended.map(Moment::from_seconds),
            work: Work { looked: 1234, trouble: Some("x".to_owned()), ..Work::default() },
            leased: 0,
        };
        for (silent, ended, class, trouble) in [
            (5, None, "good", Some("x")),
            (86_400, None, "bad", None),
            (86_400, Some(now.seconds() - 86_400), "soft", None),
        ] {
            let shown = WorkerShown::of(worker(silent, ended), now, Lang::En);
            assert_eq!((shown.class, shown.trouble.as_deref()), (class, trouble));
            assert_eq!((&*shown.looked, &*shown.host), ("1,234", "here/7"));
        }
    }

    #[test]
    fn a_consent_is_warned_of_a_week_before_its_end() {
        let now = Moment::from_seconds(1_790_000_000);
        let at = |seconds| Moment::from_seconds(now.seconds() + seconds);
        for (ends, class) in [
            (Some(30 * 86_400), "good"),
            (Some(SOON), "high"),
            (Some(0), "bad"),
            (None, "good"),
        ] {
            let kept = KeptConsent {
                name: "shop".to_owned(),
                access_ends_at: at(3600),
                consent_ends_at: ends.map(at),
                begun_at: None,
            };
            let shown = ConsentShown::shared(&kept, now, Lang::En);
            assert_eq!(shown.class, class, "{ends:?}");
        }
    }
}
