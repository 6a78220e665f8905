//! Reading a rule: from a text to what it means, or to what was expected where.

mod amounts;
mod condition;
mod error;
mod options;
#[cfg(test)]
mod tests;
mod words;

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rule::{Options, Rule, Target};
pub use error::{Expected, RuleError};
use words::Words;

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let mut words = Words::of(text);
        let condition = condition::read(&mut words)?;
        let mut target = None;
        let mut options = Options::default();
        while words.goes_on() {
            let start = words.place();
            if words.take("for") {
                let read = options::target(&mut words)?;
                if target.replace(read).is_some() {
                    return Err(words.fail_at(start, Expected::SaidOnce));
                }
            } else {
                options::read(&mut words, &mut options, Some(condition))?;
            }
        }
        let rule = Self { condition, target: target.unwrap_or_default(), options };
        options::check_target(&rule, &words)?;
        options::check_currency(&rule, &words)?;
        Ok(rule)
    }
}

impl FromStr for Options {
    type Err = RuleError;

    /// Reads options alone, as they are set for many rules together.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        let mut words = Words::of(text);
        let mut options = Self::default();
        while words.goes_on() {
            options::read(&mut words, &mut options, None)?;
        }
        Ok(options)
    }
}

impl Target {
    fn is_item(self) -> bool {
        matches!(self, Self::Usual | Self::Item)
    }
}

macro_rules! text_serde {
    ($($type:ident),*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
text_serde!(Rule, Options);
