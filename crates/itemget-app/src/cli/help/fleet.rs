//! The help of the commands that look at what is tracked, on one machine or many:
//! examples, and the arguments in Chinese.

use super::examples::Example;

/// Examples of the command at `path`, if it is one of these.
pub(super) fn examples(path: &str) -> Option<&'static [Example]> {
    Some(match path {
        "run" => RUN,
        "worker" => WORKER,
        "status" => STATUS,
        _ => return None,
    })
}

const RUN: &[Example] = &[
    (
        "itemget run",
        "look at what is tracked whenever it is due, until Ctrl-C",
        "在到期时查询所跟踪的商品，直到按下 Ctrl-C",
    ),
    (
        "itemget run --once --max-calls 500",
        "look at what is due now, with 500 calls at most, and end",
        "只查询现在到期的商品，最多 500 次调用，然后结束",
    ),
    (
        "itemget run --plan",
        "how much is due, and how many looks a day it will be",
        "查看有多少到期，以及每天将查询多少次",
    ),
    (
        "itemget run --simulate 90d --calls-per-day 500",
        "let 90 days pass in the sandbox: a history to try things on",
        "在沙箱中模拟 90 天：得到一份可供试用的历史",
    ),
];

const WORKER: &[Example] = &[
    (
        "itemget auth login --database postgres://itemget@db/itemget",
        "once: the consent that all workers share",
        "仅需一次：保存所有 worker 共用的授权",
    ),
    (
        "itemget worker --database postgres://itemget@db/itemget",
        "on each machine, until Ctrl-C; what is tracked is in the same database",
        "在每台机器上运行，直到按下 Ctrl-C；跟踪列表也在该数据库中",
    ),
    (
        "ITEMGET_DATABASE=postgres://itemget@db/itemget itemget worker --strict",
        "the address from the environment; the quota never exceeded on any network",
        "地址取自环境变量；无论网络状况如何都不会超出配额",
    ),
    (
        "itemget status --database postgres://itemget@db/itemget",
        "see how all of them do",
        "查看全部 worker 的状况",
    ),
];

const STATUS: &[Example] = &[
    ("itemget status", "of the usual database", "查看默认数据库的状况"),
    (
        "itemget status --database postgres://itemget@db/itemget",
        "of the database that workers share",
        "查看 worker 共用的数据库",
    ),
    (
        "itemget status --format json | jq .queue.overdue",
        "for a monitor",
        "供监控系统读取",
    ),
];

/// What the command at `path` is for, in Chinese, if it is one of these.
pub(super) fn about(path: &str) -> Option<&'static str> {
    Some(match path {
        "worker" => "与其他机器一起查询所跟踪的商品，机器数量不限",
        "status" => "查看运行状况：worker、队列、时效、配额、授权、提醒",
        _ => return None,
    })
}

/// What an argument of the command at `path` is for, in Chinese, if it is one of these.
pub(super) fn argument(path: &str, id: &str) -> Option<&'static str> {
    Some(match (path, id) {
        ("worker", "database") => "所有 worker 共用的服务器：postgres://用户@主机/库名",
        ("worker", "batch") => "一次领取并一起查询多少个商品",
        ("worker", "lease") => "worker 失联后，其他进程多久之内不接手它领取的商品",
        ("worker", "strict") => {
            "从收到应答时起计算时间窗口：绝不超出配额，但用到的配额较少"
        }
        ("worker", "calls_per_day") => {
            "每天用于查询的调用次数上限（应用限额未知或更大时）"
        }
        ("worker", "max_calls") => "最多调用多少次（每次发送都计数），用完即停止",
        ("worker", "no_bodies") => "不保存平台的原始应答",
        ("worker", "no_jobs") => "只查询所跟踪的商品，服务的任务留给其他进程",
        ("worker", "format") => "结束时的输出格式：table 或 json",
        ("status", "format") => {
            "输出格式：table、json 或 jsonl；在终端默认 table，否则默认 json"
        }
        ("status", "sandbox") => "使用沙箱的虚构数据，忽略已配置的账号",
        ("auth login" | "auth status" | "auth refresh" | "auth logout", "database") => {
            "把授权存入 postgres://用户@主机/库名 供所有 worker 共用，而不是存在本机"
        }
        _ => return None,
    })
}
