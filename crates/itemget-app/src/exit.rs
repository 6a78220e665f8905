//! How the program ends: one number for each kind of end, the same in every version.

use crate::lang::Lang;

/// The kinds of end, and their numbers where `sysexits.h` has one for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All that was asked for is there.
    Done,
    /// Some or all of it is not there.
    NotFound,
    /// The command line is wrong, or what was given is neither an id nor a link.
    Usage,
    /// An answer that cannot be read, or a fault of this program.
    Software,
    /// A file, the terminal or a pipe failed.
    Io,
    /// Limits, network or the platform's fault: the same command may work later.
    TryAgain,
    /// Key, secret, signature, token or permission.
    NotAllowed,
    /// The configuration is wrong or incomplete.
    Config,
    /// Ctrl-C.
    Interrupted,
    /// Asked to end by a signal.
    Terminated,
}

impl Exit {
    /// All of them, by number.
    pub(crate) const ALL: [Self; 10] = [
        Self::Done,
        Self::NotFound,
        Self::Usage,
        Self::Software,
        Self::Io,
        Self::TryAgain,
        Self::NotAllowed,
        Self::Config,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// The number a shell sees in `$?`.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::NotFound => 1,
            Self::Usage => 2,
            Self::Software => 70,
            Self::Io => 74,
            Self::TryAgain => 75,
            Self::NotAllowed => 77,
            Self::Config => 78,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// What it means, for the help.
    pub(crate) fn meaning(self, lang: Lang) -> &'static str {
        match self {
            Self::Done => lang.pick("all found, or done", "全部找到，或已完成"),
            Self::NotFound => lang.pick("some or all not found", "部分或全部未找到"),
            Self::Usage => lang.pick(
                "the command line is wrong, or a text is no id and no link",
                "命令用法有误，或给出的文本既不是商品 ID 也不是链接",
            ),
            Self::Software => lang.pick(
                "an answer that cannot be read, or a fault of this program",
                "应答无法解析，或程序自身出错",
            ),
            Self::Io => lang.pick("a file or pipe failed", "读写文件或管道失败"),
            Self::TryAgain => lang.pick(
                "limited, no network or a fault of the platform: try again later",
                "被限流、网络不通或平台故障，请稍后重试",
            ),
            Self::NotAllowed => lang.pick(
                "key, secret, signature, token or permission refused",
                "密钥、签名、令牌或权限被拒绝",
            ),
            Self::Config => lang.pick("the configuration is wrong", "配置有误"),
            Self::Interrupted => lang.pick("interrupted by Ctrl-C", "被 Ctrl-C 中断"),
            Self::Terminated => lang.pick("ended by a signal", "收到终止信号"),
        }
    }

    /// Which of two ends a run of many items has: the one its user must act on first.
    #[must_use]
    pub(crate) fn or_worse(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::NotFound => 1,
            Self::Usage => 2,
            Self::TryAgain => 3,
            Self::Software => 4,
            Self::NotAllowed => 5,
            Self::Config => 6,
            Self::Io => 7,
            Self::Interrupted => 8,
            Self::Terminated => 9,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_has_its_own_number() {
        let mut codes = Exit::ALL.map(Exit::code).to_vec();
        assert!(codes.is_sorted(), "{codes:?}");
        codes.dedup();
        assert_eq!(codes.len(), Exit::ALL.len());
    }

    #[test]
    fn the_end_to_act_on_first_wins() {
        for (ends, expected) in [
            (vec![], Exit::Done),
            (vec![Exit::Done, Exit::NotFound, Exit::Done], Exit::NotFound),
            (vec![Exit::TryAgain, Exit::NotFound], Exit::TryAgain),
            (vec![Exit::NotAllowed, Exit::TryAgain, Exit::Usage], Exit::NotAllowed),
        ] {
            let end = ends.iter().fold(Exit::Done, |end, next| end.or_worse(*next));
            assert_eq!(end, expected, "{ends:?}");
        }
    }
}
