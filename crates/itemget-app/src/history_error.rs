//! What can be asked wrongly about what was seen.

use crate::exit::Exit;

/// A question about what was seen that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HistoryError {
    #[error(
        "`{text}` is not something that is followed, such as `sale_price` or `stock`"
    )]
    Kind { text: String },
    #[error("`{text}` is no moment: a moment is `90d`, `2026-01-31` or `all`")]
    Since { text: String },
    #[error(
        "there is no format `{text}`: there are `table`, `json`, `jsonl`, `csv`, `parquet` and `svg`"
    )]
    Format { text: String },
    #[error("`parquet` is bytes, and a terminal shows text")]
    Parquet,
    #[error(
        "exchange rates are shown in a table, JSON and CSV, and not in `svg` or `parquet`"
    )]
    RatesForm,
    #[error("series in different units or currencies do not fit on one picture")]
    SeveralCharts,
    #[error("there is no window of {days} days: there are 7, 30, 90, 180 and 365")]
    Days { days: u32 },
}

impl HistoryError {
    /// How the program ends for it.
    pub(crate) fn exit(&self) -> Exit {
        Exit::Usage
    }

    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Kind { text } => {
                format!("`{text}` 不是可跟踪的内容，例如 `sale_price` 或 `stock`")
            }
            Self::Since { text } => {
                format!("`{text}` 不是时间：应写作 `90d`、`2026-01-31` 或 `all`")
            }
            Self::Format { text } => {
                format!(
                    "没有 `{text}` 格式：可用 `table`、`json`、`jsonl`、`csv`、`parquet`、`svg`"
                )
            }
            Self::Parquet => "`parquet` 是二进制数据，不能显示在终端上".to_owned(),
            Self::RatesForm => {
                "汇率换算只在表格、JSON 和 CSV 中显示，`svg` 和 `parquet` 中没有"
                    .to_owned()
            }
            Self::SeveralCharts => "单位或币种不同的序列不能画在同一张图上".to_owned(),
            Self::Days { days } => {
                format!("没有 {days} 天的统计区间：可用 7、30、90、180、365")
            }
        }
    }

    /// What to do about it, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::SeveralCharts => (
                "name one `--kind`, and a `--currency` where there are several",
                "请用 `--kind` 指定一种内容，有多个币种时再用 `--currency` 指定",
            ),
            Self::RatesForm => (
                "leave out `--rates`, or take `--format csv`",
                "请去掉 `--rates`，或改用 `--format csv`",
            ),
            Self::Parquet => ("name a file with `--output`", "请用 `--output` 指定文件"),
            _ => return None,
        })
    }
}
