//! What the parser of arguments says: help, version, and what is wrong with a command
//! line, in the reader's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::output::{self, Output};
use super::style::{ColorWhen, Paint};
use crate::config::Environment;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::report;

/// Says what the parser has to say.
pub(super) fn tell(error: &clap::Error, lang: Lang, environment: &Environment) -> Exit {
    let text = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return tell_help(error, lang, environment);
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.render().to_string(),
        _ => lang.pick(error.render().to_string(), in_chinese(error)),
    };
    output::say(text.trim_end());
    Exit::Usage
}

/// Help that was asked for is data: it can be piped, and failing to write it is a failure.
fn tell_help(error: &clap::Error, lang: Lang, environment: &Environment) -> Exit {
    let mut output = Output::open(ColorWhen::Auto, false, environment);
    let text = match output.paint {
        Paint::Colours => error.render().ansi().to_string(),
        Paint::Plain => error.render().to_string(),
    };
    match output.line(text.trim_end()).and_then(|()| output.flush()) {
        Ok(()) => Exit::Done,
        Err(error) => {
            let report = report::of(&error.into(), lang);
            output.failure(&report);
            report.exit
        }
    }
}

fn in_chinese(error: &clap::Error) -> String {
    let arg = || text(error, ContextKind::InvalidArg);
    let value = || text(error, ContextKind::InvalidValue);
    let problem = match error.kind() {
        ErrorKind::UnknownArgument => format!("无法识别的参数 '{}'", arg()),
        ErrorKind::InvalidSubcommand => {
            format!("无法识别的命令 '{}'", text(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数：{}", arg()),
        ErrorKind::InvalidValue if value().is_empty() => {
            format!("参数 '{}' 需要一个值", arg())
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("参数 '{}' 的值 '{}' 无效", arg(), value())
        }
        ErrorKind::ArgumentConflict => {
            let prior = text(error, ContextKind::PriorArg);
            format!("参数 '{}' 不能与 '{prior}' 同时使用", arg())
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            format!("参数 '{}' 的值的个数不对", arg())
        }
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8 文本".to_owned(),
        _ => return error.render().to_string(),
    };
    let mut lines = vec![format!("错误：{problem}")];
    let known = text(error, ContextKind::ValidValue);
    if !known.is_empty() {
        lines.push(format!("  可用的值：{known}"));
    } else if let Some(cause) = std::error::Error::source(error) {
        lines.push(format!("  可用的值：{cause}"));
    }
    for kind in [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ] {
        let suggested = text(error, kind);
        if !suggested.is_empty() {
            lines.push(format!("提示：是否想用 '{suggested}'？"));
        }
    }
    lines.push("详细用法请加上 '--help'".to_owned());
    lines.join("\n")
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    }
}
