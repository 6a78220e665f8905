//! Why a consent could not be had.

/// Why a consent could not be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoginError {
    #[error("could not listen on port {port} of this machine")]
    CannotListen { port: u16, source: std::io::Error },
    #[error("`{text}` is no address that a consent page can lead to")]
    RedirectUri { text: String },
    #[error("the endpoint has no consent page")]
    Endpoint { source: url::ParseError },
    #[error("the machine gives no random numbers")]
    NoChance(#[source] getrandom::Error),
    #[error("the consent was not given: {reason}")]
    Denied { reason: String },
    #[error("no answer came within {seconds} seconds")]
    TimedOut { seconds: u64 },
    #[error("nothing was pasted")]
    NothingPasted,
    #[error(
        "the answer to `{address}` must be pasted, and there is no terminal to paste it into"
    )]
    NoTerminal { address: String },
}

impl LoginError {
    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::CannotListen { port, .. } => format!("无法监听本机端口 {port}"),
            Self::RedirectUri { text } => format!("`{text}` 不能用作授权回调地址"),
            Self::Endpoint { .. } => "该接口地址没有授权页面".to_owned(),
            Self::NoChance(_) => "系统无法提供随机数".to_owned(),
            Self::Denied { reason } => format!("未获得授权：{reason}"),
            Self::TimedOut { seconds } => format!("{seconds} 秒内没有收到授权结果"),
            Self::NothingPasted => "没有粘贴任何内容".to_owned(),
            Self::NoTerminal { address } => {
                format!("发往 `{address}` 的结果需要手动粘贴，但当前没有终端可供粘贴")
            }
        }
    }

    /// What to do, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::CannotListen { .. } => (
                "choose another one with `--port`, or use `--paste`",
                "请用 `--port` 换一个端口，或使用 `--paste`",
            ),
            Self::RedirectUri { .. } => (
                "it is the callback of the app's console page, such as `https://shop.example/callback`",
                "应与应用控制台中的回调地址一致，例如 `https://shop.example/callback`",
            ),
            Self::TimedOut { .. } => (
                "where the browser shows an address with `code=` in it, paste that with `--paste`; the app's callback must be the one given with `--redirect-uri`",
                "若浏览器地址栏中出现 `code=`，请用 `--paste` 粘贴该地址；`--redirect-uri` 须与应用控制台中的回调地址一致",
            ),
            Self::NoTerminal { .. } => (
                "pass it with `--paste` on the standard input",
                "请用 `--paste` 从标准输入传入",
            ),
            Self::Denied { .. } | Self::NothingPasted => (
                "run `itemget auth login` again when you want to give it",
                "需要授权时请重新运行 `itemget auth login`",
            ),
            Self::Endpoint { .. } | Self::NoChance(_) => return None,
        })
    }
}
