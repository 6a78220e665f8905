//! The flat list of categories that both category methods answer with.

use serde::{Deserialize, Serialize};

use crate::api::reading;
use crate::item::Unread;
use crate::reply::{Reply, ReplyError};
use crate::wire::Field;

/// A category as the platform lists it. [`CategoryTree`](crate::CategoryTree) makes a tree
/// of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryRow {
    /// The platform's number of it.
    pub id: u64,
    /// Its name; `None` where the row has none.
    pub name: Option<String>,
    /// The category it stands in; none for a root.
    pub parent: Option<u64>,
}

/// The categories of one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryList {
    /// In the platform's order.
    pub rows: Vec<CategoryRow>,
    /// How many there are, by the platform's word.
    pub total: Option<u64>,
    /// Rows without a readable number.
    pub unread: Vec<Unread>,
}

pub(crate) fn list(reply: &Reply) -> Result<CategoryList, ReplyError> {
    let (list, unread) =
        reading::read(reply, &["resp_result", "result"], |result, _| CategoryList {
            rows: rows(result.at("categories")),
            total: result.at("total_result_count").whole(),
            unread: Vec::new(),
        })?;
    Ok(CategoryList { unread, ..list })
}

/// Reads the rows of a list; one without a readable number is noted and left out.
pub(crate) fn rows(list: Field<'_, '_>) -> Vec<CategoryRow> {
    let row = |row: &Field<'_, '_>| {
        Some(CategoryRow {
            id: row.at("category_id").number_of()?,
            name: row.at("category_name").text(),
            parent: row.at("parent_category_id").number_of(),
        })
    };
    list.objects(&["category_id"]).elements.iter().filter_map(row).collect()
}
