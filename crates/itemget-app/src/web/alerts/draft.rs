//! A rule that is being written, and what is wrong with it.

use itemget::SkuId;
use itemget_history::alert::Rule;
use itemget_store::{KeptRule, List, RuleScope, Tracked, TrackedId};

use crate::lang::Lang;
use crate::plain::harmless;
use crate::service::App;
use crate::web::answer::PageError;
use crate::web::forms::Posted;

/// A rule that is being written.
#[derive(Debug, Default)]
pub(in crate::web) struct Draft {
    pub(in crate::web) rule: String,
    /// The list that it is about; all if empty, unless it is about an item.
    pub(in crate::web) list: String,
    /// The item that it is about, once for each view in which it is followed.
    pub(in crate::web) items: Vec<TrackedId>,
    /// The variant of it; the whole if none.
    pub(in crate::web) sku: Option<SkuId>,
    pub(in crate::web) channels: Vec<String>,
}

/// The longest rule, in letters.
const LONGEST: usize = 500;
/// So many letters of what is not known are repeated.
const REPEATED: usize = 60;
/// In so many views an item may be followed that a rule is about.
const VIEWS: usize = 50;

impl Draft {
    pub(in crate::web) fn of(posted: &Posted) -> Self {
        let items = posted.all("item").filter_map(|id| id.parse().ok().map(TrackedId));
        Self {
            rule: posted.one("rule").trim().to_owned(),
            list: posted.one("list").to_owned(),
            items: items.take(VIEWS).collect(),
            sku: posted.one("sku").parse().ok(),
            channels: posted.all("channel").map(str::to_owned).collect(),
        }
    }

    /// The rule; or what is wrong with it.
    pub(super) fn rule(&self, lang: Lang) -> Result<Rule, String> {
        let letters = self.rule.chars().count();
        if letters > LONGEST {
            return Err(lang.pick(
                format!("a rule has at most {LONGEST} letters, and this has {letters}"),
                format!("规则最多 {LONGEST} 个字符，当前为 {letters} 个"),
            ));
        }
        self.rule.parse().map_err(|error| crate::messages::error(&error, lang))
    }

    /// A rule that there is, as it is changed.
    pub(super) fn from(kept: &KeptRule) -> Self {
        Self {
            rule: kept.rule.clone(),
            channels: kept.channels.clone(),
            ..Self::default()
        }
    }

    /// What of it there is not: a channel, or its list.
    pub(super) async fn missing(
        &self,
        app: &App,
        lang: Lang,
    ) -> Result<Option<String>, PageError> {
        let (channels, lists) = (app.store.channels().await?, app.store.lists().await?);
        let channels: Vec<&str> = channels.iter().map(|(name, _)| &**name).collect();
        Ok(self.unknown(&channels, &lists, lang))
    }

    /// The same, where there are these.
    fn unknown(&self, channels: &[&str], lists: &[List], lang: Lang) -> Option<String> {
        let name = |text: &str| -> String {
            harmless(&text.chars().take(REPEATED).collect::<String>())
        };
        let channel = self.channels.iter().find(|it| !channels.contains(&it.as_str()));
        if let Some(channel) = channel {
            let name = name(channel);
            return Some(lang.pick(
                format!("there is no channel `{name}`: nothing was changed"),
                format!("没有名为 `{name}` 的渠道，未作任何更改"),
            ));
        }
        let is_known =
            self.list.is_empty() || lists.iter().any(|list| list.name == self.list);
        (!is_known).then(|| {
            let name = name(&self.list);
            lang.pick(
                format!("there is no list `{name}`: nothing was changed"),
                format!("没有名为 `{name}` 的列表，未作任何更改"),
            )
        })
    }

    /// The item that it is about, as it is followed; none where it is about all or a list.
    pub(super) async fn followed(&self, app: &App) -> Result<Option<Tracked>, PageError> {
        let mut first = None;
        for id in &self.items {
            let tracked = app.store.tracked_by_id(*id).await?;
            first = first.or(Some(tracked.ok_or(PageError::NotFound)?));
        }
        Ok(first)
    }

    /// What it is about.
    pub(super) fn scopes(&self) -> Vec<RuleScope> {
        let items = self.items.iter();
        match (self.items.is_empty(), self.list.as_str()) {
            (false, _) => items
                .map(|id| match self.sku {
                    Some(sku) => RuleScope::Sku(*id, sku),
                    None => RuleScope::Tracked(*id),
                })
                .collect(),
            (true, "") => vec![RuleScope::All],
            (true, name) => vec![RuleScope::List(name.to_owned())],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(rule: &str, list: &str, channels: &[&str]) -> Draft {
        Draft {
            rule: rule.to_owned(),
            list: list.to_owned(),
            channels: channels.iter().map(|&it| it.to_owned()).collect(),
            ..Draft::default()
        }
    }

    #[test]
    fn a_rule_that_is_too_long_is_refused_and_not_cut() {
        let rule = "sale_price drops 10%";
        assert!(draft(rule, "", &[]).rule(Lang::En).is_ok());
        // Cut at its end, it would be another rule.
        let long = format!("{rule}{}", ", for any sku".repeat(50));
        let wrong = draft(&long, "", &[]).rule(Lang::En).unwrap_err();
        assert!(wrong.contains("at most 500 letters"), "{wrong}");
    }

    #[test]
    fn what_there_is_not_is_named() {
        let lists =
            [List { name: "lamps".to_owned(), settings: String::new(), members: 1 }];
        for (list, channels, expected) in [
            ("", &[][..], None),
            ("lamps", &["phone"][..], None),
            ("lamp", &["phone"], Some("no list `lamp`")),
            ("lamps", &["phone", "fax"], Some("no channel `fax`")),
            ("", &["a\u{1b}b"], Some("no channel `a\u{fffd}b`")),
        ] {
            let unknown = draft("", list, channels).unknown(&["phone"], &lists, Lang::En);
            match expected {
                None => assert_eq!(unknown, None, "{list} {channels:?}"),
                Some(part) => assert!(unknown.unwrap().contains(part), "{list}"),
            }
        }
    }

    #[test]
    fn a_rule_is_about_all_a_list_an_item_or_a_variant() {
        let sku: SkuId = "12000044126059467".parse().unwrap();
        let item = |sku| Draft {
            items: vec![TrackedId(3), TrackedId(4)],
            sku,
            ..Draft::default()
        };
        for (draft, expected) in [
            (Draft::default(), vec![RuleScope::All]),
            (draft("", "lamps", &[]), vec![RuleScope::List("lamps".to_owned())]),
            (
                item(None),
                vec![RuleScope::Tracked(TrackedId(3)), RuleScope::Tracked(TrackedId(4))],
            ),
            (
                item(Some(sku)),
                vec![
                    RuleScope::Sku(TrackedId(3), sku),
                    RuleScope::Sku(TrackedId(4), sku),
                ],
            ),
        ] {
            assert_eq!(draft.scopes(), expected, "{draft:?}");
        }
    }
}
