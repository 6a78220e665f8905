//! `aliexpress.ds.feedname.get`: the feeds there are.

use crate::api::promo::{self, PromoList};
use crate::call::{Auth, Call};
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for the feeds there are: their names, and how many products each has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeedNameGet;

impl Call for FeedNameGet {
    type Output = PromoList;
    const METHOD: &'static str = "aliexpress.ds.feedname.get";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        Params::new()
    }

    fn read(&self, reply: &Reply) -> Result<PromoList, ReplyError> {
        promo::list(reply)
    }
}
