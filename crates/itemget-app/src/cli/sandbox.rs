//! `itemget sandbox`: the platform on this machine, until Ctrl-C.

mod told;

use std::path::PathBuf;

use clap::Args;
use itemget_sandbox::{ClockSetting, Fault, Quotas, ReplyProfile, Sandbox};

use super::Context;
use super::interrupt::Interrupt;
use crate::config::{ConfigError, Environment, keys};
use crate::exit::Exit;

/// Be the platform on this machine, for trying and testing, until Ctrl-C
#[derive(Debug, Args)]
pub(super) struct SandboxArgs {
    /// The port to listen on; 0 is any that is free
    #[arg(long, value_name = "PORT", default_value_t = 4010)]
    port: u16,
    /// What the items are made of: the same seed gives the same items
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// How many items there are
    #[arg(long, value_name = "NUMBER", default_value_t = itemget_sandbox::Catalogue::DEFAULT_ITEMS)]
    items: usize,
    /// Its time: 2026-11-23T17:20:27Z holds it still, +90d shifts it
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    clock: Option<ClockSetting>,
    /// Something that goes wrong, such as "limited*2 ban=1"; may be repeated
    #[arg(long = "fault", value_name = "FAULT")]
    faults: Vec<Fault>,
    /// What an app may call, such as per-second=5,per-day=1000,ban=60
    #[arg(long, value_name = "LIMITS")]
    quota: Option<QuotaText>,
    /// How answers look: platform, wrapped, hybrid or documentation
    #[arg(long, value_name = "PROFILE", default_value_t)]
    replies: ReplyProfile,
    /// Be a proxy for the platform's own hosts as well, on this port, else on 4011
    #[arg(long, value_name = "PORT", num_args = 0..=1, default_missing_value = "4011")]
    tls_proxy: Option<u16>,
    /// The folder for the proxy's certificate; else one that goes with the sandbox
    #[arg(long, value_name = "FOLDER", requires = "tls_proxy")]
    ca_folder: Option<PathBuf>,
    /// Say where it is as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Limits as they are written: `per-second=5,per-day=1000,ban=60`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct QuotaText(Quotas);

/// A text that should say limits and does not.
#[derive(Debug, thiserror::Error)]
#[error("per-second=N, per-day=N, ban=SECONDS")]
struct ParseQuotaError;

impl std::str::FromStr for QuotaText {
    type Err = ParseQuotaError;

    fn from_str(text: &str) -> Result<Self, ParseQuotaError> {
        let mut quotas = Quotas::default();
        for part in text.split(',') {
            let (name, number) = part.split_once('=').ok_or(ParseQuotaError)?;
            let number = number.trim().parse().ok().ok_or(ParseQuotaError)?;
            match name.trim() {
                "per-second" => quotas.per_second = Some(number),
                "per-day" => quotas.per_day = Some(number),
                "ban" => quotas.ban_seconds = number,
                _ => return Err(ParseQuotaError),
            }
        }
        Ok(Self(quotas))
    }
}

pub(super) fn run(args: &SandboxArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let clock = match args.clock {
        Some(clock) => clock,
        None => usual_clock(context.environment)?,
    };
    let mut builder = Sandbox::builder().port(args.port).items(args.items).clock(clock);
    builder = builder.replies(args.replies);
    if let Some(seed) = args.seed {
        builder = builder.seed(seed);
    }
    if let Some(QuotaText(quotas)) = args.quota {
        builder = builder.quotas(quotas);
    }
    if let Some(port) = args.tls_proxy {
        builder = builder.tls_proxy(port);
    }
    if let Some(folder) = &args.ca_folder {
        builder = builder.ca_folder(folder);
    }
    let builder = args.faults.iter().cloned().fold(builder, |it, fault| it.fault(fault));
    super::runtime()?.block_on(async {
        let mut interrupt = Interrupt::listen()?;
        let sandbox = builder.start().await?;
        let lines = match args.json {
            true => vec![told::json(&sandbox)],
            false => told::lines(&sandbox, context),
        };
        for line in lines {
            context.output.line(&line)?;
        }
        context.output.flush()?;
        interrupt.wish().await;
        let total = sandbox.journal().total();
        context.output.note(&match context.lang {
            crate::lang::Lang::En => format!("stopped after {total} requests"),
            crate::lang::Lang::Zh => format!("已停止，共收到 {total} 个请求"),
        });
        sandbox.stop().await;
        // It was to run until somebody ends it.
        Ok(Exit::Done)
    })
}

/// The machine's clock, or the one that programs of a test go by.
fn usual_clock(environment: &Environment) -> Result<ClockSetting, ConfigError> {
    match environment.value(keys::SANDBOX_CLOCK_VARIABLE) {
        Some(text) => text.parse().map_err(ConfigError::SandboxClock),
        None => Ok(ClockSetting::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_and_nothing_else_is() {
        let quotas: QuotaText = "per-second=5,ban=60".parse().unwrap();
        assert_eq!(quotas.0.per_second, Some(5));
        assert_eq!(quotas.0.per_day, None);
        assert_eq!(quotas.0.ban_seconds, 60);
        for text in ["", "5", "per-second=many", "per-hour=5", "per-second=-1"] {
            assert!(text.parse::<QuotaText>().is_err(), "{text:?} was taken for limits");
        }
    }
}
