//! Why the asking was stopped, and when there is use in going on.

use super::Context;
use crate::lang::Lang;
use crate::messages;
use crate::stop::{Stop, Why};

/// Says why.
pub(super) fn say(stop: &Stop, context: &Context<'_>) {
    let lang = context.lang;
    let why = match (stop.why, lang) {
        (Why::Budget, Lang::En) => {
            "stopped: the calls of `--max-calls` are made".to_owned()
        }
        (Why::Budget, Lang::Zh) => "已停止：`--max-calls` 允许的调用已用完".to_owned(),
        (Why::Quota { reopens: Some(at) }, Lang::En) => {
            format!("stopped: the quota is used up until {}", shown(at))
        }
        (Why::Quota { reopens: Some(at) }, Lang::Zh) => {
            format!("已停止：调用配额已用完，{} 恢复", shown(at))
        }
        (Why::Quota { reopens: None }, Lang::En) => {
            "stopped: the day's quota is used up, until midnight in Beijing".to_owned()
        }
        (Why::Quota { reopens: None }, Lang::Zh) => {
            "已停止：当日调用配额已用完，北京时间零点恢复".to_owned()
        }
        (Why::NotAllowed, Lang::En) => {
            "stopped: the platform does not allow it, and would not allow the rest"
                .to_owned()
        }
        (Why::NotAllowed, Lang::Zh) => {
            "已停止：平台拒绝授权，其余查询也会被拒绝".to_owned()
        }
        (Why::Uncounted, Lang::En) => {
            "stopped: calls cannot be counted, and uncounted ones are not made".to_owned()
        }
        (Why::Uncounted, Lang::Zh) => "已停止：无法记录调用次数，因此不再调用".to_owned(),
        (Why::Outage, Lang::En) => {
            "stopped: one after the other, answers do not come".to_owned()
        }
        (Why::Outage, Lang::Zh) => "已停止：连续多次未能取得应答".to_owned(),
    };
    context.output.warn(&why);
    if stop.why == Why::Budget {
        return;
    }
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&*stop.error);
    while let Some(error) = cause {
        let because = lang.pick("  because: ", "  原因：");
        context.output.warn(&format!("{because}{}", messages::error(error, lang)));
        cause = error.source();
    }
    let hint = lang.pick("hint: ", "提示：");
    let advice = messages::advice(stop.error.advice(), lang);
    context.output.warn(&format!("{hint}{advice}"));
}

/// To the second: a ban can be a short one.
fn shown(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}
