//! From an error to what is said of it and how the program ends: decided once, here.

use std::error::Error;
use std::io;
use std::sync::Arc;

use itemget::{TokenError, TokenStoreError};
use itemget_exchange::{ManifestError, WriteError};
use itemget_sandbox::{ReadRequestError, StartError};
use itemget_store::StoreError;

use crate::auth::LoginError;
use crate::config::{ConfigError, Origin};
use crate::connect::ConnectError;
use crate::database::DatabaseError;
use crate::depot::DepotError;
use crate::exit::Exit;
use crate::export::ExportError;
use crate::fetch::FetchError;
use crate::fields::ParseFieldsError;
use crate::follow::FollowError;
use crate::history_error::HistoryError;
use crate::import::ImportError;
use crate::inputs::InputError;
use crate::job::JobError;
use crate::lang::Lang;
use crate::messages;
use crate::overlay::OverlayError;
use crate::rules::BookError;
use crate::secrets::SecretError;
use crate::tracking::TrackingError;
use crate::usage::UsageError;

/// What is said of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) exit: Exit,
    lang: Lang,
    /// The error, then each of its causes.
    chain: Vec<String>,
    hint: Option<String>,
}

/// What is said of `error` in `lang`.
pub(crate) fn of(error: &anyhow::Error, lang: Lang) -> Report {
    let mut chain: Vec<String> = Vec::new();
    for cause in error.chain().map(itself) {
        let text = messages::error(cause, lang);
        // A wrapper that only passes on what is below has the same words.
        if chain.last() != Some(&text) {
            chain.push(text);
        }
    }
    let exit = error.chain().map(itself).find_map(exit_of).unwrap_or(Exit::Software);
    let hint = error.chain().map(itself).find_map(|it| messages::hint(it, lang));
    Report { exit, lang, chain, hint }
}

impl Report {
    /// The error with its causes, in one line.
    pub(crate) fn in_a_line(&self) -> String {
        self.chain.join(self.lang.pick(": ", "："))
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The lines to print, the head painted by `paint`. None where the reader of our
    /// output has gone away: that is his right and no error.
    pub(crate) fn lines(&self, paint: impl Fn(&str) -> String) -> Vec<String> {
        if self.exit == Exit::Done {
            return Vec::new();
        }
        let (first, causes) = self.chain.split_first().expect("an error has a text");
        let head = paint(self.lang.pick("error:", "错误："));
        let gap = self.lang.pick(" ", "");
        let mut lines = vec![format!("{head}{gap}{first}")];
        let because = self.lang.pick("  because: ", "  原因：");
        lines.extend(causes.iter().map(|cause| format!("{because}{cause}")));
        let label = self.lang.pick("hint: ", "提示：");
        lines.extend(self.hint.iter().map(|hint| format!("{label}{hint}")));
        lines
    }
}

/// The error that says something of itself: wrappers hide its type.
fn itself<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    if let Some(shared) = error.downcast_ref::<Arc<itemget::Error>>() {
        return &**shared;
    }
    if let Some(wrapper) = error.downcast_ref::<DatabaseError>() {
        return wrapper.itself();
    }
    if let Some(wrapper) = error.downcast_ref::<OverlayError>() {
        return wrapper.itself();
    }
    if let Some(wrapper) = error.downcast_ref::<FollowError>() {
        return wrapper.itself();
    }
    if let Some(wrapper) = error.downcast_ref::<ExportError>() {
        return wrapper.itself();
    }
    if let Some(wrapper) = error.downcast_ref::<ImportError>() {
        return wrapper.itself();
    }
    if let Some(wrapper) = error.downcast_ref::<BookError>() {
        return wrapper.itself();
    }
    error.downcast_ref::<ConnectError>().map_or(error, ConnectError::itself)
}

/// How the program ends for an error of this kind; none where its cause says more.
fn exit_of(error: &(dyn Error + 'static)) -> Option<Exit> {
    if let Some(error) = error.downcast_ref::<itemget::Error>() {
        return Some(of_call(error));
    }
    if let Some(error) = error.downcast_ref::<ConfigError>() {
        return Some(match error {
            ConfigError::Value { origin: Origin::Flag(_), .. } => Exit::Usage,
            _ => Exit::Config,
        });
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return Some(match error.kind() {
            io::ErrorKind::BrokenPipe => Exit::Done,
            _ => Exit::Io,
        });
    }
    let is_wrong_usage = error.is::<UsageError>()
        || error.is::<ParseFieldsError>()
        || error.is::<itemget_history::alert::RuleError>()
        || error.is::<crate::notify::SettingsError>()
        || error.is::<crate::door_keys::DoorKeyError>()
        || error.is::<itemget::LinkError>();
    if is_wrong_usage {
        return Some(Exit::Usage);
    }
    if error.is::<SecretError>() || error.is::<itemget::BuildError>() {
        return Some(Exit::Config);
    }
    if let Some(error) = error.downcast_ref::<LoginError>() {
        return Some(of_login(error));
    }
    if let Some(error) = error.downcast_ref::<TokenError>() {
        return Some(match error {
            TokenError::Store(_) => Exit::Io,
            TokenError::Renewal(error) => of_call(error),
            _ => Exit::NotAllowed,
        });
    }
    if let Some(error) = error.downcast_ref::<TrackingError>() {
        return Some(error.exit());
    }
    if let Some(error) = error.downcast_ref::<HistoryError>() {
        return Some(error.exit());
    }
    if let Some(error) = error.downcast_ref::<DepotError>() {
        return Some(error.exit());
    }
    if let Some(error) = error.downcast_ref::<ImportError>() {
        return Some(error.exit());
    }
    if error.is::<ExportError>() {
        return Some(ExportError::exit());
    }
    if error.is::<ManifestError>() {
        return Some(Exit::Usage);
    }
    if error.is::<WriteError>() {
        return Some(Exit::Io);
    }
    if error.is::<OverlayError>() {
        return Some(Exit::NotFound);
    }
    if let Some(error) = error.downcast_ref::<FetchError>() {
        return Some(if error.may_pass() { Exit::TryAgain } else { Exit::Usage });
    }
    if error.is::<itemget_history::rates::RatesError>() {
        return Some(Exit::Usage);
    }
    if error.is::<TokenStoreError>() {
        return Some(Exit::Io);
    }
    if let Some(error) = error.downcast_ref::<JobError>() {
        return Some(match error {
            JobError::File { .. } | JobError::Locked { .. } | JobError::Input(_) => {
                Exit::Io
            }
            _ => Exit::Usage,
        });
    }
    if let Some(error) = error.downcast_ref::<StoreError>() {
        return Some(match error {
            error if error.is_transient() => Exit::TryAgain,
            StoreError::NotHere => Exit::Usage,
            _ => Exit::Io,
        });
    }
    if error.is::<DatabaseError>() {
        return Some(Exit::Config);
    }
    let is_of_a_place = error.is::<StartError>()
        || error.is::<itemget::CacheError>()
        || error.is::<itemget::limit::LedgerError>()
        || error.is::<itemget::ReplayError>();
    if is_of_a_place {
        return Some(Exit::Io);
    }
    if error.is::<ReadRequestError>() {
        return Some(Exit::Usage);
    }
    let is_file = error.is::<InputError>() || error.is::<ConnectError>();
    is_file.then_some(Exit::Io)
}

fn of_login(error: &LoginError) -> Exit {
    match error {
        LoginError::CannotListen { .. } | LoginError::NoChance(_) => Exit::Io,
        LoginError::RedirectUri { .. }
        | LoginError::NothingPasted
        | LoginError::NoTerminal { .. } => Exit::Usage,
        LoginError::Endpoint { .. } => Exit::Config,
        LoginError::Denied { .. } => Exit::NotAllowed,
        LoginError::TimedOut { .. } => Exit::TryAgain,
    }
}

/// How the program ends when this call is all it was to do.
pub(crate) fn of_call(error: &itemget::Error) -> Exit {
    use itemget::Advice;
    if error.is_auth() {
        return Exit::NotAllowed;
    }
    if error.advice() == Advice::RecordFirst {
        return Exit::NotFound;
    }
    if error.is_rate_limited() || error.is_transport() {
        return Exit::TryAgain;
    }
    match error.advice() {
        Advice::AllowCalls => Exit::NotFound,
        Advice::CheckLedger => Exit::Io,
        Advice::TryLater | Advice::SlowDown | Advice::WaitForTomorrow => Exit::TryAgain,
        Advice::MendParameters | Advice::CheckMethod => Exit::Usage,
        Advice::CheckId
        | Advice::ChangeCountry
        | Advice::UseDropshipApi
        | Advice::CheckSkuAndCountry => Exit::NotFound,
        _ => Exit::Software,
    }
}

#[cfg(test)]
mod tests {
    use itemget::{ErrorKind, Layer, Refusal};

    use super::*;

    fn refused(code: &str, message: &str) -> anyhow::Error {
        let refusal = Refusal::new(Layer::Gateway, code, None, message);
        itemget::Error::new("a.method", 3, ErrorKind::Refused(Box::new(refusal))).into()
    }

    #[test]
    fn each_kind_of_error_has_its_end() {
        let io = |kind| anyhow::Error::from(io::Error::from(kind));
        for (error, expected) in [
            (refused("IncompleteSignature", "x"), Exit::NotAllowed),
            (refused("IllegalAccessToken", "x"), Exit::NotAllowed),
            (refused("ApiCallLimit", "x"), Exit::TryAgain),
            (refused("MissingParameter", "x"), Exit::Usage),
            (refused("InvalidApiPath", "x"), Exit::Usage),
            (UsageError::NothingAsked.into(), Exit::Usage),
            (io(io::ErrorKind::BrokenPipe), Exit::Done),
            (io(io::ErrorKind::StorageFull), Exit::Io),
        ] {
            assert_eq!(of(&error, Lang::En).exit, expected, "{error:?}");
        }
    }

    #[test]
    fn an_error_is_said_once_with_its_causes_and_its_cure() {
        let report = of(&refused("IllegalAccessToken", "expired"), Lang::En);
        assert_eq!(
            report.lines(str::to_owned),
            [
                "error: could not call `a.method` in 3 attempts",
                "  because: the platform answered `IllegalAccessToken`: expired",
                "hint: refresh the access token (`itemget auth refresh`); if that fails, have the user consent again (`itemget auth login`)",
            ]
        );
        let report = of(&refused("IllegalAccessToken", "expired"), Lang::Zh);
        assert_eq!(
            report.lines(str::to_owned),
            [
                "错误：无法调用 `a.method`（已尝试 3 次）",
                "  原因：平台返回 `IllegalAccessToken`：expired",
                "提示：请刷新访问令牌（`itemget auth refresh`）；若失败，请让用户重新授权（`itemget auth login`）",
            ]
        );
    }

    #[test]
    fn a_reader_that_has_gone_away_is_no_error() {
        let error = anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(of(&error, Lang::En).lines(str::to_owned), [""; 0]);
    }
}
