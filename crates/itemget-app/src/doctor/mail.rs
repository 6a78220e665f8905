//! Looks at the e-mails of alerts: which channels send them, who can read their passwords
//! and, where that is allowed, whether their servers answer. Nobody is sent anything.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use itemget_store::DatabaseAddress;

use super::facts::{KeptIn, LiveProblem, MailChannel, MailFacts, MailSettings};
use super::finding::{Blame, Problem};
use super::gather::problem;
use crate::config::Settings;
use crate::connect::Target;
use crate::database::{self, World};
use crate::lang::Lang;
use crate::notify::{
    Channel, ChannelSettings, Email, Failure, FailureKind, HttpCourier, Reach, Route,
};

/// How long a server of databases or of mails may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// What is on this machine.
    Nobody,
    /// The servers too.
    Servers,
}

/// Looks.
pub(crate) async fn look(
    settings: &Settings,
    target: Target,
    ask: Ask,
    lang: Lang,
) -> MailFacts {
    let world = World::of(settings, target);
    let kept = match database::address(settings, world) {
        Err(error) => {
            return MailFacts { kept: None, channels: Err(problem(error, lang)) };
        }
        Ok(DatabaseAddress::Sqlite(path)) if !path.exists() => None,
        Ok(DatabaseAddress::Sqlite(path)) => {
            let exposed = exposed(&path);
            Some(KeptIn::File { path, exposed })
        }
        Ok(server @ DatabaseAddress::Postgres(_)) => {
            Some(KeptIn::Server(server.to_string()))
        }
    };
    if ask == Ask::Nobody && matches!(kept, Some(KeptIn::Server(_))) {
        return MailFacts { kept, channels: Ok(None) };
    }
    let channels = match channels(settings, world, lang).await {
        Err(problem) => return MailFacts { kept, channels: Err(problem) },
        Ok(channels) => channels,
    };
    let looked = join_all(channels.into_iter().map(|(name, text)| async move {
        let read = ChannelSettings::read(&text).map_err(|error| problem(error, lang));
        let (email, reach) = match read {
            Err(problem) => return Some(channel(name, Err(problem), None)),
            Ok(ChannelSettings { channel: Channel::Email(email), reach }) => {
                (email, reach)
            }
            Ok(_) => return None,
        };
        let greeted = match ask {
            Ask::Nobody => None,
            Ask::Servers => Some(greet(&email, reach, settings, lang).await),
        };
        Some(channel(name, Ok(&email), greeted))
    }));
    let channels = looked.await.into_iter().flatten().collect();
    MailFacts { kept, channels: Ok(Some(channels)) }
}

fn channel(
    name: String,
    email: Result<&Email, Problem>,
    greeted: Option<Result<u64, LiveProblem>>,
) -> MailChannel {
    let settings = email.map(|email| MailSettings {
        server: email.server.clone(),
        port: email.port(),
        security: email.security,
        has_account: email.account.is_some(),
    });
    MailChannel { name, settings, greeted }
}

/// The names and settings of the channels that are meant to send e-mails.
async fn channels(
    settings: &Settings,
    world: World,
    lang: Lang,
) -> Result<Vec<(String, String)>, Problem> {
    let read = async {
        let found = database::find(settings, world).await;
        let Some(found) = found.map_err(|error| problem(error, lang))? else {
            return Ok(Vec::new());
        };
        found.store.channels().await.map_err(|error| problem(error, lang))
    };
    let seconds = PATIENCE.as_secs();
    let late = |_elapsed| Problem {
        text: lang.pick(
            format!("the database did not answer within {seconds} seconds"),
            format!("数据库 {seconds} 秒内没有应答"),
        ),
        fix: None,
    };
    let mut channels = tokio::time::timeout(PATIENCE, read).await.map_err(late)??;
    channels.retain(|(_, text)| ChannelSettings::are_of_email(text));
    Ok(channels)
}

/// Greets a server by the way that e-mails go.
async fn greet(
    email: &Email,
    reach: Reach,
    settings: &Settings,
    lang: Lang,
) -> Result<u64, LiveProblem> {
    let of_settings = |error: std::io::Error| LiveProblem {
        problem: problem(error, lang),
        blame: Blame::You,
    };
    let route = Route::of(settings).map_err(of_settings)?;
    let courier = HttpCourier::by(route, reach, PATIENCE).map_err(of_settings)?;
    let email = Email { timeout: PATIENCE, ..email.clone() };
    let begun = Instant::now();
    let greeted = tokio::time::timeout(PATIENCE, email.greet(&courier, reach)).await;
    let greeted = greeted.unwrap_or(Err(Failure::new(FailureKind::TimedOut)));
    match greeted {
        Ok(()) => Ok(u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)),
        Err(failure) => Err(of_failure(&failure, lang)),
    }
}

fn of_failure(failure: &Failure, lang: Lang) -> LiveProblem {
    let unreached = lang.pick(
        "check `server`, `port` and `security` of the channel, the network, the proxy and the server's certificate",
        "请检查该渠道的 `server`、`port` 和 `security`，以及网络、代理和服务器证书",
    );
    let can_pass = failure.kind.can_pass();
    let fix = match can_pass {
        true => Some(unreached),
        false => failure.hint(lang),
    };
    LiveProblem {
        problem: Problem { text: failure.text(lang), fix: fix.map(str::to_owned) },
        blame: if can_pass { Blame::Network } else { Blame::You },
    }
}

/// The files of a database that others than their owner can read: itself, and those in
/// which SQLite keeps what is newest.
#[cfg(unix)]
fn exposed(path: &Path) -> Vec<(PathBuf, u32)> {
    use std::os::unix::fs::PermissionsExt as _;
    let files = ["", "-wal", "-shm"].map(|end| {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        PathBuf::from(file)
    });
    let modes = files.into_iter().filter_map(|file| {
        let mode = std::fs::metadata(&file).ok()?.permissions().mode() & 0o777;
        Some((file, mode))
    });
    modes.filter(|(_, mode)| mode & 0o077 != 0).collect()
}

/// Other systems keep a user's files to the user by themselves.
#[cfg(not(unix))]
fn exposed(_: &Path) -> Vec<(PathBuf, u32)> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_the_networks_and_what_does_not_is_yours() {
        for (kind, expected) in [
            (FailureKind::Unreachable, Blame::Network),
            (FailureKind::TimedOut, Blame::Network),
            (FailureKind::Broken { status: 421 }, Blame::Network),
            (FailureKind::NoEncryption, Blame::You),
            (FailureKind::NoLogin, Blame::You),
            (FailureKind::NotPublic, Blame::You),
        ] {
            let found = of_failure(&Failure::new(kind), Lang::En);
            assert_eq!(found.blame, expected, "{kind:?}");
            assert!(found.problem.fix.is_some(), "{kind:?}");
        }
    }
}
