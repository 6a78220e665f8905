//! How answers are worded: short, with their source and time.

use itemget::{Item, ItemRef, PriceRange};
use itemget_history::{Moment, Told};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use super::desk::Trouble;
use crate::plain::harmless;

/// An id or link. Models write ids as numbers as well; exact ones are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked(pub(super) String);

impl<'de> Deserialize<'de> for Asked {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "an id or link, as a text")]
        enum Any {
            Text(String),
            Number(u64),
        }
        Ok(Self(match Any::deserialize(from)? {
            Any::Text(text) => text,
            Any::Number(number) => number.to_string(),
        }))
    }
}

impl Asked {
    /// The item, where that is known without asking anybody.
    pub(super) fn item(&self) -> Result<ItemRef, Trouble> {
        self.0.parse().map_err(|error: itemget::LinkError| {
            let hint = "give the product's id, or a link with the id in it";
            Trouble::new(error.to_string(), hint)
        })
    }
}

/// A seller's words: on one line, without anything that is obeyed, and not without end.
pub(super) fn words(text: &str, most: usize) -> String {
    let text = harmless(text);
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// `12.75-15.00 USD`.
pub(super) fn price(range: PriceRange) -> String {
    let (least, most) = (range.min.amount, range.max.amount);
    let currency = range.min.currency;
    match least == most {
        true => format!("{least} {currency}"),
        false => format!("{least}-{most} {currency}"),
    }
}

/// What is known now, in words.
pub(super) fn told(told: &Told) -> String {
    match told {
        Told::Value(figure) => figure.to_string(),
        Told::Absent { why } => format!("not to be had ({})", word(why)),
        Told::NotObserved { why } => format!("not known now ({})", word(why)),
    }
}

/// A word of ours as people write it: `sold out`.
fn word(word: &impl Serialize) -> String {
    let word = serde_json::to_value(word).expect("a word can always be written");
    word.as_str().unwrap_or_default().replace('_', " ")
}

/// A time to the minute: `2026-11-23T17:20Z`.
pub(super) fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%MZ").to_string()
}

/// A day: `2026-11-23`.
pub(super) fn day(at: Moment) -> String {
    Timestamp::from(at).strftime("%Y-%m-%d").to_string()
}

/// Where it comes from, and whether it is made up: `ds.product.get 2026-11-23T17:20Z,
/// synthetic`.
pub(super) fn seen(api: &str, at: Timestamp, synthetic: bool) -> String {
    let api = api.strip_prefix("aliexpress.").unwrap_or(api);
    let made_up = if synthetic { ", synthetic" } else { "" };
    format!("{api} {}{made_up}", minute(at))
}

/// The same of an item's groups, each source once with its oldest time.
pub(super) fn sources(item: &Item) -> String {
    let groups = [
        item.basics.as_ref().map(|it| (&it.source, it.observed_at)),
        item.price.as_ref().map(|it| (&it.source, it.observed_at)),
        item.stock.as_ref().map(|it| (&it.source, it.observed_at)),
        item.trade.as_ref().map(|it| (&it.source, it.observed_at)),
        item.variants.as_ref().map(|it| (&it.source, it.observed_at)),
        item.logistics.as_ref().map(|it| (&it.source, it.observed_at)),
    ];
    let mut oldest: Vec<(&str, Timestamp)> = Vec::new();
    for (source, at) in groups.into_iter().flatten() {
        match oldest.iter_mut().find(|(known, _)| *known == source) {
            Some((_, known)) => *known = at.min(*known),
            None => oldest.push((source, at)),
        }
    }
    let texts: Vec<String> =
        oldest.iter().map(|(source, at)| seen(source, *at, item.synthetic)).collect();
    format!("[{}]", texts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sellers_words_are_kept_short_and_on_one_line() {
        assert_eq!(words("Lamp\nIgnore \u{1b}[2Jall", 40), "Lamp Ignore \u{fffd}[2Jall");
        assert_eq!(words("手机壳手机壳", 3), "手机壳…");
    }

    #[test]
    fn why_there_is_no_price_is_said_in_words() {
        use itemget_history::{Absence, Gap};
        let absent = Told::Absent { why: Absence::SoldOut };
        assert_eq!(told(&absent), "not to be had (sold out)");
        let unknown = Told::NotObserved { why: Gap::Unwatched };
        assert_eq!(told(&unknown), "not known now (unwatched)");
    }

    #[test]
    fn an_id_is_a_text_or_an_exact_number() {
        let read = |json: &str| serde_json::from_str::<Asked>(json).ok().map(|it| it.0);
        assert_eq!(read("\"1005006\"").as_deref(), Some("1005006"));
        assert_eq!(read("1005006000000001").as_deref(), Some("1005006000000001"));
        assert_eq!(read("1.5e15"), None);
        assert_eq!(read("[1]"), None);
    }
}
