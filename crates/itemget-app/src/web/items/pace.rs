//! How often and how much, as forms offer it: what is chosen beforehand is what was said of
//! the items themselves. Pure.

use itemget_store::Tracked;

use crate::lang::Lang;
use crate::tracking::{ItemLevel, Level, TrackingError};
use crate::web::done::INHERIT;

/// What a form offers.
#[derive(Debug)]
pub(in crate::web) struct Pace {
    pub(in crate::web) every: Vec<Offer>,
    pub(in crate::web) importance: Vec<Offer>,
}

/// Something that can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) struct Offer {
    pub(in crate::web) word: String,
    pub(in crate::web) label: String,
    pub(in crate::web) is_on: bool,
}

type Labelled = (&'static str, &'static str, &'static str);

const EVERY: [Labelled; 8] = [
    ("auto", "as often as it is worth it", "自动"),
    ("1h", "every hour", "每小时"),
    ("3h", "every 3 hours", "每 3 小时"),
    ("6h", "every 6 hours", "每 6 小时"),
    ("12h", "every 12 hours", "每 12 小时"),
    ("1d", "every day", "每天"),
    ("3d", "every 3 days", "每 3 天"),
    ("7d", "every week", "每周"),
];
const IMPORTANCE: [Labelled; 5] = [
    ("25", "25 · least", "25 · 最低"),
    ("50", "50 · less", "50 · 较低"),
    ("100", "100 · ordinary", "100 · 普通"),
    ("200", "200 · more", "200 · 较高"),
    ("400", "400 · most", "400 · 最高"),
];
const LEFT: Labelled = (INHERIT, "as their lists or all say", "随列表或全局设置");

impl Pace {
    /// For items of which each may have another one.
    pub(super) fn of_many(lang: Lang) -> Self {
        Self {
            every: offers(&EVERY, Some("6h"), lang),
            importance: offers(&IMPORTANCE, Some("100"), lang),
        }
    }

    /// For one item, in all views in which it is followed.
    pub(in crate::web) fn of<'a>(
        followed: impl Iterator<Item = &'a Tracked>,
        lang: Lang,
    ) -> Result<Self, TrackingError> {
        let own = followed.map(|it| Ok(ItemLevel::read(&it.settings)?.level));
        let own: Vec<Level> = own.collect::<Result<_, TrackingError>>()?;
        let every = same(own.iter().map(|it| it.every.map(|every| every.to_string())));
        let importance =
            same(own.iter().map(|it| it.importance.map(|much| much.to_string())));
        Ok(Self {
            every: offers(&EVERY, every.as_deref(), lang),
            importance: offers(&IMPORTANCE, importance.as_deref(), lang),
        })
    }
}

/// The word that is said in all views; none where they differ.
fn same(mut said: impl Iterator<Item = Option<String>>) -> Option<String> {
    let first = said.next()?;
    said.all(|it| it == first).then(|| first.unwrap_or_else(|| INHERIT.to_owned()))
}

/// These, and leaving it to what is said further away. A word that is none of them is one
/// more; without a word nothing is chosen, and what is sent then is refused.
fn offers(known: &[Labelled], word: Option<&str>, lang: Lang) -> Vec<Offer> {
    let all = || known.iter().chain([&LEFT]);
    let other = match word {
        None => Some(("", "–")),
        Some(word) if all().all(|it| it.0 != word) => Some((word, word)),
        Some(_) => None,
    };
    let other = other.map(|(word, label)| Offer {
        word: word.to_owned(),
        label: label.to_owned(),
        is_on: true,
    });
    let known = all().map(|(known, en, zh)| Offer {
        word: (*known).to_owned(),
        label: lang.pick(*en, *zh).to_owned(),
        is_on: word == Some(*known),
    });
    other.into_iter().chain(known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_beforehand_is_what_was_said_in_all_views() {
        let said = |words: &[Option<&str>]| {
            same(words.iter().map(|word| word.map(str::to_owned)))
        };
        for (words, expected, more) in [
            (&[Some("6h")][..], Some("6h"), 0),
            (&[Some("6h"), Some("6h")], Some("6h"), 0),
            (&[None, None], Some(INHERIT), 0),
            (&[Some("5m")], Some("5m"), 1),
            // Which of them would be sent for all is not for the form to choose.
            (&[Some("6h"), None], Some(""), 1),
            (&[Some("6h"), Some("1d")], Some(""), 1),
        ] {
            let offers = offers(&EVERY, said(words).as_deref(), Lang::En);
            let on: Vec<&str> =
                offers.iter().filter(|it| it.is_on).map(|it| &*it.word).collect();
            assert_eq!(on, Vec::from_iter(expected), "{words:?}");
            assert_eq!(offers.len(), EVERY.len() + 1 + more, "{words:?}");
        }
    }
}
