//! What people are told of a job that was stopped: how far it is, and how it goes on.

use super::Context;
use super::table::thousands;
use crate::lang::Lang;

/// Says how much of it is done, where anything is.
pub(super) fn say_where_it_stands(done: u64, total: Option<u64>, context: &Context<'_>) {
    if done == 0 {
        return;
    }
    let text = thousands(done);
    let of = total.map(thousands);
    context.output.note(&match (total == Some(done), of, context.lang) {
        (true, _, Lang::En) => {
            format!("all {text} are done: there is nothing left to do")
        }
        (true, _, Lang::Zh) => format!("全部 {text} 项均已完成，无需继续"),
        (_, Some(total), Lang::En) => format!("going on behind {text} of {total}"),
        (_, Some(total), Lang::Zh) => format!("从第 {text} 项之后继续（共 {total} 项）"),
        (_, None, Lang::En) => format!("going on behind {text}"),
        (_, None, Lang::Zh) => format!("从第 {text} 项之后继续"),
    });
}

/// Says how it goes on.
pub(super) fn say_how(done: u64, total: Option<u64>, context: &Context<'_>) {
    let (done, total) = (thousands(done), total.map(thousands));
    context.output.warn(&match (total, context.lang) {
        (Some(total), Lang::En) => format!(
            "{done} of {total} are done and written: the same command goes on behind them"
        ),
        (None, Lang::En) => {
            format!("{done} are done and written: the same command goes on behind them")
        }
        (Some(total), Lang::Zh) => {
            format!("已完成并写出 {done} / {total}：再次执行相同的命令即可继续")
        }
        (None, Lang::Zh) => {
            format!("已完成并写出 {done} 项：再次执行相同的命令即可继续")
        }
    });
}
