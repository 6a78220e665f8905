//! `aliexpress.affiliate.link.generate`: links that earn commission, up to fifty at once.

use serde::{Deserialize, Serialize};

use crate::api::reading;
use crate::call::{Auth, Call};
use crate::item::Unread;
use crate::locale::Country;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::Field;

/// Asks for promotion links to up to [`LIMIT`](Self::LIMIT) addresses. Any number of them:
/// [`Client::promotion_links`](crate::Client::promotion_links).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkGenerate {
    /// What the links lead to. They travel joined by commas: a comma inside one must be
    /// written `%2C`.
    pub sources: Vec<String>,
    /// Which kind of link.
    pub kind: LinkKind,
    /// Whose commission it is. One that the account does not have is refused with code 402
    /// (seen live).
    pub tracking_id: String,
    /// Where buyers are.
    pub ship_to: Option<Country>,
}

impl LinkGenerate {
    /// How many addresses one call takes (the method's page).
    pub const LIMIT: usize = 50;

    /// Ordinary links to `sources`.
    pub fn new(sources: impl Into<Vec<String>>, tracking_id: impl Into<String>) -> Self {
        Self {
            sources: sources.into(),
            kind: LinkKind::Normal,
            tracking_id: tracking_id.into(),
            ship_to: None,
        }
    }
}

/// Which kind of promotion link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// `0`: the ordinary commission.
    #[default]
    Normal,
    /// `1`: for search pages.
    Search,
    /// `2`: with the commission of hot products.
    Hot,
}

impl LinkKind {
    fn wire(self) -> &'static str {
        match self {
            Self::Normal => "0",
            Self::Search => "1",
            Self::Hot => "2",
        }
    }
}

/// The links of one answer, **not** in the asked order: an entry belongs to the address
/// that its `source` names.
#[derive(Debug, Clone, PartialEq)]
pub struct PromotionLinks {
    /// In the platform's order.
    pub links: Vec<PromotionLink>,
    /// Entries that do not say whose they are.
    pub unread: Vec<Unread>,
}

/// What became of one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromotionLink {
    /// The address, as it was sent.
    pub source: String,
    /// The link; a refused address has none.
    pub link: Option<String>,
    /// The platform's reason, where it refused and gives one.
    pub message: Option<String>,
}

impl Call for LinkGenerate {
    type Output = PromotionLinks;
    const METHOD: &'static str = "aliexpress.affiliate.link.generate";
    const AUTH: Auth = Auth::None;

    fn params(&self) -> Params {
        let ship_to = self.ship_to.as_ref().map_or("", Country::as_str);
        Params::new()
            .with("promotion_link_type", self.kind.wire())
            .with("source_values", self.sources.join(","))
            .with("tracking_id", &*self.tracking_id)
            .with("ship_to_country", ship_to)
    }

    fn read(&self, reply: &Reply) -> Result<PromotionLinks, ReplyError> {
        let at = ["resp_result", "result"];
        let (links, unread) =
            reading::read(reply, &at, |result, _| rows(result.at("promotion_links")))?;
        Ok(PromotionLinks { links, unread })
    }
}

/// Reads the entries of a list; one without its source is noted and left out.
pub(crate) fn rows(list: Field<'_, '_>) -> Vec<PromotionLink> {
    let link = |row: &Field<'_, '_>| {
        Some(PromotionLink {
            source: row.at("source_value").text()?,
            link: row.at("promotion_link").text(),
            message: row.at("message").text(),
        })
    };
    list.objects(&["source_value"]).elements.iter().filter_map(link).collect()
}
