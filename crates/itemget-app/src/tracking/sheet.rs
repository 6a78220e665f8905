//! A list of items as a table, from any file that people keep lists in: lines of text,
//! comma-separated values of any kind, workbooks of spreadsheets.

use std::io::Cursor;

use calamine::{Data, Reader as _};
use itemget::Link;

use super::error::TrackingError;

/// A table with its rows, each under the number that a spreadsheet shows beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) rows: Vec<SheetRow>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetRow {
    /// Counted from 1, in the file.
    pub(crate) number: u64,
    pub(crate) cells: Vec<SheetCell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetCell {
    pub(crate) text: String,
    /// Whether it is a number to the spreadsheet, which keeps fifteen digits of it.
    pub(crate) is_number: bool,
}

/// What a file is by its name; what its name does not say, its first bytes do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SheetForm {
    /// An item a line.
    Lines,
    /// Values with something between them.
    Separated,
    /// It is to be told by its looks.
    ByLooks,
}

impl SheetForm {
    /// The form that a file's name promises.
    pub(crate) fn of(path: &std::path::Path) -> Self {
        let ending = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "txt" | "list" => Self::Lines,
            "csv" | "tsv" => Self::Separated,
            _ => Self::ByLooks,
        }
    }
}

impl Sheet {
    /// Reads a file's bytes. A workbook is known by its first bytes, whatever its name.
    pub(crate) fn read(bytes: &[u8], form: SheetForm) -> Result<Self, TrackingError> {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return workbook(bytes);
        }
        let text = text(bytes);
        let form = match form {
            SheetForm::ByLooks => looks(&text),
            form => form,
        };
        match form {
            SheetForm::Lines | SheetForm::ByLooks => Ok(lines(&text)),
            SheetForm::Separated => separated(&text),
        }
    }
}

/// The text of a file, in the encodings that spreadsheets write: UTF-8, UTF-16 with its
/// mark, and on Chinese machines GB 18030.
fn text(bytes: &[u8]) -> String {
    let encoding = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8,
        None => encoding_rs::GB18030,
    };
    // Takes the mark away as well. What is in no encoding is marked in the text, so that it
    // is refused with the text shown.
    encoding.decode(bytes).0.into_owned()
}

/// Lines where the first is an item by itself, or nothing stands between values.
fn looks(text: &str) -> SheetForm {
    let first = text.lines().map(str::trim).find(|it| is_content(it)).unwrap_or_default();
    let is_item = matches!(first.parse(), Ok(Link::Item(_) | Link::Short(_)));
    match is_item || separator(text).is_none() {
        true => SheetForm::Lines,
        false => SheetForm::Separated,
    }
}

fn is_content(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}

fn lines(text: &str) -> Sheet {
    let rows = (1..).zip(text.lines()).filter(|(_, line)| is_content(line.trim()));
    let row = |(number, line): (u64, &str)| SheetRow {
        number,
        cells: vec![SheetCell { text: line.trim().to_owned(), is_number: false }],
    };
    Sheet { rows: rows.map(row).collect() }
}

/// What stands between the values: the mark that most lines have in the same number.
fn separator(text: &str) -> Option<u8> {
    if let Some(said) = text.strip_prefix("sep=") {
        return said.bytes().next();
    }
    let lines: Vec<&str> = text.lines().filter(|it| !it.trim().is_empty()).collect();
    let lines = &lines[..lines.len().min(20)];
    let count = |line: &str, mark: u8| {
        let mut quoted = false;
        line.bytes()
            .filter(|byte| {
                quoted ^= *byte == b'"';
                !quoted && *byte == mark
            })
            .count()
    };
    let marks = [b'\t', b';', b',', b'|'].into_iter().filter_map(|mark| {
        let first = count(lines.first()?, mark);
        let like_first = lines.iter().filter(|line| count(line, mark) == first).count();
        (first > 0).then_some((like_first, mark))
    });
    // Of equals the first: a tab is in no text by chance, a comma is in many.
    marks.rev().max_by_key(|(like_first, _)| *like_first).map(|(_, mark)| mark)
}

fn separated(text: &str) -> Result<Sheet, TrackingError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let mut lines = LineNumbers { text: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(TrackingError::Separated)?;
        let number = lines.of(record.position().map_or(0, csv::Position::byte));
        if number == 1 && text.starts_with("sep=") {
            continue;
        }
        let cell =
            |text: &str| SheetCell { text: text.trim().to_owned(), is_number: false };
        sheet.push(number, record.iter().map(cell).collect());
    }
    Ok(sheet)
}

/// Counts lines as an editor does. The reader's own count is one short where lines end in
/// two characters.
struct LineNumbers<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl LineNumbers<'_> {
    /// The line of what begins at this byte or, where that is the end of a line, after it.
    /// Asked in the order of the text.
    fn of(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        let blank = self.text[byte..].iter().take_while(|it| matches!(it, b'\r' | b'\n'));
        let start = (byte + blank.count()).max(self.at);
        let ends = self.text[self.at..start].iter().filter(|it| **it == b'\n');
        self.line += ends.count() as u64;
        self.at = start;
        self.line
    }
}

/// The first sheet of a workbook that has something in it.
fn workbook(bytes: &[u8]) -> Result<Sheet, TrackingError> {
    let mut workbook = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(TrackingError::Workbook)?;
    let mut sheet = Sheet::default();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).map_err(TrackingError::Workbook)?;
        let first = range.start().map_or(0, |(row, _)| row);
        for (number, cells) in (u64::from(first) + 1..).zip(range.rows()) {
            sheet.push(number, cells.iter().map(cell).collect());
        }
        if !sheet.rows.is_empty() {
            break;
        }
    }
    Ok(sheet)
}

fn cell(data: &Data) -> SheetCell {
    match data {
        // Whole numbers without a point and without an exponent.
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 9.0e15 => {
            SheetCell { text: format!("{number:.0}"), is_number: true }
        }
        Data::Float(number) => SheetCell { text: format!("{number:e}"), is_number: true },
        Data::Int(number) => SheetCell { text: number.to_string(), is_number: true },
        other => {
            SheetCell { text: other.to_string().trim().to_owned(), is_number: false }
        }
    }
}

impl Sheet {
    /// Adds a row, unless nothing is in it.
    fn push(&mut self, number: u64, cells: Vec<SheetCell>) {
        if cells.iter().any(|cell| !cell.text.is_empty()) {
            self.rows.push(SheetRow { number, cells });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], form: SheetForm) -> Vec<(u64, Vec<String>)> {
        let sheet = Sheet::read(bytes, form).unwrap();
        let texts = |row: SheetRow| row.cells.into_iter().map(|cell| cell.text).collect();
        sheet.rows.into_iter().map(|row| (row.number, texts(row))).collect()
    }

    #[test]
    fn separators_quotes_marks_and_encodings_are_told_by_their_looks() {
        let utf_16: Vec<u8> = "\u{feff}id\tname\r\n1\tx\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let chinese = encoding_rs::GB18030.encode("商品ID,名称\n1,灯\n").0.into_owned();
        for (bytes, expected) in [
            ("\u{feff}id;name\n1;\"a;b\"\n".as_bytes(), [["id", "name"], ["1", "a;b"]]),
            (b"id,name\r\n1,\"a,\nb\"\r\n", [["id", "name"], ["1", "a,\nb"]]),
            (b"sep=;\nid;name\n1;x\n", [["id", "name"], ["1", "x"]]),
            (&utf_16, [["id", "name"], ["1", "x"]]),
            (&chinese, [["商品ID", "名称"], ["1", "灯"]]),
        ] {
            let rows = read(bytes, SheetForm::ByLooks);
            let cells: Vec<_> = rows.into_iter().map(|(_, cells)| cells).collect();
            assert_eq!(cells, expected.map(|row| row.map(str::to_owned).to_vec()));
        }
    }

    #[test]
    fn rows_have_the_numbers_that_an_editor_shows() {
        let rows =
            read(b"# mine\n1005006000000001\n\n  1005006000000002\n", SheetForm::ByLooks);
        let numbers: Vec<_> = rows.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [2, 4]);
        for text in
            ["id,x\n,\n1,2\n", "id,x\r\n,\r\n1,2\r\n", "id,x\r\n\r\n1,\"2\r\n\"\r\n"]
        {
            let rows = read(text.as_bytes(), SheetForm::Separated);
            let numbers: Vec<_> = rows.iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, [1, 3], "{text:?}");
        }
    }

    #[test]
    fn a_link_with_commas_in_it_is_a_line() {
        let link = "https://www.aliexpress.com/item/1005006000000001.html?a=1,2,3";
        assert_eq!(
            read(link.as_bytes(), SheetForm::ByLooks),
            [(1, vec![link.to_owned()])]
        );
    }

    #[test]
    fn what_begins_like_a_workbook_and_is_none_is_said() {
        for bytes in [&b"PK\x03\x04nothing"[..], b"\xd0\xcf\x11\xe0nothing"] {
            let error = Sheet::read(bytes, SheetForm::Lines).unwrap_err();
            assert!(matches!(error, TrackingError::Workbook(_)), "{error:?}");
        }
    }
}
