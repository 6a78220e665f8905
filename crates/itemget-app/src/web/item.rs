//! `/items/{id}`: one item, closely.

mod chart;
mod delivery;
mod rules;
mod tables;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderName;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use itemget::ItemRef;
use itemget_history::{Kind, Moment, Series};

use super::alerts::{ChannelShown, Draft, RuleShown, channels};
use super::answer::{PageError, go};
use super::done::{Deed, Done};
use super::forms::Posted;
use super::items::add::wish;
use super::items::bulk::act;
use super::items::pace::Pace;
use super::pictures;
use super::shown::{Age, Value};
use super::visit::Visit;
use crate::plain::harmless;
use crate::portrait::{Portrait, judged, variants};
use crate::rules::BookError;
use crate::service::App;
use crate::tracking::{self, NowState, followed, judge, telling};
use chart::{Choice, Chosen, Query, Tick};
use delivery::{Asking, Delivery};
pub(super) use tables::AlertShown;
use tables::{
    Evidence, Followed, SourceShown, StatsShown, VariantShown, VerdictShown, seen_from,
};

#[derive(Debug, Template)]
#[template(path = "item.html")]
struct ItemPage<'a> {
    visit: &'a Visit,
    id: String,
    title: String,
    /// The product's own page, where there is one.
    page: Option<&'a str>,
    gallery: Vec<Picture>,
    shop: Option<String>,
    category: Option<String>,
    attributes: Vec<(String, String)>,
    looked_so: Option<Age>,
    price: Value,
    stock: Value,
    /// What the past says of that price.
    verdict: Option<VerdictShown>,
    read: Option<Age>,
    /// From where what is chosen is seen, in what, and when it was read last.
    seen_from: String,
    seen_at: Option<Age>,
    delivery: Value,
    ways: Delivery,
    followed: Vec<Followed>,
    pace: Pace,
    chosen: Option<Chosen>,
    kinds: Vec<Choice>,
    variants_of: Vec<Choice>,
    ticks: Vec<Tick>,
    /// What is chosen beside the variants.
    others: Vec<(String, String)>,
    views: Vec<Choice>,
    ranges: Vec<Choice>,
    stats: Option<StatsShown>,
    /// Whether what is chosen is not what the price above is of.
    is_other: bool,
    evidence: Option<Evidence>,
    variants: Vec<VariantShown>,
    sources: Vec<SourceShown>,
    alerts: Vec<AlertShown>,
    /// The rules that are about it.
    rules: Vec<RuleShown>,
    channels: Vec<ChannelShown>,
    /// The rule that can be written on the page: none so far.
    draft: Draft,
    /// What a form did.
    done: Option<Done>,
}

impl ItemPage<'_> {
    fn can_pause(&self) -> bool {
        self.followed.iter().any(|it| !it.is_paused)
    }

    /// What the statistics are of, and from where that is seen.
    fn chosen_name(&self) -> String {
        let name = self.chosen.as_ref().map(|it| it.name.as_str()).unwrap_or_default();
        format!("{name} · {}", self.seen_from)
    }

    fn can_resume(&self) -> bool {
        self.followed.iter().any(|it| it.is_paused)
    }
}

/// A picture, small and large.
#[derive(Debug)]
struct Picture {
    small: String,
    large: String,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let text = query.unwrap_or_default();
    let asked = Asked { query: Query::read(&text), asking: Asking::Nothing };
    visit.answer(page(&app, &visit, &id, asked, Done::read(&text)).await)
}

/// `/items/{id}/delivery`: the platform is asked how it is brought, and that is shown.
pub(super) async fn ask_delivery(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let asking = match posted.one("sku") {
        "all" => Some(Asking::All),
        sku => sku.parse().ok().map(Asking::One),
    };
    let page = match asking {
        Some(asking) => {
            let asked = Asked { query: Query::read(""), asking };
            page(&app, &visit, &id, asked, None).await
        }
        None => Err(PageError::NotFound),
    };
    visit.answer(page)
}

fn item(id: &str) -> Result<ItemRef, PageError> {
    id.parse().map_err(|_ignored| PageError::NotFound)
}

/// What is asked of the page.
struct Asked {
    query: Query,
    asking: Asking,
}

async fn page(
    app: &App,
    visit: &Visit,
    id: &str,
    Asked { query, asking }: Asked,
    done: Option<Done>,
) -> Result<Response, PageError> {
    let query = &query;
    let item = item(id)?;
    let now = Moment::from(app.clock.now());
    let portrait = Portrait::read(&app.store, item, app.view).await?;
    let portrait = portrait.ok_or(PageError::NotFound)?;
    let lang = visit.lang;
    let card = &portrait.card;
    let view = portrait.view(app.view);
    let usual = telling(&portrait.trails, view);
    let first = usual.and_then(|(key, trail)| {
        let (stats, _) = judged(key, trail, Series::of_item(Kind::SalePrice), now)?;
        VerdictShown::of(&stats, lang)
    });
    let at = query.view.filter(|at| *at < portrait.trails.len()).or_else(|| {
        let usual = usual.map(|(key, _)| key);
        portrait.trails.iter().position(|(key, _)| Some(key) == usual)
    });
    let shown = at.map(|at| &portrait.trails[at]);
    let state = NowState::of(&portrait.trails, view, now);
    let chosen =
        shown.and_then(|(key, trail)| Chosen::of(query, key, trail, card, now, lang));
    let series = chosen.as_ref().map(|chosen| chosen.series);
    let judged = shown
        .zip(series)
        .and_then(|((key, trail), series)| judged(key, trail, series, now));
    let delivery = shown.and_then(|(key, trail)| {
        let series = Series::of_item(Kind::DeliveryFee);
        let state = trail.timeline(series, now).at(now)?;
        Some(itemget_history::Told::of(state, series.kind, key.currency))
    });
    let pictures = card.image.iter().chain(&card.images);
    let mut seen = std::collections::BTreeSet::new();
    let gallery = pictures.filter(|it| seen.insert(it.as_str())).map(|address| Picture {
        small: pictures::path(item, address, 120),
        large: pictures::path(item, address, 480),
    });
    let variants = shown.map_or_else(Vec::new, |(key, trail)| {
        let variants = variants(key, trail, card, now);
        variants.iter().map(|it| VariantShown::of(it, item, card, query, lang)).collect()
    });
    let ways = Delivery::of(app, item.id, card, view, asking, now, lang).await;
    let pace = Pace::of(portrait.tracked.iter().map(|(tracked, _)| tracked), lang);
    let rules = rules::of(app, visit, &portrait, now).await?;
    let channels = channels(app, &[]).await?;
    let page = ItemPage {
        visit,
        id: item.id.to_string(),
        title: harmless(card.title.as_deref().unwrap_or_default()),
        // A sandbox's page ends with the sandbox.
        page: card
            .url
            .as_deref()
            .filter(|it| !visit.synthetic && it.starts_with("https://")),
        gallery: gallery.take(8).collect(),
        shop: card.shop.as_deref().map(harmless),
        category: card.category.as_deref().map(harmless),
        attributes: card
            .attributes
            .iter()
            .map(|(name, value)| (harmless(name), harmless(value)))
            .collect(),
        looked_so: portrait.looked_so.map(|at| Age::of(at, now, lang)),
        price: Value::of(state.as_ref().and_then(|it| it.price.as_ref()), lang),
        stock: Value::of(state.as_ref().and_then(|it| it.stock.as_ref()), lang),
        verdict: first,
        read: usual
            .and_then(|(key, trail)| portrait.read_at(key, trail))
            .map(|at| Age::of(at, now, lang)),
        seen_from: shown.map(|(key, _)| seen_from(key)).unwrap_or_default(),
        seen_at: shown
            .and_then(|(key, trail)| portrait.read_at(key, trail))
            .map(|at| Age::of(at, now, lang)),
        delivery: Value::of(delivery.as_ref(), lang),
        ways,
        followed: portrait
            .tracked
            .iter()
            .map(|(tracked, groups)| Followed::of(tracked, groups, now, lang))
            .collect(),
        pace: pace.map_err(BookError::from)?,
        kinds: shown.map_or_else(Vec::new, |(_, trail)| query.kinds(trail, lang)),
        variants_of: shown.map_or_else(Vec::new, |(_, trail)| query.skus(trail, lang)),
        ticks: shown.map_or_else(Vec::new, |(_, trail)| query.ticks(trail, card)),
        others: query.others(),
        views: query.views(&portrait.trails, at),
        ranges: query.ranges(lang),
        is_other: shown.map(|(key, _)| key) != usual.map(|(key, _)| key)
            || series != Some(Series::of_item(Kind::SalePrice)),
        stats: judged.as_ref().map(|(stats, _)| StatsShown::of(stats, lang)),
        evidence: judged
            .as_ref()
            .and_then(|(_, discount)| Some(Evidence::of(discount.as_ref()?, now, lang))),
        variants,
        sources: portrait
            .trails
            .iter()
            .enumerate()
            .map(|(at, (key, trail))| SourceShown::of(at, key, trail, now, lang))
            .collect(),
        alerts: portrait
            .alerts
            .iter()
            .filter_map(|kept| AlertShown::of(kept, now, lang))
            .collect(),
        rules,
        channels,
        draft: Draft::default(),
        chosen,
        done,
    };
    visit.page(&page)
}

/// What a person wants done to it.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    visit.answer(changed(&app, &visit, &id, &posted).await)
}

async fn changed(
    app: &App,
    visit: &Visit,
    id: &str,
    posted: &Posted,
) -> Result<Response, PageError> {
    let item = item(id)?;
    let page = format!("/items/{}", item.id);
    match posted.one("do") {
        "follow" => go(&follow(app, item).await?.on(&page)),
        "remove" => go(&act(app, visit, posted).await?.on("/items")),
        _ => go(&act(app, visit, posted).await?.on(&page)),
    }
}

/// It is followed from now on, as what is pasted is.
async fn follow(app: &App, item: ItemRef) -> Result<Done, PageError> {
    let wish = wish(app, None);
    let known = followed(&app.store, wish.view, &wish.source).await?;
    let mut judged = judge(tracking::Asked::lines(&item.id.to_string()), &known);
    wish.keep(&app.store, &mut judged).await?;
    Ok(Done::of(Deed::Follow, 1))
}

/// `/items/{id}/body`: what the platform sent last, as it came.
pub(super) async fn body(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = Query::read(query.as_deref().unwrap_or_default());
    visit.answer(last_body(&app, &id, &query).await)
}

async fn last_body(app: &App, id: &str, query: &Query) -> Result<Response, PageError> {
    let item = item(id)?;
    let trails = app.store.packed_trails_of(item).await?;
    let (key, _) = trails.get(query.view.unwrap_or(0)).ok_or(PageError::NotFound)?;
    let now = Moment::from(app.clock.now());
    let found = app.store.body(key, now).await?;
    let (at, bytes) = found.ok_or(PageError::NotFound)?;
    let name = format!(
        "attachment; filename=\"{}-{}-{}.json\"",
        item.id,
        key.source,
        at.seconds()
    );
    let headers: [(HeaderName, String); 2] = [
        (CONTENT_TYPE, "application/json; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}
