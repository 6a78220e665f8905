//! Why nothing can be taken from files.

use std::path::PathBuf;

use itemget_exchange::map::{MappingError, SheetError};
use itemget_exchange::{GatherError, ManifestError, PartPath, ReadError};
use itemget_store::StoreError;

use crate::depot::DepotError;
use crate::exit::Exit;

/// Why nothing can be taken from files.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    #[error(transparent)]
    Depot(#[from] DepotError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error("there is no export: no `manifest.json` lies in it")]
    NoExport,
    #[error("the export is not complete: {parts} of its parts are there")]
    Incomplete { parts: u64 },
    #[error("`{part}` is missing")]
    Missing { part: PartPath },
    #[error("`{part}` is cut off: it has {found} bytes of {expected}")]
    CutOff { part: PartPath, found: u64, expected: u64 },
    #[error("`{part}` was changed since it was exported")]
    Changed { part: PartPath },
    #[error("`{part}` cannot be read")]
    Part { part: PartPath, source: ReadError },
    #[error("line {line} of `{part}` cannot be taken")]
    Row { part: PartPath, line: u64, source: GatherError },
    #[error("the export does not fit together")]
    Gathered(#[from] GatherError),
    #[error("nothing says what to take")]
    NothingNamed,
    #[error("nothing says whose file `{}` is", path.display())]
    NoMap { path: PathBuf },
    #[error("there is no mapping `{name}`")]
    NoSuchMap { name: String },
    #[error("an export is read without a mapping")]
    MapOfExport,
    #[error("one export is taken at a time")]
    Several,
    #[error("the mapping `{name}` cannot be used")]
    Mapping { name: String, source: MappingError },
    #[error("could not read `{}`", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("`{}` cannot be read by the mapping", path.display())]
    Sheet { path: PathBuf, source: SheetError },
}

impl ImportError {
    /// The error that it is: a wrapper hides its type from those who ask for it.
    pub(crate) fn itself(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::Depot(error) => error,
            Self::Store(error) => error,
            Self::Manifest(error) => error,
            _ => self,
        }
    }

    /// How the program ends for it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::NoExport | Self::NoSuchMap { .. } => Exit::NotFound,
            Self::File { .. } => Exit::Io,
            _ => Exit::Usage,
        }
    }

    /// The same in Chinese, where it is this error's own.
    pub(crate) fn zh(&self) -> Option<String> {
        Some(match self {
            Self::Depot(_) | Self::Store(_) | Self::Manifest(_) => return None,
            Self::NoExport => "其中没有导出数据：缺少 `manifest.json`".to_owned(),
            Self::Incomplete { parts } => {
                format!("导出尚未完成：目前只有 {parts} 个文件")
            }
            Self::Missing { part } => format!("缺少 `{part}`"),
            Self::CutOff { part, found, expected } => {
                format!("`{part}` 不完整：应有 {expected} 字节，实有 {found} 字节")
            }
            Self::Changed { part } => format!("`{part}` 在导出后被修改过"),
            Self::Part { part, .. } => format!("无法读取 `{part}`"),
            Self::Row { part, line, .. } => format!("`{part}` 第 {line} 行无法导入"),
            Self::Gathered(_) => "导出数据前后不一致".to_owned(),
            Self::NothingNamed => "未说明要导入什么".to_owned(),
            Self::NoMap { path } => {
                format!("未说明 `{}` 来自哪个工具", path.display())
            }
            Self::NoSuchMap { name } => format!("没有名为 `{name}` 的映射"),
            Self::MapOfExport => "导入导出数据时不使用映射".to_owned(),
            Self::Several => "一次只能导入一份导出数据".to_owned(),
            Self::Mapping { name, .. } => format!("映射 `{name}` 无法使用"),
            Self::File { path, .. } => format!("无法读取 `{}`", path.display()),
            Self::Sheet { path, .. } => {
                format!("无法按映射读取 `{}`", path.display())
            }
        })
    }

    /// What to do about it, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::NothingNamed => (
                "name the folder of an export, or a file with `--map`",
                "请给出导出数据的文件夹，或用 `--map` 给出文件",
            ),
            Self::NoExport => (
                "name the folder that `itemget export --out` was given; files of other trackers want `--map`",
                "请给出 `itemget export --out` 所用的文件夹；其他工具的文件需用 `--map`",
            ),
            Self::Incomplete { .. } => (
                "give the same `itemget export` again: it goes on where it was stopped",
                "重复同一 `itemget export` 命令即可从中断处继续",
            ),
            Self::Missing { .. }
            | Self::CutOff { .. }
            | Self::Changed { .. }
            | Self::Part { .. }
            | Self::Row { .. }
            | Self::Gathered(_) => (
                "nothing was taken; copy the export again, or make it again",
                "未导入任何数据；请重新复制或重新导出",
            ),
            Self::NoMap { .. } | Self::NoSuchMap { .. } => (
                "use `--map keepa`, `--map pricebuddy`, or a file of your own: `itemget import --print-map pricebuddy` shows one to start from",
                "请使用 `--map keepa`、`--map pricebuddy` 或自己的映射文件：`itemget import --print-map pricebuddy` 可显示示例",
            ),
            Self::Mapping { .. } => (
                "`itemget import --print-map pricebuddy` shows a mapping; docs/EXPORT.md has all that can be in one",
                "`itemget import --print-map pricebuddy` 可显示映射示例；全部写法见 docs/EXPORT.md",
            ),
            Self::Sheet { source, .. } => match source {
                SheetError::NoColumn { .. } | SheetError::NoValues { .. } => (
                    "rename the column, or say in a mapping of your own what it is called (`--print-map`)",
                    "请修改列名，或在自己的映射中写明列名（`--print-map`）",
                ),
                _ => (
                    "nothing was taken; get the whole file again, as CSV in UTF-8",
                    "未导入任何数据；请重新获取完整文件，格式为 UTF-8 的 CSV",
                ),
            },
            _ => return None,
        })
    }
}
