//! `/alerts`: the rules, what a new one would have told, what was told, and whom.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use itemget::ItemRef;
use itemget_history::Moment;
use itemget_history::alert::Rule;
use itemget_store::{AlertsOf, KeptRule, List, RuleId, RuleScope};

use super::answer::{PageError, go};
use super::forms::Posted;
use super::item::AlertShown;
use super::shown::Age;
use super::visit::Visit;
use crate::card::Card;
use crate::foreseen::foresee;
use crate::lang::Lang;
use crate::notify::{ChannelSettings, HttpCourier, Message};
use crate::plain::harmless;
use crate::service::App;

#[derive(Debug, Template)]
#[template(path = "alerts.html")]
struct Alerts<'a> {
    visit: &'a Visit,
    draft: Draft,
    preview: Option<Preview>,
    rules: Vec<RuleShown>,
    log: Vec<AlertShown>,
    channels: Vec<ChannelShown>,
    lists: Vec<List>,
    /// What came of a trial message.
    notice: Option<(bool, String)>,
}

/// A rule that is being written.
#[derive(Debug, Default)]
struct Draft {
    rule: String,
    /// The list that it is about; all if empty.
    list: String,
    channels: Vec<String>,
}

/// What the rule would have told.
#[derive(Debug)]
struct Preview {
    /// What is wrong with its text.
    wrong: Option<String>,
    /// As it is kept.
    text: String,
    items: usize,
    is_cut: bool,
    told: usize,
    withheld: usize,
    unconfirmed: usize,
    shown: Vec<AlertShown>,
}

#[derive(Debug)]
struct RuleShown {
    id: i64,
    text: String,
    about: String,
    channels: String,
    is_on: bool,
    since: Age,
}

#[derive(Debug)]
struct ChannelShown {
    name: String,
    kind: &'static str,
    is_chosen: bool,
}

/// How far back a rule is tried.
const BACK: Duration = Duration::from_secs(90 * 86_400);
/// So many of what it would have told are shown.
const SHOWN: usize = 25;
/// So many alerts are in the log.
const LOGGED: u32 = 100;
/// The longest rule, in letters.
const LONGEST: usize = 500;
/// So many letters of what is not known are repeated.
const REPEATED: usize = 60;

pub(super) async fn show(State(app): State<Arc<App>>, visit: Visit) -> Response {
    visit.answer(page(&app, &visit, Draft::default(), None, None).await)
}

/// `/alerts/preview`: the rule as it is being written, and what it would have told.
pub(super) async fn preview(
    State(app): State<Arc<App>>,
    visit: Visit,
    posted: Posted,
) -> Response {
    let draft = Draft::of(&posted);
    let page = match previewed(&app, &visit, &draft).await {
        Ok(preview) => page(&app, &visit, draft, preview, None).await,
        Err(error) => Err(error),
    };
    visit.answer(page)
}

impl Draft {
    fn of(posted: &Posted) -> Self {
        Self {
            rule: posted.one("rule").trim().to_owned(),
            list: posted.one("list").to_owned(),
            channels: posted.all("channel").map(str::to_owned).collect(),
        }
    }

    /// The rule; or what is wrong with it.
    fn rule(&self, lang: Lang) -> Result<Rule, String> {
        let letters = self.rule.chars().count();
        if letters > LONGEST {
            return Err(lang.pick(
                format!("a rule has at most {LONGEST} letters, and this has {letters}"),
                format!("规则最多 {LONGEST} 个字符，当前为 {letters} 个"),
            ));
        }
        self.rule.parse().map_err(|error| crate::messages::error(&error, lang))
    }

    /// What of it there is not: a channel, or its list.
    fn unknown(&self, channels: &[&str], lists: &[List], lang: Lang) -> Option<String> {
        let name = |text: &str| -> String {
            harmless(&text.chars().take(REPEATED).collect::<String>())
        };
        let channel = self.channels.iter().find(|it| !channels.contains(&it.as_str()));
        if let Some(channel) = channel {
            let name = name(channel);
            return Some(lang.pick(
                format!("there is no channel `{name}`: the rule was not added"),
                format!("没有名为 `{name}` 的渠道，规则未添加"),
            ));
        }
        let is_known =
            self.list.is_empty() || lists.iter().any(|list| list.name == self.list);
        (!is_known).then(|| {
            let name = name(&self.list);
            lang.pick(
                format!("there is no list `{name}`: the rule was not added"),
                format!("没有名为 `{name}` 的列表，规则未添加"),
            )
        })
    }

    fn scope(&self) -> RuleScope {
        match self.list.as_str() {
            "" => RuleScope::All,
            name => RuleScope::List(name.to_owned()),
        }
    }
}

async fn previewed(
    app: &App,
    visit: &Visit,
    draft: &Draft,
) -> Result<Option<Preview>, PageError> {
    if draft.rule.is_empty() {
        return Ok(None);
    }
    let now = Moment::from(app.clock.now());
    let mut preview = Preview {
        wrong: None,
        text: String::new(),
        items: 0,
        is_cut: false,
        told: 0,
        withheld: 0,
        unconfirmed: 0,
        shown: Vec::new(),
    };
    match draft.rule(visit.lang) {
        Err(wrong) => preview.wrong = Some(wrong),
        Ok(rule) => {
            let found = foresee(&app.store, &rule, &draft.scope(), now - BACK).await?;
            let shown = found.told.iter().take(SHOWN);
            preview.shown =
                shown.map(|it| AlertShown::of_firing(it, now, visit.lang)).collect();
            preview.text = rule.to_string();
            preview.items = found.items;
            preview.is_cut = found.is_cut;
            preview.told = found.told.len();
            preview.withheld = found.withheld;
            preview.unconfirmed = found.unconfirmed;
        }
    }
    Ok(Some(preview))
}

/// Gives alerts the titles of their items.
async fn name(app: &App, alerts: &mut [AlertShown]) -> Result<(), PageError> {
    let items: Vec<ItemRef> = alerts.iter().map(|alert| alert.item).collect();
    let cards = app.store.cards(&items, app.view.language).await?;
    for (alert, card) in alerts.iter_mut().zip(cards) {
        let title = card.and_then(|card| Card::read(&card.text).title);
        if let Some(title) = title {
            alert.name = harmless(&title);
        }
    }
    Ok(())
}

async fn page(
    app: &App,
    visit: &Visit,
    draft: Draft,
    mut preview: Option<Preview>,
    notice: Option<(bool, String)>,
) -> Result<Response, PageError> {
    let now = Moment::from(app.clock.now());
    let rules = app.store.rules().await?;
    let rules = rules.into_iter().map(|kept| RuleShown::of(kept, now, visit)).collect();
    let of = AlertsOf { item: None, since: None, limit: Some(LOGGED) };
    let log = app.store.alerts(&of).await?;
    let told = log.iter().filter_map(|kept| AlertShown::of(kept, now, visit.lang));
    let mut log: Vec<AlertShown> = told.collect();
    name(app, &mut log).await?;
    if let Some(preview) = &mut preview {
        name(app, &mut preview.shown).await?;
    }
    let channels = app.store.channels().await?.into_iter().map(|(name, settings)| {
        let kind = ChannelSettings::read(&settings);
        let kind = kind.map_or("?", |settings| settings.channel.word());
        ChannelShown { is_chosen: draft.channels.contains(&name), name, kind }
    });
    let channels = channels.collect();
    let lists = app.store.lists().await?;
    visit.page(&Alerts { visit, draft, preview, rules, log, channels, lists, notice })
}

impl RuleShown {
    fn of(kept: KeptRule, now: Moment, visit: &Visit) -> Self {
        Self {
            id: kept.id.0,
            text: kept.rule,
            about: match kept.scope {
                RuleScope::All => visit.t("everything", "全部商品").to_owned(),
                RuleScope::List(name) => {
                    format!("{} {}", visit.t("list", "列表"), harmless(&name))
                }
                RuleScope::Tracked(id) => {
                    format!("{} {}", visit.t("one item, no.", "单个商品，编号"), id.0)
                }
                RuleScope::Sku(id, sku) => {
                    let words = visit.t("one variant of item no.", "单个规格，商品编号");
                    format!("{words} {}: {sku}", id.0)
                }
            },
            channels: match kept.channels.is_empty() {
                true => visit.t("the log alone", "仅记录").to_owned(),
                false => harmless(&kept.channels.join(", ")),
            },
            is_on: kept.enabled,
            since: Age::of(kept.created_at, now, visit.lang),
        }
    }
}

pub(super) async fn change(
    State(app): State<Arc<App>>,
    visit: Visit,
    posted: Posted,
) -> Response {
    visit.answer(changed(&app, &visit, &posted).await)
}

async fn changed(
    app: &App,
    visit: &Visit,
    posted: &Posted,
) -> Result<Response, PageError> {
    let rule = || -> Result<RuleId, PageError> {
        posted.one("id").parse().map(RuleId).map_err(|_ignored| PageError::NotFound)
    };
    match posted.one("do") {
        "add" => {
            let draft = Draft::of(posted);
            let Ok(rule) = draft.rule(visit.lang) else {
                let preview = previewed(app, visit, &draft).await?;
                return page(app, visit, draft, preview, None).await;
            };
            let (channels, lists) =
                (app.store.channels().await?, app.store.lists().await?);
            let channels: Vec<&str> = channels.iter().map(|(name, _)| &**name).collect();
            if let Some(unknown) = draft.unknown(&channels, &lists, visit.lang) {
                let notice = Some((false, unknown));
                return page(app, visit, draft, None, notice).await;
            }
            let now = Moment::from(app.clock.now());
            let text = rule.to_string();
            app.store.add_rule(&text, &draft.scope(), &draft.channels, now).await?;
        }
        "pause" => drop(app.store.enable_rule(rule()?, false).await?),
        "resume" => drop(app.store.enable_rule(rule()?, true).await?),
        "remove" => drop(app.store.remove_rule(rule()?).await?),
        "test" => {
            let notice = tested(app, visit, posted.one("name")).await?;
            return page(app, visit, Draft::default(), None, Some(notice)).await;
        }
        _ => return Err(PageError::NotFound),
    }
    go("/alerts")
}

/// Sends a trial message: whether it arrived, and what there is to say of it.
async fn tested(
    app: &App,
    visit: &Visit,
    name: &str,
) -> Result<(bool, String), PageError> {
    let channels = app.store.channels().await?;
    let found = channels.into_iter().find(|(it, _)| it == name);
    let (name, settings) = found.ok_or(PageError::NotFound)?;
    let (name, lang) = (harmless(&name), visit.lang);
    let failed = |why: &str| {
        lang.pick(
            format!("{name}: it did not arrive: {why}"),
            format!("{name}：未送达：{why}"),
        )
    };
    let settings = match ChannelSettings::read(&settings) {
        Ok(settings) => settings,
        Err(error) => return Ok((false, failed(&crate::messages::error(&error, lang)))),
    };
    let route = app.bench.route().clone();
    let courier = match HttpCourier::by(route, settings.reach, Duration::from_secs(20)) {
        Ok(courier) => courier,
        Err(error) => return Ok((false, failed(&error.to_string()))),
    };
    let now = app.clock.now();
    let message = Message::trial(format!("trial-{}", now.as_second()), lang);
    let told = settings.channel.tell(&message, now, &courier, settings.reach).await;
    Ok(match told {
        Ok(()) => {
            (true, lang.pick(format!("{name}: it arrived"), format!("{name}：已送达")))
        }
        Err(failure) => (false, failed(&failure.text(lang))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(rule: &str, list: &str, channels: &[&str]) -> Draft {
        Draft {
            rule: rule.to_owned(),
            list: list.to_owned(),
            channels: channels.iter().map(|&it| it.to_owned()).collect(),
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
}
