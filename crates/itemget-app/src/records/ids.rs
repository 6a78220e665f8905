//! What an id or a link means, as a record.

use itemget::{ItemId, ItemLink, Link, LinkError, SkuId};
use serde::Serialize;

use crate::exit::Exit;
use crate::lang::Lang;
use crate::meaning::Meaning;
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
    /// Why it was refused, or leads to no product, as a stable word.
    pub(crate) code: Option<&'static str>,
    /// The same for people.
    pub(crate) message: Option<String>,
    /// How the program ends for it.
    #[serde(skip)]
    pub(crate) exit: Exit,
}

impl IdRecord {
    /// The columns of the table, and of CSV.
    pub(crate) const COLUMNS: [&'static str; 8] =
        ["asked", "kind", "id", "us_site_id", "sku_id", "url", "code", "message"];

    /// What `asked` means, as far as that is known without asking anybody.
    pub(crate) fn of(asked: String, lang: Lang) -> Self {
        match asked.parse() {
            Ok(Link::Item(link)) => Self::item(asked, &link),
            Ok(Link::Short(short)) => Self::short_link(asked, short.url),
            Err(error) => Self::refused(asked, &error, lang),
        }
    }

    /// What `asked` means, after short links were followed.
    pub(crate) fn of_meaning(asked: String, meaning: &Meaning, lang: Lang) -> Self {
        // The link itself; where it led, is in the meaning.
        let url = |asked: &str| match asked.parse() {
            Ok(Link::Short(short)) => short.url,
            _ => asked.to_owned(),
        };
        match meaning {
            Meaning::Item { link, followed } => {
                let url = followed.then(|| url(&asked));
                Self { url, ..Self::item(asked, link) }
            }
            Meaning::NotAnItem(error) => Self::refused(asked, error, lang),
            Meaning::Unresolved(why) => {
                let url = url(&asked);
                Self {
                    code: Some(why.code()),
                    message: Some(messages::in_full(why.error(), lang)),
                    exit: why.exit(),
                    ..Self::short_link(asked, url)
                }
            }
        }
    }

    fn new(asked: String, kind: &'static str, exit: Exit) -> Self {
        Self {
            asked,
            kind,
            id: None,
            us_site_id: None,
            sku_id: None,
            url: None,
            code: None,
            message: None,
            exit,
        }
    }

    fn item(asked: String, link: &ItemLink) -> Self {
        Self {
            id: Some(link.item.id),
            us_site_id: Some(link.item.id.us_site()),
            sku_id: link.sku,
            ..Self::new(asked, "item", Exit::Done)
        }
    }

    fn short_link(asked: String, url: String) -> Self {
        Self { url: Some(url), ..Self::new(asked, "short_link", Exit::NotFound) }
    }

    fn refused(asked: String, error: &LinkError, lang: Lang) -> Self {
        Self {
            code: Some(link_code(error)),
            message: Some(messages::error(error, lang)),
            ..Self::new(asked, "refused", Exit::Usage)
        }
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
