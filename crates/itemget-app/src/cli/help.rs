//! The help of every command: the parser's own in English, the same in Chinese, and
//! examples in both.

mod examples;
mod fleet;
mod following;
mod serving;
mod zh;

use clap::Command;

use crate::exit::Exit;
use crate::lang::Lang;

/// The command line, its help in `lang`.
pub(super) fn localised(root: Command, lang: Lang) -> Command {
    let root = each(root, "", lang);
    let ends: Vec<String> = Exit::ALL
        .iter()
        .map(|exit| format!("  {:>3}  {}", exit.code(), exit.meaning(lang)))
        .collect();
    let start = examples::of("", lang);
    let title = lang.pick("Exit codes:", "退出码：");
    root.after_help(format!("{start}\n\n{title}\n{}", ends.join("\n")))
}

/// `command`, whose name below the root is `path`, and all below it.
fn each(command: Command, path: &str, lang: Lang) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    let command = names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(&name, |sub| {
            let path =
                if path.is_empty() { name.clone() } else { format!("{path} {name}") };
            each(sub, &path, lang)
        })
    });
    let command = command.after_help(examples::of(path, lang));
    match lang {
        Lang::En => command,
        Lang::Zh => in_chinese(command, path),
    }
}

fn in_chinese(command: Command, path: &str) -> Command {
    let about = zh::about(path);
    let command = command
        .mut_args(|arg| {
            let heading = arg.get_help_heading().map(str::to_owned);
            let arg = match zh::argument(path, arg.get_id().as_str()) {
                Some(help) => arg.help(help),
                None => arg,
            };
            let arg = match (heading, arg.is_positional()) {
                (Some(heading), _) => arg.help_heading(zh::heading(&heading).to_owned()),
                (None, true) => arg.help_heading("参数"),
                (None, false) => arg.help_heading("选项"),
            };
            // Clap would say `[default: …]` in English.
            let default: Vec<_> = arg.get_default_values().to_vec();
            match (default.first(), arg.is_hide_default_value_set()) {
                (Some(default), false) => {
                    let help =
                        arg.get_help().map(ToString::to_string).unwrap_or_default();
                    let default = default.to_string_lossy();
                    arg.help(format!("{help} [默认：{default}]")).hide_default_value(true)
                }
                _ => arg,
            }
        })
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}");
    match about {
        Some(about) => command.about(about),
        None => command,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
        found.push((path.to_owned(), command.clone()));
        for sub in command.get_subcommands() {
            let path = format!("{path} {}", sub.get_name());
            paths(sub, path.trim(), found);
        }
    }

    fn all() -> Vec<(String, Command)> {
        let mut found = Vec::new();
        paths(&<super::super::Cli as clap::CommandFactory>::command(), "", &mut found);
        found
    }

    #[test]
    fn every_command_and_argument_is_explained_in_both_languages() {
        let mut missing = Vec::new();
        for (path, command) in all() {
            if command.get_about().is_none() || zh::about(&path).is_none() {
                missing.push(format!("`{path}`"));
            }
            for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
                let chinese = zh::argument(&path, arg.get_id().as_str());
                if arg.get_help().is_none() || chinese.is_none() {
                    missing.push(format!("`{path}` {}", arg.get_id()));
                }
                if let Some(heading) = arg.get_help_heading()
                    && zh::heading(heading) == heading
                {
                    missing.push(format!("heading {heading}"));
                }
            }
        }
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn every_command_teaches_by_example() {
        for (path, _) in all() {
            for lang in [Lang::En, Lang::Zh] {
                let examples = examples::of(&path, lang);
                let count = examples.matches("itemget ").count();
                assert!((3..=8).contains(&count), "`{path}`: {count} examples");
            }
        }
    }

    #[test]
    fn no_english_is_left_in_a_chinese_help() {
        for (path, _) in all() {
            let mut words = vec!["itemget"];
            words.extend(path.split_whitespace());
            words.push("--help");
            let error = super::super::command(Lang::Zh)
                .try_get_matches_from(words)
                .expect_err("help is an error to the parser");
            let help = error.to_string();
            for english in
                ["Usage", "Options", "Arguments", "Commands", "default", "Show"]
            {
                assert!(!help.contains(english), "`{path}` says {english}:\n{help}");
            }
        }
    }
}
