//! `aliexpress.ds.category.get`: all categories, or one with what stands in it, flat.

use crate::api::category::{self, CategoryList};
use crate::call::{Auth, Call};
use crate::locale::Language;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for categories in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryGet {
    /// Only this one and what stands directly in it.
    pub category: Option<u64>,
    /// The names' language.
    pub language: Language,
}

impl CategoryGet {
    /// All categories, in `language`.
    pub fn new(language: Language) -> Self {
        Self { category: None, language }
    }
}

impl Call for CategoryGet {
    type Output = CategoryList;
    const METHOD: &'static str = "aliexpress.ds.category.get";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        let category = self.category.map(|id| id.to_string()).unwrap_or_default();
        Params::new()
            .with("categoryId", category)
            .with("language", self.language.dropship_code())
    }

    fn read(&self, reply: &Reply) -> Result<CategoryList, ReplyError> {
        category::list(reply)
    }
}
