//! How the SKUs of an item are brought somewhere: asked one by one, told for each, and put
//! into the item.

use std::sync::Arc;
use std::time::Duration;

use crate::api::affiliate::ProductShippingGet;
use crate::api::dropship::{DeliveryOptions, FreightQuery};
use crate::cache::CachePolicy;
use crate::call::{Answer, Call as _};
use crate::client::Client;
use crate::error::Error;
use crate::ids::{ItemId, SkuId};
use crate::item::{
    DeliveryOption, Item, Logistics, Observed, RawReply, SkuDelivery, Unread,
};
use crate::locale::View;
use futures_util::stream::{self, StreamExt as _};

/// Which of the platform's APIs is asked how a SKU is brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FreightApi {
    /// `aliexpress.ds.freight.query`: all ways, for any number of pieces; needs a token.
    #[default]
    Dropship,
    /// `aliexpress.affiliate.product.shipping.get`: one piece anywhere in the country, for
    /// products of the affiliate programme; no token.
    Affiliate,
}

/// How freight is asked for.
#[derive(Debug, Clone)]
pub struct FreightOptions {
    /// Who is asked. The affiliate API knows nothing of quantity, province and city.
    pub api: FreightApi,
    /// How many pieces are sent together.
    pub quantity: u32,
    /// The province's code, where the fee depends on it.
    pub province: Option<String>,
    /// The city's code, where the fee depends on it.
    pub city: Option<String>,
    /// What may be given instead of a call, where the client has a cache.
    pub cache: CachePolicy,
    /// How many calls may be under way at once; each SKU is one.
    pub concurrency: usize,
}

impl Default for FreightOptions {
    /// One piece, anywhere in the country, four calls at a time.
    fn default() -> Self {
        Self {
            api: FreightApi::default(),
            quantity: 1,
            province: None,
            city: None,
            cache: CachePolicy::default(),
            concurrency: 4,
        }
    }
}

/// One SKU and how it is brought.
#[derive(Debug, Clone)]
pub struct SkuFreight {
    /// Which SKU.
    pub sku: SkuId,
    /// How it is brought.
    pub freight: Freight,
    /// How old the answer is, where it is older than it should be.
    pub stale: Option<Duration>,
}

/// How a SKU is brought.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Freight {
    /// By these ways.
    Ways(Box<Answer<SkuDelivery>>, Vec<Unread>),
    /// By none: nobody brings it there. The platform's code 505.
    NotDeliverable(Arc<Error>),
    /// It is none of the item's SKU ids, or there is no such item. The platform's code 501,
    /// which is also what a `sku_attr` gives.
    UnknownSku(Arc<Error>),
    /// Nothing is told of it: it is not brought there, or it is in no affiliate programme.
    /// The affiliate API's code 405, which does not say which.
    NotTold(Arc<Error>),
    /// Not known: the call came to nothing.
    Failed(Arc<Error>),
}

impl Freight {
    /// The ways to send it: none where nobody does, and `None` where that is not known.
    pub fn ways(&self) -> Option<&[DeliveryOption]> {
        match self {
            Self::Ways(answer, _) => Some(&answer.value.options),
            Self::NotDeliverable(_) => Some(&[]),
            Self::UnknownSku(_) | Self::NotTold(_) | Self::Failed(_) => None,
        }
    }

    /// Why there are no ways.
    pub fn error(&self) -> Option<&Arc<Error>> {
        match self {
            Self::Ways(..) => None,
            Self::NotDeliverable(error)
            | Self::UnknownSku(error)
            | Self::NotTold(error)
            | Self::Failed(error) => Some(error),
        }
    }

    fn of_error(error: Arc<Error>) -> Self {
        match error.refusal().map(|refusal| &*refusal.code) {
            Some("505") => Self::NotDeliverable(error),
            Some("501") => Self::UnknownSku(error),
            Some("405") => Self::NotTold(error),
            _ => Self::Failed(error),
        }
    }
}

impl Client {
    /// How each of `skus` of the item `item` is brought, in their order; a call each.
    pub async fn freight(
        &self,
        item: ItemId,
        skus: impl IntoIterator<Item = SkuId>,
        view: View,
        options: &FreightOptions,
    ) -> Vec<SkuFreight> {
        let one = |sku| self.freight_of_sku(item, sku, view, options);
        stream::iter(skus).map(one).buffered(options.concurrency.max(1)).collect().await
    }

    pub(crate) async fn freight_of_sku(
        &self,
        item: ItemId,
        sku: SkuId,
        view: View,
        options: &FreightOptions,
    ) -> SkuFreight {
        let (method, quantity, answer) = match options.api {
            FreightApi::Dropship => {
                let call = FreightQuery {
                    quantity: options.quantity,
                    province: options.province.clone(),
                    city: options.city.clone(),
                    ..FreightQuery::new(item, sku, view)
                };
                let answer = self.send_with(&call, &options.cache).await;
                (FreightQuery::METHOD, options.quantity, answer)
            }
            FreightApi::Affiliate => {
                let call = ProductShippingGet::new(item, sku, view);
                let answer = self.send_with(&call, &options.cache).await;
                (ProductShippingGet::METHOD, 1, answer)
            }
        };
        match answer {
            Ok(answer) => {
                let stale = answer.age().filter(|_| answer.is_stale());
                let freight = ways(method, sku, quantity, answer.answer);
                SkuFreight { sku, freight, stale }
            }
            Err(error) => {
                SkuFreight { sku, freight: Freight::of_error(error), stale: None }
            }
        }
    }

    /// Asks how the SKUs of `item` are brought to where it was seen from, and puts it into
    /// the item's logistics: all its SKUs, or those of `only`.
    ///
    /// What comes back is what became of each; only
    /// [`Ways`](Freight::Ways) and [`NotDeliverable`](Freight::NotDeliverable) are put in.
    pub async fn fill_freight(
        &self,
        item: &mut Item,
        only: Option<&[SkuId]>,
        options: &FreightOptions,
    ) -> Vec<SkuFreight> {
        let skus = match only {
            Some(skus) => skus.to_vec(),
            None => skus(item),
        };
        let told = self.freight(item.site_id, skus, item.view, options).await;
        self.put_freight(item, &told, options.quantity);
        told
    }

    /// Puts into the item's logistics what is known of its SKUs.
    pub(crate) fn put_freight(
        &self,
        item: &mut Item,
        told: &[SkuFreight],
        quantity: u32,
    ) {
        let now = self.core.clock.now();
        for SkuFreight { sku, freight, .. } in told {
            let Some(delivery) = delivery(*sku, freight, quantity, now) else {
                continue;
            };
            if let Freight::Ways(answer, unread) = freight {
                item.unread.extend(unread.iter().cloned());
                item.raw.push(RawReply {
                    source: delivery.source.clone(),
                    observed_at: delivery.observed_at,
                    body: answer.body.clone(),
                });
            }
            put_in(item, delivery);
        }
    }
}

/// The SKUs of an item that can be asked for.
pub(crate) fn skus(item: &Item) -> Vec<SkuId> {
    let own = item.variants.iter().flat_map(|group| &group.value.skus);
    own.filter_map(|sku| sku.sku_id).collect()
}

fn ways(
    method: &'static str,
    sku_id: SkuId,
    quantity: u32,
    answer: Answer<DeliveryOptions>,
) -> Freight {
    let Answer { value, body, observed_at, attempts } = answer;
    let value_of = SkuDelivery {
        sku_id,
        quantity,
        source: method.into(),
        observed_at,
        options: value.options,
    };
    let answer = Answer { value: value_of, body, observed_at, attempts };
    Freight::Ways(Box::new(answer), value.unread)
}

/// What an answer says of a SKU; nothing where it is not known.
fn delivery(
    sku_id: SkuId,
    freight: &Freight,
    quantity: u32,
    now: jiff::Timestamp,
) -> Option<SkuDelivery> {
    match freight {
        Freight::Ways(answer, _) => Some(answer.value.clone()),
        Freight::NotDeliverable(_) => Some(SkuDelivery {
            sku_id,
            quantity,
            source: FreightQuery::METHOD.into(),
            observed_at: now,
            options: Vec::new(),
        }),
        Freight::UnknownSku(_) | Freight::NotTold(_) | Freight::Failed(_) => None,
    }
}

/// Puts what is known of one SKU into the item, in place of what was known of it before.
fn put_in(item: &mut Item, delivery: SkuDelivery) {
    let ship_to = item.view.ship_to;
    let group = item.logistics.get_or_insert_with(|| Observed {
        source: delivery.source.clone(),
        observed_at: delivery.observed_at,
        value: Logistics::default(),
    });
    let logistics = &mut group.value;
    logistics.ship_to.get_or_insert(ship_to);
    logistics.by_sku.retain(|known| known.sku_id != delivery.sku_id);
    logistics.by_sku.push(delivery);
    let first = logistics.by_sku.first().map(|known| &known.options);
    let same = logistics.by_sku.iter().all(|known| Some(&known.options) == first);
    logistics.options = first.filter(|_| same).cloned();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sku(id: u64) -> SkuId {
        SkuId::from_u64(id).unwrap()
    }

    fn told(id: u64, days: &[u32]) -> SkuDelivery {
        let way = |days: &u32| DeliveryOption {
            days_max: Some(*days),
            ..DeliveryOption::default()
        };
        SkuDelivery {
            sku_id: sku(id),
            quantity: 1,
            source: FreightQuery::METHOD.into(),
            observed_at: jiff::Timestamp::UNIX_EPOCH,
            options: days.iter().map(way).collect(),
        }
    }

    #[test]
    fn the_items_ways_are_those_that_all_its_skus_have() {
        let id = "1005006000000017".parse().unwrap();
        let mut item = Item::unobserved(id, View::default());
        for (delivery, common) in [
            (told(1, &[9]), Some(1)),
            (told(2, &[9]), Some(1)),
            (told(3, &[]), None),
            (told(3, &[9]), Some(1)),
            (told(2, &[7, 9]), None),
        ] {
            put_in(&mut item, delivery);
            let logistics = &item.logistics.as_ref().unwrap().value;
            assert_eq!(logistics.options.as_ref().map(Vec::len), common);
            assert_eq!(logistics.ship_to, Some(View::default().ship_to));
        }
        assert_eq!(item.logistics.unwrap().value.by_sku.len(), 3);
    }
}
