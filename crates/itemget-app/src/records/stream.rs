//! Records that are written while they are made: a document that is whole wherever it ends.

use std::io::{self, Write};

use serde::Serialize;

use super::SCHEMA_VERSION;

/// One JSON document with a list of records, written record by record.
///
/// `{"schema_version": 1, "records": […], "complete": true}`
#[derive(Debug, Default)]
pub(crate) struct JsonDocument {
    written: usize,
}

impl JsonDocument {
    /// Writes a record, and before the first one the document's head.
    pub(crate) fn record(
        &mut self,
        to: &mut dyn Write,
        record: &impl Serialize,
    ) -> io::Result<()> {
        let before = match self.written {
            0 => format!("{{\n  \"schema_version\": {SCHEMA_VERSION},\n  \"records\": ["),
            _ => ",".to_owned(),
        };
        self.written += 1;
        // No line end stands inside of a JSON text, so that all of them are layout.
        let laid_out = serde_json::to_string_pretty(record)?.replace('\n', "\n    ");
        write!(to, "{before}\n    {laid_out}")
    }

    /// Writes the end. `complete` is whether all that was asked for is in it.
    pub(crate) fn end(self, to: &mut dyn Write, complete: bool) -> io::Result<()> {
        if self.written == 0 {
            write!(to, "{{\n  \"schema_version\": {SCHEMA_VERSION},\n  \"records\": [")?;
        }
        write!(to, "\n  ],\n  \"complete\": {complete}\n}}\n")
    }
}

/// Writes a record as a line that stands for itself.
pub(crate) fn json_line(to: &mut dyn Write, record: &impl Serialize) -> io::Result<()> {
    #[derive(Serialize)]
    struct Line<'a, R> {
        schema_version: u32,
        #[serde(flatten)]
        record: &'a R,
    }
    json_text(to, &Line { schema_version: SCHEMA_VERSION, record })
}

/// Writes a record that says its version itself as a line.
pub(crate) fn json_text(to: &mut dyn Write, record: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *to, record)?;
    to.write_all(b"\n")
}

/// Writes cells as a line of CSV, quoted where they must be.
pub(crate) fn csv_line(to: &mut dyn Write, cells: &[impl AsRef<[u8]>]) -> io::Result<()> {
    let mut line = csv::Writer::from_writer(to);
    line.write_record(cells).map_err(io::Error::from)?;
    line.flush()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_document_is_json_with_any_number_of_records() {
        for count in 0..3 {
            let mut text = Vec::new();
            let mut document = JsonDocument::default();
            for n in 0..count {
                document.record(&mut text, &json!({ "n": n })).unwrap();
            }
            document.end(&mut text, count > 1).unwrap();
            let read: Value = serde_json::from_slice(&text).unwrap();
            assert_eq!(read["schema_version"], 1);
            assert_eq!(read["records"].as_array().unwrap().len(), count);
            assert_eq!(read["complete"], count > 1);
        }
    }

    #[test]
    fn a_line_says_its_version_itself() {
        let mut text = Vec::new();
        json_line(&mut text, &json!({ "asked": "1\n2" })).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "{\"schema_version\":1,\"asked\":\"1\\n2\"}\n"
        );
    }
}
