//! The e-mails of alerts: whether they could be sent.

use super::super::facts::{KeptIn, LiveProblem, MailChannel, MailFacts, MailSettings};
use super::super::finding::{Blame, Finding, Group};
use super::network::not_live;
use crate::lang::Lang;
use crate::notify::Security;

const GROUP: Group = Group::Alerts;

/// The settings; and where there are some, their passwords and servers.
pub(super) fn all(mail: &MailFacts, lang: Lang) -> Vec<Finding> {
    let mut found = vec![settings(mail, lang)];
    let Ok(Some(channels)) = &mail.channels else { return found };
    let usable = channels.iter().filter_map(|it| it.settings.as_ref().ok());
    if usable.clone().any(|it| it.has_account)
        && let Some(kept) = &mail.kept
    {
        found.push(secret(kept, lang));
    }
    if usable.count() > 0 {
        found.push(server(channels, lang));
    }
    found
}

/// Whether the channels' settings are whole.
fn settings(mail: &MailFacts, lang: Lang) -> Finding {
    const ID: &str = "mail";
    let channels = match (&mail.channels, &mail.kept) {
        (Ok(Some(channels)), _) => channels,
        (Ok(None), kept) => {
            let not_live = not_live(lang);
            let why = match kept {
                Some(KeptIn::Server(at)) => lang.pick(
                    format!("the channels are in `{at}`: {not_live}"),
                    format!("渠道保存在 `{at}` 中：{not_live}"),
                ),
                _ => not_live.to_owned(),
            };
            return Finding::skipped(ID, GROUP, why);
        }
        // It may be away for a moment, and whoever needs it waits.
        (Err(problem), Some(KeptIn::Server(_))) => {
            let finding = Finding::warn(ID, GROUP, Blame::Network, &problem.text);
            return Finding { fix: problem.fix.clone(), ..finding };
        }
        (Err(problem), _) => return Finding::of_problem(ID, GROUP, Blame::You, problem),
    };
    if channels.is_empty() {
        return Finding::ok(ID, GROUP, lang.pick("not configured", "未设置"));
    }
    let (count, mut broken) = (channels.len(), 0);
    let mut details = Vec::new();
    for MailChannel { name, settings, .. } in channels {
        let what = match settings {
            Ok(settings) => words(settings, lang),
            Err(problem) => {
                broken += 1;
                problem.text.clone()
            }
        };
        details.push(lang.pick(format!("`{name}`: {what}"), format!("`{name}`：{what}")));
    }
    if broken == 0 {
        let text = match (count, lang) {
            (1, Lang::En) => "1 channel, its settings are whole".to_owned(),
            (_, Lang::En) => format!("{count} channels, their settings are whole"),
            (_, Lang::Zh) => format!("{count} 个渠道，设置完整"),
        };
        return Finding::ok(ID, GROUP, text).details(details);
    }
    let text = lang.pick(
        format!("the settings of {broken} of {count} cannot be used"),
        format!("{count} 个渠道中有 {broken} 个的设置不可用"),
    );
    Finding::fail(ID, GROUP, Blame::You, text).details(details).fix(lang.pick(
        "set the channel anew: `itemget alerts channel set NAME --file FILE`",
        "请重新设置该渠道：`itemget alerts channel set 名称 --file 文件`",
    ))
}

/// A channel in a line.
fn words(settings: &MailSettings, lang: Lang) -> String {
    let MailSettings { server, port, security, has_account } = settings;
    let encrypted = match security {
        Security::Tls => lang.pick("encrypted", "加密"),
        Security::StartTls => {
            lang.pick("encrypted after a greeting", "打招呼后加密（STARTTLS）")
        }
        Security::None => lang.pick("not encrypted", "不加密"),
    };
    let login = match has_account {
        true => lang.pick("with a login", "需登录"),
        false => lang.pick("without a login", "无需登录"),
    };
    lang.pick(
        format!("`{server}`, port {port}, {encrypted}, {login}"),
        format!("`{server}`，端口 {port}，{encrypted}，{login}"),
    )
}

/// Who can read the passwords.
fn secret(kept: &KeptIn, lang: Lang) -> Finding {
    const ID: &str = "mail_secret";
    let (path, exposed) = match kept {
        KeptIn::Server(at) => {
            let text = lang.pick(
                format!("kept in `{at}`, for those who may read that"),
                format!("保存在 `{at}` 中，有权读取该数据库的用户可见"),
            );
            return Finding::ok(ID, GROUP, text);
        }
        KeptIn::File { path, exposed } => (path.display(), exposed),
    };
    if exposed.is_empty() {
        let text = lang.pick(
            format!("kept in `{path}`, which its owner alone can read"),
            format!("保存在 `{path}` 中，仅其所有者可读"),
        );
        return Finding::ok(ID, GROUP, text);
    }
    let text = lang.pick(
        format!("kept in `{path}`, which others can read"),
        format!("保存在 `{path}` 中，其他用户也能读取"),
    );
    let details = exposed.iter().map(|(file, mode)| {
        let file = file.display();
        lang.pick(
            format!("`{file}` has the mode {mode:o}"),
            format!("`{file}` 的权限为 {mode:o}"),
        )
    });
    let files: Vec<_> =
        exposed.iter().map(|(file, _)| file.display().to_string()).collect();
    let files = files.join(" ");
    Finding::warn(ID, GROUP, Blame::You, text).details(details.collect()).fix(lang.pick(
        format!("run `chmod 600 {files}`, and change the password if somebody may have"),
        format!("请执行 `chmod 600 {files}`；若可能已被他人读取，请更换密码"),
    ))
}

/// Whether the servers answer as the settings want.
fn server(channels: &[MailChannel], lang: Lang) -> Finding {
    const ID: &str = "mail_server";
    let (mut details, mut failed) = (Vec::new(), Vec::new());
    for MailChannel { name, greeted, .. } in channels {
        let what = match greeted {
            None => continue,
            Some(Ok(time)) => {
                lang.pick(format!("ready after {time} ms"), format!("{time} 毫秒后就绪"))
            }
            Some(Err(problem)) => {
                failed.push(problem);
                problem.problem.text.clone()
            }
        };
        details.push(lang.pick(format!("`{name}`: {what}"), format!("`{name}`：{what}")));
    }
    if details.is_empty() {
        return Finding::skipped(ID, GROUP, not_live(lang));
    }
    // What somebody has to mend goes before what may pass.
    let is_of = |blame| move |it: &&&LiveProblem| it.blame == blame;
    let worst = failed.iter().find(is_of(Blame::You)).or(failed.first());
    let Some(worst) = worst else {
        let text = lang.pick(
            "greets, and offers what the settings want; nobody logged in",
            "应答正常，支持设置所要求的功能（未登录）",
        );
        return Finding::ok(ID, GROUP, text).details(details);
    };
    let (count, of) = (failed.len(), details.len());
    let text = lang.pick(
        format!("{count} of {of} could not be talked to as the settings want"),
        format!("{of} 个中有 {count} 个无法按设置连接"),
    );
    let finding = Finding::fail(ID, GROUP, worst.blame, text).details(details);
    Finding { fix: worst.problem.fix.clone(), ..finding }
}

#[cfg(test)]
mod tests {
    use super::super::super::finding::{Problem, Verdict};
    use super::*;

    fn channel(greeted: Option<Result<u64, Blame>>) -> MailChannel {
        let settings = MailSettings {
            server: "mail.example".to_owned(),
            port: 587,
            security: Security::StartTls,
            has_account: true,
        };
        let failed = |blame| LiveProblem { problem: no(), blame };
        MailChannel {
            name: "home".to_owned(),
            settings: Ok(settings),
            greeted: greeted.map(|it| it.map_err(failed)),
        }
    }

    fn no() -> Problem {
        Problem { text: "no".to_owned(), fix: Some("so".to_owned()) }
    }

    fn kept(exposed: &[u32]) -> Option<KeptIn> {
        let exposed = exposed.iter().map(|mode| ("/s/history.db".into(), *mode));
        Some(KeptIn::File { path: "/s/history.db".into(), exposed: exposed.collect() })
    }

    fn facts(channels: Vec<MailChannel>) -> MailFacts {
        MailFacts { kept: kept(&[]), channels: Ok(Some(channels)) }
    }

    fn found(mail: &MailFacts) -> Vec<(&'static str, Verdict, Option<Blame>)> {
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| {
            let found = all(mail, lang).into_iter();
            found.map(|it| (it.id, it.verdict, it.blame)).collect::<Vec<_>>()
        });
        assert_eq!(en, zh);
        en
    }

    const SETTINGS: (&str, Verdict, Option<Blame>) = ("mail", Verdict::Ok, None);
    const SECRET: (&str, Verdict, Option<Blame>) = ("mail_secret", Verdict::Ok, None);

    #[test]
    fn without_a_channel_there_is_nothing_to_say_but_that() {
        assert_eq!(found(&facts(Vec::new())), [SETTINGS]);
    }

    #[test]
    fn servers_are_judged_only_when_they_were_asked_and_by_the_worst() {
        let (you, network) = (Blame::You, Blame::Network);
        for (greeted, verdict, blame) in [
            (vec![None], Verdict::Skipped, None),
            (vec![Some(Ok(12))], Verdict::Ok, None),
            (vec![Some(Ok(12)), Some(Err(network))], Verdict::Fail, Some(network)),
            (vec![Some(Err(network)), Some(Err(you))], Verdict::Fail, Some(you)),
        ] {
            let mail = facts(greeted.into_iter().map(channel).collect());
            let expected = [SETTINGS, SECRET, ("mail_server", verdict, blame)];
            assert_eq!(found(&mail), expected, "{mail:?}");
        }
    }

    #[test]
    fn settings_that_cannot_be_used_are_yours_to_mend() {
        let broken = MailChannel { settings: Err(no()), ..channel(None) };
        let expected = ("mail", Verdict::Fail, Some(Blame::You));
        assert_eq!(found(&facts(vec![broken])), [expected]);
    }

    #[test]
    fn a_password_that_others_can_read_is_warned_of() {
        let mail = MailFacts { kept: kept(&[0o644]), ..facts(vec![channel(None)]) };
        let expected = ("mail_secret", Verdict::Warn, Some(Blame::You));
        assert_eq!(found(&mail)[1], expected);
        let finding = &all(&mail, Lang::En)[1];
        assert_eq!(finding.details, ["`/s/history.db` has the mode 644"]);
    }

    #[test]
    fn a_server_of_databases_that_was_not_asked_or_is_away_breaks_nothing() {
        let at = || Some(KeptIn::Server("postgres://db/itemget".to_owned()));
        for (channels, expected) in [
            (Ok(None), ("mail", Verdict::Skipped, None)),
            (Err(no()), ("mail", Verdict::Warn, Some(Blame::Network))),
        ] {
            assert_eq!(found(&MailFacts { kept: at(), channels }), [expected]);
        }
        let file = MailFacts { kept: kept(&[]), channels: Err(no()) };
        assert_eq!(found(&file), [("mail", Verdict::Fail, Some(Blame::You))]);
    }
}
