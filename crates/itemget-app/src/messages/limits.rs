//! What limits, caches and recordings say when they say no, in Chinese.

use itemget::limit::{Closure, LedgerError, LimitError, LimitScope};
use itemget::{CacheError, ReplayError};

pub(super) fn limit(error: &LimitError) -> Option<String> {
    Some(match error {
        LimitError::Closed { scope, reopens, why } => {
            let why = match why {
                Closure::Day => "当日调用次数已用完",
                Closure::Ban => "平台暂停接受调用",
                Closure::Damage => "配额账本丢失，可能仍有调用在途",
                _ => return None,
            };
            format!("{why}，{reopens} 恢复：{}", self::scope(scope))
        }
        LimitError::Budget { max_calls } => {
            format!("允许的 {max_calls} 次调用已用完")
        }
        LimitError::Ledger(_) => "无法记录配额".to_owned(),
        _ => return None,
    })
}

fn scope(scope: &LimitScope) -> String {
    match scope {
        LimitScope::App => "本应用的全部接口".to_owned(),
        LimitScope::Api(method) => format!("`{method}`（所有应用）"),
        LimitScope::AppApi(method) => format!("本应用的 `{method}`"),
    }
}

pub(super) fn cache(error: &CacheError) -> Option<String> {
    Some(format!("缓存出错：{}（{}）", error.doing, error.place))
}

pub(super) fn ledger(_: &LedgerError) -> Option<String> {
    Some("无法使用配额账本".to_owned())
}

pub(super) fn replay(error: &ReplayError) -> Option<String> {
    Some(match error {
        ReplayError::Unreadable { path, .. } => {
            format!("无法读取 `{}`", path.display())
        }
        ReplayError::Damaged { folder, files } => {
            format!("`{}` 中有 {} 个录制文件已损坏", folder.display(), files.len())
        }
        ReplayError::Empty { folder } => {
            format!("`{}` 中没有录制文件", folder.display())
        }
        _ => return None,
    })
}
