//! The configuration: the file, the profile, and where each value came from.

use super::super::facts::Configured;
use super::super::finding::{Blame, Finding, Group, Problem};
use crate::config::Sources;
use crate::lang::Lang;

const GROUP: Group = Group::Configuration;

/// Whether it can be read at all.
pub(super) fn file(configured: &Result<Configured, Problem>, lang: Lang) -> Finding {
    let sources = match configured {
        Ok(configured) => &configured.sources,
        Err(problem) => return Finding::of_problem("config", GROUP, Blame::You, problem),
    };
    let file = sources.file.display();
    Finding::ok(
        "config",
        GROUP,
        match (sources.file_is_there, lang) {
            (true, Lang::En) => format!("`{file}` can be read"),
            (true, Lang::Zh) => format!("`{file}` 可以读取"),
            (false, Lang::En) => format!("there is no `{file}`: defaults hold"),
            (false, Lang::Zh) => format!("没有 `{file}`，使用默认值"),
        },
    )
}

/// Variables that look like settings and are not.
pub(super) fn strangers(
    strangers: &[(String, Option<&'static str>)],
    lang: Lang,
) -> Finding {
    if strangers.is_empty() {
        let text = lang
            .pick("all `ITEMGET_` variables are known", "`ITEMGET_` 环境变量均可识别");
        return Finding::ok("variables", GROUP, text);
    }
    let names: Vec<_> = strangers.iter().map(|(name, _)| format!("`{name}`")).collect();
    let names = names.join(lang.pick(", ", "、"));
    let meant: Vec<_> = strangers
        .iter()
        .filter_map(|(_, meant)| *meant)
        .map(|it| format!("`{it}`"))
        .collect();
    let text = match lang {
        Lang::En => format!("not a setting, and ignored: {names}"),
        Lang::Zh => format!("不是有效设置，已忽略：{names}"),
    };
    let finding = Finding::warn("variables", GROUP, Blame::You, text);
    match (meant.is_empty(), lang) {
        (true, _) => {
            finding.fix(lang.pick("unset it, or mend its name", "请取消设置，或更正名称"))
        }
        (false, Lang::En) => finding.fix(format!("did you mean {}?", meant.join(", "))),
        (false, Lang::Zh) => finding.fix(format!("是否想写 {}？", meant.join("、"))),
    }
}

/// Which profile is used.
pub(super) fn profile(sources: &Sources, lang: Lang) -> Finding {
    let known = sources.profiles.join(lang.pick(", ", "、"));
    Finding::ok(
        "profile",
        GROUP,
        match (&sources.profile, known.is_empty(), lang) {
            (Some(name), _, Lang::En) => format!("`{name}`, of: {known}"),
            (Some(name), _, Lang::Zh) => format!("使用 `{name}`，现有：{known}"),
            (None, true, Lang::En) => "there are none, and none is used".to_owned(),
            (None, true, Lang::Zh) => "没有配置组".to_owned(),
            (None, false, Lang::En) => format!("none is used; there are: {known}"),
            (None, false, Lang::Zh) => format!("未使用配置组，现有：{known}"),
        },
    )
}

/// Where each value came from.
pub(super) fn settings(sources: &Sources, lang: Lang) -> Finding {
    let count = sources.settings.len();
    let text = match (count, lang) {
        (0, Lang::En) => "nothing is set: defaults hold".to_owned(),
        (0, Lang::Zh) => "没有任何设置，使用默认值".to_owned(),
        (_, Lang::En) => format!("{count} set:"),
        (_, Lang::Zh) => format!("共 {count} 项："),
    };
    let details = sources.settings.iter().map(|source| {
        let shown = source.shown.as_deref();
        let shown = shown.unwrap_or(lang.pick("(not shown)", "（不显示）"));
        let origin = lang.pick(source.origin.to_string(), source.origin.zh());
        lang.pick(
            format!("{} = {shown}, from {origin}", source.name),
            format!("{} = {shown}，来自{origin}", source.name),
        )
    });
    Finding::ok("settings", GROUP, text).details(details.collect())
}

#[cfg(test)]
mod tests {
    use super::super::super::finding::Verdict;
    use super::*;

    #[test]
    fn a_slip_in_a_variables_name_is_seen() {
        assert_eq!(strangers(&[], Lang::En).verdict, Verdict::Ok);
        let slip = [("ITEMGET_CURENCY".to_owned(), Some("ITEMGET_CURRENCY"))];
        let found = strangers(&slip, Lang::En);
        assert_eq!(found.verdict, Verdict::Warn);
        assert_eq!(found.fix.as_deref(), Some("did you mean `ITEMGET_CURRENCY`?"));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_broken() {
        let problem =
            Problem { text: "line 3".to_owned(), fix: Some("mend it".to_owned()) };
        let found = file(&Err(problem), Lang::En);
        assert_eq!(found.verdict, Verdict::Fail);
        assert_eq!(found.fix.as_deref(), Some("mend it"));
    }
}
