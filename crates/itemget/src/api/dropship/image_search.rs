//! `aliexpress.ds.image.searchV2`: products that look like a picture.

pub(crate) mod row;

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::api::reading;
use crate::call::{Auth, Call};
use crate::item::{Item, Unread};
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::Observer;

/// Asks for products that look like a picture.
///
/// The picture travels as base64 in the form body; how large it may be is not documented.
/// The older method of the name without `V2` took 100 KB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageSearch {
    /// The picture's bytes, as a file of it has them.
    pub image: Bytes,
    /// How alike they must be.
    pub search_type: SearchType,
    /// In which order.
    pub sort: ImageSort,
    /// Where, in which currency and language.
    pub view: View,
}

impl ImageSearch {
    /// Products like the one in `image`, the best match first.
    pub fn new(image: impl Into<Bytes>, view: View) -> Self {
        Self {
            image: image.into(),
            search_type: SearchType::default(),
            sort: ImageSort::default(),
            view,
        }
    }
}

/// How alike products must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SearchType {
    /// `same`: the same product.
    Same,
    /// `similar`: alike.
    #[default]
    Similar,
}

/// In which order products come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ImageSort {
    /// The best match first.
    #[default]
    Best,
    /// The cheapest first.
    Cheapest,
    /// The dearest first.
    Dearest,
    /// The most ordered first.
    MostOrdered,
}

impl ImageSort {
    fn wire(self) -> (&'static str, &'static str) {
        match self {
            Self::Best => ("best", "desc"),
            Self::Cheapest => ("price", "asc"),
            Self::Dearest => ("price", "desc"),
            Self::MostOrdered => ("orders", "desc"),
        }
    }
}

/// Products that look like the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageMatches {
    /// In the platform's order.
    pub matches: Vec<ImageMatch>,
    /// Rows that are no item.
    pub unread: Vec<Unread>,
}

/// A product that looks like the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageMatch {
    /// The product, **without prices**: the numbers that the method gives look like cents,
    /// which nobody says. They are in the item's raw body.
    pub item: Item,
    /// How alike it is, from 0 to 1.
    pub similarity: Option<Decimal>,
}

/// `param0`, in the names of the method's page.
#[derive(Serialize)]
struct Wanted<'a> {
    search_type: &'a str,
    image_base64: String,
    currency: &'a str,
    lang: &'a str,
    sort_type: &'a str,
    sort_order: &'a str,
    ship_to: &'a str,
}

impl Call for ImageSearch {
    type Output = ImageMatches;
    const METHOD: &'static str = "aliexpress.ds.image.searchV2";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        let (sort_type, sort_order) = self.sort.wire();
        let wanted = Wanted {
            search_type: match self.search_type {
                SearchType::Same => "same",
                SearchType::Similar => "similar",
            },
            image_base64: STANDARD.encode(&self.image),
            currency: self.view.currency.as_str(),
            lang: self.view.language.language(),
            sort_type,
            sort_order,
            ship_to: self.view.ship_to.as_str(),
        };
        let wanted = serde_json::to_string(&wanted).expect("texts are JSON");
        Params::new().with("param0", wanted)
    }

    fn read(&self, reply: &Reply) -> Result<ImageMatches, ReplyError> {
        let (matches, unread) =
            reading::read(reply, &["result"], |result, synthetic| {
                let observer = Observer {
                    source: Cow::Borrowed(Self::METHOD),
                    observed_at: reply.observed_at,
                    view: self.view,
                    synthetic,
                    body: &reply.body,
                };
                row::matches(result.at("data"), &observer)
            })?;
        Ok(ImageMatches { matches, unread })
    }
}
