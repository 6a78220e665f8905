//! `aliexpress.affiliate.category.get`: all categories, flat.

use crate::api::category::{self, CategoryList};
use crate::call::{Auth, Call};
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for all categories, in English.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CategoryGet;

impl Call for CategoryGet {
    type Output = CategoryList;
    const METHOD: &'static str = "aliexpress.affiliate.category.get";
    const AUTH: Auth = Auth::None;

    fn params(&self) -> Params {
        Params::new()
    }

    fn read(&self, reply: &Reply) -> Result<CategoryList, ReplyError> {
        category::list(reply)
    }
}
