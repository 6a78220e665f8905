//! Who looks, as others see it.

use itemget::limit::RateLimiter;
use itemget_store::{StoreError, Work, WorkerCard};

use super::words::why;
use crate::cli::Context;
use crate::follow::Tally;
use crate::lang::Lang;

/// Who a worker is.
pub(in crate::cli) fn card(
    name: &str,
    limiter: &RateLimiter,
    context: &Context<'_>,
) -> WorkerCard {
    WorkerCard {
        name: name.to_owned(),
        host: host(context),
        pid: std::process::id(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        app: limiter.app().as_str().to_owned(),
    }
}

/// The machine's name, as far as it can be read.
fn host(context: &Context<'_>) -> String {
    let of_files = ["/proc/sys/kernel/hostname", "/etc/hostname"]
        .into_iter()
        .find_map(|path| std::fs::read_to_string(path).ok());
    let of_environment = || {
        let names = ["HOSTNAME", "COMPUTERNAME"].into_iter();
        names.map(|name| context.environment.value(name)).find_map(|it| it)
    };
    let name = of_files.or_else(|| of_environment().map(str::to_owned));
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| "unknown".to_owned())
}

/// What a tally tells others.
pub(in crate::cli) fn told(tally: &Tally, calls: u64, lang: Lang) -> Work {
    Work {
        calls,
        looked: tally.looked,
        changed: tally.changed,
        failed: tally.failed,
        late: tally.late,
        trouble: tally.waits.as_ref().map(|ended| why(ended, lang)),
    }
}

/// Says that others may not have seen a worker.
pub(in crate::cli) fn say_unseen(trouble: Option<StoreError>, context: &Context<'_>) {
    let Some(error) = trouble else { return };
    let report = crate::report::of(&error.into(), context.lang).in_a_line();
    context.output.warn(&match context.lang {
        Lang::En => format!("warning: `itemget status` may not show this: {report}"),
        Lang::Zh => format!("警告：`itemget status` 可能未显示本进程：{report}"),
    });
}
