//! Values that go into a database and come out of it.

use super::DbError;

/// A value of one of the kinds that both databases have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A list of values, each made into one: `values![1, "a", None::<i64>]`.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}
pub(crate) use values;

/// A row of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row(pub(crate) Vec<Value>);

/// A column that holds something else than what was expected there.
#[derive(Debug, thiserror::Error)]
#[error("column {column} is not {expected}")]
pub(crate) struct WrongColumn {
    column: usize,
    expected: &'static str,
}

macro_rules! column {
    ($name:ident, $maybe:ident, $kind:ident, $type:ty, $expected:literal) => {
        pub(crate) fn $maybe(&mut self, column: usize) -> Result<Option<$type>, DbError> {
            match self.0.get_mut(column).map(|it| std::mem::replace(it, Value::Null)) {
                Some(Value::$kind(value)) => Ok(Some(value)),
                Some(Value::Null) => Ok(None),
                _ => Err(WrongColumn { column, expected: $expected }.into()),
            }
        }

        pub(crate) fn $name(&mut self, column: usize) -> Result<$type, DbError> {
            let wrong = WrongColumn { column, expected: $expected };
            self.$maybe(column)?.ok_or_else(|| wrong.into())
        }
    };
}

impl Row {
    column!(int, maybe_int, Int, i64, "a whole number");
    column!(text, maybe_text, Text, String, "a text");
    column!(bytes, maybe_bytes, Bytes, Vec<u8>, "bytes");
}
