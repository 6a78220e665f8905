//! A row as a line of JSON, its columns in their order. Ids, amounts and moments are texts:
//! most readers take a number for a float.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::SerializeMap as _;

use crate::table::{Cell, Table, Type};

pub(super) fn line(
    to: &mut impl Write,
    table: Table,
    cells: &[Cell<'_>],
) -> io::Result<()> {
    serde_json::to_writer(&mut *to, &Line { table, cells })?;
    to.write_all(b"\n")
}

struct Line<'a> {
    table: Table,
    cells: &'a [Cell<'a>],
}

impl Serialize for Line<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (column, cell) in self.table.columns().iter().zip(self.cells) {
            match cell {
                Cell::None => map.serialize_entry(column.name, &None::<()>)?,
                Cell::Flag(flag) => map.serialize_entry(column.name, flag)?,
                Cell::Whole(number) if column.of == Type::Count => {
                    map.serialize_entry(column.name, number)?;
                }
                other => map.serialize_entry(column.name, &other.plain())?,
            }
        }
        map.end()
    }
}
