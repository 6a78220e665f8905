//! Which column of a table has the items: by its name, or by what is in it.

use itemget::Link;

use super::error::TrackingError;
use super::sheet::{Sheet, SheetRow};
use super::tidy::{Tidied, tidied};

/// The column that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Counted from 0.
    pub(crate) index: usize,
    /// Its heading, where the table has one.
    pub(crate) heading: Option<String>,
}

/// The names of columns that hold items, without spaces, marks and case.
const NAMES: &[&str] = &[
    "id",
    "item",
    "itemid",
    "productid",
    "product",
    "numiid",
    "pid",
    "goodsid",
    "url",
    "link",
    "itemurl",
    "productlink",
    "producturl",
    "itemlink",
    "goodsurl",
    "商品id",
    "商品编号",
    "产品id",
    "产品编号",
    "宝贝id",
    "链接",
    "商品链接",
    "产品链接",
    "宝贝链接",
    "网址",
    "商品",
];

/// How many rows are looked at to tell what is in a column.
const LOOKED_AT: usize = 200;

/// Chooses the column: the one that was asked for by name or number, or one that is named
/// after what it holds, or else the one that most items can be read in.
pub(crate) fn choose(
    sheet: &Sheet,
    asked: Option<&str>,
) -> Result<Choice, TrackingError> {
    let Some(first) = sheet.rows.first() else { return Err(TrackingError::Nothing) };
    let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    if let Some(asked) = asked {
        return by_name(first, width, asked)
            .map(|index| Choice { index, heading: heading(sheet, index) })
            .ok_or_else(|| none(first, asked.to_owned()));
    }
    let named = |index: &usize| NAMES.contains(&normal(text(first, *index)).as_str());
    let best = |columns: &mut dyn Iterator<Item = usize>| {
        let scored = columns.map(|index| (score(sheet, index), std::cmp::Reverse(index)));
        scored.filter(|(score, _)| *score > 0).max().map(|(_, index)| index.0)
    };
    let found = best(&mut (0..width).filter(named)).or_else(|| best(&mut (0..width)));
    // Where nothing can be read, each row of the one column that could be meant says why.
    let found = found.or_else(|| (0..width).find(named)).or((width == 1).then_some(0));
    match found {
        Some(index) => Ok(Choice { index, heading: heading(sheet, index) }),
        None => Err(none(first, String::new())),
    }
}

fn none(first: &SheetRow, asked: String) -> TrackingError {
    let columns = first.cells.iter().map(|cell| cell.text.chars().take(30).collect());
    TrackingError::NoColumn { asked, columns: columns.take(12).collect() }
}

fn by_name(first: &SheetRow, width: usize, asked: &str) -> Option<usize> {
    let wanted = normal(asked);
    let named = (0..width).find(|index| normal(text(first, *index)) == wanted);
    let number = || asked.parse().ok().filter(|number| (1..=width).contains(number));
    named.or_else(|| number().map(|number: usize| number - 1))
}

fn text(row: &SheetRow, index: usize) -> &str {
    row.cells.get(index).map_or("", |cell| &cell.text)
}

/// A heading without what differs from file to file.
fn normal(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The heading of a column, where its first cell is one: its name is known, or it is no
/// item and others below it are.
fn heading(sheet: &Sheet, index: usize) -> Option<String> {
    let first = text(sheet.rows.first()?, index);
    let is_name = NAMES.contains(&normal(first).as_str());
    let has_digits = first.chars().filter(char::is_ascii_digit).count() > 4;
    let is_word = worth(first) == 0 && !first.contains("://") && !has_digits;
    let is_heading = is_name || (is_word && !first.is_empty() && score(sheet, index) > 0);
    is_heading.then(|| first.to_owned())
}

/// How much there is in a column that could be meant.
fn score(sheet: &Sheet, index: usize) -> usize {
    sheet.rows.iter().take(LOOKED_AT).map(|row| worth(text(row, index))).sum()
}

/// Items count most, then short links, then what once was an id. Small numbers count
/// nothing: they number the rows, or are prices.
fn worth(cell: &str) -> usize {
    const LEAST: u64 = 1_000_000;
    match tidied(cell) {
        Tidied::Rounded => 1,
        Tidied::Text(text) => match text.parse() {
            Ok(Link::Item(link)) if link.written_id.get() >= LEAST => 3,
            Ok(Link::Short(_)) => 2,
            Ok(Link::Item(_)) | Err(_) => 0,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::SheetForm;
    use super::*;

    fn chosen(
        text: &str,
        asked: Option<&str>,
    ) -> Result<(usize, Option<String>), String> {
        let sheet = Sheet::read(text.as_bytes(), SheetForm::Separated).unwrap();
        let choice = choose(&sheet, asked).map_err(|error| error.to_string())?;
        Ok((choice.index, choice.heading))
    }

    #[test]
    fn a_column_is_found_by_its_name_or_by_what_is_in_it() {
        let id = "1005006000000001";
        let link = "https://www.aliexpress.com/item/1005006000000001.html";
        for (text, index, heading) in [
            (format!("Name,Product ID\nlamp,{id}\n"), 1, Some("Product ID")),
            (format!("名称;商品ID\n灯;{id}\n"), 1, Some("商品ID")),
            // Numbers of rows are no ids.
            (format!("id,link\n1,{link}\n2,{link}\n"), 1, Some("link")),
            // A name that is not known, and none at all.
            (format!("what,where\nlamp,{link}\n"), 1, Some("where")),
            (format!("lamp,{id}\n"), 1, None),
            // A rounded id is still one, so that it is said; a link beside it is better.
            ("name,sku\nlamp,1.00501E+15\n".to_owned(), 1, Some("sku")),
            (format!("id,url\n1.00501E+15,{link}\n"), 1, Some("url")),
            // A column with the right name and nothing to read: each row says why.
            ("id,name\nx,y\n".to_owned(), 0, Some("id")),
        ] {
            let expected = Ok((index, heading.map(str::to_owned)));
            assert_eq!(chosen(&text, None), expected, "{text}");
        }
    }

    #[test]
    fn a_column_can_be_asked_for_by_name_or_number() {
        let text = "Code,id\n1005006000000001,1005006000000002\n";
        assert_eq!(chosen(text, Some("code")), Ok((0, Some("Code".to_owned()))));
        assert_eq!(chosen(text, Some("2")), Ok((1, Some("id".to_owned()))));
        let none = chosen(text, Some("price")).unwrap_err();
        assert!(none.contains("`Code`") && none.contains("`price`"), "{none}");
        assert!(chosen("a,b\nc,d\n", None).is_err());
        assert!(chosen("", None).is_err());
    }
}
