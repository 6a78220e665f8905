//! Why an export cannot be made.

use itemget_exchange::{ManifestError, WriteError};
use itemget_store::StoreError;

use crate::depot::DepotError;
use crate::exit::Exit;

/// Why an export cannot be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    #[error(transparent)]
    Depot(#[from] DepotError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("there are other files in it, and no export")]
    NotOurs,
    #[error("the export in it was made with other flags, or from other data")]
    OtherTerms,
    #[error("`--until` lies before `--since`")]
    Reversed,
}

impl ExportError {
    /// The error that it is: a wrapper hides its type from those who ask for it.
    pub(crate) fn itself(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::Depot(error) => error,
            Self::Store(error) => error,
            Self::Manifest(error) => error,
            Self::Write(error) => error,
            Self::NotOurs | Self::OtherTerms | Self::Reversed => self,
        }
    }

    /// How the program ends for it.
    pub(crate) fn exit() -> Exit {
        Exit::Usage
    }

    /// The same in Chinese, where it is this error's own.
    pub(crate) fn zh(&self) -> Option<String> {
        let text = match self {
            Self::NotOurs => "其中有其他文件，但没有导出数据",
            Self::OtherTerms => "其中的导出数据是用其他参数或从其他数据生成的",
            Self::Reversed => "`--until` 早于 `--since`",
            _ => return None,
        };
        Some(text.to_owned())
    }

    /// What to do about it, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::NotOurs => (
                "name an empty or new place with `--out`",
                "请用 `--out` 指定空的或新的位置",
            ),
            Self::OtherTerms => (
                "name another place with `--out`, or give the flags of before (`manifest.json` has them)",
                "请用 `--out` 指定另一个位置，或使用与之前相同的参数（见 `manifest.json`）",
            ),
            _ => return None,
        })
    }
}
