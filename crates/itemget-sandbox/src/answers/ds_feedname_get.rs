//! `aliexpress.ds.feedname.get`: the feeds there are.

use super::{Api, ApiTraits, DROPSHIP, promos};
use crate::catalogue::index::Shelf;

pub(super) const API: Api = Api {
    method: "aliexpress.ds.feedname.get",
    traits: ApiTraits { permission: DROPSHIP, needs_token: false, required: &[] },
    answer: |ask, catalogue| promos::list(ask, catalogue, Shelf::OnSale),
};
