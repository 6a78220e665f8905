//! What a user can get wrong on a command line that no parser of flags sees.

/// A command line that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("there is nothing to look up: give an id, a link, or `--file`")]
    NothingAsked,
    #[error("the standard input can be read for one thing only, not for two")]
    StandardInputTwice,
    #[error("`{text}` is not a parameter: a parameter is `name=value`")]
    NotAParameter { text: String },
    #[error(
        "a job that can be gone on with is written as `jsonl` or `csv`, not as `{format}`"
    )]
    JobFormat { format: &'static str },
    #[error("the parameter `{name}` stands there twice")]
    ParameterTwice { name: String },
    #[error("there is no command `{name}`")]
    NoSuchCommand { name: String },
}

impl UsageError {
    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::NothingAsked => {
                "没有要查询的内容：请给出商品 ID、链接或 `--file`".to_owned()
            }
            Self::StandardInputTwice => "标准输入只能用于读取一项内容".to_owned(),
            Self::NotAParameter { text } => {
                format!("`{text}` 不是参数：参数应写作 `名称=值`")
            }
            Self::JobFormat { format } => {
                format!("可续传的任务只能输出 `jsonl` 或 `csv`，不能是 `{format}`")
            }
            Self::ParameterTwice { name } => format!("参数 `{name}` 重复出现"),
            Self::NoSuchCommand { name } => format!("没有名为 `{name}` 的命令"),
        }
    }
}
