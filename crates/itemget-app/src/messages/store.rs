//! What can be wrong with a store, in Chinese, and what to do about it.

use itemget_store::{AddressError, StoreError};

/// The error in Chinese.
pub(super) fn error(error: &StoreError) -> Option<String> {
    Some(match error {
        StoreError::Database { doing, .. } => {
            format!("数据库操作失败：{}", action(doing))
        }
        StoreError::File { path, .. } => format!("无法打开数据库 `{}`", path.display()),
        StoreError::TooNew { found, known } => {
            format!("数据库的版本为 {found}，而本程序最高支持 {known}")
        }
        StoreError::NotHere => "服务器上的数据库不能由本程序复制".to_owned(),
        StoreError::Damaged { what } => format!("数据库中有无法读取的内容：{what}"),
        _ => return None,
    })
}

/// What was being done.
fn action(doing: &str) -> &str {
    match doing {
        "connect to the database" => "连接数据库",
        "bring the database up to date" => "升级数据库",
        "keep what was read" => "保存读数",
        "read history" => "读取历史",
        "compact the history" => "整理历史",
        "read what is tracked" => "读取跟踪列表",
        "add to what is tracked" => "添加跟踪",
        "change what is tracked" => "修改跟踪",
        "take what is due" => "领取到期任务",
        "note what was looked at" => "记录查询结果",
        "measure the database" => "统计数据库大小",
        "check the store" => "检查数据库",
        other => other,
    }
}

/// A database's address that is none, in Chinese.
pub(super) fn address(error: &AddressError) -> Option<String> {
    Some(match error {
        AddressError::Form { shown } => {
            format!(
                "`{shown}` 不是数据库地址：应为 `sqlite:路径` 或 `postgres://用户@主机/库名`"
            )
        }
        AddressError::NoPath => "`sqlite:` 后面应写文件路径".to_owned(),
    })
}

/// What to do about an error.
pub(super) fn hint(error: &StoreError) -> Option<(&'static str, &'static str)> {
    Some(match error {
        error if error.is_full() => (
            "make room on the disk and start again: what was kept before is kept",
            "请释放磁盘空间后重新运行：此前保存的数据均在",
        ),
        error if error.is_transient() => (
            "look whether the database's server runs, or whether another process holds the file, and try again",
            "请确认数据库服务器正在运行、文件未被其他进程占用，然后重试",
        ),
        StoreError::TooNew { .. } => (
            "use the newer version of itemget that wrote it, or name another database with `--database`",
            "请使用写入该数据库的新版 itemget，或用 `--database` 指定另一个数据库",
        ),
        StoreError::NotHere => ("copy it with `pg_dump`", "请用 `pg_dump` 备份"),
        StoreError::Damaged { .. } => (
            "`itemget store check` names everything that cannot be read; restore a backup if you have one",
            "`itemget store check` 会列出全部无法读取的内容；如有备份请恢复",
        ),
        StoreError::File { .. } => (
            "look whether the folder can be written to and the file is a database of itemget's",
            "请确认文件夹可写、且该文件是 itemget 的数据库",
        ),
        _ => return None,
    })
}
