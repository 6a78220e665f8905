//! The app's key and secret: their shape, never the secret itself.

use super::super::facts::{AppFacts, SecretFacts};
use super::super::finding::{Blame, Finding, Group};
use crate::lang::Lang;

const GROUP: Group = Group::App;

/// The length of the platform's app secrets, as its console shows them.
const SECRET_LENGTH: usize = 32;

/// Whether the key looks like one.
pub(super) fn key(app: &AppFacts, lang: Lang) -> Finding {
    let Some(key) = &app.key else {
        let text = lang.pick(
            "no app is set: the sandbox inside this program answers",
            "未设置应用，由程序内置的沙箱应答",
        );
        return Finding::ok("app_key", GROUP, text);
    };
    // The platform's keys are numbers of five to nine digits (protocol 2.2).
    let looks_right =
        (5..=9).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_digit());
    match looks_right || app.is_here {
        true => Finding::ok("app_key", GROUP, key.clone()),
        false => Finding::warn(
            "app_key",
            GROUP,
            Blame::You,
            lang.pick(
                "it does not look like the platform's: five to nine digits",
                "不像平台的 app key：应为 5 到 9 位数字",
            ),
        )
        .fix(lang.pick(
            "copy it from the app's console page once more",
            "请从应用控制台重新复制",
        )),
    }
}

/// Whether the secret can be had, and looks like one.
pub(super) fn secret(app: &AppFacts, lang: Lang) -> Finding {
    let (length, is_plain, origin) = match &app.secret {
        SecretFacts::None => {
            let why = lang.pick("no app is set", "未设置应用");
            return Finding::skipped("app_secret", GROUP, why);
        }
        SecretFacts::Unreadable(problem) => {
            return Finding::of_problem("app_secret", GROUP, Blame::You, problem);
        }
        SecretFacts::Known { length, is_plain, origin } => (*length, *is_plain, origin),
    };
    let origin = lang.pick(origin.to_string(), origin.zh());
    let text = match lang {
        Lang::En => format!("{length} letters, from {origin}"),
        Lang::Zh => format!("{length} 个字符，来自{origin}"),
    };
    if !is_plain {
        return Finding::fail("app_secret", GROUP, Blame::You, text).fix(lang.pick(
            "it holds quotes, blanks or other signs that no secret has: copy it once more",
            "其中含有引号、空格等密钥不会有的字符：请重新复制",
        ));
    }
    match length == SECRET_LENGTH || app.is_here {
        true => Finding::ok("app_secret", GROUP, text),
        false => Finding::warn("app_secret", GROUP, Blame::You, text).fix(lang.pick(
            "the platform's have 32 letters and digits: compare it with the console page",
            "平台的密钥为 32 位字母和数字：请与应用控制台核对",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::finding::{Problem, Verdict};
    use super::*;
    use crate::config::Origin;

    #[test]
    fn a_key_has_a_shape() {
        for (key, is_here, expected) in [
            (None, false, Verdict::Ok),
            (Some("12345678"), false, Verdict::Ok),
            (Some("your_app_key"), false, Verdict::Warn),
            (Some("your_app_key"), true, Verdict::Ok),
            (Some("1"), false, Verdict::Warn),
        ] {
            let app = AppFacts {
                key: key.map(str::to_owned),
                secret: SecretFacts::None,
                is_here,
            };
            assert_eq!(super::key(&app, Lang::En).verdict, expected, "{key:?}");
        }
    }

    #[test]
    fn a_secret_has_a_shape_and_is_not_shown() {
        let known = |length, is_plain| SecretFacts::Known {
            length,
            is_plain,
            origin: Origin::Variable("ITEMGET_APP_SECRET"),
        };
        let exposed = Problem { text: "others can read it".to_owned(), fix: None };
        for (secret, is_here, expected) in [
            (SecretFacts::None, false, Verdict::Skipped),
            (known(32, true), false, Verdict::Ok),
            (known(10, true), true, Verdict::Ok),
            (known(10, true), false, Verdict::Warn),
            (known(34, false), false, Verdict::Fail),
            (SecretFacts::Unreadable(exposed), false, Verdict::Fail),
        ] {
            let app = AppFacts { key: Some("1".to_owned()), secret, is_here };
            assert_eq!(super::secret(&app, Lang::En).verdict, expected, "{app:?}");
        }
    }
}
