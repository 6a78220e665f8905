//! What becomes of each row of a list, decided before a call is spent. Pure.

use std::collections::BTreeMap;

use itemget::{ItemRef, Link, LinkError, ShortLink, SkuId};
use itemget_store::TrackedId;

use super::column::Choice;
use super::sheet::{Sheet, SheetCell};
use super::tidy::{Tidied, ends_where_spreadsheets_round, tidied};

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On the command line, counted from 1.
    Argument(u64),
    /// In the file, by the number that an editor shows.
    Row(u64),
}

/// A text that should be an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) place: Place,
    /// As it stands there.
    pub(crate) text: String,
    /// Whether it was a number to a spreadsheet.
    is_number: bool,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) asked: Asked,
    /// What it means, where it is an item.
    pub(crate) item: Option<ItemRef>,
    /// The variant that its link names.
    pub(crate) sku: Option<SkuId>,
    pub(crate) verdict: Verdict,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is followed from now on.
    New,
    /// It was followed before.
    Tracked(TrackedId),
    /// It stands further up as well.
    Duplicate(Place),
    /// It cannot be followed.
    Unsupported(Unsupported),
}

/// Why a row cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unsupported {
    /// Its column is empty.
    Empty,
    /// A spreadsheet has rounded the id.
    Rounded,
    /// Which item a short link leads to is not known without asking.
    Short(ShortLink),
    /// It is no item.
    Link(LinkError),
}

impl Judged {
    /// Whether the row stays refused when it comes again as a plain text. A number that a
    /// spreadsheet has rounded would not: as a text it is an id like any other.
    pub(crate) fn can_be_text(&self) -> bool {
        let rounded = Verdict::Unsupported(Unsupported::Rounded);
        !(self.asked.is_number && self.verdict == rounded)
    }
}

impl Asked {
    /// The arguments of a command line.
    pub(crate) fn arguments(texts: &[String]) -> Vec<Self> {
        let asked = |(place, text): (u64, &String)| Self {
            place: Place::Argument(place),
            text: text.clone(),
            is_number: false,
        };
        (1..).zip(texts).map(asked).collect()
    }

    /// The lines of a text that somebody pasted; empty ones are nothing.
    pub(crate) fn lines(text: &str) -> Vec<Self> {
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let asked = |(row, line): (u64, &str)| Self {
            place: Place::Row(row),
            text: line.trim().to_owned(),
            is_number: false,
        };
        lines.map(asked).collect()
    }

    /// The column of a table.
    pub(crate) fn column(sheet: &Sheet, choice: &Choice) -> Vec<Self> {
        let heading = usize::from(choice.heading.is_some());
        let empty = SheetCell { text: String::new(), is_number: false };
        let rows = sheet.rows.iter().skip(heading).map(|row| {
            let cell = row.cells.get(choice.index).unwrap_or(&empty);
            Self {
                place: Place::Row(row.number),
                text: cell.text.clone(),
                is_number: cell.is_number,
            }
        });
        rows.collect()
    }
}

/// Judges rows, one after the other; `tracked` is what is followed in the same view of the
/// same source.
pub(crate) fn judge(
    asked: Vec<Asked>,
    tracked: &BTreeMap<ItemRef, TrackedId>,
) -> Vec<Judged> {
    let rounded = all_are_rounded(&asked);
    let mut first: BTreeMap<ItemRef, Place> = BTreeMap::new();
    let mut judged = Vec::with_capacity(asked.len());
    for asked in asked {
        let (item, sku, verdict) = match read(&asked, rounded) {
            Err(why) => (None, None, Verdict::Unsupported(why)),
            Ok(link) => {
                let item = link.item;
                let verdict = match (first.get(&item), tracked.get(&item)) {
                    (Some(place), _) => Verdict::Duplicate(*place),
                    (None, Some(id)) => Verdict::Tracked(*id),
                    (None, None) => Verdict::New,
                };
                first.entry(item).or_insert(asked.place);
                (Some(item), link.sku, verdict)
            }
        };
        judged.push(Judged { asked, item, sku, verdict });
    }
    judged
}

fn read(asked: &Asked, rounded: bool) -> Result<itemget::ItemLink, Unsupported> {
    let text = match tidied(&asked.text) {
        Tidied::Rounded => return Err(Unsupported::Rounded),
        Tidied::Text(text) if text.is_empty() => return Err(Unsupported::Empty),
        Tidied::Text(text) => text,
    };
    let lost = (asked.is_number || rounded) && ends_where_spreadsheets_round(&text);
    match text.parse() {
        _ if lost => Err(Unsupported::Rounded),
        Ok(Link::Item(link)) => Ok(link),
        Ok(Link::Short(short)) => Err(Unsupported::Short(short)),
        Err(error) => Err(Unsupported::Link(error)),
    }
}

/// Whether a column went through a spreadsheet that rounded all of it: one id in ten ends
/// in a zero, and so four of them by chance are one list in ten thousand.
fn all_are_rounded(asked: &[Asked]) -> bool {
    const ENOUGH: usize = 4;
    let texts = asked.iter().filter(|it| matches!(it.place, Place::Row(_)));
    let mut long = texts
        .filter(|it| it.text.len() > 15 && it.text.bytes().all(|b| b.is_ascii_digit()));
    let mut count = 0;
    let all = long.all(|it| {
        count += 1;
        ends_where_spreadsheets_round(&it.text)
    });
    all && count >= ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u64, text: &str, is_number: bool) -> Asked {
        Asked { place: Place::Row(number), text: text.to_owned(), is_number }
    }

    fn verdicts(rows: Vec<Asked>) -> Vec<&'static str> {
        let known = "1005006000000009".parse().unwrap();
        let tracked = BTreeMap::from([(known, TrackedId(7))]);
        let judged = judge(rows, &tracked);
        let word = |judged: Judged| match judged.verdict {
            Verdict::New => "new",
            Verdict::Tracked(TrackedId(7)) => "tracked",
            Verdict::Tracked(_) => "another",
            Verdict::Duplicate(Place::Row(2)) => "duplicate of row 2",
            Verdict::Duplicate(_) => "duplicate",
            Verdict::Unsupported(Unsupported::Empty) => "empty",
            Verdict::Unsupported(Unsupported::Rounded) => "rounded",
            Verdict::Unsupported(Unsupported::Short(_)) => "short",
            Verdict::Unsupported(Unsupported::Link(_)) => "no item",
        };
        judged.into_iter().map(word).collect()
    }

    #[test]
    fn each_row_gets_its_verdict() {
        let texts = [
            ("1005006000000001", "new"),
            (
                "https://www.aliexpress.us/item/3256805813685249.html",
                "duplicate of row 2",
            ),
            ("1005006000000009", "tracked"),
            ("https://a.aliexpress.com/_mPvQ1aB", "short"),
            ("https://www.ebay.com/itm/256471234567", "no item"),
            ("1.00501E+15", "rounded"),
            ("", "empty"),
            ("lamp", "no item"),
            ("'1005006000000002", "new"),
        ];
        let rows = (2..).zip(texts).map(|(number, (text, _))| row(number, text, false));
        assert_eq!(verdicts(rows.collect()), texts.map(|(_, verdict)| verdict));
    }

    #[test]
    fn numbers_that_a_spreadsheet_may_have_rounded_are_not_taken_for_ids() {
        assert_eq!(verdicts(vec![row(1, "1005006000000010", true)]), ["rounded"]);
        assert_eq!(verdicts(vec![row(1, "1005006000000010", false)]), ["new"]);
        assert_eq!(verdicts(vec![row(1, "1005006000000011", true)]), ["new"]);
        let tens = |count: u64| -> Vec<Asked> {
            (1..=count).map(|n| row(n, &format!("10050060000000{n}0"), false)).collect()
        };
        assert_eq!(verdicts(tens(3)), ["new"; 3]);
        assert_eq!(verdicts(tens(4)), ["rounded"; 4]);
    }
}
