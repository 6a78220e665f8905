//! The tables described for programs: what stands in a file's metadata, or beside it.

use serde_json::{Value, json};

use super::Table;

/// The version of the tables. It changes when a column goes or means something else, not
/// when one is added.
pub const SCHEMA_VERSION: u32 = 1;

/// A table's columns with types, units and meaning; `synthetic` says whether a sandbox made
/// the numbers up.
pub fn described(table: Table, synthetic: bool) -> Value {
    json!({
        "schema_version": SCHEMA_VERSION,
        "table": table.name(),
        "row": table.meaning(),
        "synthetic": synthetic,
        "columns": table.columns(),
        "partitions": partitions(table),
    })
}

/// What stands in the folders' names.
fn partitions(table: Table) -> Value {
    match table {
        Table::Steps => json!([]),
        Table::Changes | Table::Spans => json!([
            {"name": "platform", "type": "text", "meaning": "where the product is sold"},
            {
                "name": "date",
                "type": "date",
                "meaning": match table {
                    Table::Spans => "the day of `first`, in UTC",
                    _ => "the day of `seen_at`, in UTC",
                },
            },
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_every_column_with_its_type_and_unit() {
        let spans = described(Table::Spans, true);
        let last = spans["columns"].as_array().unwrap().last().unwrap();
        assert_eq!(last["unit"], "seconds");
        assert_eq!(last["type"], "count");
        assert_eq!(spans["partitions"][1]["meaning"], "the day of `first`, in UTC");
        assert_eq!(spans["synthetic"], true);
    }
}
