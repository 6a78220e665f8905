//! Reading a request's parameters into what they mean.

use std::str::FromStr;

use super::{Ask, Reply};
use crate::catalogue::item::Item;
use crate::catalogue::money::{Currency, DEFAULT};
use crate::catalogue::places::Country;
use crate::catalogue::prices::Quote;
use crate::catalogue::wording::Language;

/// For whom prices and words are meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    pub(crate) country: Option<Country>,
    pub(crate) currency: &'static Currency,
    pub(crate) language: Language,
}

impl<'a> Ask<'a> {
    /// A parameter's value; an empty one counts as not sent.
    pub(crate) fn param(&self, name: &str) -> Option<&'a str> {
        self.params.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A parameter that must be read as a `T` where it is sent.
    pub(super) fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, Reply> {
        match self.param(name) {
            None => Ok(None),
            Some(text) => text.parse().map(Some).or(Err(invalid(name))),
        }
    }

    /// Who is looking, from the parameters that this API names them with.
    pub(crate) fn view(
        &self,
        country: &str,
        currency: &str,
        language: &str,
    ) -> Result<View, Reply> {
        Ok(View {
            country: match self.param(country) {
                None => None,
                Some(code) => Some(Country::find(code).ok_or_else(|| invalid(country))?),
            },
            currency: match self.param(currency) {
                None => DEFAULT,
                // Nobody knows what the platform does here. To answer in another currency
                // than the asked one would be the worst of the choices.
                Some(code) => Currency::find(code).ok_or_else(|| invalid(currency))?,
            },
            language: Language::of(self.param(language)),
        })
    }
}

impl View {
    /// A quote as this country sees it: with its tax, still in fen.
    pub(crate) fn local(&self, item: &Item, quote: Quote) -> Quote {
        quote.local(item, self.country.as_ref())
    }
}

/// A refusal that names the parameter it is about.
pub(super) fn invalid(name: &str) -> Reply {
    Reply::Refusal {
        code: "InvalidParameter",
        message: format!("The specified parameter \"{name}\" is invalid"),
        sub: None,
    }
}
