//! What the program says, in both languages. Most texts stand where they are used; here
//! are those of others' types: errors, outcomes, advice.

mod advice;
mod alerts;
mod errors;
mod exchange;
mod limits;
mod rates;
mod rules;
mod store;

use std::error::Error;

use itemget::Advice;
use itemget::limit::LedgerError;
use itemget_history::alert::RuleError;
use itemget_history::rates::RatesError;
use itemget_store::StoreError;

use crate::auth::LoginError;
use crate::config::ConfigError;
use crate::database::DatabaseError;
use crate::depot::DepotError;
use crate::door_keys::DoorKeyError;
use crate::export::ExportError;
use crate::fetch::FetchError;
use crate::fields::ParseFieldsError;
use crate::history_error::HistoryError;
use crate::import::ImportError;
use crate::job::JobError;
use crate::lang::Lang;
use crate::listening::ListenError;
use crate::overlay::OverlayError;
use crate::secrets::SecretError;
use crate::tracking::TrackingError;
use crate::usage::UsageError;
pub(crate) use advice::advice;
pub(crate) use exchange::{rejection, rejection_hint};
pub(crate) use rates::not_converted;
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
    if is_of_the_keyring(error) {
        let (en, zh) = (
            "unlock or start the keyring, or keep the token in a file that only you can read: `token_store = \"file\"`",
            "请解锁或启动密钥环，或改用仅本人可读的文件保存令牌：`token_store = \"file\"`",
        );
        return Some(lang.pick(en, zh).to_owned());
    }
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
    if let Some(error) = error.downcast_ref::<RuleError>() {
        let example = error.example();
        return Some(
            lang.pick(format!("for example `{example}`"), format!("例如 `{example}`")),
        );
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
    let tracking = error.downcast_ref::<TrackingError>().and_then(TrackingError::hint);
    if let Some((en, zh)) = tracking {
        return Some(lang.pick(en, zh).to_owned());
    }
    let history = error.downcast_ref::<HistoryError>().and_then(HistoryError::hint);
    let history = history
        .or_else(|| error.downcast_ref::<OverlayError>().and_then(OverlayError::hint))
        .or_else(|| error.downcast_ref::<FetchError>().and_then(FetchError::hint))
        .or_else(|| error.downcast_ref::<DepotError>().and_then(DepotError::hint))
        .or_else(|| error.downcast_ref::<ExportError>().and_then(ExportError::hint))
        .or_else(|| error.downcast_ref::<ImportError>().and_then(ImportError::hint))
        .or_else(|| error.downcast_ref::<RatesError>().and_then(rates::hint));
    if let Some((en, zh)) = history {
        return Some(lang.pick(en, zh).to_owned());
    }
    let store = error.downcast_ref::<StoreError>().and_then(store::hint);
    if let Some((en, zh)) = store
        .or_else(|| error.downcast_ref::<DatabaseError>().and_then(DatabaseError::hint))
        .or_else(|| error.downcast_ref::<ListenError>().and_then(ListenError::hint))
        .or_else(|| error.downcast_ref::<DoorKeyError>().and_then(DoorKeyError::hint))
    {
        return Some(lang.pick(en, zh).to_owned());
    }
    let config = error.downcast_ref::<ConfigError>().and_then(ConfigError::hint);
    let (en, zh) = config
        .or_else(|| error.downcast_ref::<SecretError>().and_then(SecretError::hint))?;
    Some(lang.pick(en, zh))
}

/// Whether a keyring is behind it: what helps a token's file does not help there.
fn is_of_the_keyring(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<itemget::KeyringError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// That a file cannot be written.
pub(crate) fn could_not_write(path: &std::path::Path, lang: Lang) -> String {
    match lang {
        Lang::En => format!("could not write `{}`", path.display()),
        Lang::Zh => format!("无法写入 `{}`", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use itemget::{KeyringError, TokenError, TokenStoreError};

    use super::*;

    #[test]
    fn what_helps_a_keyring_is_not_what_helps_a_file() {
        let failed = |source| {
            TokenError::Store(TokenStoreError {
                doing: "read the token in",
                place: "the keyring".to_owned(),
                source,
            })
        };
        let keyring = failed(KeyringError::Absent.into());
        let file = failed(std::io::Error::other("no").into());
        for lang in [Lang::En, Lang::Zh] {
            assert!(hint(&keyring, lang).unwrap().contains("token_store"));
            assert!(!hint(&file, lang).unwrap().contains("token_store"));
        }
        let text = in_full(&keyring, Lang::Zh);
        assert!(text.contains("无法读取系统密钥环中的令牌：本系统没有密钥环"), "{text}");
    }
}
