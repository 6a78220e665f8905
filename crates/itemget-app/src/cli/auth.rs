//! `itemget auth`: a user's consent: given, looked at, renewed, forgotten.

mod login;
mod logout;
mod refresh;
mod shown;
mod status;

use clap::{Args, Subcommand};
use itemget::Dialect;

use super::call::DialectName;
use super::{Account, Context};
use crate::auth::{Standing, consent_ends, standing};
use crate::config::{Flags, Settings, keys};
use crate::connect::{self, Connection};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::tokens::ConsentStore;

/// Have a user consent, look after the consent, forget it
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(super) struct AuthArgs {
    #[command(subcommand)]
    command: AuthCommand,
}

#[derive(Debug, Subcommand)]
enum AuthCommand {
    Login(login::LoginArgs),
    Status(status::StatusArgs),
    Refresh(refresh::RefreshArgs),
    Logout(logout::LogoutArgs),
}

/// Whose consent.
#[derive(Debug, Args)]
struct Whose {
    /// The dialect whose token it is: iop or item-get; else that of the source
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<DialectName>,
    #[arg(long, value_name = "ADDRESS", help = DATABASE_HELP)]
    database: Option<String>,
    #[command(flatten)]
    account: Account,
}

/// Not a doc comment: as one it would have to have backticks.
const DATABASE_HELP: &str =
    "Keep it for all workers in postgres://USER@HOST/NAME, and not on this machine";

/// The app in question, and where its consent is kept.
struct Place {
    settings: Settings,
    app_key: String,
    dialect: Dialect,
    store: ConsentStore,
}

impl Whose {
    fn place(&self, context: &Context<'_>) -> anyhow::Result<Place> {
        self.place_in(context.settings(self.add_to(context.flags.clone()))?)
    }

    fn add_to(&self, flags: Flags) -> Flags {
        let place = self.database.as_ref().map(|_| "database");
        self.account
            .add_to(flags)
            .with(&keys::TOKEN_STORE, place)
            .with(&keys::DATABASE, self.database.as_deref())
    }

    fn place_in(&self, settings: Settings) -> anyhow::Result<Place> {
        let app_key = connect::app_key(&settings, self.account.target())?;
        let dialect = self.dialect.map_or(settings.dialect(), |DialectName(it)| it);
        let store = connect::token_store(&settings, &app_key, dialect)?;
        Ok(Place { settings, app_key, dialect, store })
    }
}

pub(super) fn run(args: AuthArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    match args.command {
        AuthCommand::Login(args) => login::run(&args, context),
        AuthCommand::Status(args) => status::run(&args, context),
        AuthCommand::Refresh(args) => refresh::run(&args, context),
        AuthCommand::Logout(args) => logout::run(&args, context),
    }
}

/// What to say before calls whose consent comes to its end.
pub(super) fn warning(connection: &Connection, lang: Lang) -> Option<String> {
    let consent = connection.consent.as_ref()?;
    let now = connection.connected_at;
    let end = consent_ends(consent)?;
    match (standing(consent, now), lang) {
        (Standing::Good, _) => None,
        (Standing::EndsSoon, _) => {
            let end = crate::moments::moment(end, now, lang);
            Some(match lang {
                Lang::En => format!(
                    "warning: the user's consent ends on {end}; renewing does not move that: \
                     run `itemget auth login` before"
                ),
                Lang::Zh => format!(
                    "警告：用户的授权将于 {end}到期，刷新令牌不会延长：请在此之前运行 `itemget auth login`"
                ),
            })
        }
        // What needs no consent is still answered, so that it could go unseen.
        (Standing::Ended, _) => Some(
            lang.pick(
                "warning: the user's consent has ended: run `itemget auth login`",
                "警告：用户的授权已到期：请运行 `itemget auth login`",
            )
            .to_owned(),
        ),
    }
}
