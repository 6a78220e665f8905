//! What becomes of a row of a list, as a record.

use itemget::{ItemId, SkuId};
use serde::Serialize;
use utoipa::ToSchema;

use super::ids::link_code;
use super::words;
use crate::lang::Lang;
use crate::messages;
use crate::tracking::{Judged, Place, Unsupported, Verdict};

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct VerdictRecord {
    /// The row of the file, from 1; none for an argument.
    pub(crate) row: Option<u64>,
    /// The argument of the command line, from 1; none for a row.
    pub(crate) argument: Option<u64>,
    /// As it stands there.
    pub(crate) asked: String,
    /// `new`, `tracked`, `duplicate` or `unsupported`.
    #[schema(schema_with = words::verdict)]
    pub(crate) verdict: &'static str,
    /// The product's id on all sites but the US one.
    pub(crate) id: Option<ItemId>,
    /// The SKU that the link names; the item is followed with all of them.
    pub(crate) sku_id: Option<SkuId>,
    /// The row or argument that says the same before it.
    pub(crate) duplicate_of: Option<u64>,
    /// Why it is not supported, as a stable word.
    pub(crate) code: Option<&'static str>,
    /// The same for people.
    pub(crate) message: Option<String>,
    /// What can be done about it.
    pub(crate) hint: Option<String>,
}

impl VerdictRecord {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 10] = [
        "row",
        "argument",
        "asked",
        "verdict",
        "id",
        "sku_id",
        "duplicate_of",
        "code",
        "message",
        "hint",
    ];

    /// The record of a row that was judged.
    pub(crate) fn of(judged: &Judged, lang: Lang) -> Self {
        let (row, argument) = match judged.asked.place {
            Place::Row(row) => (Some(row), None),
            Place::Argument(argument) => (None, Some(argument)),
        };
        let mut record = Self {
            row,
            argument,
            asked: judged.asked.text.clone(),
            verdict: "new",
            id: judged.item.map(|item| item.id),
            sku_id: judged.sku,
            duplicate_of: None,
            code: None,
            message: None,
            hint: None,
        };
        match &judged.verdict {
            Verdict::New => {}
            Verdict::Tracked(_) => record.verdict = "tracked",
            Verdict::Duplicate(place) => {
                record.verdict = "duplicate";
                record.message = Some(same_as(*place, lang));
                let (Place::Row(number) | Place::Argument(number)) = place;
                record.duplicate_of = Some(*number);
            }
            Verdict::Unsupported(why) => {
                record.verdict = "unsupported";
                record.code = Some(code(why));
                record.message = Some(message(why, lang));
                record.hint = hint(why, lang);
            }
        }
        record
    }

    /// Where it stands, for people.
    pub(crate) fn place(&self, lang: Lang) -> String {
        match (self.row, self.argument) {
            (Some(row), _) => row.to_string(),
            (None, Some(argument)) => match lang {
                Lang::En => format!("arg {argument}"),
                Lang::Zh => format!("参数 {argument}"),
            },
            (None, None) => String::new(),
        }
    }

    /// The verdict, for people.
    pub(crate) fn word(&self, lang: Lang) -> String {
        let (en, zh) = match self.verdict {
            "new" => ("new", "新增"),
            "tracked" => ("followed already", "已在跟踪"),
            "duplicate" => ("given twice", "重复"),
            _ => ("not supported", "不支持"),
        };
        lang.pick(en, zh).to_owned()
    }

    /// Its cells, in the order of [`Self::COLUMNS`]; what is not known is empty.
    pub(crate) fn cells(&self) -> [String; 10] {
        fn text<T: ToString>(value: Option<&T>) -> String {
            value.map(T::to_string).unwrap_or_default()
        }
        [
            text(self.row.as_ref()),
            text(self.argument.as_ref()),
            self.asked.clone(),
            self.verdict.to_owned(),
            text(self.id.as_ref()),
            text(self.sku_id.as_ref()),
            text(self.duplicate_of.as_ref()),
            text(self.code.as_ref()),
            text(self.message.as_ref()),
            text(self.hint.as_ref()),
        ]
    }
}

fn same_as(place: Place, lang: Lang) -> String {
    match (place, lang) {
        (Place::Row(row), Lang::En) => format!("the same as row {row}"),
        (Place::Row(row), Lang::Zh) => format!("与第 {row} 行相同"),
        (Place::Argument(at), Lang::En) => format!("the same as argument {at}"),
        (Place::Argument(at), Lang::Zh) => format!("与第 {at} 个参数相同"),
    }
}

fn code(why: &Unsupported) -> &'static str {
    match why {
        Unsupported::Empty => "empty",
        Unsupported::Rounded => "rounded",
        Unsupported::Short(_) => "short_link",
        Unsupported::Link(error) => link_code(error),
    }
}

fn message(why: &Unsupported, lang: Lang) -> String {
    let (en, zh) = match why {
        Unsupported::Empty => ("the cell is empty", "单元格为空"),
        Unsupported::Rounded => (
            "a spreadsheet has rounded this id: its last digits are lost",
            "表格软件对该 ID 作了舍入，末尾的数字已丢失",
        ),
        Unsupported::Short(_) => (
            "a short link: which item it leads to takes a request to find out",
            "短链接：需联网才能得知指向的商品",
        ),
        Unsupported::Link(error) => return messages::error(error, lang),
    };
    lang.pick(en, zh).to_owned()
}

fn hint(why: &Unsupported, lang: Lang) -> Option<String> {
    let (en, zh) = match why {
        Unsupported::Rounded => (
            "make the column text before the ids are put in, and export it again; or give the column with the links".to_owned(),
            "请先把该列设为文本格式再填入 ID 并重新导出，或改用链接所在的列".to_owned(),
        ),
        Unsupported::Short(link) => (
            format!("`itemget id --resolve {}` asks where it leads", link.url),
            format!("用 `itemget id --resolve {}` 查询它指向的商品", link.url),
        ),
        Unsupported::Empty | Unsupported::Link(_) => return None,
    };
    Some(lang.pick(en, zh))
}
