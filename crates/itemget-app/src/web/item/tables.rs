//! What is known of an item, in rows: statistics, the evidence on a discount, variants,
//! sources, alerts. Pure.

use itemget::ItemRef;
use itemget_history::alert::Firing;
use itemget_history::discount::{Claim, Discount};
use itemget_history::stats::{Extreme, Stats, Verdict, WindowStats};
use itemget_history::{Moment, Told, Trail, TrailKey};
use itemget_store::{Every, Groups, KeptAlert, Tracked};
use jiff::tz::TimeZone;

use super::chart::{Query, Sku, variant};
use crate::card::Card;
use crate::lang::Lang;
use crate::notify;
use crate::plain::{harmless, thousands};
use crate::portrait::VariantNow;
use crate::saying;
use crate::told;
use crate::tracking::EveryWord;
use crate::web::pictures;
use crate::web::shown::{Age, Value, amount};

/// How it is followed.
#[derive(Debug)]
pub(super) struct Followed {
    pub(super) tracked: i64,
    pub(super) view: String,
    pub(super) source: String,
    pub(super) every: String,
    pub(super) is_paused: bool,
    pub(super) lists: String,
    pub(super) last: Option<Age>,
    pub(super) outcome: String,
    pub(super) next: Age,
}

impl Followed {
    pub(super) fn of(
        tracked: &Tracked,
        groups: &Groups,
        now: Moment,
        lang: Lang,
    ) -> Self {
        let view = tracked.watch.view;
        let outcome = tracked.last_outcome.as_deref();
        let outcome = outcome.map_or_else(saying::dash, |word| told::outcome(word, lang));
        let names = [groups.lists.as_slice(), groups.tags.as_slice()].concat();
        Self {
            tracked: tracked.id.0,
            view: format!("{} {} {}", view.ship_to, view.currency, view.language),
            source: tracked.watch.source.clone(),
            every: match tracked.every {
                Every::Auto => lang.pick("as often as it changes", "自动间隔").to_owned(),
                fixed => {
                    let pause = EveryWord(fixed);
                    lang.pick(format!("every {pause}"), format!("间隔 {pause}"))
                }
            },
            is_paused: tracked.paused,
            lists: if names.is_empty() {
                saying::dash()
            } else {
                harmless(&names.join(", "))
            },
            last: tracked.last_at.map(|at| Age::of(at, now, lang)),
            outcome,
            next: Age::of(tracked.next_at, now, lang),
        }
    }
}

/// What the past says of a price.
#[derive(Debug)]
pub(super) struct VerdictShown {
    pub(super) text: String,
    pub(super) class: &'static str,
    /// How much of the year it rests on.
    pub(super) seen: String,
}

impl VerdictShown {
    pub(super) fn of(stats: &Stats, lang: Lang) -> Option<Self> {
        let judgement = stats.judgement.as_ref()?;
        Some(Self {
            text: saying::verdict(judgement.verdict, lang),
            class: match judgement.verdict {
                Verdict::LowestEver | Verdict::Good => "good",
                Verdict::High | Verdict::HighestEver => "high",
                _ => "soft",
            },
            seen: judgement.coverage.observed.to_string(),
        })
    }
}

/// The statistics of a series.
#[derive(Debug)]
pub(super) struct StatsShown {
    pub(super) verdict: Option<VerdictShown>,
    pub(super) unit: String,
    pub(super) rows: Vec<[String; 10]>,
}

impl StatsShown {
    pub(super) fn of(stats: &Stats, lang: Lang) -> Self {
        Self {
            verdict: VerdictShown::of(stats, lang),
            unit: stats.currency.map(|it| it.to_string()).unwrap_or_default(),
            rows: stats.windows.iter().map(|window| row(window, lang)).collect(),
        }
    }
}

fn row(window: &WindowStats, lang: Lang) -> [String; 10] {
    let figure =
        |it: Option<&itemget_history::Figure>| it.map_or_else(saying::dash, amount);
    let extreme = |it: Option<&Extreme>| {
        it.map_or_else(saying::dash, |it| {
            format!("{} · {}", amount(&it.value), told::day(it.from))
        })
    };
    let percent =
        |it: Option<itemget::Percent>| it.map_or_else(saying::dash, |it| it.to_string());
    [
        window.days.map_or_else(
            || lang.pick("All", "全部").to_owned(),
            |days| lang.pick(format!("{days} days"), format!("{days} 天")),
        ),
        extreme(window.lowest.as_ref()),
        extreme(window.highest.as_ref()),
        figure(window.mean.as_ref()),
        figure(window.median.as_ref()),
        percent(window.higher),
        window.drops.count.map_or_else(saying::dash, |it| it.to_string()),
        percent(window.in_stock.share),
        saying::sold(window),
        window.coverage.observed.to_string(),
    ]
}

/// What a claimed discount is worth.
#[derive(Debug)]
pub(super) struct Evidence {
    pub(super) claim: String,
    pub(super) class: &'static str,
    /// What, how much, and when or how long.
    pub(super) rows: Vec<(&'static str, String, String)>,
}

impl Evidence {
    pub(super) fn of(discount: &Discount, now: Moment, lang: Lang) -> Self {
        let class = match discount.verdict {
            Claim::NotLower { .. } | Claim::Overstated { .. } => "high",
            Claim::BorneOut { .. } => "good",
            Claim::NoPrice | Claim::NotClaimed | Claim::TooLittleSeen { .. } => "soft",
        };
        let mut rows = Vec::new();
        if let Some(present) = &discount.present {
            let since = Age::of(present.since, now, lang).text;
            rows.push((lang.pick("Price now", "现价"), present.price.to_string(), since));
        }
        if let Some(list) = &discount.claimed.list {
            let since = discount.claimed.list_since.map(|at| Age::of(at, now, lang).text);
            let label = lang.pick("List price, as claimed", "标示原价");
            rows.push((label, list.to_string(), since.unwrap_or_default()));
        }
        if let Some(before) = &discount.before {
            let seen = lang.pick(
                format!("{} of it seen", before.coverage.observed),
                format!("观测覆盖 {}", before.coverage.observed),
            );
            let lowest = before.lowest.as_ref();
            let lowest = lowest.map_or_else(saying::dash, |it| it.value.to_string());
            let label = lang.pick("Lowest of the 30 days before", "此前 30 天最低价");
            rows.push((label, lowest, seen));
        }
        if let Some(usual) = &discount.usual.usual {
            let share = lang.pick(
                format!("{} of the time", usual.share),
                format!("占 {} 的时间", usual.share),
            );
            let label = lang.pick("Most common of 90 days", "90 天内最常见价格");
            rows.push((label, usual.value.to_string(), share));
        }
        Self { claim: saying::claim(discount.verdict, lang), class, rows }
    }
}

/// A variant.
#[derive(Debug)]
pub(super) struct VariantShown {
    pub(super) sku: String,
    pub(super) name: String,
    /// Its choices: name and value.
    pub(super) choices: Vec<(String, String)>,
    pub(super) picture: Option<String>,
    pub(super) price: Value,
    /// What it cost before any discount, where that is another price.
    pub(super) list_price: Option<String>,
    pub(super) stock: Value,
    /// The query that draws it alone.
    pub(super) query: String,
}

impl VariantShown {
    pub(super) fn of(
        now: &VariantNow,
        item: ItemRef,
        card: &Card,
        query: &Query,
        lang: Lang,
    ) -> Self {
        let own = card.skus.get(&now.sku);
        let choices = own.map(|it| it.choices.as_slice()).unwrap_or_default();
        let image = own.and_then(|it| it.image.as_deref());
        let differs = now.list_price != now.price;
        Self {
            sku: now.sku.to_string(),
            name: variant(now.sku, card),
            choices: choices.iter().map(|(a, b)| (harmless(a), harmless(b))).collect(),
            picture: image.map(|address| pictures::path(item, address, 120)),
            price: Value::of(now.price.as_ref(), lang),
            list_price: match &now.list_price {
                Some(Told::Value(figure)) if differs => Some(amount(figure)),
                _ => None,
            },
            stock: Value::of(now.stock.as_ref(), lang),
            query: Query { sku: Sku::Some(vec![now.sku]), ..query.clone() }.text(),
        }
    }
}

/// What a source said in a view.
#[derive(Debug)]
pub(super) struct SourceShown {
    pub(super) view: usize,
    pub(super) api: String,
    pub(super) seen_from: String,
    pub(super) readings: String,
    pub(super) first: Option<Age>,
    pub(super) last: Option<Age>,
}

impl SourceShown {
    pub(super) fn of(
        view: usize,
        key: &TrailKey,
        trail: &Trail,
        now: Moment,
        lang: Lang,
    ) -> Self {
        let first = trail.spans().first().map(|span| span.first);
        Self {
            view,
            api: harmless(&key.source),
            seen_from: seen_from(key),
            readings: thousands(trail.readings()),
            first: first.map(|at| Age::of(at, now, lang)),
            last: trail.last_reading().map(|at| Age::of(at, now, lang)),
        }
    }
}

/// From where it is seen, and in what.
pub(super) fn seen_from(key: &TrailKey) -> String {
    format!("{} {}", key.ship_to, key.currency)
}

/// An alert that was told.
#[derive(Debug)]
pub(in crate::web) struct AlertShown {
    pub(in crate::web) item: ItemRef,
    pub(in crate::web) id: String,
    /// What the item is called, where that is known and said; else its id.
    pub(in crate::web) name: String,
    pub(in crate::web) what: String,
    pub(in crate::web) why: String,
    pub(in crate::web) at: Age,
}

impl AlertShown {
    /// None where another program wrote it.
    pub(in crate::web) fn of(kept: &KeptAlert, now: Moment, lang: Lang) -> Option<Self> {
        let firing: Firing = serde_json::from_str(&kept.firing).ok()?;
        Some(Self::of_firing(&firing, now, lang))
    }

    pub(in crate::web) fn of_firing(firing: &Firing, now: Moment, lang: Lang) -> Self {
        Self {
            item: firing.key.item,
            id: firing.key.item.id.to_string(),
            name: firing.key.item.id.to_string(),
            what: harmless(&notify::happened(firing, lang)),
            why: harmless(&notify::why(firing, &TimeZone::system(), lang)),
            at: Age::of(firing.at, now, lang),
        }
    }
}
