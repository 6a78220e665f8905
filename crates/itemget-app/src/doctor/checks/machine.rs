//! The machine: its clock, its disk, what the program keeps there.

use jiff::Timestamp;

use super::super::facts::{CacheFacts, Facts, MachineFacts};
use super::super::finding::{Blame, Finding, Group, Problem};
use crate::calling::ByteSize;
use crate::lang::Lang;
use crate::moments;

const GROUP: Group = Group::Machine;

/// Below this, files soon cannot be written.
const LITTLE_SPACE: u64 = 100 << 20;

/// From which share on the cache is as good as full: it makes room by itself.
const FULL: u64 = 95;

/// Whether the clock can be right at all. By how much it is off is only known from the
/// platform's own.
pub(super) fn clock(facts: &Facts, lang: Lang) -> Finding {
    let now = moments::local(facts.now, &jiff::tz::TimeZone::UTC);
    if facts.clock_is_held {
        let text = lang.pick(
            format!("{now}, held by `ITEMGET_SANDBOX_CLOCK`"),
            format!("{now}，由 `ITEMGET_SANDBOX_CLOCK` 固定"),
        );
        return Finding::ok("clock", GROUP, text);
    }
    // No clock that is right shows a time from before this was written.
    let (first, last) =
        (Timestamp::constant(1_764_547_200, 0), Timestamp::constant(4_102_444_800, 0));
    match (first..last).contains(&facts.now) {
        true => Finding::ok(
            "clock",
            GROUP,
            lang.pick(
                format!("{now}, which can be right; `--live` compares it"),
                format!("{now}，看起来合理；`--live` 可与平台核对"),
            ),
        ),
        false => Finding::fail("clock", GROUP, Blame::You, now).fix(lang.pick(
            "set the clock: the platform refuses what is two hours off",
            "请校准时钟：误差超过两小时的请求会被平台拒绝",
        )),
    }
}

/// Whether what must be remembered can be written.
pub(super) fn state(machine: &MachineFacts, lang: Lang) -> Finding {
    let fix = lang.pick(
        "make the folder writable, or set `XDG_STATE_HOME` to one that is",
        "请使该目录可写，或用 `XDG_STATE_HOME` 指定可写的目录",
    );
    match &machine.state {
        Ok((folder, Ok(()))) => {
            let folder = folder.display();
            Finding::ok(
                "state",
                GROUP,
                lang.pick(
                    format!("`{folder}` can be written to"),
                    format!("`{folder}` 可写"),
                ),
            )
        }
        Ok((folder, Err(problem))) => {
            let folder = folder.display();
            Finding::fail(
                "state",
                GROUP,
                Blame::You,
                lang.pick(
                    format!("`{folder}` cannot be written to: {}", problem.text),
                    format!("`{folder}` 不可写：{}", problem.text),
                ),
            )
            .fix(fix)
        }
        Err(problem) => Finding::of_problem("state", GROUP, Blame::You, problem),
    }
}

/// How much room there is.
pub(super) fn disk(machine: &MachineFacts, lang: Lang) -> Finding {
    let Some(free) = machine.free_bytes else {
        let why = lang.pick("this system does not say", "本系统不提供此信息");
        return Finding::skipped("disk", GROUP, why);
    };
    let words = ByteSize(free).words();
    let text = lang.pick(format!("{words} free"), format!("剩余 {words}"));
    let fix = lang.pick("make room", "请清理磁盘");
    match free {
        0..1_048_576 => Finding::fail("disk", GROUP, Blame::You, text).fix(fix),
        free if free < LITTLE_SPACE => {
            Finding::warn("disk", GROUP, Blame::You, text).fix(fix)
        }
        _ => Finding::ok("disk", GROUP, text),
    }
}

/// How full the cache is, and whether it can be used.
pub(super) fn cache(cache: &Result<CacheFacts, Problem>, lang: Lang) -> Finding {
    let facts = match cache {
        Ok(facts) => facts,
        // Calls are made all the same, and cost more than they have to.
        Err(problem) => {
            let finding = Finding::warn("cache", GROUP, Blame::You, &problem.text);
            return Finding { fix: problem.fix.clone(), ..finding };
        }
    };
    let folder = facts.folder.display();
    let Some(usage) = facts.usage else {
        let text = lang.pick(
            format!("nothing is kept in `{folder}` yet"),
            format!("`{folder}` 中尚无缓存"),
        );
        return Finding::ok("cache", GROUP, text);
    };
    let (bytes, limit) = (ByteSize(usage.bytes).words(), ByteSize(usage.limit).words());
    let text = match lang {
        Lang::En => format!("{} answers, {bytes} of {limit}", usage.entries),
        Lang::Zh => format!("{} 条结果，{bytes} / {limit}", usage.entries),
    };
    match usage.bytes.saturating_mul(100) >= usage.limit.saturating_mul(FULL) {
        false => Finding::ok("cache", GROUP, text),
        true => Finding::warn("cache", GROUP, Blame::You, text).fix(lang.pick(
            "what was used longest ago is forgotten first; raise `cache_limit` to keep more",
            "最久未用的结果会先被清除；可提高 `cache_limit` 以保留更多",
        )),
    }
}

#[cfg(test)]
mod tests {
    use itemget::CacheUsage;

    use super::super::super::finding::Verdict;
    use super::super::super::signatures::Vectors;
    use super::*;

    fn machine(free_bytes: Option<u64>) -> MachineFacts {
        MachineFacts { state: Ok(("/s".into(), Ok(()))), free_bytes, roots: 1 }
    }

    #[test]
    fn a_clock_that_cannot_be_right_is_broken() {
        for (now, held, expected) in [
            ("2026-11-23T17:20:27Z", false, Verdict::Ok),
            ("1970-01-01T00:00:00Z", false, Verdict::Fail),
            ("2199-01-01T00:00:00Z", false, Verdict::Fail),
            ("1970-01-01T00:00:00Z", true, Verdict::Ok),
        ] {
            let facts = Facts {
                now: now.parse().unwrap(),
                clock_is_held: held,
                strangers: Vec::new(),
                signatures: Vectors::default(),
                machine: machine(None),
                configured: Err(Problem { text: String::new(), fix: None }),
            };
            assert_eq!(clock(&facts, Lang::En).verdict, expected, "{now}");
        }
    }

    #[test]
    fn little_room_is_warned_of() {
        for (free, expected) in [
            (None, Verdict::Skipped),
            (Some(0), Verdict::Fail),
            (Some(50 << 20), Verdict::Warn),
            (Some(1 << 30), Verdict::Ok),
        ] {
            assert_eq!(disk(&machine(free), Lang::En).verdict, expected, "{free:?}");
        }
    }

    #[test]
    fn a_full_or_broken_cache_breaks_no_call() {
        let usage = |bytes| {
            let usage = CacheUsage { entries: 3, bytes, limit: 1000 };
            Ok(CacheFacts { folder: "/c".into(), usage: Some(usage) })
        };
        let broken = Err(Problem { text: "no".to_owned(), fix: None });
        for (facts, expected) in [
            (usage(10), Verdict::Ok),
            (usage(950), Verdict::Warn),
            (broken, Verdict::Warn),
        ] {
            assert_eq!(cache(&facts, Lang::En).verdict, expected, "{facts:?}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_broken() {
        let denied = Problem { text: "permission denied".to_owned(), fix: None };
        let mut facts = machine(None);
        assert_eq!(state(&facts, Lang::En).verdict, Verdict::Ok);
        facts.state = Ok(("/s".into(), Err(denied)));
        assert_eq!(state(&facts, Lang::En).verdict, Verdict::Fail);
    }
}
