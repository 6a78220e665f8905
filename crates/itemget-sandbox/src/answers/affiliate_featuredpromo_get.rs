//! `aliexpress.affiliate.featuredpromo.get`: the promotions there are.

use super::{Api, ApiTraits, PUBLISHERS, promos};
use crate::catalogue::index::Shelf;

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.featuredpromo.get",
    traits: ApiTraits { permission: PUBLISHERS, needs_token: false, required: &[] },
    answer: |ask, catalogue| promos::list(ask, catalogue, Shelf::Promoted),
};
