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
    #[error("`{what}` does not go with `{at}`, which has nothing of the kind")]
    NotAt { what: &'static str, at: &'static str },
    #[error("the file of `{what}` is too large: at most {most_kb} KB can be sent")]
    TooLarge { what: &'static str, most_kb: usize },
    #[error("there is no tracking id to make links for")]
    NoTrackingId,
    #[error("the parameter `{name}` stands there twice")]
    ParameterTwice { name: String },
    #[error("time is only made up in the sandbox inside this program")]
    OnlySandbox,
    #[error("workers share a server, and {at} is a file of this machine")]
    NotShared { at: String },
    #[error("`{item}` is not tracked")]
    NotTracked { item: String },
    #[error("rule {other} says `{rule}` of the same already: nothing was changed")]
    RuleIsThere { rule: String, other: i64 },
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
            Self::NotAt { what, at } => {
                format!("`{what}` 不能与 `{at}` 一起使用：该接口不支持")
            }
            Self::TooLarge { what, most_kb } => {
                format!("`{what}` 的文件过大：最多可发送 {most_kb} KB")
            }
            Self::NoTrackingId => "没有可用于生成链接的 tracking id".to_owned(),
            Self::ParameterTwice { name } => format!("参数 `{name}` 重复出现"),
            Self::OnlySandbox => "只有程序内置的沙箱才能模拟时间".to_owned(),
            Self::NotShared { at } => {
                format!("worker 需要共用的服务器，而 {at} 只是本机上的文件")
            }
            Self::RuleIsThere { rule, other } => {
                format!("规则 {other} 已对同一范围设定 `{rule}`，未作任何更改")
            }
            Self::NotTracked { item } => format!("商品 `{item}` 未被跟踪"),
            Self::NoSuchCommand { name } => format!("没有名为 `{name}` 的命令"),
        }
    }
}

impl UsageError {
    /// What to do, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::NoTrackingId => Some((
                "set `--tracking-id` or `tracking_id`: the account's page of the affiliate programme lists them",
                "请设置 `--tracking-id` 或 `tracking_id`：可在联盟后台的账号页查看",
            )),
            Self::TooLarge { what: "--image", .. } => Some((
                "make the picture smaller, or leave out `--upload`: then its rows have no prices",
                "请缩小图片，或去掉 `--upload`（此时结果不含价格）",
            )),
            Self::NotShared { .. } => Some((
                "name a server with `--database postgres://USER@HOST/NAME`; on one machine `itemget run` does the same",
                "请用 `--database postgres://用户@主机/库名` 指定服务器；单机使用 `itemget run` 即可",
            )),
            Self::NotTracked { .. } => Some((
                "track it first: `itemget track add ID`",
                "请先跟踪该商品：`itemget track add ID`",
            )),
            _ => None,
        }
    }
}
