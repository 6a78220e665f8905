//! `itemget call`: any method of the platform, answered by the body as it came.

use std::collections::BTreeSet;

use clap::Args;
use itemget::{Auth, Dialect, Params, RawCall};

use super::calling::CallingArgs;
use super::plan::{self, Plan};
use super::{Account, Context, session};
use crate::exit::Exit;
use crate::secrets::SecretPlace;
use crate::survey::Calls;
use crate::usage::UsageError;

/// Call any method of the platform and show its answer
#[derive(Debug, Args)]
pub(super) struct CallArgs {
    /// The method's name, such as aliexpress.ds.product.get
    #[arg(value_name = "METHOD")]
    method: String,
    /// Parameters as NAME=VALUE; NAME=@FILE takes the value from a file
    #[arg(value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// Send the access token along
    #[arg(long)]
    token: bool,
    /// The dialect to speak: iop or item-get
    #[arg(long, value_name = "DIALECT", default_value = "iop")]
    dialect: DialectName,
    /// The body as it came, byte for byte
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    calling: CallingArgs,
    #[command(flatten)]
    account: Account,
}

/// A dialect by its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct DialectName(pub(super) Dialect);

/// A text that should name a dialect and does not.
#[derive(Debug, thiserror::Error)]
#[error("iop, item-get")]
pub(super) struct ParseDialectError;

impl std::str::FromStr for DialectName {
    type Err = ParseDialectError;

    fn from_str(text: &str) -> Result<Self, ParseDialectError> {
        match text {
            "iop" => Ok(Self(Dialect::Iop)),
            "item-get" => Ok(Self(Dialect::ItemGet)),
            _ => Err(ParseDialectError),
        }
    }
}

pub(super) fn run(args: &CallArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let settings = context.settings(args.account.add_to(context.flags.clone()))?;
    let call = RawCall {
        method: args.method.clone(),
        dialect: args.dialect.0,
        auth: if args.token { Auth::Token } else { Auth::None },
        idempotent: false,
        params: params(&args.params)?,
    };
    session::run_in(
        call.dialect,
        &settings,
        &args.account,
        &args.calling,
        context,
        async |connection, context| {
            let method = Calls::exactly(1, &call.method);
            if args.calling.plan {
                let plan = Plan::of(&[method], connection).await?;
                plan::show(&plan, None, context)?;
                return Ok(Exit::Done);
            }
            let policy = args.calling.calling().policy;
            let answer = connection.client.raw_with(&call, &policy).await?.answer;
            match serde_json::from_slice::<Box<serde_json::value::RawValue>>(&answer.body)
            {
                Ok(json) if !args.raw => {
                    let text = crate::records::pretty(json.get());
                    context.output.line(&text)?;
                }
                _ => context.output.data().write_all(&answer.body)?,
            }
            Ok(Exit::Done)
        },
    )
}

/// `NAME=VALUE`, or `NAME=@FILE` for a value that is not for the list of processes.
fn params(texts: &[String]) -> anyhow::Result<Params> {
    let mut names = BTreeSet::new();
    let mut params = Params::new();
    for text in texts {
        let (name, value) = text.split_once('=').ok_or_else(|| {
            // A value without a name can be a secret in the wrong place.
            UsageError::NotAParameter { text: text.chars().take(12).collect() }
        })?;
        if !names.insert(name) {
            return Err(UsageError::ParameterTwice { name: name.to_owned() }.into());
        }
        let value = match value.strip_prefix('@') {
            Some(path) => SecretPlace::file(path.into()).read()?.expose().to_owned(),
            None => value.to_owned(),
        };
        params.set(name.to_owned(), value);
    }
    Ok(params)
}
