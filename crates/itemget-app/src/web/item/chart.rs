//! The chart of an item: which series of it, since when, as a picture and as the points that
//! a pointer shows. Pure.

use itemget::SkuId;
use itemget_history::chart::{Chart, Line, Sheet, Size, Words};
use itemget_history::stats::Window;
use itemget_history::{Kind, Moment, Series, Trail, TrailKey, buyable_or_absent};
use url::form_urlencoded::{Serializer, parse};

use crate::card::Card;
use crate::lang::Lang;
use crate::plain::harmless;
use crate::selection::is_away;
use crate::told;

/// What the address says of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) kind: Kind,
    pub(super) sku: Sku,
    /// Back from now; none is all that was seen.
    pub(super) days: Option<u32>,
    /// The number of the trail.
    pub(super) view: Option<usize>,
}

/// Of what of the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sku {
    /// The item as a whole.
    Whole,
    /// Each of its variants.
    All,
    /// These.
    Some(Vec<SkuId>),
}

impl Sku {
    /// With one more.
    fn and(self, sku: SkuId) -> Self {
        match self {
            Self::Some(mut skus) if !skus.contains(&sku) => {
                skus.push(sku);
                Self::Some(skus)
            }
            Self::Some(skus) => Self::Some(skus),
            Self::Whole | Self::All => Self::Some(vec![sku]),
        }
    }
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) label: String,
    /// The query that chooses it.
    pub(super) query: String,
    pub(super) is_on: bool,
}

/// A variant that can be drawn together with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) sku: String,
    pub(super) label: String,
    pub(super) is_on: bool,
}

/// The chart that was chosen.
#[derive(Debug)]
pub(super) struct Chosen {
    /// The first series of it: the one that statistics are of.
    pub(super) series: Series,
    /// What that is called.
    pub(super) name: String,
    /// How many series there are.
    pub(super) found: usize,
    /// How many of them are drawn.
    pub(super) drawn: usize,
    pub(super) svg: String,
    /// Where everything of it lies, as JSON.
    pub(super) drawing: String,
}

/// The ranges that there are, in days.
const RANGES: [u32; 4] = [7, 30, 90, 365];
/// So many variants are drawn together at most: there are no more colours.
const LINES: usize = 8;

impl Query {
    pub(super) fn read(text: &str) -> Self {
        let mut query =
            Self { kind: Kind::SalePrice, sku: Sku::Whole, days: Some(90), view: None };
        for (name, value) in parse(text.as_bytes()) {
            match name.as_ref() {
                "kind" => query.kind = value.parse().unwrap_or(Kind::SalePrice),
                "sku" => {
                    query.sku = match (value.as_ref(), query.sku) {
                        ("all", _) => Sku::All,
                        (id, before) => match id.parse() {
                            Ok(sku) => before.and(sku),
                            Err(_) => before,
                        },
                    }
                }
                "days" => {
                    query.days = match value.parse() {
                        Ok(days) if RANGES.contains(&days) => Some(days),
                        _ if value == "all" => None,
                        _ => Some(90),
                    }
                }
                "view" => query.view = value.parse().ok(),
                _ => {}
            }
        }
        query
    }

    /// The same as it stands in an address; nothing for what is usual.
    pub(super) fn text(&self) -> String {
        let mut text = Serializer::new(String::new());
        if self.kind != Kind::SalePrice {
            text.append_pair("kind", self.kind.word());
        }
        match &self.sku {
            Sku::Whole => {}
            Sku::All => drop(text.append_pair("sku", "all")),
            Sku::Some(skus) => {
                text.extend_pairs(skus.iter().map(|sku| ("sku", sku.to_string())));
            }
        }
        match self.days {
            Some(90) => {}
            Some(days) => drop(text.append_pair("days", &days.to_string())),
            None => drop(text.append_pair("days", "all")),
        }
        if let Some(view) = self.view {
            text.append_pair("view", &view.to_string());
        }
        text.finish()
    }

    fn choice(&self, label: impl Into<String>, other: Self) -> Choice {
        Choice { label: label.into(), query: other.text(), is_on: *self == other }
    }

    /// What of it the trail tells.
    pub(super) fn kinds(&self, trail: &Trail, lang: Lang) -> Vec<Choice> {
        let told: Vec<Series> = trail.series().map(|(series, _)| series).collect();
        let away = is_away(Kind::SalePrice, &told).then_some(Kind::SalePrice);
        let kinds: std::collections::BTreeSet<Kind> =
            told.iter().map(|series| series.kind).chain(away).collect();
        let shown = kinds.into_iter().filter(|kind| *kind != Kind::Availability);
        let choice =
            |kind| self.choice(told::kind(kind, lang), Self { kind, ..self.clone() });
        shown.map(choice).collect()
    }

    /// The whole, and all variants together.
    pub(super) fn skus(&self, trail: &Trail, lang: Lang) -> Vec<Choice> {
        let told = trail.series().filter(|(series, _)| series.kind == self.kind);
        let skus: Vec<SkuId> = told.filter_map(|(series, _)| series.sku).collect();
        if skus.is_empty() {
            return Vec::new();
        }
        let with = |sku| Self { sku, ..self.clone() };
        vec![
            self.choice(lang.pick("The item", "整个商品"), with(Sku::Whole)),
            self.choice(lang.pick("All variants", "全部规格"), with(Sku::All)),
        ]
    }

    /// The variants of which the trail tells this kind: some of them can be drawn together.
    pub(super) fn ticks(&self, trail: &Trail, card: &Card) -> Vec<Tick> {
        let told = trail.series().filter(|(series, _)| series.kind == self.kind);
        let tick = |sku: SkuId| Tick {
            sku: sku.to_string(),
            label: variant(sku, card),
            is_on: matches!(&self.sku, Sku::Some(skus) if skus.contains(&sku)),
        };
        told.filter_map(|(series, _)| series.sku).map(tick).collect()
    }

    /// What is chosen beside the variants, for a form that chooses those.
    pub(super) fn others(&self) -> Vec<(String, String)> {
        let others = Self { sku: Sku::Whole, ..self.clone() }.text();
        parse(others.as_bytes()).into_owned().collect()
    }

    pub(super) fn views(
        &self,
        trails: &[(TrailKey, Trail)],
        at: Option<usize>,
    ) -> Vec<Choice> {
        if trails.len() < 2 {
            return Vec::new();
        }
        let choice = |(number, (key, _)): (usize, &(TrailKey, Trail))| Choice {
            label: format!("{} {} · {}", key.ship_to, key.currency, key.source),
            query: Self { view: Some(number), ..self.clone() }.text(),
            is_on: at == Some(number),
        };
        trails.iter().enumerate().map(choice).collect()
    }

    pub(super) fn ranges(&self, lang: Lang) -> Vec<Choice> {
        let with = |days| Self { days, ..self.clone() };
        let days = RANGES.map(|days| {
            let label = lang.pick(format!("{days} days"), format!("{days} 天"));
            self.choice(label, with(Some(days)))
        });
        let all = self.choice(lang.pick("All", "全部"), with(None));
        days.into_iter().chain([all]).collect()
    }
}

/// A variant as a buyer knows it.
pub(super) fn variant(sku: SkuId, card: &Card) -> String {
    let choices = card.skus.get(&sku).map(|it| it.choices.as_slice()).unwrap_or_default();
    let values: Vec<&str> = choices.iter().map(|(_, value)| value.as_str()).collect();
    if values.is_empty() { sku.to_string() } else { harmless(&values.join(", ")) }
}

/// What a series is called: `Price`, `Price · White, XL`.
fn named(series: Series, card: &Card, lang: Lang) -> String {
    let kind = told::kind(series.kind, lang);
    match series.sku {
        Some(sku) => format!("{kind} · {}", variant(sku, card)),
        None => kind.to_owned(),
    }
}

impl Chosen {
    /// None where nothing of the kind was ever told.
    pub(super) fn of(
        query: &Query,
        key: &TrailKey,
        trail: &Trail,
        card: &Card,
        now: Moment,
        lang: Lang,
    ) -> Option<Self> {
        let told: Vec<Series> = trail.series().map(|(series, _)| series).collect();
        let of_kind = told.iter().copied().filter(|it| it.kind == query.kind);
        let all: Vec<Series> = of_kind.collect();
        let is_away = is_away(query.kind, &told);
        let whole: Vec<Series> =
            all.iter().copied().filter(|series| series.sku.is_none()).collect();
        let series: Vec<Series> = match &query.sku {
            Sku::Some(skus) => {
                let is_chosen = |it: &Series| it.sku.is_some_and(|it| skus.contains(&it));
                all.into_iter().filter(is_chosen).collect()
            }
            Sku::Whole | Sku::All if is_away => {
                vec![Series::of_item(query.kind)]
            }
            Sku::All => all.into_iter().filter(|it| it.sku.is_some()).collect(),
            Sku::Whole if whole.is_empty() => all,
            Sku::Whole => whole,
        };
        let first = *series.first()?;
        let lines: Vec<Line> = series
            .iter()
            .take(LINES)
            .map(|series| Line {
                label: match series.sku {
                    Some(sku) => variant(sku, card),
                    None => told::kind(series.kind, lang).to_owned(),
                },
                timeline: buyable_or_absent(trail, *series, now),
                kind: series.kind,
                currency: key.currency,
            })
            .collect();
        // A price that was never told, of an item that was not away either.
        let is_unseen = |line: &Line| line.timeline.steps().is_empty();
        if is_away && lines.iter().all(is_unseen) {
            return None;
        }
        let window = match query.days {
            Some(days) => Window::days_before(now, days),
            None => {
                let starts = lines.iter().filter_map(|line| line.timeline.extent());
                let from = starts.map(|(from, _)| from).min()?;
                Window { from, until: now }
            }
        };
        let words = lang.pick(Words::english(), Words::chinese());
        let chart = Chart::new("", lines, window).ok()?.with_words(words);
        let sheet = Sheet::in_page(Size::new(1240, 340), "chart");
        let drawing = serde_json::to_string(&chart.drawing(&sheet)).ok()?;
        let (found, drawn) = (series.len(), series.len().min(LINES));
        let name = named(first, card, lang);
        Some(Self { series: first, name, found, drawn, svg: chart.svg(&sheet), drawing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        for text in [
            "",
            "kind=stock",
            "sku=all&days=30",
            "sku=12000044126059467&days=all&view=2",
            "sku=12000044126059467&sku=12000044126059468",
            "kind=list_price&days=365",
        ] {
            assert_eq!(Query::read(text).text(), text);
        }
        let twice = "sku=12000044126059467&sku=12000044126059467&sku=x";
        assert_eq!(Query::read(twice).text(), "sku=12000044126059467");
        for text in ["kind=colour", "days=31", "sku=0", "view=-1", "days="] {
            assert_eq!(Query::read(text).text(), "", "{text}");
        }
    }
}
