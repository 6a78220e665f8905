//! `/items`: what is followed, at a glance.

pub(super) mod add;
pub(super) mod bulk;
pub(super) mod pace;
mod query;
mod row;

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use itemget_history::Moment;
use itemget_store::{List, Tracked, Which};

use super::answer::PageError;
use super::done::Done;
use super::visit::Visit;
use crate::overview::{self, Depth, Entry, Filter, Sort, arrange, count, currencies};
use crate::service::App;
use pace::Pace;
use query::{Query, view};
use row::Row;

/// So many rows are on a page.
const ROWS: usize = 100;

#[derive(Debug, Template)]
#[template(path = "items.html")]
struct Items<'a> {
    visit: &'a Visit,
    query: &'a Query,
    rows: Vec<Row>,
    lists: Vec<List>,
    tags: Vec<(String, u64)>,
    /// Which sources are asked, and from where items are seen: where there is a choice.
    sources: Vec<String>,
    views: Vec<String>,
    /// How many there are that are asked for.
    found: usize,
    /// How many are followed at all.
    all: usize,
    pages: usize,
    tallies: Vec<Tally>,
    sorts: Vec<(String, &'static str)>,
    sort_word: String,
    /// The currencies of the prices that are in order, where they are more than one.
    currencies: String,
    pace: Pace,
    /// What a form did.
    done: Option<Done>,
}

/// A state that can be asked for.
#[derive(Debug)]
struct Tally {
    label: &'static str,
    href: String,
    is_on: bool,
    /// How many are in it, where that was read.
    count: Option<usize>,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Response {
    let text = query.unwrap_or_default();
    let (query, done) = (Query::read(&text), Done::read(&text));
    visit.answer(page(&app, &visit, &query, done).await)
}

async fn page(
    app: &App,
    visit: &Visit,
    query: &Query,
    done: Option<Done>,
) -> Result<Response, PageError> {
    let now = Moment::from(app.clock.now());
    let whole = query.list.is_none() && query.tag.is_none();
    let mut tracked = app.store.tracked(&query.which()).await?;
    let all = match whole {
        false => count_all(app).await?,
        true => tracked.len(),
    };
    let sources = words(tracked.iter().map(|it| it.watch.source.clone()));
    let views = words(tracked.iter().map(view));
    tracked.retain(|it| query.keeps(it));
    let entries = read(app, query, tracked, now).await?;
    let tallies = tallies(visit, query, &entries, now);
    let arranged = arrange(entries, &query.order, now);
    let currencies = match query.order.sort {
        Sort::Price => currencies(&arranged),
        _ => Vec::new(),
    };
    let found = arranged.len();
    let pages = found.div_ceil(ROWS).max(1);
    let query = &query.at_page(query.page.min(pages));
    let first = (query.page - 1) * ROWS;
    let mut entries: Vec<Entry> = arranged.into_iter().skip(first).take(ROWS).collect();
    if !query.order.asks_for_cards() {
        read_cards(app, &mut entries).await?;
    }
    read_known(app, &mut entries, now, Depth::Past).await?;
    let rows = entries.iter().map(|entry| Row::of(entry, now, visit.lang)).collect();
    let lists = app.store.lists().await?;
    let (sorts, sort_word) = (sorts(visit), query.sort_word());
    visit.page(&Items {
        visit,
        query,
        rows,
        lists,
        tags: app.store.tags().await?,
        sources,
        views,
        found,
        all,
        pages,
        tallies,
        sorts,
        sort_word,
        currencies: match currencies.len() {
            0 | 1 => String::new(),
            _ => {
                currencies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            }
        },
        pace: Pace::of_many(visit.lang),
        done,
    })
}

/// What there is to choose from: nothing where that is one.
fn words(all: impl Iterator<Item = String>) -> Vec<String> {
    let words: BTreeSet<String> = all.collect();
    if words.len() > 1 { words.into_iter().collect() } else { Vec::new() }
}

async fn count_all(app: &App) -> Result<usize, PageError> {
    let count = app.store.count_tracked(&Which::default()).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// What is followed, with as much as has to be known to narrow it and bring it in order.
async fn read(
    app: &App,
    query: &Query,
    tracked: Vec<Tracked>,
    now: Moment,
) -> Result<Vec<Entry>, PageError> {
    let mut entries: Vec<Entry> = tracked.into_iter().map(entry).collect();
    if query.order.asks_for_cards() {
        read_cards(app, &mut entries).await?;
    }
    if query.order.asks_for_state() {
        read_known(app, &mut entries, now, Depth::Now).await?;
    }
    Ok(entries)
}

/// All that the list so asked shows, on whichever page.
async fn listed(app: &App, query: &Query, now: Moment) -> Result<Vec<Entry>, PageError> {
    let mut tracked = app.store.tracked(&query.which()).await?;
    tracked.retain(|it| query.keeps(it));
    Ok(arrange(read(app, query, tracked, now).await?, &query.order, now))
}

fn entry(tracked: Tracked) -> Entry {
    Entry { tracked, card: crate::card::Card::default(), known: None }
}

async fn read_cards(app: &App, entries: &mut [Entry]) -> Result<(), PageError> {
    let tracked: Vec<&Tracked> = entries.iter().map(|it| &it.tracked).collect();
    let cards = overview::cards(&app.store, &tracked).await?;
    for (entry, card) in entries.iter_mut().zip(cards) {
        entry.card = card;
    }
    Ok(())
}

async fn read_known(
    app: &App,
    entries: &mut [Entry],
    now: Moment,
    depth: Depth,
) -> Result<(), PageError> {
    let tracked: Vec<&Tracked> = entries.iter().map(|it| &it.tracked).collect();
    let known = overview::known(&app.store, &tracked, now, depth).await?;
    for (entry, known) in entries.iter_mut().zip(known) {
        entry.known = known;
    }
    Ok(())
}

fn tallies(visit: &Visit, query: &Query, entries: &[Entry], now: Moment) -> Vec<Tally> {
    let label = |filter| match filter {
        Filter::All => visit.t("All", "全部"),
        Filter::Fell => visit.t("Fell this week", "本周降价"),
        Filter::Lowest => visit.t("At their lowest", "处于低位"),
        Filter::Gone => visit.t("Not to be had", "无法购买"),
        Filter::Stale => visit.t("Stale", "数据陈旧"),
        Filter::Failing => visit.t("Failing", "查询失败"),
        Filter::Paused => visit.t("Paused", "已暂停"),
    };
    let tally = |(filter, _)| Tally {
        label: label(filter),
        href: query.with_filter(filter).href(),
        is_on: query.order.filter == filter,
        count: count(entries, &query.order, filter, now),
    };
    Filter::WORDS.into_iter().map(tally).collect()
}

/// The orders that there are, by their words in the address.
fn sorts(visit: &Visit) -> Vec<(String, &'static str)> {
    let orders = [
        ("added", visit.t("Newest first", "最新添加")),
        ("-added", visit.t("Oldest first", "最早添加")),
        ("title", visit.t("By title", "按标题")),
        ("price", visit.t("Cheapest first", "价格从低到高")),
        ("-price", visit.t("Dearest first", "价格从高到低")),
        ("change", visit.t("Deepest fall first", "跌幅最大")),
        ("-change", visit.t("Steepest rise first", "涨幅最大")),
        ("place", visit.t("Nearest to their lowest", "最接近低位")),
        ("-place", visit.t("Nearest to their highest", "最接近高位")),
        ("stock", visit.t("Least stock first", "库存从少到多")),
        ("-stock", visit.t("Most stock first", "库存从多到少")),
        ("looked", visit.t("Longest not seen", "最久未观测")),
        ("-looked", visit.t("Seen last", "最近观测")),
        ("-title", visit.t("By title, from the end", "按标题倒序")),
    ];
    orders.map(|(word, label)| (word.to_owned(), label)).to_vec()
}
