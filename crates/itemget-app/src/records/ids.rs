//! What an id or a link means, as a record.

use itemget::{ItemId, Link, LinkError, SkuId};
use serde::Serialize;

use crate::lang::Lang;
use crate::messages;

/// What became of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct IdRecord {
    /// As it was given.
    pub(crate) asked: String,
    /// `item`, `short_link` or `refused`.
    pub(crate) kind: &'static str,
    /// The product's id on all sites but the US one.
    pub(crate) id: Option<ItemId>,
    /// The product's id on the US site.
    pub(crate) us_site_id: Option<ItemId>,
    /// The SKU that the link names.
    pub(crate) sku_id: Option<SkuId>,
    /// The short link, with its scheme.
    pub(crate) url: Option<String>,
    /// Why it was refused, as a stable word.
    pub(crate) code: Option<&'static str>,
    /// Why it was refused, for people.
    pub(crate) message: Option<String>,
}

impl IdRecord {
    /// The columns of the table, and of CSV.
    pub(crate) const COLUMNS: [&'static str; 8] =
        ["asked", "kind", "id", "us_site_id", "sku_id", "url", "code", "message"];

    /// What `asked` means.
    pub(crate) fn of(asked: String, lang: Lang) -> Self {
        let parsed = asked.parse();
        let mut record = Self {
            asked,
            kind: "refused",
            id: None,
            us_site_id: None,
            sku_id: None,
            url: None,
            code: None,
            message: None,
        };
        match parsed {
            Ok(Link::Item(link)) => {
                record.kind = "item";
                record.id = Some(link.item.id);
                record.us_site_id = Some(link.item.id.us_site());
                record.sku_id = link.sku;
            }
            Ok(Link::Short(short)) => {
                record.kind = "short_link";
                record.url = Some(short.url);
            }
            Err(error) => {
                record.code = Some(link_code(&error));
                record.message = Some(messages::error(&error, lang));
            }
        }
        record
    }

    /// Its cells, in the order of [`Self::COLUMNS`]; what is not known is empty.
    pub(crate) fn cells(&self) -> [String; 8] {
        fn text<T: ToString>(value: &Option<T>) -> String {
            value.as_ref().map(T::to_string).unwrap_or_default()
        }
        [
            self.asked.clone(),
            self.kind.to_owned(),
            text(&self.id),
            text(&self.us_site_id),
            text(&self.sku_id),
            text(&self.url),
            text(&self.code),
            text(&self.message),
        ]
    }
}

/// A stable word for why a text leads to no product.
pub(crate) fn link_code(error: &LinkError) -> &'static str {
    match error {
        LinkError::Empty => "empty",
        LinkError::TooLong { .. } => "too_long",
        LinkError::Garbage { .. } => "neither_id_nor_link",
        LinkError::Several { .. } => "several_links",
        LinkError::Scheme { .. } => "scheme",
        LinkError::Host { .. } => "host",
        LinkError::OtherPlatform { .. } => "other_platform",
        LinkError::NotAnItem { .. } => "not_an_item",
        LinkError::NeedsRequest { .. } => "short_link",
        _ => "refused",
    }
}
