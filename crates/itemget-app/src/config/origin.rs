//! Where a setting came from, kept with it: whoever must find out why a value is what it
//! is asks for this first.

use std::fmt;
use std::path::PathBuf;

/// A value with the place it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// Where a setting can come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody said anything.
    Default,
    /// A line of the configuration's file.
    File { path: PathBuf, line: usize },
    /// A variable of the environment.
    Variable(&'static str),
    /// A flag of the command line.
    Flag(&'static str),
}

impl<T> Set<T> {
    pub(crate) fn by_default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Set<U> {
        Set { value: change(self.value), origin: self.origin }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::File { path, line } => write!(f, "`{}` line {line}", path.display()),
            Self::Variable(name) => write!(f, "the variable `{name}`"),
            Self::Flag(name) => write!(f, "`{name}`"),
        }
    }
}

impl Origin {
    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Default => "默认值".to_owned(),
            Self::File { path, line } => {
                format!("配置文件 `{}` 第 {line} 行", path.display())
            }
            Self::Variable(name) => format!("环境变量 `{name}`"),
            Self::Flag(name) => format!("参数 `{name}`"),
        }
    }
}
