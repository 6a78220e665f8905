//! `track_item`: begins to follow an item.

use std::collections::BTreeMap;

use itemget_store::Which;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::desk::{Caller, Desk, Trouble, read};
use super::say::{Asked, words};
use crate::tracking::{Asked as Row, Level, Verdict, Wish, group_name, judge};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    item: Asked,
    list: Option<String>,
}

pub(super) async fn answer(
    desk: &Desk,
    caller: Caller,
    arguments: Map<String, Value>,
) -> Result<String, Trouble> {
    let Arguments { item: asked, list } = read(arguments)?;
    if !caller.may_track {
        return Err(Trouble::new(
            "this token does not allow to follow items",
            "a person can make one: `itemget token create NAME --scope read --scope track`",
        ));
    }
    if let Some(list) = &list
        && group_name(list).is_err()
    {
        return Err(Trouble::new("that is no name of a list", "use a short plain name"));
    }
    let item = asked.item()?;
    let source = desk.source.as_str();
    let which = Which { item: Some(item), ..Which::default() };
    let same = desk.store.tracked(&which).await?.into_iter();
    let known: BTreeMap<_, _> = same
        .filter(|it| it.watch.view == desk.view && it.watch.source == source)
        .map(|it| (it.watch.item, it.id))
        .collect();
    let mut judged = judge(Row::arguments(&[asked.0]), &known);
    let wish = Wish {
        view: desk.view,
        source: source.to_owned(),
        own: Level::default(),
        list: list.clone(),
        tags: Vec::new(),
        now: desk.clock.now().into(),
    };
    wish.keep(&desk.store, &mut judged).await?;
    let into = list.map(|list| format!(", in the list `{}`", words(&list, 60)));
    let into = into.unwrap_or_default();
    match judged.first().map(|it| &it.verdict) {
        Some(Verdict::Tracked(_)) => Ok(format!("{} is followed already{into}", item.id)),
        _ => Ok(format!(
            "{} is followed from now on{into}; looks are made by `itemget serve` or `itemget run`",
            item.id
        )),
    }
}
