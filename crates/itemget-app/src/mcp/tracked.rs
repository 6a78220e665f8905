//! `list_tracked`: what is followed, with what is known of it. Nothing is sent.

use itemget_history::{Moment, Told};
use itemget_store::{TrackedId, Which};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::desk::{Desk, Trouble, read};
use super::say::{seen, told, words};
use crate::followed;
use crate::records::TrackedRecord;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    list: Option<String>,
    after: Option<i64>,
    limit: Option<u32>,
}

const USUAL: u32 = 10;
const MOST: u32 = 50;

pub(super) async fn answer(
    desk: &Desk,
    arguments: Map<String, Value>,
) -> Result<String, Trouble> {
    let Arguments { list, after, limit } = read(arguments)?;
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let which = Which {
        list,
        after: after.map(TrackedId),
        limit: Some(limit),
        ..Which::default()
    };
    let tracked = desk.store.tracked(&which).await?;
    if tracked.is_empty() {
        let hint = "track_item begins to follow an item; leave `list` and `after` out to see all";
        return Err(Trouble::new("nothing is followed there", hint));
    }
    let now = Moment::from(desk.clock.now());
    let records = followed::records(&desk.store, &tracked, desk.world, now).await?;
    let mut lines: Vec<String> = records.iter().map(row).collect();
    if let Some(last) = tracked.last().filter(|_| tracked.len() == limit as usize) {
        lines.push(format!("more with after={}", last.id.0));
    }
    Ok(lines.join("\n"))
}

fn row(record: &TrackedRecord) -> String {
    let title = words(record.title.as_deref().unwrap_or("(not looked at yet)"), 60);
    let mut parts = vec![format!("{}: {title}", record.id)];
    match &record.now {
        None => parts.push("nothing known yet".to_owned()),
        Some(now) => {
            parts.push(match &now.price {
                Some(price) => told(price),
                None => "price not known".to_owned(),
            });
            if let Some(percent) = now.change.as_ref().and_then(|it| it.percent) {
                parts.push(format!("last change {}%", percent.0.round_dp(1).normalize()));
            }
            if let Some(Told::Value(stock)) = &now.stock {
                parts.push(format!("stock {}", stock.amount));
            }
            let from = seen(&now.api, now.read_at.into(), record.synthetic);
            parts.push(format!("[{from}]"));
        }
    }
    if record.paused {
        parts.push("paused".to_owned());
    }
    parts.join(", ")
}
