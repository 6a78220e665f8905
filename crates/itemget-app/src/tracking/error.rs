//! Why a list of items cannot be used, or something cannot be followed so.

use crate::exit::Exit;

/// Why a list of items cannot be used, or something cannot be followed so.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrackingError {
    #[error("the file begins like a workbook and cannot be read as one")]
    Workbook(#[source] calamine::Error),
    #[error("the file cannot be read as a table")]
    Separated(#[source] csv::Error),
    #[error("there is nothing in the file")]
    Nothing,
    #[error("no column {}ids or links; the columns are {}", of(asked), listed(columns))]
    NoColumn {
        /// What was asked for; empty where nothing was.
        asked: String,
        columns: Vec<String>,
    },
    #[error("`{text}` is no interval: an interval is `6h`, `90m`, `2d` or `auto`")]
    Every { text: String },
    #[error("an item is looked at once a minute at most, not every `{text}`")]
    TooOften { text: String },
    #[error("an item is looked at once in ten years at least, not every `{text}`")]
    TooRarely { text: String },
    #[error("`{text}` is no importance: it is a number, of which 100 is ordinary")]
    Importance { text: String },
    #[error(
        "`{text}` is no time to keep answers for: it is `30d`, `12h`, `0` or `forever`"
    )]
    Bodies { text: String },
    #[error("nothing says which items: name ids or links, `--list`, `--tag` or `--all`")]
    NothingNamed,
    #[error(
        "nothing says what to change: name `--every`, `--importance`, `--bodies` or a list or tag"
    )]
    NothingToSet,
    #[error("there is no list `{name}`")]
    NoList { name: String },
    #[error(
        "`{name}` is no name: a name has some letters, and no blank before or behind them"
    )]
    Name { name: String },
    #[error("the settings that are kept as `{text}` cannot be read")]
    Settings { text: String },
}

fn of(asked: &str) -> String {
    match asked {
        "" => "has ".to_owned(),
        asked => format!("is called `{asked}`, to hold "),
    }
}

fn listed(columns: &[String]) -> String {
    let names: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

impl TrackingError {
    /// Of settings that cannot be read.
    pub(super) fn settings(text: &str) -> Self {
        Self::Settings { text: text.chars().take(200).collect() }
    }

    /// How the program ends for it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::NoList { .. } => Exit::NotFound,
            Self::Settings { .. } => Exit::Config,
            _ => Exit::Usage,
        }
    }

    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Workbook(_) => "该文件看似工作簿，但无法读取".to_owned(),
            Self::Separated(_) => "该文件无法作为表格读取".to_owned(),
            Self::Nothing => "文件中没有内容".to_owned(),
            Self::NoColumn { asked, columns } if asked.is_empty() => {
                format!("没有哪一列是商品 ID 或链接；现有的列：{}", listed(columns))
            }
            Self::NoColumn { asked, columns } => {
                format!("没有名为 `{asked}` 的列；现有的列：{}", listed(columns))
            }
            Self::Every { text } => {
                format!("`{text}` 不是间隔：间隔写作 `6h`、`90m`、`2d` 或 `auto`")
            }
            Self::TooOften { text } => {
                format!("每个商品最多每分钟查询一次，不能为 `{text}`")
            }
            Self::TooRarely { text } => {
                format!("每个商品至少每十年查询一次，不能为 `{text}`")
            }
            Self::Importance { text } => {
                format!("`{text}` 不是重要性：应为数字，100 为普通")
            }
            Self::Bodies { text } => {
                format!("`{text}` 不是保存时间：应为 `30d`、`12h`、`0` 或 `forever`")
            }
            Self::NothingNamed => {
                "未指定商品：请给出 ID 或链接、`--list`、`--tag` 或 `--all`".to_owned()
            }
            Self::NothingToSet => {
                "未指定要修改的内容：请给出 `--every`、`--importance`、`--bodies`、列表或标签"
                    .to_owned()
            }
            Self::NoList { name } => format!("没有名为 `{name}` 的列表"),
            Self::Name { name } => format!("`{name}` 不能用作列表或标签的名称"),
            Self::Settings { text } => format!("已保存的设置 `{text}` 无法读取"),
        }
    }

    /// What to do about it, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::NoColumn { .. } => (
                "name the column with `--column NAME` or its number",
                "请用 `--column 列名` 或列号指定",
            ),
            Self::Workbook(_) => {
                ("save it again as .xlsx, or as CSV", "请重新保存为 .xlsx 或 CSV")
            }
            Self::NoList { .. } => (
                "`itemget track lists` shows the lists there are",
                "`itemget track lists` 可列出现有的列表",
            ),
            Self::Name { .. } => (
                "a name has 1 to 60 letters, and no spaces at its ends",
                "名称为 1 到 60 个字符，首尾没有空格",
            ),
            Self::Settings { .. } => (
                "a newer version of this program may have written them; `itemget track set` writes them anew",
                "可能由较新版本写入；可用 `itemget track set` 重新设置",
            ),
            _ => return None,
        })
    }
}
