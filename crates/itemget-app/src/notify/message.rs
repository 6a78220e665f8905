//! What a bundle of alerts says, in one language: short, with its why.

use std::collections::BTreeMap;

use itemget::SkuId;
use itemget_history::alert::{Bundle, Firing};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::words;
use crate::lang::Lang;

/// What is known of an item besides its alerts.
#[derive(Debug, Clone)]
pub struct About {
    /// What it is called.
    pub title: Option<String>,
    /// What its variants are called: `Red / XL`.
    pub skus: BTreeMap<SkuId, String>,
    /// Whether it is made up: the sandbox's data says so everywhere.
    pub synthetic: bool,
    /// In whose time moments are told.
    pub zone: TimeZone,
}

/// A message to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its identity: the same whenever it is made of the same alerts.
    pub id: String,
    /// A subject, in one line.
    pub title: String,
    /// The lines below it.
    pub lines: Vec<String>,
    /// Where the item is to be seen.
    pub link: String,
    alerts: Value,
}

/// Of so many alerts of one item each is told with its why; of more, what happened.
const IN_FULL: usize = 3;
/// The longest title of an item that is shown, in letters.
const LONGEST_TITLE: usize = 80;

impl Message {
    /// What a bundle says.
    pub fn of(bundle: &Bundle, about: &About, lang: Lang) -> Self {
        let link = format!("https://www.aliexpress.com/item/{}.html", bundle.item);
        let mut lines = Vec::new();
        for firing in &bundle.firings {
            lines.push(with_sku(words::happened(firing, lang), firing, about, lang));
            if bundle.firings.len() <= IN_FULL {
                lines.push(words::why(firing, &about.zone, lang));
                lines.push(words::seen(firing, &about.zone, lang));
            }
        }
        if about.synthetic {
            let mark = lang.pick(
                "synthetic data from the sandbox: there is no such item",
                "沙箱合成数据：并无此商品",
            );
            lines.push(mark.to_owned());
        }
        let id = identity(&bundle.firings);
        let alerts = json!({
            "id": id,
            "item": bundle.item,
            "title": about.title,
            "link": link,
            "synthetic": about.synthetic,
            "alerts": bundle.firings.iter().map(identified).collect::<Vec<_>>(),
        });
        Self { id, title: title(bundle, about, lang), lines, link, alerts }
    }

    /// That a channel works, for who wants to see that it does.
    pub fn trial(id: impl Into<String>, lang: Lang) -> Self {
        let id = id.into();
        let title = lang.pick("itemget: a trial message", "itemget：测试消息").to_owned();
        let line = lang.pick(
            "this channel works; alerts will look like this",
            "该渠道工作正常，提醒将以此形式发送",
        );
        let link = "https://www.aliexpress.com/".to_owned();
        let alerts = json!({ "id": id, "trial": true, "link": link, "alerts": [] });
        Self { id, title, lines: vec![line.to_owned()], link, alerts }
    }

    /// All of it as plain text. Titles are others' text: they are in one line, and no
    /// receiver is asked to read marks in them.
    pub fn text(&self) -> String {
        let mut text = self.title.clone();
        for line in &self.lines {
            text.push('\n');
            text.push_str(line);
        }
        text.push('\n');
        text.push_str(&self.link);
        text
    }

    /// All of it for programs: every alert whole, and the text beside it.
    pub fn json(&self) -> Value {
        let mut json = self.alerts.clone();
        json["schema"] = 1.into();
        json["text"] = self.text().into();
        json
    }
}

fn title(bundle: &Bundle, about: &About, lang: Lang) -> String {
    let name = about.title.as_deref().map(one_line);
    let name = name.unwrap_or_else(|| bundle.item.to_string());
    let mark =
        if about.synthetic { lang.pick("[synthetic] ", "[合成数据] ") } else { "" };
    let what = bundle.firings.first().map(|firing| words::headline(firing, lang));
    let what = what.unwrap_or_else(|| lang.pick("alert", "提醒"));
    let more = bundle.firings.len().saturating_sub(1);
    match (lang, more) {
        (Lang::En, 0) => format!("{mark}{what}: {name}"),
        (Lang::En, more) => format!("{mark}{what} and {more} more: {name}"),
        (Lang::Zh, 0) => format!("{mark}{what}：{name}"),
        (Lang::Zh, more) => format!("{mark}{what}等 {} 条：{name}", more + 1),
    }
}

fn with_sku(text: String, firing: &Firing, about: &About, lang: Lang) -> String {
    let Some(sku) = firing.series.sku else { return text };
    let name = about.skus.get(&sku).map(|name| one_line(name));
    let name = name.unwrap_or_else(|| format!("sku {sku}"));
    lang.pick(format!("{name}: {text}"), format!("{name}：{text}"))
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let text =
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match text.chars().count() > LONGEST_TITLE {
        true => format!("{}…", text.chars().take(LONGEST_TITLE - 1).collect::<String>()),
        false => text,
    }
}

/// An alert whole, with what makes it the same one in whatever message it is.
fn identified(firing: &Firing) -> Value {
    let mut alert = json!(firing);
    alert["id"] = firing.identity().into();
    alert
}

fn identity(firings: &[Firing]) -> String {
    let mut hash = Sha256::new();
    for firing in firings {
        hash.update(firing.identity());
        hash.update([0]);
    }
    format!("alert_{}", hex::encode(&hash.finalize()[..16]))
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use itemget_history::alert::{Policy, Watch, bundles};
    use itemget_history::{
        Entry, Kind, Moment, Quantity, Reading, Seen, Series, State, Tail,
    };

    use super::*;

    /// A price falls from 20 to 17 after a month at 20 and 19.
    fn bundle(rule: &str) -> Bundle {
        let start: jiff::Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
        let key = itemget_history::TrailKey {
            item: "1005006000000001".parse().unwrap(),
            ship_to: "DE".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            source: "aliexpress.ds.product.get".to_owned(),
        };
        let mut tail = Tail::default();
        let mut watch = Watch::new(rule.parse().unwrap());
        let mut firings = Vec::new();
        for reading in 0_i64..80 {
            let price = match reading {
                0..20 => 19,
                20..78 => 20,
                _ => 17,
            };
            let series =
                Series::of_sku(SkuId::from_u64(12_000_012).unwrap(), Kind::SalePrice);
            let entry = Entry { series, state: State::Value(Quantity::whole(price)) };
            let at = Moment::from_seconds(start.as_second() + reading * 6 * 3600);
            let holds_for = Duration::from_secs(12 * 3600);
            let reading = Reading { at, holds_for, seen: Seen::Item(vec![entry]) };
            let outcomes = watch.read(&key, &tail, &reading, &Policy::default(), None);
            for outcome in outcomes {
                if let itemget_history::alert::Outcome::Tell(firing) = outcome {
                    firings.push(*firing);
                }
            }
            tail.take_in(&reading, &[]);
        }
        bundles(firings).pop().unwrap()
    }

    fn about(synthetic: bool) -> About {
        let sku = SkuId::from_u64(12_000_012).unwrap();
        About {
            title: Some("A lamp\nthat @everyone likes".to_owned()),
            skus: BTreeMap::from([(sku, "Red / XL".to_owned())]),
            synthetic,
            zone: TimeZone::UTC,
        }
    }

    pub(in super::super) fn sample() -> Message {
        Message::of(&bundle("sale_price drops 10%"), &about(true), Lang::En)
    }

    #[test]
    fn an_alert_says_what_and_why_in_english() {
        let bundle = bundle("sale_price drops 10% below lowest of 18 days");
        insta::assert_snapshot!(Message::of(&bundle, &about(true), Lang::En).text(), @r"
        [synthetic] price down: A lamp that @everyone likes
        Red / XL: sale price 17.00 EUR, before 20.00 EUR (-15%)
        why: `sale_price drops 10% below lowest of 18 days`; the lowest of 18 days was 19.00 EUR, last on 2026-11-05; 100% of the time seen
        seen 2026-11-20 18:00 UTC, confirmed by 2 readings; DE, EUR, aliexpress.ds.product.get
        synthetic data from the sandbox: there is no such item
        https://www.aliexpress.com/item/1005006000000001.html
        ");
    }

    #[test]
    fn an_alert_says_what_and_why_in_chinese() {
        let bundle = bundle("sale_price drops 10%");
        insta::assert_snapshot!(Message::of(&bundle, &about(false), Lang::Zh).text(), @r"
        降价：A lamp that @everyone likes
        Red / XL：售价 17.00 EUR，原为 20.00 EUR（-15%）
        原因：规则 `sale_price drops 10%`；此前自 2026-11-06 至 2026-11-20
        观测于 2026-11-20 18:00 UTC，2 次读数一致；DE, EUR, aliexpress.ds.product.get
        https://www.aliexpress.com/item/1005006000000001.html
        ");
    }

    #[test]
    fn the_identity_is_the_alerts_and_not_the_language() {
        let bundle = bundle("sale_price drops 10%");
        let one = Message::of(&bundle, &about(true), Lang::En);
        let other = Message::of(&bundle, &about(false), Lang::Zh);
        assert_eq!(one.id, other.id);
        assert_eq!(one.id.len(), 38);
        let json = one.json();
        assert_eq!(json["alerts"][0]["after"]["fact"]["value"], "17");
        assert_eq!(json["alerts"][0]["rule"], "sale_price drops 10%");
        assert_eq!(json["id"], one.id);
    }
}
