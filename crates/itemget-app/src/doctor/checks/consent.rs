//! The user's consent: whether there is one, and until when.

use jiff::Timestamp;

use super::super::facts::{AppFacts, ConsentFacts, KeptConsent};
use super::super::finding::{Blame, Finding, Group};
use crate::auth::Standing;
use crate::lang::Lang;
use crate::moments::{distance, moment};

const GROUP: Group = Group::Consent;

/// Whether there is a token, and whose.
pub(super) fn token(app: &AppFacts, consent: &ConsentFacts, lang: Lang) -> Finding {
    if app.key.is_none() {
        return Finding::skipped(
            "token",
            GROUP,
            lang.pick("no app is set", "未设置应用"),
        );
    }
    if let Some((origin, read)) = &consent.given {
        let origin = lang.pick(origin.to_string(), origin.zh());
        return match read {
            Err(problem) => Finding::of_problem("token", GROUP, Blame::You, problem),
            Ok(()) => Finding::ok(
                "token",
                GROUP,
                lang.pick(
                    format!(
                        "given by {origin}: it is not renewed, and its end is not known"
                    ),
                    format!("来自{origin}：不会自动刷新，有效期未知"),
                ),
            ),
        };
    }
    match &consent.kept {
        Err(problem) => Finding::of_problem("token", GROUP, Blame::You, problem),
        Ok(Some(kept)) => Finding::ok("token", GROUP, whose(kept, lang)),
        Ok(None) => Finding::warn(
            "token",
            GROUP,
            Blame::You,
            lang.pick(
                "nobody has logged in: the dropship API does not answer without",
                "尚无用户授权：分销（dropship）接口需要授权",
            ),
        )
        .fix(lang.pick("run `itemget auth login`", "请运行 `itemget auth login`")),
    }
}

/// How old the access token is, and how long it lives.
pub(super) fn access(consent: &ConsentFacts, now: Timestamp, lang: Lang) -> Finding {
    let Some(kept) = kept(consent) else {
        return Finding::skipped("access_token", GROUP, none(lang));
    };
    let until = moment(kept.access_expires_at, now, lang);
    let age = kept.written_at.map(|at| distance(at, now, lang));
    let text = match (age, lang) {
        (Some(age), Lang::En) => format!("until {until}; got {age}"),
        (Some(age), Lang::Zh) => format!("有效至 {until}，{age}取得"),
        (None, Lang::En) => format!("until {until}"),
        (None, Lang::Zh) => format!("有效至 {until}"),
    };
    match (kept.access_expires_at > now, kept.is_renewable) {
        (true, _) => Finding::ok("access_token", GROUP, text),
        (false, true) => Finding::ok(
            "access_token",
            GROUP,
            lang.pick(
                format!("{text}; the next call renews it"),
                format!("{text}；下次调用时自动刷新"),
            ),
        ),
        (false, false) => Finding::fail("access_token", GROUP, Blame::You, text)
            .fix(lang.pick("run `itemget auth login`", "请运行 `itemget auth login`")),
    }
}

/// When the consent ends, which renewing does not move.
pub(super) fn end(consent: &ConsentFacts, now: Timestamp, lang: Lang) -> Finding {
    let Some(kept) = kept(consent) else {
        return Finding::skipped("consent", GROUP, none(lang));
    };
    let Some(end) = kept.consent_ends else {
        let text =
            lang.pick("the platform did not say when it ends", "平台未说明到期时间");
        return Finding::ok("consent", GROUP, text);
    };
    let end = moment(end, now, lang);
    let text = lang.pick(format!("until {end}"), format!("有效至 {end}"));
    let fix = lang.pick(
        "renewing does not move it: run `itemget auth login`",
        "刷新令牌不会延长授权：请运行 `itemget auth login`",
    );
    match kept.standing {
        Standing::Good => Finding::ok("consent", GROUP, text),
        Standing::EndsSoon => Finding::warn("consent", GROUP, Blame::You, text).fix(fix),
        Standing::Ended => Finding::fail("consent", GROUP, Blame::You, text).fix(fix),
    }
}

/// The consent that calls are made with: what is given goes before it.
fn kept(consent: &ConsentFacts) -> Option<&KeptConsent> {
    match (&consent.given, &consent.kept) {
        (None, Ok(Some(kept))) => Some(kept),
        _ => None,
    }
}

fn none(lang: Lang) -> &'static str {
    lang.pick("no consent is kept", "没有保存的授权")
}

fn whose(kept: &KeptConsent, lang: Lang) -> String {
    let account = &kept.account;
    let name =
        account.login.as_ref().or(account.nick.as_ref()).or(account.user_id.as_ref());
    match name {
        // Whoever names an account must not command a terminal.
        Some(name) => name.chars().filter(|c| !c.is_control()).collect(),
        None => lang.pick("of a user who is not named", "用户名未知").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use itemget::TokenAccount;

    use super::super::super::facts::SecretFacts;
    use super::super::super::finding::{Problem, Verdict};
    use super::*;
    use crate::config::Origin;

    fn now() -> Timestamp {
        "2026-11-23T17:20:27Z".parse().unwrap()
    }

    fn consent(
        access: &str,
        renewable: bool,
        end: &str,
        standing: Standing,
    ) -> ConsentFacts {
        let kept = KeptConsent {
            account: TokenAccount::default(),
            access_expires_at: access.parse().unwrap(),
            is_renewable: renewable,
            consent_ends: Some(end.parse().unwrap()),
            standing,
            written_at: None,
        };
        ConsentFacts { given: None, kept: Ok(Some(kept)) }
    }

    #[test]
    fn a_consent_is_judged_by_both_its_deadlines() {
        let (soon, late) = ("2026-11-24T00:00:00Z", "2027-01-01T00:00:00Z");
        let past = "2026-11-20T00:00:00Z";
        for (facts, access_is, end_is) in [
            (consent(late, true, late, Standing::Good), Verdict::Ok, Verdict::Ok),
            (consent(past, true, late, Standing::Good), Verdict::Ok, Verdict::Ok),
            (consent(late, true, soon, Standing::EndsSoon), Verdict::Ok, Verdict::Warn),
            (consent(past, false, past, Standing::Ended), Verdict::Fail, Verdict::Fail),
        ] {
            assert_eq!(access(&facts, now(), Lang::En).verdict, access_is, "{facts:?}");
            assert_eq!(end(&facts, now(), Lang::En).verdict, end_is, "{facts:?}");
        }
    }

    #[test]
    fn a_given_token_goes_before_the_kept_one() {
        let app = AppFacts {
            key: Some("1".to_owned()),
            secret: SecretFacts::None,
            is_here: false,
        };
        let origin = || Origin::Variable("ITEMGET_ACCESS_TOKEN");
        let problem = || Problem { text: "others can read it".to_owned(), fix: None };
        for (given, kept, expected) in [
            (Some((origin(), Ok(()))), Ok(None), Verdict::Ok),
            (Some((origin(), Err(problem()))), Ok(None), Verdict::Fail),
            (None, Err(problem()), Verdict::Fail),
            (None, Ok(None), Verdict::Warn),
        ] {
            let facts = ConsentFacts { given, kept };
            assert_eq!(token(&app, &facts, Lang::En).verdict, expected, "{facts:?}");
            assert_eq!(end(&facts, now(), Lang::En).verdict, Verdict::Skipped);
        }
    }
}
