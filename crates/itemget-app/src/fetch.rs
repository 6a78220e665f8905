//! A public file from the network: encrypted, or from this machine, and no larger than a
//! file that is read as a whole.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use url::Url;

use crate::connect::is_this_machine;

/// The largest file.
const LARGEST: usize = 64 << 20;
/// How long it may take altogether.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it may lead elsewhere.
const LEADS: usize = 3;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("`{shown}` is no address of a file")]
    Address { shown: String },
    #[error(
        "a file is fetched over https, or from this machine, and not from `{host}` in the open"
    )]
    Open { host: String },
    #[error("could not fetch the file from `{host}`")]
    Network { host: String, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("`{host}` did not answer within {} seconds", PATIENCE.as_secs())]
    TooSlow { host: String },
    #[error("`{host}` answered with HTTP status {status}")]
    Status { host: String, status: StatusCode },
    #[error("the file at `{host}` is larger than {} MB", LARGEST >> 20)]
    TooLarge { host: String },
    #[error("`{host}` leads elsewhere again and again")]
    Circle { host: String },
}

impl FetchError {
    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Address { shown } => format!("`{shown}` 不是文件的网址"),
            Self::Open { host } => {
                format!("只能通过 https 或从本机获取文件，不能从 `{host}` 明文获取")
            }
            Self::Network { host, .. } => format!("无法从 `{host}` 获取文件"),
            Self::TooSlow { host } => {
                format!("`{host}` 在 {} 秒内没有应答", PATIENCE.as_secs())
            }
            Self::Status { host, status } => {
                format!("`{host}` 返回 HTTP 状态码 {status}")
            }
            Self::TooLarge { host } => {
                format!("`{host}` 上的文件超过 {} MB", LARGEST >> 20)
            }
            Self::Circle { host } => format!("`{host}` 反复重定向"),
        }
    }

    /// What to do about it, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Network { .. } | Self::TooSlow { .. } => (
                "fetch it with a browser, and give the file",
                "可用浏览器下载后给出该文件",
            ),
            Self::Address { .. } => (
                "give a file, or an address that begins with https://",
                "请给出文件，或以 https:// 开头的网址",
            ),
            _ => return None,
        })
    }

    /// Whether it may work later.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Network { .. } | Self::TooSlow { .. } => true,
            Self::Status { status, .. } => status.is_server_error(),
            _ => false,
        }
    }
}

/// Fetches a file.
pub(crate) async fn fetch(address: &str) -> Result<Bytes, FetchError> {
    let mut url = parsed(address)?;
    let host = host(&url);
    let mut asked = Box::pin(async {
        for _ in 0..=LEADS {
            match once(&url).await? {
                Answer::File(bytes) => return Ok(bytes),
                Answer::Elsewhere(next) => url = next,
            }
        }
        Err(FetchError::Circle { host: self::host(&url) })
    });
    match tokio::time::timeout(PATIENCE, &mut asked).await {
        Ok(ended) => ended,
        Err(_) => Err(FetchError::TooSlow { host }),
    }
}

enum Answer {
    File(Bytes),
    Elsewhere(Url),
}

async fn once(url: &Url) -> Result<Answer, FetchError> {
    let host = host(url);
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| FetchError::Network {
        host: host.clone(),
        source,
    };
    let connector = HttpsConnectorBuilder::new()
        .with_native_roots()
        .map_err(|error| failed(error.into()))?
        .https_or_http()
        .enable_http1()
        .build();
    let client: Client<_, Empty<Bytes>> =
        Client::builder(TokioExecutor::new()).build(connector);
    let request = Request::get(url.as_str())
        .header(header::USER_AGENT, concat!("itemget/", env!("CARGO_PKG_VERSION")))
        .body(Empty::new())
        .map_err(|error| failed(error.into()))?;
    let answer = client.request(request).await.map_err(|error| failed(error.into()))?;
    let status = answer.status();
    if status.is_redirection() {
        let to = answer.headers().get(header::LOCATION).and_then(|it| it.to_str().ok());
        let next = to.and_then(|to| url.join(to).ok());
        let next = next.ok_or(FetchError::Status { host, status })?;
        return Ok(Answer::Elsewhere(parsed(next.as_str())?));
    }
    if !status.is_success() {
        return Err(FetchError::Status { host, status });
    }
    match Limited::new(answer.into_body(), LARGEST).collect().await {
        Ok(body) => Ok(Answer::File(body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(FetchError::TooLarge { host })
        }
        Err(error) => Err(failed(error)),
    }
}

/// An address that may be asked. What is in it beside its host is never shown.
fn parsed(address: &str) -> Result<Url, FetchError> {
    let start = || address.split(['/', '?', '@']).next().unwrap_or_default();
    let shown = || start().chars().take(20).collect();
    let url = Url::parse(address).ok().filter(Url::has_host);
    let url = url.ok_or_else(|| FetchError::Address { shown: shown() })?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_this_machine(url.as_str()) => Ok(url),
        "http" => Err(FetchError::Open { host: host(&url) }),
        _ => Err(FetchError::Address { shown: shown() }),
    }
}

/// The host of an address.
pub(crate) fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_encrypted_or_from_this_machine() {
        for (address, expected) in [
            ("https://bank.example/rates.csv", Ok("bank.example")),
            ("http://127.0.0.1:4010/rates.csv", Ok("127.0.0.1")),
            (
                "http://bank.example/rates.csv",
                Err(
                    "a file is fetched over https, or from this machine, and not from `bank.example` in the open",
                ),
            ),
            ("ftp://bank.example/rates.csv", Err("`ftp:` is no address of a file")),
            ("https://", Err("`https:` is no address of a file")),
        ] {
            let host = parsed(address).map(|url| host(&url)).map_err(|it| it.to_string());
            assert_eq!(host, expected.map(str::to_owned).map_err(str::to_owned));
        }
    }
}
