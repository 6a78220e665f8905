//! What can be wrong with a configuration. No message holds a value that can be a secret.

use std::path::PathBuf;

use super::origin::Origin;

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("could not read the configuration `{}`", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("`{}` line {line}: {problem}", path.display())]
    Line { path: PathBuf, line: usize, problem: Problem },
    #[error("there is no profile `{name}` in `{}`", path.display())]
    NoProfile { name: String, path: PathBuf, known: Vec<String> },
    #[error("{origin} cannot be used")]
    Value { origin: Origin, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("there is no home folder to look for `config.toml` in")]
    NoHome(#[source] etcetera::HomeDirError),
    #[error("an app key is set ({origin}), but no app secret")]
    NoSecret { origin: Origin },
    #[error("an app secret is set ({origin}), but no app key")]
    NoKey { origin: Origin },
    #[error("an endpoint is set ({origin}), but no app key and secret")]
    NoCredentials { origin: Origin },
    #[error("no app is configured that a user could consent to")]
    NoApp,
    #[error("there is no app secret to sign with")]
    NoSecretToSign,
    #[cfg(not(feature = "keyring"))]
    #[error("{origin} wants the keyring, and this itemget was built without it")]
    NoKeyring { origin: Origin },
    #[error("consents are to be kept in a database ({origin}), and none is named")]
    NoDatabase { origin: Origin },
    #[error("the sandbox's clock cannot be set")]
    SandboxClock(#[source] itemget_sandbox::ParseClockError),
}

/// What is wrong with a line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Not TOML, in the parser's words, which hold no value.
    Syntax(String),
    /// There is no such setting.
    UnknownKey { name: String, nearest: Option<&'static str> },
    /// A secret itself, which belongs in a file of its own.
    Secret { name: String, instead: &'static str },
    /// A number, a list or the like, where there should be text.
    NotText { name: String, found: &'static str },
    /// Text, where there should be a table.
    NotATable { name: String },
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Syntax(message) => write!(f, "this is not TOML: {message}"),
            Self::UnknownKey { name, .. } => write!(f, "there is no setting `{name}`"),
            Self::Secret { name, .. } => {
                write!(f, "`{name}` does not belong in this file")
            }
            Self::NotText { name, found } => {
                write!(f, "`{name}` must be a text in quotes, not of type {found}")
            }
            Self::NotATable { name } => write!(f, "`{name}` must be a table"),
        }
    }
}

impl Problem {
    fn zh(&self) -> String {
        match self {
            Self::Syntax(message) => format!("不是有效的 TOML：{message}"),
            Self::UnknownKey { name, .. } => format!("没有名为 `{name}` 的设置"),
            Self::Secret { name, .. } => format!("`{name}` 不应写在此文件中"),
            Self::NotText { name, found } => {
                format!("`{name}` 必须是带引号的文本，而不是 {found} 类型")
            }
            Self::NotATable { name } => format!("`{name}` 必须是一个表"),
        }
    }
}

impl ConfigError {
    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Unreadable { path, .. } => {
                format!("无法读取配置文件 `{}`", path.display())
            }
            Self::Line { path, line, problem } => {
                format!("`{}` 第 {line} 行：{}", path.display(), problem.zh())
            }
            Self::NoProfile { name, path, .. } => {
                format!("`{}` 中没有名为 `{name}` 的配置组", path.display())
            }
            Self::Value { origin, .. } => format!("{}的值无法使用", origin.zh()),
            Self::NoHome(_) => "找不到主目录，无法定位 `config.toml`".to_owned(),
            Self::NoSecret { origin } => {
                format!("已设置 app key（{}），但没有 app secret", origin.zh())
            }
            Self::NoKey { origin } => {
                format!("已设置 app secret（{}），但没有 app key", origin.zh())
            }
            Self::NoCredentials { origin } => {
                format!("已设置接口地址（{}），但没有 app key 和 app secret", origin.zh())
            }
            Self::NoApp => "尚未配置应用，无法请求用户授权".to_owned(),
            Self::NoSecretToSign => "没有可用于签名的 app secret".to_owned(),
            #[cfg(not(feature = "keyring"))]
            Self::NoKeyring { origin } => {
                format!(
                    "{}要求使用系统密钥环，但此 itemget 构建时未包含该功能",
                    origin.zh()
                )
            }
            Self::NoDatabase { origin } => {
                format!("授权应保存在数据库中（{}），但没有指定数据库", origin.zh())
            }
            Self::SandboxClock(_) => "沙箱时钟的设置无效".to_owned(),
        }
    }

    /// What to do, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(String, String)> {
        let both = |en: &str, zh: &str| Some((en.to_owned(), zh.to_owned()));
        match self {
            Self::Line {
                problem: Problem::UnknownKey { nearest: Some(it), .. }, ..
            } => Some((format!("did you mean `{it}`?"), format!("是否想写 `{it}`？"))),
            Self::Line { problem: Problem::Secret { instead, .. }, .. } => Some((
                format!(
                    "put it into a file that only you can read, and name that file in `{instead}`"
                ),
                format!(
                    "请把它存入仅本人可读的文件，并在 `{instead}` 中写明该文件的路径"
                ),
            )),
            Self::NoProfile { known, .. } if known.is_empty() => both(
                "a profile is a table `[profiles.NAME]`; there is none yet",
                "配置组写作 `[profiles.名称]`，目前一个也没有",
            ),
            Self::NoProfile { known, .. } => {
                let known = known.join(", ");
                Some((format!("there are: {known}"), format!("现有配置组：{known}")))
            }
            Self::NoApp => both(
                "set `ITEMGET_APP_KEY` and `ITEMGET_APP_SECRET`; to try it out, `itemget sandbox` shows what to set",
                "请设置 `ITEMGET_APP_KEY` 和 `ITEMGET_APP_SECRET`；如需试用，`itemget sandbox` 会显示应设置的值",
            ),
            #[cfg(not(feature = "keyring"))]
            Self::NoKeyring { .. } => both(
                "build it with `--features keyring`, or set `token_store = \"file\"`: a file that only you can read",
                "请用 `--features keyring` 重新构建，或设置 `token_store = \"file\"`，即仅本人可读的文件",
            ),
            Self::NoDatabase { .. } => both(
                "set `ITEMGET_DATABASE` or `database`: postgres://USER@HOST/NAME",
                "请设置 `ITEMGET_DATABASE` 或 `database`：postgres://用户@主机/库名",
            ),
            Self::NoSecret { .. } | Self::NoSecretToSign => both(
                "set `ITEMGET_APP_SECRET`, or name a file of mode 0600 with `--secret-file` or `app_secret_file`",
                "请设置 `ITEMGET_APP_SECRET`，或用 `--secret-file` / `app_secret_file` 指定权限为 0600 的文件",
            ),
            Self::NoKey { .. } => both(
                "set `ITEMGET_APP_KEY`, `--app-key` or `app_key`",
                "请设置 `ITEMGET_APP_KEY`、`--app-key` 或 `app_key`",
            ),
            Self::NoCredentials { .. } => both(
                "an endpoint wants credentials; without any, leave the endpoint away and the sandbox inside the program answers",
                "指定接口地址时必须提供密钥；没有密钥时请去掉接口地址，由程序内置的沙箱应答",
            ),
            _ => None,
        }
    }
}
