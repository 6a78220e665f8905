//! Values as PostgreSQL has them.

use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::db::{DbError, Row, Value};

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) if *kind == Type::INT4 => {
                i32::try_from(*value)?.to_sql(kind, out)
            }
            Self::Int(value) if *kind == Type::INT8 => value.to_sql(kind, out),
            Self::Text(text) if <&str as ToSql>::accepts(kind) => {
                text.as_str().to_sql(kind, out)
            }
            Self::Bytes(bytes) if *kind == Type::BYTEA => {
                bytes.as_slice().to_sql(kind, out)
            }
            // Not which: it can be a secret.
            _ => Err(format!("a value of another kind than {kind}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// The values of a row.
pub(super) fn row(row: &tokio_postgres::Row) -> Result<Row, DbError> {
    let columns = row.columns().iter().enumerate();
    let values = columns.map(|(at, column)| {
        Ok(match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at)?.into(),
            Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(i64::from).into(),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.into(),
            _ => row.try_get::<_, Option<String>>(at)?.into(),
        })
    });
    values.collect::<Result<_, DbError>>().map(Row)
}
