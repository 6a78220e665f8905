//! The command line: arguments in, a use case, output and an exit code out. One file a
//! command.

mod alerts;
mod auth;
mod cache;
mod call;
mod calling;
mod category;
mod chosen;
mod completions;
mod database;
mod decode;
mod demo;
mod doctor;
mod door;
mod duration;
mod explain;
mod export;
mod feed;
mod format;
mod freight;
mod get;
mod going_on;
mod help;
mod history;
mod id;
mod import;
mod interrupt;
mod job_args;
mod link;
mod listing;
mod looking;
mod man;
mod mcp;
mod output;
mod plan;
mod progress;
mod quota;
mod rates;
mod run;
mod sandbox;
mod search;
mod selecting;
mod serve;
mod serving;
mod session;
mod sign;
mod stats;
mod status;
mod stopped;
mod store;
mod style;
mod table;
mod terms;
mod token;
mod track;
mod view;
mod whose;
mod worker;
mod wrong_usage;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, FromArgMatches as _, Parser, Subcommand};

use crate::config::{self, Environment, Flags, Settings, keys};
use crate::connect::{Connection, Target};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::report;
use output::Output;
use style::ColorWhen;

/// Product data from AliExpress's official API, and a sandbox to try it in
#[derive(Debug, Parser)]
#[command(
    name = "itemget",
    version,
    max_term_width = 100,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    /// Show the version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: (),
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// The language of messages: en or zh
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<String>,
    /// The configuration's file
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The profile of the configuration to use
    #[arg(long, global = true, value_name = "NAME")]
    profile: Option<String>,
    /// When to use colours: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true
    )]
    color: ColorWhen,
    /// No progress and no notes on the standard error
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Show this help
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: (),
}

#[derive(Debug, Subcommand)]
enum Command {
    Get(Box<get::GetArgs>),
    Search(Box<search::SearchArgs>),
    Freight(Box<freight::FreightArgs>),
    Link(Box<link::LinkArgs>),
    Category(Box<category::CategoryArgs>),
    Feed(Box<feed::FeedArgs>),
    Id(id::IdArgs),
    Decode(decode::DecodeArgs),
    Sign(sign::SignArgs),
    Call(call::CallArgs),
    Cache(cache::CacheArgs),
    Auth(auth::AuthArgs),
    Track(Box<track::TrackArgs>),
    History(Box<history::HistoryArgs>),
    Stats(Box<stats::StatsArgs>),
    Rates(Box<rates::RatesArgs>),
    Export(Box<export::ExportArgs>),
    Import(Box<import::ImportArgs>),
    Store(Box<store::StoreArgs>),
    Run(Box<run::RunArgs>),
    Serve(Box<serve::ServeArgs>),
    Demo(Box<demo::DemoArgs>),
    Worker(Box<worker::WorkerArgs>),
    Status(Box<status::StatusArgs>),
    Token(token::TokenArgs),
    Door(door::DoorArgs),
    Mcp(Box<mcp::McpArgs>),
    Alerts(Box<alerts::AlertsArgs>),
    Quota(quota::QuotaArgs),
    Doctor(doctor::DoctorArgs),
    Explain(explain::ExplainArgs),
    Sandbox(sandbox::SandboxArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Who calls, and where to.
#[derive(Debug, Args)]
#[command(next_help_heading = "Account")]
struct Account {
    /// The app's key
    #[arg(long, value_name = "KEY")]
    app_key: Option<String>,
    /// The file of mode 0600 with the app's secret; - is the standard input
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// The file of mode 0600 with an access token; - is the standard input
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Where the gateway is, if not at the platform
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// How often a call is sent at most when it fails; 4 if not said
    #[arg(long, value_name = "NUMBER")]
    attempts: Option<String>,
    /// Ask the sandbox inside the program, whatever is configured
    #[arg(long, conflicts_with = "endpoint")]
    sandbox: bool,
}

impl Global {
    fn flags(&self) -> Flags {
        Flags::default()
            .with(&keys::LANG, self.lang.as_deref())
            .with(&keys::CONFIG, self.config.as_ref().and_then(|it| it.to_str()))
            .with(&keys::PROFILE, self.profile.as_deref())
    }
}

impl Account {
    /// Nobody's: the sandbox inside the program.
    fn sandbox() -> Self {
        Self {
            app_key: None,
            secret_file: None,
            token_file: None,
            endpoint: None,
            attempts: None,
            sandbox: true,
        }
    }

    fn add_to(&self, flags: Flags) -> Flags {
        let text = |path: &Option<PathBuf>| {
            path.as_ref().map(|path| path.to_string_lossy().into_owned())
        };
        flags
            .with(&keys::APP_KEY, self.app_key.as_deref())
            .with(&keys::APP_SECRET_FILE, text(&self.secret_file).as_deref())
            .with(&keys::ACCESS_TOKEN_FILE, text(&self.token_file).as_deref())
            .with(&keys::ENDPOINT, self.endpoint.as_deref())
            .with(&keys::ATTEMPTS, self.attempts.as_deref())
    }

    fn target(&self) -> Target {
        if self.sandbox { Target::Sandbox } else { Target::AsConfigured }
    }
}

/// What a command has to work with.
struct Context<'a> {
    lang: Lang,
    flags: Flags,
    environment: &'a Environment,
    output: Output,
}

impl Context<'_> {
    /// The settings, with the command's own flags on top.
    fn settings(&self, flags: Flags) -> Result<Settings, config::ConfigError> {
        Settings::load(&flags, self.environment)
    }
}

/// What must not go unseen before the first call: that the consent comes to its end, or
/// that the sandbox inside the program answers.
fn announce(connection: &Connection, target: Target, context: &Context<'_>) {
    if let Some(warning) = auth::warning(connection, context.lang) {
        context.output.warn(&warning);
    }
    if connection.is_sandbox() && target == Target::Sandbox {
        context.output.note(context.lang.pick(
            "note: the sandbox inside this program answers: its data is synthetic",
            "注意：由程序内置的沙箱应答，数据均为虚构",
        ));
    } else if connection.is_sandbox() {
        context.output.note(context.lang.pick(
            "note: no credentials are set, so the sandbox inside this program answers: its data is synthetic, and its picture links end with the program (`itemget sandbox` keeps them up)",
            "注意：未设置密钥，由程序内置的沙箱应答：数据均为虚构，图片链接随程序结束而失效（`itemget sandbox` 可使其保持有效）",
        ));
    }
}

/// Sends the data into a file that is made for it.
fn redirect(path: &std::path::Path, context: &mut Context<'_>) -> anyhow::Result<()> {
    use anyhow::Context as _;
    let file = std::fs::File::create(path)
        .with_context(|| crate::messages::could_not_write(path, context.lang))?;
    context.output.redirect(file);
    Ok(())
}

/// What calls run on.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Runs the program.
pub(crate) fn run(arguments: Vec<OsString>, environment: &Environment) -> Exit {
    let lang = config::lang(&early_flags(&arguments), environment);
    let parsed = command(lang)
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return wrong_usage::tell(&error, lang, environment),
    };
    let output = Output::open(cli.global.color, cli.global.quiet, environment);
    let mut context = Context { lang, flags: cli.global.flags(), environment, output };
    let ended = warn_of_strangers(&mut context)
        .map_err(anyhow::Error::from)
        .and_then(|()| dispatch(cli.command, &mut context));
    // What is still in the buffer can fail to be written as well.
    let ended = ended.and_then(|exit| Ok(context.output.flush().map(|()| exit)?));
    match ended {
        Ok(exit) => exit,
        Err(error) => {
            let report = report::of(&error, lang);
            context.output.failure(&report);
            report.exit
        }
    }
}

/// The whole command line, in one language.
fn command(lang: Lang) -> clap::Command {
    help::localised(<Cli as clap::CommandFactory>::command(), lang)
}

fn dispatch(command: Command, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    match command {
        Command::Get(args) => get::run(&args, context),
        Command::Search(args) => search::run(&args, context),
        Command::Freight(args) => freight::run(&args, context),
        Command::Link(args) => link::run(&args, context),
        Command::Category(args) => category::run(&args, context),
        Command::Feed(args) => feed::run(&args, context),
        Command::Id(args) => id::run(args, context),
        Command::Decode(args) => decode::run(args, context),
        Command::Sign(args) => sign::run(&args, context),
        Command::Sandbox(args) => sandbox::run(&args, context),
        Command::Auth(args) => auth::run(args, context),
        Command::Track(args) => track::run(*args, context),
        Command::History(args) => history::run(&args, context),
        Command::Stats(args) => stats::run(&args, context),
        Command::Rates(args) => rates::run(*args, context),
        Command::Export(args) => export::run(&args, context),
        Command::Import(args) => import::run(&args, context),
        Command::Store(args) => store::run(*args, context),
        Command::Run(args) => run::run(&args, context),
        Command::Serve(args) => serve::run(&args, context),
        Command::Demo(args) => demo::run(&args, context),
        Command::Worker(args) => worker::run(&args, context),
        Command::Status(args) => status::run(&args, context),
        Command::Token(args) => token::run(&args, context),
        Command::Door(args) => door::run(&args, context),
        Command::Mcp(args) => mcp::run(&args, context),
        Command::Alerts(args) => alerts::run(&args, context),
        Command::Quota(args) => quota::run(&args, context),
        Command::Doctor(args) => doctor::run(&args, context),
        Command::Explain(args) => explain::run(&args, context),
        Command::Call(args) => call::run(&args, context),
        Command::Cache(args) => cache::run(&args, context),
        Command::Completions(args) => completions::run(&args, context),
        Command::Man(args) => man::run(&args, context),
    }
}

fn warn_of_strangers(context: &mut Context<'_>) -> std::io::Result<()> {
    for name in context.environment.strangers() {
        context.output.warn(&match context.lang {
            Lang::En => format!("warning: there is no setting `{name}`: it is ignored"),
            Lang::Zh => format!("警告：没有名为 `{name}` 的设置，已忽略"),
        });
    }
    Ok(())
}

/// The flags that decide on the language, read before there is a parser: its own
/// messages are in that language.
fn early_flags(arguments: &[OsString]) -> Flags {
    let words: Vec<&str> = arguments.iter().filter_map(|it| it.to_str()).collect();
    let value = |flag: &str| {
        words.iter().enumerate().find_map(|(at, word)| {
            match word.strip_prefix(flag)?.strip_prefix('=') {
                Some(value) => Some(value),
                None if *word == flag => words.get(at + 1).copied(),
                None => None,
            }
        })
    };
    Flags::default()
        .with(&keys::LANG, value("--lang"))
        .with(&keys::CONFIG, value("--config"))
        .with(&keys::PROFILE, value("--profile"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        for lang in [Lang::En, Lang::Zh] {
            command(lang).debug_assert();
        }
    }

    #[test]
    fn the_language_is_known_before_the_arguments_are_read() {
        let environment = Environment::from([("ITEMGET_CONFIG", "/dev/null")]);
        for (words, expected) in [
            ("itemget get --lang zh --nonsense", Lang::Zh),
            ("itemget --lang=zh", Lang::Zh),
            ("itemget --language zh", Lang::En),
            ("itemget --lang", Lang::En),
        ] {
            let arguments: Vec<_> = words.split(' ').map(OsString::from).collect();
            assert_eq!(config::lang(&early_flags(&arguments), &environment), expected);
        }
    }
}
