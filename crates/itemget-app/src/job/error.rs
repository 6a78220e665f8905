//! Why a job cannot be begun or gone on with.

use std::path::PathBuf;

use crate::inputs::InputError;

/// Why not. Nothing of either file is lost: it says so before it writes.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JobError {
    #[error("could not use `{}`", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("`{}` is not a file", path.display())]
    NotAFile { path: PathBuf },
    #[error("`{}` is in use by another process", path.display())]
    Locked { path: PathBuf },
    #[error("`{}` is not the journal of a job", path.display())]
    NotAJournal { path: PathBuf },
    #[error("the journal is of format {found}, which this version does not know")]
    Format { found: u32 },
    #[error("the output `{}` is there already, and is not of this job", path.display())]
    OutputExists { path: PathBuf },
    #[error("the output `{}` was changed after byte {at}", path.display())]
    OutputChanged { path: PathBuf, at: u64 },
    #[error("the job was begun {}, not {}", with(name, before), with(name, now))]
    OtherTerms { name: String, before: String, now: String },
    #[error("the job was begun with another input")]
    OtherInput { before: Option<u64>, now: Option<u64> },
    #[error("the journal `{}` does not say how to go on", path.display())]
    Note { path: PathBuf },
    #[error("the job's input cannot be read")]
    Input(#[from] InputError),
}

fn with(name: &str, value: &str) -> String {
    match value {
        "" => format!("without `{name}`"),
        value => format!("with `{name} {value}`"),
    }
}

impl JobError {
    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::File { path, .. } => format!("无法使用 `{}`", path.display()),
            Self::NotAFile { path } => format!("`{}` 不是普通文件", path.display()),
            Self::Locked { path } => format!("`{}` 正被另一个进程使用", path.display()),
            Self::NotAJournal { path } => {
                format!("`{}` 不是任务日志", path.display())
            }
            Self::Format { found } => {
                format!("任务日志的格式为 {found}，此版本无法识别")
            }
            Self::OutputExists { path } => {
                format!("输出文件 `{}` 已存在，且不属于此任务", path.display())
            }
            Self::OutputChanged { path, at } => {
                format!("输出文件 `{}` 在第 {at} 字节之后被改动过", path.display())
            }
            Self::OtherTerms { name, before, now } => {
                let said = |value: &str| match value {
                    "" => format!("未指定 `{name}`"),
                    value => format!("`{name}` 为 `{value}`"),
                };
                format!("任务开始时{}，现在{}", said(before), said(now))
            }
            Self::OtherInput { .. } => "任务开始时的输入与现在不同".to_owned(),
            Self::Note { path } => {
                format!("任务日志 `{}` 中没有续传所需的内容", path.display())
            }
            Self::Input(_) => "无法读取任务的输入".to_owned(),
        }
    }

    /// What to do, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(String, String)> {
        let both = |en: &str, zh: &str| Some((en.to_owned(), zh.to_owned()));
        match self {
            Self::OtherInput { before: Some(before), now: Some(now) } => Some((
                format!(
                    "it had {before} lines to look up, now it has {now}; begin another job with other files for new ones"
                ),
                format!(
                    "当时有 {before} 行，现在有 {now} 行；请为新的内容另开任务，使用其他文件"
                ),
            )),
            Self::OtherTerms { .. } | Self::OtherInput { .. } => both(
                "give the command as it was, or begin another job: another `--resume` and another `--output`",
                "请使用与当时相同的命令，或另开任务：换一个 `--resume` 和 `--output`",
            ),
            Self::Note { .. } => both(
                "it is of another command or damaged; begin another job",
                "它属于其他命令或已损坏，请另开任务",
            ),
            Self::OutputExists { .. } => both(
                "name another file with `--output`, or move this one away",
                "请用 `--output` 指定其他文件，或移走该文件",
            ),
            Self::OutputChanged { .. } => both(
                "put the output back as the job wrote it, or begin another job",
                "请恢复任务写出的输出文件，或另开任务",
            ),
            Self::Locked { .. } => both(
                "the other process goes on with the job; wait for it, or stop it with Ctrl-C",
                "另一个进程正在继续此任务；请等待其结束，或用 Ctrl-C 停止它",
            ),
            Self::NotAFile { .. } => both(
                "a job needs files that can be read again: `--resume` and `--output`",
                "任务需要可重新读取的文件：`--resume` 和 `--output`",
            ),
            _ => None,
        }
    }
}
