//! What can go wrong with a place for files.

use std::io;
use std::path::PathBuf;

use crate::exit::Exit;

/// Why files cannot be put there or read from there. No message holds a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DepotError {
    #[error(
        "files are put into a folder or to `s3://BUCKET/PREFIX`, not to `{scheme}://`"
    )]
    Scheme { scheme: String },
    #[error("`s3://` wants the name of a bucket behind it")]
    NoBucket,
    #[error("nothing says who asks the object store: {variable} is not set")]
    NoCredentials { variable: &'static str },
    #[error("the object store at `{host}` would be spoken to in the open")]
    Open { host: String },
    #[error("the object store cannot be asked so")]
    Settings(#[source] Box<object_store::Error>),
    #[error("could not write `{name}`")]
    Write { name: String, source: io::Error },
    #[error("could not read `{name}`")]
    Read { name: String, source: io::Error },
    #[error("another process writes into `{}`", path.display())]
    Locked { path: PathBuf },
    #[error("the object store failed at `{name}`")]
    Bucket { name: String, source: Box<object_store::Error> },
}

impl DepotError {
    /// How the program ends for it.
    pub(crate) fn exit(&self) -> Exit {
        use object_store::Error::{NotFound, PermissionDenied, Unauthenticated};
        match self {
            Self::Scheme { .. } | Self::NoBucket => Exit::Usage,
            Self::NoCredentials { .. } | Self::Open { .. } | Self::Settings(_) => {
                Exit::Config
            }
            Self::Write { .. } | Self::Read { .. } | Self::Locked { .. } => Exit::Io,
            Self::Bucket { source, .. } => match **source {
                PermissionDenied { .. } | Unauthenticated { .. } => Exit::NotAllowed,
                NotFound { .. } => Exit::NotFound,
                _ => Exit::TryAgain,
            },
        }
    }

    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Scheme { scheme } => {
                format!("文件只能放入文件夹或 `s3://存储桶/前缀`，不支持 `{scheme}://`")
            }
            Self::NoBucket => "`s3://` 后面应写存储桶名称".to_owned(),
            Self::NoCredentials { variable } => {
                format!("未设置 {variable}，无法访问对象存储")
            }
            Self::Open { host } => format!("与对象存储 `{host}` 的通信不会加密"),
            Self::Settings(_) => "对象存储的设置有误".to_owned(),
            Self::Write { name, .. } => format!("无法写入 `{name}`"),
            Self::Read { name, .. } => format!("无法读取 `{name}`"),
            Self::Locked { path } => format!("另一个进程正在写入 `{}`", path.display()),
            Self::Bucket { name, .. } => format!("对象存储操作 `{name}` 失败"),
        }
    }

    /// What to do about it, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::NoCredentials { .. } => (
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_REGION or AWS_ENDPOINT_URL",
                "请设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，以及 AWS_REGION 或 AWS_ENDPOINT_URL",
            ),
            Self::Open { .. } => (
                "use an https:// address in AWS_ENDPOINT_URL; in a network that you trust, set AWS_ALLOW_HTTP=true",
                "请在 AWS_ENDPOINT_URL 中使用 https:// 地址；在可信网络中可设置 AWS_ALLOW_HTTP=true",
            ),
            Self::Locked { .. } => (
                "wait until it has ended, or name another folder",
                "请等待其结束，或指定另一个文件夹",
            ),
            Self::Bucket { source, .. } => match self.exit() {
                Exit::NotAllowed => (
                    "look whether the key may write into this bucket, and whether the region is right",
                    "请确认该密钥有权写入此存储桶，且区域设置正确",
                ),
                Exit::NotFound => (
                    "look whether there is such a bucket, and whether AWS_ENDPOINT_URL and AWS_REGION are right",
                    "请确认存储桶存在，且 AWS_ENDPOINT_URL 和 AWS_REGION 设置正确",
                ),
                _ if matches!(**source, object_store::Error::NotSupported { .. }) => {
                    return None;
                }
                _ => (
                    "the same command goes on where it was, once the object store answers again",
                    "对象存储恢复后，重复同一命令即可从中断处继续",
                ),
            },
            _ => return None,
        })
    }
}
