//! `aliexpress.ds.product.specialinfo.get`: an item's certificates.

use serde::{Deserialize, Serialize};

use crate::api::reading;
use crate::call::{Auth, Call};
use crate::ids::ItemId;
use crate::item::Unread;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::Field;

/// Asks for an item's certificates: CE and the like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProductSpecialInfoGet {
    /// The id.
    pub item: ItemId,
}

/// What an item is certified for.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecialInfo {
    /// Which item, by the platform's word.
    pub item: Option<ItemId>,
    /// Its certificates; often none.
    pub certificates: Vec<Certificate>,
    /// Fields that could not be understood.
    pub unread: Vec<Unread>,
}

/// One certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The platform's word for it: `item_EU_CE_certificate`.
    pub key: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What the value is: `EU_CE`.
    pub kind: Option<String>,
    /// As a rule the address of the document.
    pub value: Option<String>,
}

impl Call for ProductSpecialInfoGet {
    type Output = SpecialInfo;
    const METHOD: &'static str = "aliexpress.ds.product.specialinfo.get";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        Params::new().with("product_id", self.item.to_string())
    }

    fn read(&self, reply: &Reply) -> Result<SpecialInfo, ReplyError> {
        let (info, unread) = reading::read(reply, &["result", "data"], |data, _| {
            let list = data.at("item_qualification_list");
            let rows = list.objects(&["key", "value", "value_type"]).elements;
            SpecialInfo {
                item: data.at("product_id").parsed("an item id"),
                certificates: rows.into_iter().map(certificate).collect(),
                unread: Vec::new(),
            }
        })?;
        Ok(SpecialInfo { unread, ..info })
    }
}

fn certificate(row: Field<'_, '_>) -> Certificate {
    Certificate {
        key: row.at("key").text(),
        name: row.at("name").text(),
        kind: row.at("value_type").text(),
        value: row.at("value").text(),
    }
}
