//! Named selections of products: the affiliates' promotions and the dropshippers' feeds are
//! listed alike.

use serde::{Deserialize, Serialize};

use crate::api::reading;
use crate::count::Count;
use crate::item::Unread;
use crate::reply::{Reply, ReplyError};
use crate::wire::Field;

/// A promotion or a feed: products that the platform has put together under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promo {
    /// The name by which its products are asked for, letter for letter.
    pub name: String,
    /// What it is; often the name again.
    pub description: Option<String>,
    /// How many products it holds.
    pub products: Option<Count>,
}

/// The promotions or feeds of one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct PromoList {
    /// In the platform's order.
    pub promos: Vec<Promo>,
    /// Rows without a name.
    pub unread: Vec<Unread>,
}

pub(crate) fn list(reply: &Reply) -> Result<PromoList, ReplyError> {
    let at = ["resp_result", "result"];
    let (promos, unread) =
        reading::read(reply, &at, |result, _| rows(result.at("promos")))?;
    Ok(PromoList { promos, unread })
}

/// Reads the rows of a list; one without a name is left out, nothing can be asked of it.
pub(crate) fn rows(list: Field<'_, '_>) -> Vec<Promo> {
    let promo = |row: &Field<'_, '_>| {
        Some(Promo {
            name: row.at("promo_name").text()?,
            description: row.at("promo_desc").text(),
            products: row.at("product_num").count(),
        })
    };
    list.objects(&["promo_name"]).elements.iter().filter_map(promo).collect()
}
