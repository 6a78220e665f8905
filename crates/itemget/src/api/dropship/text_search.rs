//! `aliexpress.ds.text.search`: products by words, in pages.

pub(crate) mod row;

use serde::Serialize;

use crate::api::page::{ItemPage, Page, Place};
use crate::call::{Auth, Call};
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for a page of the products that fit some words.
///
/// The token is sent along: whether the method asks for one is told both ways, and a live
/// client that sends it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSearch {
    /// Words, as one types them.
    pub keywords: String,
    /// Only of this category.
    pub category: Option<u64>,
    /// In which order. It is always sent: without it the platform's search fails now and
    /// then with `NGSELECTION_SEARCH_ERROR` (seen live).
    pub sort: TextSort,
    /// What else it must be.
    pub extend: Vec<SearchExtend>,
    /// A selection of the platform's to look in.
    pub selection: Option<String>,
    /// Where, in which currency and language.
    pub view: View,
    /// Which page.
    pub page: Page,
}

impl TextSearch {
    /// The first page of what fits `keywords`, the most ordered first.
    pub fn new(keywords: impl Into<String>, view: View) -> Self {
        Self {
            keywords: keywords.into(),
            category: None,
            sort: TextSort::default(),
            extend: Vec::new(),
            selection: None,
            view,
            page: Page::default(),
        }
    }

    /// The same, in this order.
    #[must_use]
    pub fn with_sort(self, sort: TextSort) -> Self {
        Self { sort, ..self }
    }
}

/// In which order products are found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum TextSort {
    /// `min_price,asc`: the cheapest first.
    Cheapest,
    /// `min_price,desc`: the dearest first.
    Dearest,
    /// `orders,desc`: the most ordered first.
    #[default]
    MostOrdered,
    /// `comments,desc`: the most reviewed first.
    MostReviewed,
}

impl TextSort {
    fn wire(self) -> &'static str {
        match self {
            Self::Cheapest => "min_price,asc",
            Self::Dearest => "min_price,desc",
            Self::MostOrdered => "orders,desc",
            Self::MostReviewed => "comments,desc",
        }
    }
}

/// One more thing that a product must be.
///
/// The method's page names these keys:
/// `free_ship_to` (a country), `item_tag` (`choice`), `seller_level` (`GOLD`, `SILVER`),
/// `ship_from` (a country), `seller_online` (`48`, `72`), `hot_area` (a country).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchExtend {
    /// Which key.
    pub search_key: String,
    /// What it must be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_value: Option<String>,
    /// The least, for keys with a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// The most, for keys with a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
}

impl SearchExtend {
    /// `key` must be `value`.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            search_key: key.into(),
            search_value: Some(value.into()),
            ..Self::default()
        }
    }
}

const PLACE: Place = Place { at: &["data"], rows: "products", read: row::items };

impl Call for TextSearch {
    type Output = ItemPage;
    const METHOD: &'static str = "aliexpress.ds.text.search";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        let category = self.category.map(|id| id.to_string()).unwrap_or_default();
        let extend = match self.extend.is_empty() {
            true => String::new(),
            false => serde_json::to_string(&self.extend).expect("texts are JSON"),
        };
        Params::new()
            .with("keyWord", &*self.keywords)
            .with("categoryId", category)
            .with("sortBy", self.sort.wire())
            .with("searchExtend", extend)
            .with("selectionName", self.selection.as_deref().unwrap_or_default())
            .with("local", self.view.language.dropship_code())
            .with("countryCode", self.view.ship_to.as_str())
            .with("currency", self.view.currency.as_str())
            .with("pageIndex", self.page.number.to_string())
            .with("pageSize", self.page.size.to_string())
    }

    fn read(&self, reply: &Reply) -> Result<ItemPage, ReplyError> {
        PLACE.page(Self::METHOD, self.view, reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_else_it_must_be_travels_as_one_text() {
        let mut call = TextSearch::new("yoga mat", View::default());
        assert_eq!(call.params().value("searchExtend"), None);
        call.extend = vec![SearchExtend::new("ship_from", "FR")];
        let expected = r#"[{"searchKey":"ship_from","searchValue":"FR"}]"#;
        assert_eq!(call.params().value("searchExtend"), Some(expected));
        assert_eq!(call.params().value("sortBy"), Some("orders,desc"));
    }
}
