//! What a form did, said on the page that it leads to: in that page's address, as words and
//! numbers, so that loading it again does nothing again. Pure.

use url::form_urlencoded::{Serializer, parse};

use crate::lang::Lang;
use crate::plain::{harmless, thousands};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Nothing was ticked.
    Nothing,
    Look,
    Pause,
    Resume,
    Enlist,
    Unlist,
    Remove,
    Follow,
    /// How often they are looked at was said; the text is how often.
    Every,
    /// How much they matter was said; the text is how much.
    Importance,
    /// They have a tag.
    Tag,
    /// They have it not any more.
    Untag,
    /// A list was taken away.
    Unmake,
    /// A rule was added.
    Rule,
    /// A rule was changed.
    Rewrite,
    /// A job was begun.
    Job,
    /// A job was cancelled.
    Cancel,
}

/// What was done, and to how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    pub(super) deed: Deed,
    pub(super) count: u64,
    /// How many were left out.
    pub(super) left: u64,
    /// The list, the tag or the setting that it is about.
    pub(super) list: String,
}

const WORDS: [(Deed, &str); 17] = [
    (Deed::Nothing, "nothing"),
    (Deed::Look, "look"),
    (Deed::Pause, "pause"),
    (Deed::Resume, "resume"),
    (Deed::Enlist, "enlist"),
    (Deed::Unlist, "unlist"),
    (Deed::Remove, "remove"),
    (Deed::Follow, "follow"),
    (Deed::Every, "every"),
    (Deed::Importance, "importance"),
    (Deed::Tag, "tag"),
    (Deed::Untag, "untag"),
    (Deed::Unmake, "unmake"),
    (Deed::Rule, "rule"),
    (Deed::Rewrite, "rewrite"),
    (Deed::Job, "job"),
    (Deed::Cancel, "cancel"),
];

/// The setting of who has none: what is said further away holds.
pub(super) const INHERIT: &str = "inherit";
/// The longest name of a list that is repeated, in letters.
const LONGEST: usize = 100;

impl Done {
    /// It was done to so many.
    pub(super) fn of(deed: Deed, count: u64) -> Self {
        Self { deed, count, left: 0, list: String::new() }
    }

    /// What the query of an address says; none where it says nothing of the kind.
    pub(super) fn read(query: &str) -> Option<Self> {
        let mut done = None;
        let (mut count, mut left, mut list) = (0, 0, String::new());
        for (name, value) in parse(query.as_bytes()) {
            match name.as_ref() {
                "done" => {
                    done = WORDS.iter().find(|(_, word)| *word == value);
                }
                "n" => count = value.parse().unwrap_or(0),
                "left" => left = value.parse().unwrap_or(0),
                "to" => list = value.chars().take(LONGEST).collect(),
                _ => {}
            }
        }
        done.map(|(deed, _)| Self { deed: *deed, count, left, list })
    }

    /// The address of a page that says it.
    pub(super) fn on(&self, page: &str) -> String {
        let word = WORDS.iter().find(|(deed, _)| *deed == self.deed);
        let mut text = Serializer::new(String::new());
        text.append_pair("done", word.map_or("", |(_, word)| word));
        text.append_pair("n", &self.count.to_string());
        if self.left > 0 {
            text.append_pair("left", &self.left.to_string());
        }
        if !self.list.is_empty() {
            text.append_pair("to", &self.list);
        }
        let (path, place) = match page.split_once('#') {
            Some((path, place)) => (path, format!("#{place}")),
            None => (page, String::new()),
        };
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}{}{place}", text.finish())
    }

    /// Whether something was done.
    pub(super) fn is_good(&self) -> bool {
        self.deed != Deed::Nothing && (self.count > 0 || self.left == 0)
    }

    /// As a sentence.
    pub(super) fn text(&self, lang: Lang) -> String {
        let (n, list) = (thousands(self.count), harmless(&self.list));
        let items = if self.count == 1 { "item" } else { "items" };
        let are = if self.count == 1 { "is" } else { "are" };
        let matter = if self.count == 1 { "matters" } else { "matter" };
        let (en, zh) = match self.deed {
            Deed::Nothing => (
                "Nothing was ticked, so nothing was done.".to_owned(),
                "未勾选任何商品，未执行操作。".to_owned(),
            ),
            Deed::Look => (
                format!("{n} {items} will be looked at as soon as it is their turn."),
                format!("{n} 个商品将尽快查询。"),
            ),
            Deed::Pause => {
                (format!("{n} {items} {are} paused."), format!("已暂停 {n} 个商品。"))
            }
            Deed::Resume => (
                format!("{n} {items} {are} looked at again."),
                format!("已恢复 {n} 个商品。"),
            ),
            Deed::Enlist => (
                format!("{n} {items} {are} in the list “{list}”."),
                format!("{n} 个商品已在列表“{list}”中。"),
            ),
            Deed::Unlist => (
                format!("{n} {items} {are} not in the list “{list}” any more."),
                format!("已将 {n} 个商品移出列表“{list}”。"),
            ),
            Deed::Remove => (
                format!("{n} {items} {are} not followed any more. What was seen stays."),
                format!("已停止跟踪 {n} 个商品，历史数据保留。"),
            ),
            Deed::Follow => (
                format!("{n} {items} {are} followed from now on."),
                format!("已开始跟踪 {n} 个商品。"),
            ),
            Deed::Every => match list.as_str() {
                INHERIT => (
                    format!(
                        "{n} {items} {are} looked at as often as their lists or all say."
                    ),
                    format!("{n} 个商品的查询间隔改为随列表或全局设置。"),
                ),
                "auto" => (
                    format!("{n} {items} {are} looked at as often as it is worth it."),
                    format!("{n} 个商品的查询间隔改为自动。"),
                ),
                every => (
                    format!("{n} {items} {are} looked at every {every}."),
                    format!("{n} 个商品的查询间隔改为 {every}。"),
                ),
            },
            Deed::Importance => match list.as_str() {
                INHERIT => (
                    format!("{n} {items} {matter} as much as their lists or all say."),
                    format!("{n} 个商品的重要性改为随列表或全局设置。"),
                ),
                number => (
                    format!("{n} {items} {matter} {number}, where 100 is ordinary."),
                    format!("{n} 个商品的重要性改为 {number}（100 为普通）。"),
                ),
            },
            Deed::Tag => (
                format!("{n} {items} got the tag “{list}”."),
                format!("已为 {n} 个商品添加标签“{list}”。"),
            ),
            Deed::Untag => (
                format!("{n} {items} lost the tag “{list}”."),
                format!("已移除 {n} 个商品的标签“{list}”。"),
            ),
            Deed::Unmake => (
                format!("The list “{list}” is gone; what was in it is still followed."),
                format!("列表“{list}”已删除，其中的商品仍在跟踪。"),
            ),
            Deed::Rule => ("The rule is in force.".to_owned(), "规则已生效。".to_owned()),
            Deed::Rewrite => (
                "The rule is changed. What it told stays.".to_owned(),
                "规则已修改，此前的记录会保留。".to_owned(),
            ),
            Deed::Job => (
                format!("The job has begun: {n} ids."),
                format!("任务已开始：共 {n} 个 ID。"),
            ),
            Deed::Cancel => (
                "The job is cancelled. What was answered until then is kept.".to_owned(),
                "任务已取消，此前的结果会保留。".to_owned(),
            ),
        };
        let (more_en, more_zh) = match (self.deed, self.left) {
            (_, 0) => (String::new(), String::new()),
            (Deed::Look, left) => (
                format!(" {} paused and left alone.", thousands(left)),
                format!("另有 {} 个处于暂停状态，未查询。", thousands(left)),
            ),
            (_, left) => (
                format!(" {} had been before.", thousands(left)),
                format!("另有 {} 个此前已是如此。", thousands(left)),
            ),
        };
        lang.pick(en + &more_en, zh + &more_zh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_says_is_what_was_done() {
        let enlisted =
            Done { left: 2, list: "Morning #1".to_owned(), ..Done::of(Deed::Enlist, 3) };
        for (done, page, expected) in [
            (Done::of(Deed::Pause, 1), "/items", "/items?done=pause&n=1"),
            (
                enlisted,
                "/items?q=a#log",
                "/items?q=a&done=enlist&n=3&left=2&to=Morning+%231#log",
            ),
        ] {
            let address = done.on(page);
            assert_eq!(address, expected);
            let (_, query) = address.split_once('?').unwrap();
            let query = query.split('#').next().unwrap();
            assert_eq!(Done::read(query), Some(done));
        }
        for query in ["", "done=", "done=everything&n=1", "n=4"] {
            assert_eq!(Done::read(query), None, "{query}");
        }
        assert_eq!(Done::read("done=pause&n=x").unwrap().count, 0);
    }

    #[test]
    fn what_was_left_out_is_said() {
        let looked = Done { left: 1, ..Done::of(Deed::Look, 0) };
        assert!(!looked.is_good());
        assert!(looked.text(Lang::En).contains("1 paused and left alone"));
        assert!(looked.text(Lang::Zh).contains("另有 1 个"));
        assert_eq!(Done::of(Deed::Pause, 1200).text(Lang::En), "1,200 items are paused.");
        assert_eq!(Done::of(Deed::Pause, 1).text(Lang::En), "1 item is paused.");
        assert!(!Done::of(Deed::Nothing, 0).is_good());
        for (deed, setting, left, expected) in [
            (Deed::Every, "6h", 0, "2 items are looked at every 6h."),
            (
                Deed::Every,
                "auto",
                1,
                "2 items are looked at as often as it is worth it. 1 had been before.",
            ),
            (
                Deed::Importance,
                "inherit",
                0,
                "2 items matter as much as their lists or all say.",
            ),
            (Deed::Untag, "blue", 0, "2 items lost the tag “blue”."),
        ] {
            let done = Done { left, list: setting.to_owned(), ..Done::of(deed, 2) };
            assert_eq!(done.text(Lang::En), expected);
        }
    }
}
