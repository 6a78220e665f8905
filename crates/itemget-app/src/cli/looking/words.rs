//! How far looks have come, and why they end, in words.

use itemget_history::Moment;

use crate::cli::table::thousands;
use crate::exit::Exit;
use crate::follow::{Ended, Tally};
use crate::lang::Lang;

/// How far looks have come, for people.
pub(in crate::cli) fn line(tally: &Tally, now: Moment, lang: Lang) -> String {
    let [looked, changed, failed, alerts] =
        [tally.looked, tally.changed, tally.failed, tally.alerts].map(thousands);
    match lang {
        Lang::En => {
            format!(
                "{now}  {looked} looked at, {changed} changed, {failed} failed, {alerts} alerts"
            )
        }
        Lang::Zh => {
            format!(
                "{now}  已查询 {looked} 次，变化 {changed} 次，失败 {failed} 次，提醒 {alerts} 条"
            )
        }
    }
}

/// Why it ended before its time, for programs.
pub(in crate::cli) fn ended_word(ended: &Ended) -> &'static str {
    match ended {
        Ended::Quota(_) => "quota",
        Ended::Budget => "budget",
        Ended::NotAllowed(_) => "not_allowed",
        Ended::Uncounted => "uncounted",
    }
}

/// How the program ends that ended before its time.
pub(in crate::cli) fn exit_for(ended: &Ended) -> Exit {
    match ended {
        Ended::NotAllowed(_) => Exit::NotAllowed,
        Ended::Quota(_) | Ended::Budget => Exit::TryAgain,
        Ended::Uncounted => Exit::Io,
    }
}

/// Why it ended before its time, for people.
pub(super) fn why(ended: &Ended, lang: Lang) -> String {
    match (ended, lang) {
        (Ended::Quota(Some(until)), Lang::En) => {
            format!("stopped: the quota is spent until {until}")
        }
        (Ended::Quota(Some(until)), Lang::Zh) => {
            format!("已停止：配额已用尽，{until} 恢复")
        }
        (Ended::Quota(None), Lang::En) => "stopped: the quota is spent".to_owned(),
        (Ended::Quota(None), Lang::Zh) => "已停止：配额已用尽".to_owned(),
        (Ended::Budget, Lang::En) => "stopped: the calls allowed are made".to_owned(),
        (Ended::Budget, Lang::Zh) => "已停止：已达到允许的调用次数".to_owned(),
        (Ended::Uncounted, Lang::En) => {
            "stopped: the calls cannot be counted; see `itemget doctor`".to_owned()
        }
        (Ended::Uncounted, Lang::Zh) => {
            "已停止：无法记录调用次数，请运行 `itemget doctor`".to_owned()
        }
        (Ended::NotAllowed(code), Lang::En) => {
            format!("stopped: the platform refused with `{code}`; see `itemget doctor`")
        }
        (Ended::NotAllowed(code), Lang::Zh) => {
            format!("已停止：平台以 `{code}` 拒绝，请运行 `itemget doctor`")
        }
    }
}
