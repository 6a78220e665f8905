//! What can be wrong with files of history, in Chinese, and what to do about a row.

use itemget_exchange::map::{MappingError, Rejection, SheetError};
use itemget_exchange::table::BadCell;
use itemget_exchange::{
    GatherError, ManifestError, ReadError, ReadErrorKind, RowError, WriteError,
};

use crate::lang::Lang;

pub(super) fn manifest(error: &ManifestError) -> Option<String> {
    Some(match error {
        ManifestError::Json(_) => "`manifest.json` 不是导出数据的清单".to_owned(),
        ManifestError::TooNew { found, known } => {
            format!("导出数据的版本为 {found}，而本程序最高支持 {known}")
        }
    })
}

pub(super) fn write(error: &WriteError) -> Option<String> {
    Some(match error {
        WriteError::Io(_) => "无法写入文件".to_owned(),
        WriteError::Parquet(_) => "无法写入 parquet 文件".to_owned(),
        WriteError::Row(_) => "有一行数据无法写入".to_owned(),
    })
}

pub(super) fn read(error: &ReadError) -> Option<String> {
    Some(format!("第 {} 行", error.line))
}

pub(super) fn read_kind(error: &ReadErrorKind) -> Option<String> {
    Some(match error {
        ReadErrorKind::Io(_) => "无法读取文件".to_owned(),
        ReadErrorKind::Csv(_) => "该行不是 CSV".to_owned(),
        ReadErrorKind::Json(_) => "该行不是 JSON 对象".to_owned(),
        ReadErrorKind::Parquet(_) => "文件不完整，或不是 parquet".to_owned(),
        ReadErrorKind::CutOff => "最后一行不完整".to_owned(),
        ReadErrorKind::Columns { table, what } => {
            format!("列与表 `{table}` 不符：{what}")
        }
        ReadErrorKind::Cell { column, .. } => format!("列 `{column}` 有误"),
        ReadErrorKind::Row(error) => return row(error),
        _ => return None,
    })
}

pub(super) fn row(error: &RowError) -> Option<String> {
    Some(match error {
        RowError::Empty { column } => format!("列 `{column}` 为空"),
        RowError::Bad { column, .. } => format!("列 `{column}` 有误"),
        RowError::State { state } => {
            format!("状态 `{state}` 与 `amount`、`bound`、`reason` 不符")
        }
        RowError::Id { id } => format!("ID {id} 超出文件可表示的范围"),
    })
}

/// Only the value is told: what was expected instead is a phrase in English.
pub(super) fn cell(error: &BadCell) -> Option<String> {
    Some(format!("`{}` 不是该列的取值", error.shown()))
}

pub(super) fn gathered(error: &GatherError) -> Option<String> {
    Some(match error {
        GatherError::Twice { key, at } => {
            format!("商品 {} 有两行数据指向同一时刻 {at}", key.item.id)
        }
        GatherError::Unsound { key } => format!(
            "商品 {}（{}，{}，{}）的各行数据前后不一致",
            key.item.id, key.ship_to, key.currency, key.source
        ),
    })
}

pub(super) fn mapping(error: &MappingError) -> Option<String> {
    Some(match error {
        MappingError::Toml(_) => "无法读取映射".to_owned(),
        MappingError::Word { key, text, .. } => {
            format!("映射中 `{key}` 的取值 `{text}` 有误")
        }
        MappingError::NoValue => "映射中没有 `[[value]]`，不会读取任何数据".to_owned(),
        MappingError::Time => {
            "映射中 `time.column` 和 `time.in_pairs` 应写且只写一个".to_owned()
        }
        _ => return None,
    })
}

pub(super) fn sheet(error: &SheetError) -> Option<String> {
    Some(match error {
        SheetError::Csv { line, .. } => format!("第 {line} 行不是 UTF-8 编码的 CSV"),
        SheetError::Length { line, found, expected } => {
            format!("第 {line} 行有 {found} 列，而表头有 {expected} 列")
        }
        SheetError::CutOff { line } => format!("文件在第 {line} 行中间中断"),
        SheetError::NoColumn { wanted, columns } => format!(
            "没有映射所需的列 {}；现有的列：{}",
            wanted.join("、"),
            columns.join("、")
        ),
        SheetError::NoValues { columns } => {
            format!("映射中的数值在此均无对应的列；现有的列：{}", columns.join("、"))
        }
        _ => return None,
    })
}

/// Why a row is not taken.
pub(crate) fn rejection(why: &Rejection, lang: Lang) -> String {
    if lang == Lang::En {
        return why.to_string();
    }
    match why {
        Rejection::Item { text } => format!("`{text}` 不是速卖通商品的 ID 或链接"),
        Rejection::Sku { text } => format!("`{text}` 不是规格 ID"),
        Rejection::NoCurrency => "没有说明价格的币种".to_owned(),
        Rejection::NoShipTo => "没有说明从哪个国家查看".to_owned(),
        Rejection::Currency { text } => format!("`{text}` 不是币种"),
        Rejection::ShipTo { text } => format!("`{text}` 不是国家"),
        Rejection::Time { text } => format!("`{text}` 不是映射所述格式的时间"),
        Rejection::Future { text } => format!("`{text}` 在未来"),
        Rejection::Number { text } => format!("`{text}` 不是映射所述格式的数字"),
        Rejection::Negative { text } => {
            format!("`{text}` 小于零，映射中没有说明其含义")
        }
        Rejection::Pairs => "列表中有时间而没有数值".to_owned(),
        Rejection::Brackets => "列表的方括号只有一个".to_owned(),
        Rejection::Unmapped { text } => format!("映射中没有说明 `{text}` 的含义"),
        Rejection::Contradiction { line } => {
            format!("与第 {line} 行对同一时刻的说法不同")
        }
        other => other.to_string(),
    }
}

/// What to do about a row that is not taken, where we know it.
pub(crate) fn rejection_hint(why: &Rejection, lang: Lang) -> Option<&'static str> {
    let (en, zh) = match why {
        Rejection::NoCurrency => (
            "say it for all rows with `--currency EUR`, or name its column in the mapping",
            "可用 `--currency EUR` 统一指定，或在映射中写明所在的列",
        ),
        Rejection::NoShipTo => (
            "say it for all rows with `--ship-to FR`, or name its column in the mapping",
            "可用 `--ship-to FR` 统一指定，或在映射中写明所在的列",
        ),
        Rejection::Time { .. }
        | Rejection::Number { .. }
        | Rejection::Negative { .. } => (
            "say in a mapping of your own how it is written (`--print-map`)",
            "请在自己的映射中写明其格式（`--print-map`）",
        ),
        Rejection::Unmapped { .. } => (
            "give it a `[[value]]` in a mapping of your own, or leave it out",
            "请在自己的映射中为其添加 `[[value]]`，或忽略该行",
        ),
        _ => return None,
    };
    Some(lang.pick(en, zh))
}
