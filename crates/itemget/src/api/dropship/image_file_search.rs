//! `aliexpress.ds.image.search`: products that look like a picture, which travels as a file.

use bytes::Bytes;

use crate::api::affiliate::{PromoSort, product};
use crate::api::page::{ItemPage, Place};
use crate::call::{Auth, Call, CallFile};
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for products that look like a picture, by the older of the two methods.
///
/// The picture is a file of at most [`LARGEST`](Self::LARGEST) bytes, and the rows have
/// prices with their currency, which those of [`ImageSearch`](super::ImageSearch) have not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFileSearch {
    /// The picture's bytes, as a file of it has them.
    pub image: Bytes,
    /// How many products at the most; no more than [`MOST`](Self::MOST).
    pub limit: u32,
    /// In which order; the platform's own where it is not said.
    pub sort: Option<PromoSort>,
    /// Where, in which currency and language.
    pub view: View,
}

impl ImageFileSearch {
    /// How large the file may be (the method's page: 100 KB).
    pub const LARGEST: usize = 100 * 1024;
    /// How many products there are at the most (the method's page).
    pub const MOST: u32 = 150;

    /// Products like the one in `image`, as many as there are.
    pub fn new(image: impl Into<Bytes>, view: View) -> Self {
        Self { image: image.into(), limit: Self::MOST, sort: None, view }
    }
}

impl Call for ImageFileSearch {
    type Output = ItemPage;
    const METHOD: &'static str = "aliexpress.ds.image.search";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        Params::new()
            // The parameter is spelt so, and live calls need it so (protocol 6).
            .with("shpt_to", self.view.ship_to.as_str())
            .with("target_currency", self.view.currency.as_str())
            .with("target_language", self.view.language.affiliate_code())
            .with("product_cnt", self.limit.to_string())
            .with("sort", self.sort.map(PromoSort::wire).unwrap_or_default())
    }

    fn file(&self) -> Option<CallFile> {
        Some(CallFile { name: "image_file_bytes", bytes: self.image.clone() })
    }

    fn read(&self, reply: &Reply) -> Result<ItemPage, ReplyError> {
        let place = Place { at: &["data"], rows: "products", read: product::items };
        let page = place.page(Self::METHOD, self.view, reply)?;
        // All there are come in one answer.
        Ok(ItemPage { is_last: Some(true), ..page })
    }
}
