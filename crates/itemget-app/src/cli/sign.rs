//! `itemget sign`: what is signed, how the signature comes out, and which rule a wrong one
//! breaks.

use std::path::PathBuf;

use clap::Args;
use itemget::Dialect;
use itemget_sandbox::{
    BrokenRule, Diagnosis, Received, SignDialect, diagnose, read_request,
};
use serde::Serialize;

use super::call::DialectName;
use super::{Account, Context};
use crate::config::ConfigError;
use crate::exit::Exit;
use crate::inputs::{self, InputFile};
use crate::lang::Lang;
use crate::messages;
use crate::records::SCHEMA_VERSION;
use crate::usage::UsageError;

/// Show what is signed and its signature; check one that was sent
#[derive(Debug, Args)]
pub(super) struct SignArgs {
    /// The parameters as NAME=VALUE, raw; with sign=… that signature is checked
    #[arg(value_name = "NAME=VALUE", required_unless_present = "request")]
    params: Vec<String>,
    /// The rules to follow: iop or item-get; else those of the path
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<DialectName>,
    /// The path that is called, such as /rest/auth/token/create; /sync if not said
    #[arg(long, value_name = "PATH", conflicts_with = "request")]
    path: Option<String>,
    /// A captured HTTP request, byte for byte; - is the standard input
    #[arg(long, value_name = "FILE", conflicts_with = "params")]
    request: Option<PathBuf>,
    /// Say it as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    account: Account,
}

/// The same for programs.
#[derive(Debug, Serialize)]
struct SignRecord<'a> {
    schema_version: u32,
    signed_text: &'a str,
    signature: &'a str,
    sent: Option<&'a str>,
    matches: Option<bool>,
    rule: Option<String>,
    their_text: Option<&'a str>,
}

pub(super) fn run(args: &SignArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let settings = context.settings(args.account.add_to(context.flags.clone()))?;
    let secret = settings.app_secret.as_ref().ok_or(ConfigError::NoSecretToSign)?;
    let received = received(args)?;
    let secret = secret.value.read()?;
    let diagnosis = diagnose(&received, secret.expose());
    let sent = received.params().get("sign").map(String::as_str);
    let rule = diagnosis.rule.as_ref().filter(|rule| {
        // That nothing was sent to be checked is no mistake here.
        **rule != BrokenRule::NotSigned
    });
    let rule = rule.map(|rule| messages::broken_rule(rule, context.lang));
    if args.json {
        let record = SignRecord {
            schema_version: SCHEMA_VERSION,
            signed_text: &diagnosis.signed_text,
            signature: &diagnosis.expected,
            sent,
            matches: sent.map(|_| diagnosis.matches),
            rule,
            their_text: diagnosis.their_text.as_deref(),
        };
        crate::records::json_text(context.output.data(), &record)?;
    } else {
        for line in lines(&diagnosis, sent, rule.as_deref(), context) {
            context.output.line(&line)?;
        }
    }
    Ok(match sent.is_none() || diagnosis.matches {
        true => Exit::Done,
        false => Exit::NotAllowed,
    })
}

fn received(args: &SignArgs) -> anyhow::Result<Received> {
    let received = match &args.request {
        Some(file) => read_request(&inputs::read_whole(&InputFile::of(file))?)?,
        None => {
            let mut pairs = Vec::new();
            for text in &args.params {
                let (name, value) = text.split_once('=').ok_or_else(|| {
                    UsageError::NotAParameter { text: text.chars().take(12).collect() }
                })?;
                pairs.push((name.to_owned(), value.to_owned()));
            }
            Received::new(args.path.as_deref().unwrap_or("/sync"), pairs)
        }
    };
    Ok(match args.dialect {
        None => received,
        Some(DialectName(Dialect::Iop)) => received.in_dialect(SignDialect::Iop),
        Some(DialectName(Dialect::ItemGet)) => received.in_dialect(SignDialect::ItemGet),
    })
}

fn lines(
    diagnosis: &Diagnosis,
    sent: Option<&str>,
    rule: Option<&str>,
    context: &Context<'_>,
) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let label = |en, zh| paint.faint(lang.pick(en, zh));
    let mut lines = vec![
        label("What is signed, *** for the secret:", "被签名的字符串（*** 代表密钥）："),
        diagnosis.signed_text.clone(),
        label("Signature:", "签名："),
        paint.strong(&diagnosis.expected),
    ];
    if let Some(sent) = sent {
        lines.push(label("Signature that was sent:", "已发送的签名："));
        lines.push(sent.to_owned());
        lines.push(match diagnosis.matches {
            true => paint.good(lang.pick("It matches.", "签名一致。")),
            false => paint.bad(lang.pick("It does not match.", "签名不一致。")),
        });
    }
    if let Some(rule) = rule {
        lines.push(match lang {
            Lang::En => format!("most likely: {rule}"),
            Lang::Zh => format!("最可能的原因：{rule}"),
        });
    }
    if let Some(theirs) = &diagnosis.their_text {
        lines.push(label(
            "What seems to have been signed instead:",
            "实际被签名的似乎是：",
        ));
        lines.push(theirs.clone());
    }
    lines
}
