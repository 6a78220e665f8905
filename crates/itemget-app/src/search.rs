//! The use case behind `search` and `feed`: a question whose answer comes in pages, asked
//! page by page, or walked through to its end.

mod source;
mod walk;

use std::sync::Arc;

use itemget::api::affiliate::{
    FeaturedPromoProductsGet, HotProductQuery, PriceBand, ProductQuery,
};
use itemget::api::dropship::{
    ImageFileSearch, ImageSearch, RecommendFeedGet, TextSearch,
};
use itemget::api::{ItemPage, Page};
use itemget::{CachePolicy, Call as _, Client, Error, Item, Paged};

use crate::lookup::{Remarks, Told, Verdict};
pub(crate) use source::{Found, PageNote, Source};

/// A question whose answer is a list of items.
#[derive(Debug, Clone)]
pub(crate) enum Query {
    Text(TextSearch),
    Products(ProductQuery),
    Hot(HotProductQuery),
    Feed(RecommendFeedGet),
    Promotion(FeaturedPromoProductsGet),
    Image(ImageSearch),
    Upload(ImageFileSearch),
}

/// Some of the answer.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) items: Vec<Item>,
    /// How many there are in all, by the platform's word.
    pub(crate) total: Option<u64>,
    /// How many rows could not be read.
    pub(crate) unread: usize,
}

impl Query {
    /// The gateway's name of the method that is asked.
    pub(crate) fn method(&self) -> &'static str {
        match self {
            Self::Text(_) => TextSearch::METHOD,
            Self::Products(_) => ProductQuery::METHOD,
            Self::Hot(_) => HotProductQuery::METHOD,
            Self::Feed(_) => RecommendFeedGet::METHOD,
            Self::Promotion(_) => FeaturedPromoProductsGet::METHOD,
            Self::Image(_) => ImageSearch::METHOD,
            Self::Upload(_) => ImageFileSearch::METHOD,
        }
    }

    /// The fields that are worth a column: its rows do not tell the others.
    pub(crate) fn told_fields(&self) -> &'static str {
        match self {
            Self::Text(_) => "title,price,sold_total,stars",
            Self::Image(_) => "title,sold_30_days,sold_total",
            _ => "title,price,sold_30_days,sold_total",
        }
    }

    /// How many calls the first `limit` items take at the most; nothing where nobody can
    /// say, because all that there are are asked for.
    pub(crate) fn calls(&self, limit: Option<u64>) -> Option<u64> {
        match self {
            Self::Image(_) | Self::Upload(_) => Some(1),
            _ => limit.map(|limit| limit.div_ceil(Page::LARGEST.into()).max(1)),
        }
    }
}

/// The pages of an answer, one after the other.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    client: &'a Client,
    policy: CachePolicy,
    query: Query,
    next: Option<u32>,
}

impl<'a> Pages<'a> {
    /// From page `next` on, which is 1 at the start.
    pub(crate) fn new(
        client: &'a Client,
        query: Query,
        policy: CachePolicy,
        next: Option<u32>,
    ) -> Self {
        Self { client, policy, query, next }
    }

    /// The page that comes next; nothing behind the last one.
    pub(crate) fn next_page(&self) -> Option<u32> {
        self.next
    }

    /// The next page; nothing behind the last one that the platform shows.
    pub(crate) async fn next(&mut self) -> Result<Option<Part>, Arc<Error>> {
        let Some(number) = self.next else { return Ok(None) };
        let page = match &self.query {
            Query::Text(query) => self.page(query, number).await?,
            Query::Products(query) => self.page(query, number).await?,
            Query::Hot(query) => self.page(query, number).await?,
            Query::Feed(query) => self.page(query, number).await?,
            Query::Promotion(query) => self.page(query, number).await?,
            Query::Upload(query) => {
                let answer = self.client.send_with(query, &self.policy).await?;
                answer.answer.value
            }
            Query::Image(query) => {
                let answer = self.client.send_with(query, &self.policy).await?;
                self.next = None;
                let found = answer.answer.value;
                return Ok(Some(Part {
                    total: Some(found.matches.len() as u64),
                    unread: found.unread.len(),
                    items: found.matches.into_iter().map(|found| found.item).collect(),
                }));
            }
        };
        let rows = page.items.len() + page.unread.len();
        let reached = u64::from(number) * u64::from(Page::LARGEST);
        let is_last = page.is_last == Some(true)
            || page.total.is_some_and(|total| total <= reached)
            || number >= Page::LAST
            || rows == 0;
        self.next = (!is_last).then_some(number + 1);
        match rows {
            0 if number > 1 => Ok(None),
            _ => Ok(Some(Part {
                items: page.items,
                total: page.total,
                unread: page.unread.len(),
            })),
        }
    }

    async fn page<Q: Paged + Sync>(
        &self,
        query: &Q,
        number: u32,
    ) -> Result<ItemPage, Arc<Error>> {
        let call = query.page_of(query.band(), number);
        Ok(self.client.send_with(&call, &self.policy).await?.answer.value)
    }
}

/// An item that was found, told as one that was asked for.
pub(crate) fn told(item: Item) -> Told {
    let id = item.item.id;
    let verdict = Verdict::Asked(id, itemget::Outcome::Found(Box::new(item)));
    Told { asked: id.to_string(), verdict, remarks: Remarks::default() }
}

/// Bounds of a price as a user says them, in the asked currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Amount(u32);

/// A text that should be an amount and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("9.99")]
pub(crate) struct ParseAmountError;

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl std::str::FromStr for Amount {
    type Err = ParseAmountError;

    /// Reads an amount with up to two decimals, and keeps it in hundredths: that is what
    /// the platform takes.
    fn from_str(text: &str) -> Result<Self, ParseAmountError> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || part.len() > 2 || !is_number(whole) || !is_number(part) {
            return Err(ParseAmountError);
        }
        let cents = format!("{whole}{part:0<2}");
        cents.parse().map(Self).ok().ok_or(ParseAmountError)
    }
}

/// The prices from one amount to the other.
pub(crate) fn band(least: Option<Amount>, most: Option<Amount>) -> PriceBand {
    PriceBand { least: least.map_or(0, |it| it.0), most: most.map(|it| it.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_kept_in_hundredths() {
        for (text, cents) in [
            ("9.99", Some(999)),
            ("9.9", Some(990)),
            ("10", Some(1000)),
            ("0", Some(0)),
            ("9.999", None),
            ("-1", None),
            ("", None),
            (".5", None),
            ("1e3", None),
            ("99999999999", None),
        ] {
            let found = text.parse::<Amount>().ok().map(|amount| amount.0);
            assert_eq!(found, cents, "{text:?}");
        }
    }
}
