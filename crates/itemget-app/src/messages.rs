//! What the program says, in both languages. Most texts stand where they are used; here
//! are those of others' types: errors, outcomes, advice.

mod advice;
mod errors;
mod limits;
mod rules;

use std::error::Error;

use itemget::Advice;
use itemget::limit::LedgerError;

use crate::auth::LoginError;
use crate::config::ConfigError;
use crate::fields::ParseFieldsError;
use crate::job::JobError;
use crate::lang::Lang;
use crate::secrets::SecretError;
use crate::usage::UsageError;
pub(crate) use advice::advice;
pub(crate) use rules::broken_rule;

/// An error's own part of what is to be said.
pub(crate) fn error(error: &(dyn Error + 'static), lang: Lang) -> String {
    let chinese = match lang {
        Lang::En => None,
        Lang::Zh => errors::in_chinese(error),
    };
    chinese.unwrap_or_else(|| error.to_string())
}

/// The error with its causes, on one line.
pub(crate) fn in_full(error: &(dyn Error + 'static), lang: Lang) -> String {
    let mut texts = Vec::new();
    let mut cause = Some(error);
    while let Some(error) = cause {
        texts.push(self::error(error, lang));
        cause = error.source();
    }
    texts.join(lang.pick(": ", "："))
}

/// What to do about an error, where we know it.
pub(crate) fn hint(error: &(dyn Error + 'static), lang: Lang) -> Option<String> {
    if let Some(error) = error.downcast_ref::<itemget::Error>() {
        return Some(advice(error.advice(), lang));
    }
    if let Some(ParseFieldsError { nearest: Some(name), .. }) = error.downcast_ref() {
        return Some(match lang {
            Lang::En => format!("did you mean `{name}`?"),
            Lang::Zh => format!("是否想写 `{name}`？"),
        });
    }
    if let Some(error) = error.downcast_ref::<LoginError>() {
        return error.hint().map(|(en, zh)| lang.pick(en, zh).to_owned());
    }
    if error.is::<LedgerError>() {
        return Some(advice(Advice::CheckLedger, lang));
    }
    if let Some(error) = error.downcast_ref::<itemget::TokenError>() {
        return Some(advice(error.advice(), lang));
    }
    if let Some((en, zh)) = error.downcast_ref::<JobError>().and_then(JobError::hint) {
        return Some(lang.pick(en, zh));
    }
    if let Some((en, zh)) = error.downcast_ref::<UsageError>().and_then(UsageError::hint)
    {
        return Some(lang.pick(en, zh).to_owned());
    }
    let config = error.downcast_ref::<ConfigError>().and_then(ConfigError::hint);
    let (en, zh) = config
        .or_else(|| error.downcast_ref::<SecretError>().and_then(SecretError::hint))?;
    Some(lang.pick(en, zh))
}

/// That a file cannot be written.
pub(crate) fn could_not_write(path: &std::path::Path, lang: Lang) -> String {
    match lang {
        Lang::En => format!("could not write `{}`", path.display()),
        Lang::Zh => format!("无法写入 `{}`", path.display()),
    }
}
