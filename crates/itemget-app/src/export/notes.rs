//! What lies beside the parts of an export: how far it is, what the columns mean, and how
//! DuckDB reads it.

use std::io::Read as _;

use itemget_exchange::table::{SCHEMA_VERSION, Table, described};
use itemget_exchange::{FileFormat, Manifest};
use serde_json::json;

use super::ExportError;
use crate::depot::{Depot, DepotError};

/// The description of the columns, below the export's top.
const SCHEMA: &str = "schema.json";
/// Views for DuckDB, below the export's top.
const DUCKDB: &str = "duckdb.sql";

/// The manifest of an export, if there is one.
pub(crate) async fn manifest(depot: &Depot) -> Result<Option<Manifest>, ExportError> {
    let Some(mut file) = depot.fetch(Manifest::NAME).await? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)
        .map_err(|source| DepotError::Read { name: Manifest::NAME.to_owned(), source })?;
    Ok(Some(Manifest::read(&bytes)?))
}

/// Puts down what an export has from its beginning.
pub(super) async fn begin(depot: &Depot, manifest: &Manifest) -> Result<(), ExportError> {
    // First of all: by it a place that was left at once is known as an export's.
    depot.write(Manifest::NAME, &manifest.bytes()).await?;
    let synthetic = manifest.terms.synthetic;
    let tables = Table::EXPORTED.map(|table| described(table, synthetic));
    let schema = json!({"schema_version": SCHEMA_VERSION, "tables": tables});
    let mut text = serde_json::to_vec_pretty(&schema).expect("texts are always JSON");
    text.push(b'\n');
    depot.write(SCHEMA, &text).await?;
    if manifest.terms.format == FileFormat::Parquet {
        let until = manifest.until_at.to_string();
        let text = include_str!("duckdb.sql").replace("{until}", &until);
        depot.write(DUCKDB, text.as_bytes()).await?;
    }
    Ok(())
}
