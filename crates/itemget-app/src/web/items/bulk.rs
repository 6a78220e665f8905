//! What is done to many items at once: to those that are ticked, or to all that the list
//! shows.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::response::Response;
use itemget_history::Moment;
use itemget_store::{Membership, Tracked, TrackedChange, TrackedId, Which};

use super::listed;
use super::query::Query;
use crate::plain::harmless;
use crate::rules::{BookError, is_list};
use crate::service::App;
use crate::tracking::{self, EveryWord, ItemLevel, Level, TrackingError, group_name};
use crate::web::answer::{PageError, go};
use crate::web::done::{Deed, Done, INHERIT};
use crate::web::forms::Posted;
use crate::web::visit::Visit;

/// What a person wants done to the ones that are ticked.
pub(in crate::web) async fn change(
    State(app): State<Arc<App>>,
    visit: Visit,
    posted: Posted,
) -> Response {
    visit.answer(done(&app, &visit, &posted).await)
}

async fn done(app: &App, visit: &Visit, posted: &Posted) -> Result<Response, PageError> {
    let query = Query::read(posted.one("query"));
    if posted.one("do") == "unmake" {
        let list = posted.one("to");
        if !app.store.remove_list(list).await? {
            return Err(PageError::NotFound);
        }
        // What the list said of them holds no more.
        tracking::apply(&app.store, &Which::default()).await?;
        let done = Done { list: list.to_owned(), ..Done::of(Deed::Unmake, 1) };
        return go(&done.on("/items"));
    }
    let done = act(app, visit, posted).await?;
    go(&done.on(&query.href()))
}

/// Does to what is ticked what was asked.
pub(in crate::web) async fn act(
    app: &App,
    visit: &Visit,
    posted: &Posted,
) -> Result<Done, PageError> {
    let now = Moment::from(app.clock.now());
    let store = &app.store;
    let deed = deed(posted.one("do")).ok_or(PageError::NotFound)?;
    let chosen = chosen(app, posted, now).await?;
    if chosen.is_empty() {
        return Ok(Done::of(Deed::Nothing, 0));
    }
    let ids: Vec<TrackedId> = chosen.iter().map(|it| it.id).collect();
    let count = match deed {
        Deed::Pause => store.change_tracked(&ids, &TrackedChange::Pause).await?,
        Deed::Resume => store.change_tracked(&ids, &TrackedChange::Resume(now)).await?,
        Deed::Look => return look(app, &chosen, now).await,
        Deed::Enlist | Deed::Unlist | Deed::Tag | Deed::Untag => {
            return regroup(app, visit, posted, &ids, deed).await;
        }
        Deed::Every | Deed::Importance => {
            let field = if deed == Deed::Every { "every" } else { "importance" };
            let setting = Setting::read(deed, posted.one(field).trim());
            let setting = setting.map_err(|error| wrong(&error, visit))?;
            return set(app, &ids, deed, setting).await;
        }
        _ => store.untrack(&ids).await?,
    };
    Ok(Done::of(deed, count))
}

fn deed(word: &str) -> Option<Deed> {
    Some(match word {
        "pause" => Deed::Pause,
        "resume" => Deed::Resume,
        "look" => Deed::Look,
        "enlist" => Deed::Enlist,
        "unlist" => Deed::Unlist,
        "tag" => Deed::Tag,
        "untag" => Deed::Untag,
        "every" => Deed::Every,
        "importance" => Deed::Importance,
        "remove" => Deed::Remove,
        _ => return None,
    })
}

/// Those that are ticked and still followed; all that the list shows, where that is asked.
async fn chosen(
    app: &App,
    posted: &Posted,
    now: Moment,
) -> Result<Vec<Tracked>, PageError> {
    if !posted.one("all").is_empty() {
        let query = Query::read(posted.one("query"));
        let entries = listed(app, &query, now).await?.into_iter();
        return Ok(entries.map(|entry| entry.tracked).collect());
    }
    let ids = posted.all("id").filter_map(|id| Some(TrackedId(id.parse().ok()?)));
    let ids: BTreeSet<TrackedId> = ids.collect();
    let mut chosen = Vec::with_capacity(ids.len());
    for id in ids {
        chosen.extend(app.store.tracked_by_id(id).await?);
    }
    Ok(chosen)
}

/// They are looked at next; what is paused stays so.
async fn look(app: &App, chosen: &[Tracked], now: Moment) -> Result<Done, PageError> {
    let awake = chosen.iter().filter(|it| !it.paused);
    let awake: Vec<TrackedId> = awake.map(|it| it.id).collect();
    let count = app.store.change_tracked(&awake, &TrackedChange::NextAt(now)).await?;
    let left = (chosen.len() - awake.len()) as u64;
    Ok(Done { left, ..Done::of(Deed::Look, count) })
}

/// Puts them into the list, or gives them the tag, that was named; or the contrary.
async fn regroup(
    app: &App,
    visit: &Visit,
    posted: &Posted,
    ids: &[TrackedId],
    deed: Deed,
) -> Result<Done, PageError> {
    let name = group_name(posted.one("to").trim());
    let name = name.map_err(|error| wrong(&error, visit))?;
    let store = &app.store;
    let membership = match deed {
        Deed::Unlist if !is_list(store, name).await? => {
            let name = harmless(name);
            return Err(wrong(&TrackingError::NoList { name }, visit));
        }
        Deed::Untag if store.tags().await?.iter().all(|(tag, _)| tag != name) => {
            let name = harmless(name);
            return Err(PageError::Wrong(visit.lang.pick(
                format!("there is no tag `{name}`"),
                format!("没有名为 `{name}` 的标签"),
            )));
        }
        Deed::Enlist | Deed::Tag => Membership::In,
        _ => Membership::Out,
    };
    let all = ids.len() as u64;
    let count = match deed {
        Deed::Tag | Deed::Untag => store.tag(ids, name, membership).await?,
        _ => {
            store.enlist(ids, name, membership).await?;
            tracking::apply(store, &Which::default()).await?;
            all
        }
    };
    let left = all.saturating_sub(count);
    Ok(Done { left, list: name.to_owned(), ..Done::of(deed, count) })
}

/// What cannot be meant.
pub(super) fn wrong(error: &TrackingError, visit: &Visit) -> PageError {
    PageError::Wrong(crate::messages::error(error, visit.lang))
}

/// What is said of items themselves; nothing leaves it to their lists and to all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Every(Option<EveryWord>),
    Importance(Option<i64>),
}

impl Setting {
    fn read(deed: Deed, text: &str) -> Result<Self, TrackingError> {
        let own = (text != INHERIT).then_some(text);
        if deed == Deed::Every {
            return Ok(Self::Every(own.map(str::parse).transpose()?));
        }
        let number = own.map(|text| match text.parse::<u32>() {
            Ok(number) => Ok(i64::from(number)),
            Err(_) => {
                Err(TrackingError::Importance { text: text.chars().take(40).collect() })
            }
        });
        Ok(Self::Importance(number.transpose()?))
    }

    fn say(self, level: &mut Level) {
        match self {
            Self::Every(every) => level.every = every,
            Self::Importance(importance) => level.importance = importance,
        }
    }

    fn word(self) -> String {
        let word = match self {
            Self::Every(every) => every.map(|it| it.to_string()),
            Self::Importance(importance) => importance.map(|it| it.to_string()),
        };
        word.unwrap_or_else(|| INHERIT.to_owned())
    }
}

/// Says it of each of them; of how many it had not been said before.
async fn set(
    app: &App,
    ids: &[TrackedId],
    deed: Deed,
    setting: Setting,
) -> Result<Done, PageError> {
    let (changed, left) = (AtomicU64::new(0), AtomicU64::new(0));
    let say = |text: &str| -> Result<String, BookError> {
        let mut own = ItemLevel::read(text)?;
        let before = own.clone();
        setting.say(&mut own.level);
        let tally = if own == before { &left } else { &changed };
        tally.fetch_add(1, Ordering::Relaxed);
        Ok(own.text())
    };
    app.store.change_settings(ids, say).await?;
    tracking::apply(&app.store, &Which::default()).await?;
    let list = setting.word();
    Ok(Done { left: left.into_inner(), list, ..Done::of(deed, changed.into_inner()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_read_as_the_command_line_reads_it() {
        let hours =
            |hours: u64| Setting::Every(Some(format!("{hours}h").parse().unwrap()));
        for (deed, text, expected) in [
            (Deed::Every, "6h", Some(hours(6))),
            (Deed::Every, "auto", Some(Setting::Every(Some("auto".parse().unwrap())))),
            (Deed::Every, "inherit", Some(Setting::Every(None))),
            (Deed::Every, "1s", None),
            (Deed::Every, "", None),
            (Deed::Importance, "200", Some(Setting::Importance(Some(200)))),
            (Deed::Importance, "inherit", Some(Setting::Importance(None))),
            (Deed::Importance, "-1", None),
            (Deed::Importance, "much", None),
        ] {
            assert_eq!(Setting::read(deed, text).ok(), expected, "{text}");
        }
    }
}
