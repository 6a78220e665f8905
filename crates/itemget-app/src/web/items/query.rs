//! What the address of the list says: which ones, in which order, which page. What it does
//! not say, or says wrongly, is as usual. Pure.

use std::borrow::Cow;

use itemget::ItemRef;
use itemget_store::{Tracked, Which};
use url::form_urlencoded::{Serializer, parse};

use crate::overview::{Filter, Order, Sort};

/// What is asked of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) order: Order,
    /// Only those in this list.
    pub(super) list: Option<String>,
    /// Only those with this tag.
    pub(super) tag: Option<String>,
    /// Only those asked of this source.
    pub(super) source: Option<String>,
    /// Only those seen from here: `US USD`.
    pub(super) view: Option<String>,
    /// From 1.
    pub(super) page: usize,
}

/// The longest text that is looked for.
const LONGEST: usize = 200;

impl Query {
    pub(super) fn read(text: &str) -> Self {
        let mut query = Self {
            order: Order::default(),
            list: None,
            tag: None,
            source: None,
            view: None,
            page: 1,
        };
        let some =
            |value: Cow<'_, str>| Some(value.into_owned()).filter(|it| !it.is_empty());
        for (name, value) in parse(text.as_bytes()) {
            let order = &mut query.order;
            match name.as_ref() {
                "q" => order.text = looked_for(value.trim()),
                "state" => order.filter = named(&Filter::WORDS, &value),
                "sort" => {
                    let word = value.strip_prefix('-').unwrap_or(&value);
                    order.sort = named(&Sort::WORDS, word);
                    order.reversed = value.starts_with('-');
                }
                "list" => query.list = some(value),
                "tag" => query.tag = some(value),
                "source" => query.source = some(value),
                "view" => query.view = some(value),
                "page" => query.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        query
    }

    /// What of it the store narrows.
    pub(super) fn which(&self) -> Which {
        let (list, tag) = (self.list.clone(), self.tag.clone());
        Which { list, tag, ..Which::default() }
    }

    /// The same as it stands in an address, without `?`; nothing for what is usual.
    pub(super) fn text(&self) -> String {
        let mut text = Serializer::new(String::new());
        if !self.order.text.is_empty() {
            text.append_pair("q", &self.order.text);
        }
        for (name, value) in [
            ("list", &self.list),
            ("tag", &self.tag),
            ("source", &self.source),
            ("view", &self.view),
        ] {
            if let Some(value) = value {
                text.append_pair(name, value);
            }
        }
        if self.order.filter != Filter::All {
            text.append_pair("state", word(&Filter::WORDS, self.order.filter));
        }
        if self.order.sort != Sort::Added || self.order.reversed {
            text.append_pair("sort", &self.sort_word());
        }
        if self.page > 1 {
            text.append_pair("page", &self.page.to_string());
        }
        text.finish()
    }

    /// The address of the list so asked.
    pub(super) fn href(&self) -> String {
        let text = self.text();
        if text.is_empty() { "/items".to_owned() } else { format!("/items?{text}") }
    }

    pub(super) fn sort_word(&self) -> String {
        let sign = if self.order.reversed { "-" } else { "" };
        format!("{sign}{}", word(&Sort::WORDS, self.order.sort))
    }

    pub(super) fn filter_word(&self) -> &'static str {
        word(&Filter::WORDS, self.order.filter)
    }

    pub(super) fn with_filter(&self, filter: Filter) -> Self {
        let order = Order { filter, ..self.order.clone() };
        Self { order, page: 1, ..self.clone() }
    }

    /// In the order of a column; the other way round where it is in that order already.
    pub(super) fn with_sort(&self, sort: Sort) -> Self {
        let reversed = self.order.sort == sort && !self.order.reversed;
        let order = Order { sort, reversed, ..self.order.clone() };
        Self { order, page: 1, ..self.clone() }
    }

    pub(super) fn at_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    pub(super) fn is_list(&self, name: &str) -> bool {
        self.list.as_deref() == Some(name)
    }

    pub(super) fn is_tag(&self, name: &str) -> bool {
        self.tag.as_deref() == Some(name)
    }

    pub(super) fn is_source(&self, name: &str) -> bool {
        self.source.as_deref() == Some(name)
    }

    pub(super) fn is_view(&self, name: &str) -> bool {
        self.view.as_deref() == Some(name)
    }

    /// Whether something followed so is asked for.
    pub(super) fn keeps(&self, tracked: &Tracked) -> bool {
        let is = |asked: &Option<String>, own: &str| {
            asked.as_deref().is_none_or(|asked| asked == own)
        };
        is(&self.source, &tracked.watch.source) && is(&self.view, &view(tracked))
    }

    /// How a column's heading says that the list is in its order.
    pub(super) fn direction(&self, sort: Sort) -> &'static str {
        match (self.order.sort == sort, self.order.reversed) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }
}

/// From where something is seen, and in what: `US USD`.
pub(super) fn view(tracked: &Tracked) -> String {
    let view = tracked.watch.view;
    format!("{} {}", view.ship_to, view.currency)
}

/// The text that is looked for: of a link to an item its id, which is what the list knows.
fn looked_for(text: &str) -> String {
    let linked = text.contains('/').then(|| text.parse::<ItemRef>().ok()).flatten();
    match linked {
        Some(item) => item.id.to_string(),
        None => text.chars().take(LONGEST).collect(),
    }
}

fn named<T: Copy + Default>(words: &[(T, &'static str)], text: &str) -> T {
    let found = words.iter().find(|(_, word)| *word == text);
    found.map(|(it, _)| *it).unwrap_or_default()
}

fn word<T: PartialEq>(words: &[(T, &'static str)], value: T) -> &'static str {
    words.iter().find(|(it, _)| *it == value).map_or("", |(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        for text in [
            "",
            "q=a+%26+b",
            "q=%E8%80%B3%E6%9C%BA&list=Morning+%231&state=fell&sort=-price&page=3",
            "sort=change",
            "sort=-added",
            "tag=blue&source=dropship&view=US+USD",
        ] {
            assert_eq!(Query::read(text).text(), text);
        }
    }

    #[test]
    fn a_link_to_an_item_is_its_id_and_other_texts_are_themselves() {
        for (text, expected) in [
            (
                "https://de.aliexpress.com/item/1005006000000001.html?spm=1",
                "1005006000000001",
            ),
            ("www.aliexpress.com/item/1005006000000001.html", "1005006000000001"),
            ("1005006", "1005006"),
            ("lamp 3/4", "lamp 3/4"),
            ("https://shop.example/item/1.html", "https://shop.example/item/1.html"),
        ] {
            assert_eq!(looked_for(text), expected);
        }
    }

    #[test]
    fn what_is_wrong_in_an_address_is_as_usual() {
        for text in ["sort=colour", "state=", "page=0", "page=x", "list=", "other=1"] {
            assert_eq!(Query::read(text), Query::read(""), "{text}");
        }
    }

    #[test]
    fn a_heading_turns_its_column_round() {
        let query = Query::read("page=4");
        let priced = query.with_sort(Sort::Price);
        assert_eq!(priced.text(), "sort=price");
        assert_eq!(priced.with_sort(Sort::Price).text(), "sort=-price");
        assert_eq!(priced.with_sort(Sort::Stock).text(), "sort=stock");
    }
}
