//! `aliexpress.affiliate.featuredpromo.get`: the promotions there are.

use crate::api::promo::{self, PromoList};
use crate::call::{Auth, Call};
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for the promotions there are: their names, and how many products each has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeaturedPromoGet;

impl Call for FeaturedPromoGet {
    type Output = PromoList;
    const METHOD: &'static str = "aliexpress.affiliate.featuredpromo.get";
    const AUTH: Auth = Auth::None;

    fn params(&self) -> Params {
        Params::new()
    }

    fn read(&self, reply: &Reply) -> Result<PromoList, ReplyError> {
        promo::list(reply)
    }
}
