//! Errors in Chinese: ours say it themselves, the SDK's and the system's are said here.
//! What is not known here stays in English, which is better than nothing.

use std::error::Error;
use std::io;

use itemget::limit::{LedgerError, LimitError, ParsePaceError};
use itemget::{
    BuildError, CacheError, EndpointError, ErrorKind, KeyringError, LinkError,
    ParseCodeError, ProxyError, Refusal, ReplayError, ResolveError, TokenError,
    TokenStoreError, TransportError, TransportErrorKind, Unreadable,
};
use itemget_exchange::map::{MappingError, SheetError};
use itemget_exchange::table::BadCell;
use itemget_exchange::{
    GatherError, ManifestError, ReadError, ReadErrorKind, RowError, WriteError,
};
use itemget_history::alert::RuleError;
use itemget_store::{AddressError, StoreError};

use crate::auth::LoginError;
use crate::config::ConfigError;
use crate::connect::ConnectError;
use crate::database::DatabaseError;
use crate::depot::DepotError;
use crate::door_keys::DoorKeyError;
use crate::export::ExportError;
use crate::fetch::FetchError;
use crate::fields::ParseFieldsError;
use crate::follow::FollowError;
use crate::history_error::HistoryError;
use crate::import::ImportError;
use crate::inputs::InputError;
use crate::job::JobError;
use crate::lang::ParseLangError;
use crate::listening::ListenError;
use crate::notify::SettingsError;
use crate::overlay::OverlayError;
use crate::rules::BookError;
use crate::secrets::SecretError;
use crate::source::ParseSourceError;
use crate::tokens::ParseStoreKindError;
use crate::tracking::TrackingError;
use crate::usage::UsageError;

/// The error's own part in Chinese, where it has one.
pub(super) fn in_chinese(error: &(dyn Error + 'static)) -> Option<String> {
    /// Tries one type after the other.
    macro_rules! first_of {
        ($($type:ty => $say:expr),* $(,)?) => {$(
            if let Some(error) = error.downcast_ref::<$type>() {
                let say: fn(&$type) -> Option<String> = $say;
                return say(error);
            }
        )*};
    }
    first_of! {
        ConfigError => |error| Some(error.zh()),
        LoginError => |error| Some(error.zh()),
        TokenError => token,
        TokenStoreError => |error| Some(store(error)),
        KeyringError => keyring,
        ParseStoreKindError => |error| {
            Some(format!("`{}` 不是 file、keyring 或 database", error.text))
        },
        ParsePaceError => |error| {
            Some(format!("`{}` 不是 adaptive、written 或 strict", error.text()))
        },
        SecretError => |error| Some(error.zh()),
        UsageError => |error| Some(error.zh()),
        TrackingError => |error| Some(error.zh()),
        DoorKeyError => |error| Some(error.zh()),
        ListenError => |error| Some(error.zh()),
        HistoryError => |error| Some(error.zh()),
        FetchError => |error| Some(error.zh()),
        DepotError => |error| Some(error.zh()),
        ExportError => |error| match error.itself() {
            itself if itself.is::<ExportError>() => error.zh(),
            other => in_chinese(other),
        },
        ImportError => |error| match error.itself() {
            itself if itself.is::<ImportError>() => error.zh(),
            other => in_chinese(other),
        },
        ManifestError => super::exchange::manifest,
        WriteError => super::exchange::write,
        ReadError => super::exchange::read,
        ReadErrorKind => super::exchange::read_kind,
        RowError => super::exchange::row,
        BadCell => super::exchange::cell,
        GatherError => super::exchange::gathered,
        MappingError => super::exchange::mapping,
        SheetError => super::exchange::sheet,
        itemget_history::rates::RatesError => super::rates::error,
        OverlayError => |error| match error.itself() {
            itself if itself.is::<OverlayError>() => error.zh(),
            other => in_chinese(other),
        },
        InputError => |error| Some(match error.name.as_str() {
            "the standard input" => "无法读取标准输入".to_owned(),
            name => format!("无法读取 {name}"),
        }),
        ConnectError => |error| match error {
            ConnectError::Certificates { path, .. } => {
                Some(format!("无法读取 `{}` 中的证书", path.display()))
            }
            other => in_chinese(other.itself()),
        },
        JobError => |error| Some(error.zh()),
        DatabaseError => |error| match error.itself() {
            itself if itself.is::<DatabaseError>() => error.zh(),
            other => in_chinese(other),
        },
        FollowError => |error| in_chinese(error.itself()),
        BookError => |error| in_chinese(error.itself()),
        SettingsError => |error| Some(error.zh()),
        StoreError => super::store::error,
        AddressError => super::store::address,
        ParseLangError => |error| {
            Some(format!("`{}` 不是本程序支持的语言：可用 `en` 和 `zh`", error.text))
        },
        ParseSourceError => |error| Some(format!(
            "`{}` 不是数据来源：可用 `auto`、`dropship`、`affiliate`、`item-get`",
            error.text,
        )),
        ParseFieldsError => |error| Some(format!("商品没有 `{}` 字段", error.name)),
        ParseCodeError => |error| Some(code(error)),
        itemget::Error => |error| Some(call(error)),
        ErrorKind => kind,
        Refusal => |refusal| Some(self::refusal(refusal)),
        TransportError => |error| transport(error.kind),
        Unreadable => |error| Some(format!(
            "应答无法解析：在 {} 处应为 {}，实为 {}",
            error.place, error.expected, error.found,
        )),
        LinkError => link,
        ResolveError => resolve,
        RuleError => super::alerts::rule,
        LimitError => super::limits::limit,
        LedgerError => super::limits::ledger,
        CacheError => super::limits::cache,
        ReplayError => super::limits::replay,
        BuildError => build,
        ProxyError => proxy,
        EndpointError => endpoint,
        io::Error => |error| Some(system(error)),
    }
    None
}

fn code(error: &ParseCodeError) -> String {
    // The type keeps the text to itself; its message shows it in backticks.
    let said = error.to_string();
    let text = said.split('`').nth(1).unwrap_or_default();
    let what = if said.contains("country") {
        "国家代码，应为两个字母，例如 `FR`"
    } else if said.contains("currency") {
        "货币代码，应为三个字母，例如 `EUR`"
    } else {
        "语言代码，例如 `zh_CN` 或 `fr`"
    };
    format!("`{text}` 不是有效的{what}")
}

fn call(error: &itemget::Error) -> String {
    match error.attempts() {
        0 | 1 => format!("无法调用 `{}`", error.method()),
        attempts => format!("无法调用 `{}`（已尝试 {attempts} 次）", error.method()),
    }
}

fn kind(kind: &ErrorKind) -> Option<String> {
    Some(match kind {
        ErrorKind::Refused(refusal) => self::refusal(refusal),
        ErrorKind::Transport(error) => return transport(error.kind),
        ErrorKind::Status { status, .. } => format!("服务器返回 HTTP 状态码 {status}"),
        ErrorKind::Token(error) => return token(error),
        ErrorKind::Limited(error) => return super::limits::limit(error),
        ErrorKind::NotCached => "缓存中没有该结果，而此次不允许调用".to_owned(),
        ErrorKind::NoToken => "该接口需要访问令牌，但尚未设置".to_owned(),
        _ => return None,
    })
}

fn refusal(refusal: &Refusal) -> String {
    let mut text = format!("平台返回 `{}`", refusal.code);
    if let Some(sub_code) = &refusal.sub_code {
        text.push_str("（`");
        text.push_str(sub_code);
        text.push_str("`）");
    }
    if !refusal.message.is_empty() {
        text.push('：');
        text.push_str(&refusal.message);
    }
    if let Some(request_id) = &refusal.request_id {
        text.push_str(" [request ");
        text.push_str(request_id);
        text.push(']');
    }
    text
}

fn transport(kind: TransportErrorKind) -> Option<String> {
    Some(match kind {
        TransportErrorKind::NotConnected => "无法连接到服务器".to_owned(),
        TransportErrorKind::Interrupted => "连接在应答完整之前中断".to_owned(),
        TransportErrorKind::TimedOut(limit) => {
            format!("{} 秒内没有应答", limit.as_secs_f32())
        }
        TransportErrorKind::TooLarge(limit) => format!("应答超过 {limit} 字节"),
        TransportErrorKind::Malformed => "应答不是有效的 HTTP".to_owned(),
        TransportErrorKind::BadRequest => "无法构造请求".to_owned(),
        _ => return None,
    })
}

fn token(error: &TokenError) -> Option<String> {
    Some(match error {
        TokenError::NotLoggedIn => "尚未登录".to_owned(),
        TokenError::ConsentEnded => "用户的授权已到期，需要重新授权".to_owned(),
        TokenError::Store(_) => "无法读取保存的令牌".to_owned(),
        TokenError::Renewal(_) => "访问令牌未能刷新".to_owned(),
        _ => return None,
    })
}

fn store(error: &TokenStoreError) -> String {
    let doing = match error.doing {
        "read the token in" => "读取",
        "keep the token in" => "保存",
        "forget the token in" => "删除",
        "lock the token in" => "锁定",
        other => other,
    };
    match error.place.as_str() {
        "the keyring" => format!("无法{doing}系统密钥环中的令牌"),
        place => format!("无法{doing} {place} 中的令牌"),
    }
}

fn keyring(error: &KeyringError) -> Option<String> {
    Some(match error {
        KeyringError::Absent => "本系统没有密钥环，或密钥环服务未运行".to_owned(),
        KeyringError::Locked => "密钥环处于锁定状态".to_owned(),
        KeyringError::TooLong { limit } => {
            format!("令牌过长，密钥环最多容纳 {limit} 字节")
        }
        KeyringError::Failed(why) => format!("密钥环出错：{why}"),
        _ => return None,
    })
}

fn link(error: &LinkError) -> Option<String> {
    Some(match error {
        LinkError::Empty => "没有商品 ID，也没有链接".to_owned(),
        LinkError::TooLong { length } => format!("长度为 {length} 字节的文本不是链接"),
        LinkError::Garbage { text } => format!("`{text}` 既不是商品 ID 也不是链接"),
        LinkError::Several { count } => format!("文本中有 {count} 个链接，请逐个给出"),
        LinkError::Scheme { scheme } => {
            format!("不支持 `{scheme}:` 链接，仅支持 http 和 https")
        }
        LinkError::Host { host } => format!("`{host}` 不是速卖通（AliExpress）的网站"),
        LinkError::OtherPlatform { platform, id } => {
            format!("这是 {platform} 的商品 {id}，不是速卖通（AliExpress）的商品")
        }
        LinkError::NotAnItem { path } => {
            format!("`{path}` 是速卖通（AliExpress）的页面，但不是商品页")
        }
        LinkError::NeedsRequest { link } => {
            format!("`{link}` 是短链接：需要联网请求才能知道它指向哪个商品")
        }
        _ => return None,
    })
}

fn resolve(error: &ResolveError) -> Option<String> {
    Some(match error {
        ResolveError::Elsewhere { target } => {
            format!("链接指向 `{target}`，不属于速卖通（AliExpress），未予访问")
        }
        ResolveError::Credentials => "链接指向含有用户名的地址，未予访问".to_owned(),
        ResolveError::Circle { host } => format!("链接经 `{host}` 循环跳转"),
        ResolveError::TooLong => "链接跳转次数过多".to_owned(),
        ResolveError::Nowhere { host } => format!("`{host}` 的跳转没有给出目标"),
        ResolveError::NotAnItem { host, path } => {
            format!("链接最终指向 `{host}` 的 `{path}`，不是商品页")
        }
        ResolveError::Dead { host, status } => {
            format!("链接已失效：`{host}` 返回 HTTP 状态码 {status}")
        }
        ResolveError::Unreachable { host, .. } => {
            format!("无法向 `{host}` 询问链接的指向")
        }
        _ => return None,
    })
}

fn build(error: &BuildError) -> Option<String> {
    Some(match error {
        BuildError::EmptyCredentials(what) => format!("应用的 app {what} 为空"),
        BuildError::Endpoint { .. } => "接口地址无法使用".to_owned(),
        BuildError::Proxy(_) => "代理无法使用".to_owned(),
        BuildError::Tls(_) => "无法准备加密连接".to_owned(),
        _ => return None,
    })
}

fn proxy(error: &ProxyError) -> Option<String> {
    Some(match error {
        ProxyError::NotAnAddress => {
            "代理地址应形如 `http://proxy.example:3128`".to_owned()
        }
        ProxyError::Scheme { scheme } => {
            format!("不支持 `{scheme}` 类型的代理，仅支持 `http`")
        }
        _ => return None,
    })
}

fn endpoint(error: &EndpointError) -> Option<String> {
    Some(match error {
        EndpointError::NotAnAddress => {
            "接口地址应形如 `https://api-sg.aliexpress.com`".to_owned()
        }
        EndpointError::MoreThanAnAddress => {
            "接口地址中不能含有用户名、密码、查询参数或片段".to_owned()
        }
        EndpointError::Unencrypted { host } => {
            format!("`http://{host}` 未加密：请使用 https")
        }
        _ => return None,
    })
}

fn system(error: &io::Error) -> String {
    let known = match error.kind() {
        io::ErrorKind::NotFound => "文件不存在",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::IsADirectory => "这是一个目录",
        io::ErrorKind::StorageFull => "磁盘空间已满",
        io::ErrorKind::AddrInUse => "端口已被占用",
        io::ErrorKind::ConnectionRefused => "连接被拒绝",
        _ => return error.to_string(),
    };
    match error.raw_os_error() {
        Some(number) => format!("{known}（系统错误 {number}）"),
        None => known.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_of_chinese_is_told_in_chinese() {
        let parse = |text: &str| text.parse::<itemget::Country>().unwrap_err();
        let link = |text: &str| text.parse::<itemget::Link>().unwrap_err();
        let sub_code = Some("isv.x".to_owned());
        let refusal = Refusal::new(itemget::Layer::Gateway, "605", sub_code, "");
        let cases: Vec<(Box<dyn Error>, &str)> = vec![
            (Box::new(parse("FRA")), "`FRA` 不是有效的国家代码，应为两个字母，例如 `FR`"),
            (Box::new(link("hello")), "`hello` 既不是商品 ID 也不是链接"),
            (Box::new(link("http://1.2.3.4/")), "`1.2.3.4` 不是速卖通"),
            (Box::new(refusal), "平台返回 `605`（`isv.x`）"),
            (Box::new(UsageError::NothingAsked), "没有要查询的内容"),
            (Box::new(ErrorKind::NoToken), "需要访问令牌"),
            (Box::new(io::Error::from_raw_os_error(28)), "磁盘空间已满（系统错误 28）"),
        ];
        for (error, expected) in cases {
            let said = in_chinese(&*error).unwrap_or_else(|| panic!("{error}"));
            assert!(said.contains(expected), "{said}");
        }
    }
}
