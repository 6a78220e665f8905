//! `/v1/alerts`: what was told, and the rules by which it is told.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use itemget::SkuId;
use itemget_history::Moment;
use itemget_history::alert::Rule;
use itemget_store::{AlertsOf, RuleChange, RuleChanged, RuleId, RuleScope, Which};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asked;
use super::history::item;
use super::wanted::age;
use crate::records::{AlertRecord, NamedRule, named};
use crate::rules;
use crate::service::answer::{Page, json};
use crate::service::asking::{Body, Params, within};
use crate::service::{App, ErrorBody, ServiceError};

/// Which of what was told.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Log {
    /// Of one item alone: its id or link.
    item: Option<String>,
    /// By this rule alone: its number.
    rule: Option<i64>,
    /// From how long ago on, such as `30d`.
    #[param(schema_with = asked::ago)]
    since: Option<String>,
    /// What `next` of the page before says.
    after: Option<String>,
    /// How many at most; 100 where it is not said.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

const USUAL: u32 = 100;
const MOST: u32 = 1000;

/// A page of what was told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertPage)]
struct Told {
    items: Vec<AlertRecord>,
    /// How many of this page another version of this program kept, and this one cannot read.
    unread: usize,
    /// What `after` must be to get the next page; none behind the last one.
    next: Option<String>,
}

/// What was told, the newest first.
#[utoipa::path(get, path = "/v1/alerts", operation_id = "list_alerts", tag = "alerts",
    params(Log),
    responses((status = 200, description = "what was told", body = Told)))]
pub(super) async fn log(
    State(app): State<Arc<App>>,
    Params(log): Params<Log>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let now = Moment::from(app.clock.now());
    let since = age("since", log.since.as_deref())?;
    let limit = within("limit", log.limit, USUAL, MOST)?;
    let of = AlertsOf {
        item: log.item.as_deref().map(item).transpose()?,
        rule: log.rule.map(RuleId),
        since: since.map(|age| now - age),
        after: log.after.as_deref().map(place).transpose()?,
        limit: Some(limit),
    };
    let alerts = app.store.alerts(&of).await?;
    let next = alerts.last().filter(|_| alerts.len() == limit as usize);
    let next = next.map(|last| format!("{}-{}", last.at.seconds(), last.id));
    let (items, unread) = AlertRecord::all(&alerts);
    json(&headers, &Told { items, unread, next })
}

/// A place in the list, as `next` said it: when, and which of those of then.
fn place(text: &str) -> Result<(Moment, i64), ServiceError> {
    let pair = text.split_once('-').and_then(|(at, id)| {
        Some((Moment::from_seconds(at.parse().ok()?), id.parse().ok()?))
    });
    pair.ok_or_else(|| ServiceError::bad_request("`after` is what `next` said"))
}

/// The rules by which it is told.
#[utoipa::path(get, path = "/v1/alerts/rules", operation_id = "list_rules", tag = "alerts",
    responses((status = 200, description = "the rules", body = Page<NamedRule>)))]
pub(super) async fn rules(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let items = named(&app.store, app.store.rules().await?).await?;
    json(&headers, &Page { items, next: None })
}

/// A rule, and what it is about: all, a list, an item, or a variant of one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRule)]
pub(super) struct Adding {
    /// A rule, in the words of `itemget alerts`.
    #[schema(example = "sale_price drops 10%")]
    rule: String,
    /// About the items of this list; of all, where neither it nor `item` is said.
    list: Option<String>,
    /// About this item, in all views in which it is followed.
    item: Option<String>,
    /// About this variant of `item` alone: its number.
    #[schema(example = "12000036000000001")]
    sku: Option<String>,
    /// Whom to tell: names of channels.
    #[serde(default)]
    channels: Vec<String>,
}

/// The numbers of the rules that there are now: one for each view of an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleAdded)]
struct Added {
    rule: String,
    ids: Vec<i64>,
}

/// A new rule.
#[utoipa::path(post, path = "/v1/alerts/rules", operation_id = "create_rule", tag = "alerts",
    request_body = Adding,
    responses((status = 200, description = "the rules that there are now", body = Added),
        (status = 404, description = "the item is not followed", body = ErrorBody)))]
pub(super) async fn add(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Body(adding): Body<Adding>,
) -> Result<Response, ServiceError> {
    let rule: Rule = adding.rule.parse().map_err(ServiceError::bad_request)?;
    let sku = adding.sku.as_deref().map(str::parse::<SkuId>).transpose();
    let sku = sku.map_err(ServiceError::bad_request)?;
    let scopes = match (adding.list, adding.item.as_deref()) {
        (_, None) if sku.is_some() => {
            let detail = "`sku` is a variant of an item: `item` says of which";
            return Err(ServiceError::bad_request(detail));
        }
        (Some(_), Some(_)) => {
            let detail = "a rule is about a list or about an item, not about both";
            return Err(ServiceError::bad_request(detail));
        }
        (Some(list), None) => match rules::is_list(&app.store, &list).await? {
            true => vec![RuleScope::List(list)],
            false => {
                let name: String = list.chars().take(40).collect();
                let detail = format!("there is no list `{name}`");
                return Err(ServiceError::bad_request(detail));
            }
        },
        (None, None) => vec![RuleScope::All],
        (None, Some(text)) => {
            let which = Which { item: Some(item(text)?), ..Which::default() };
            let tracked = app.store.tracked(&which).await?;
            if tracked.is_empty() {
                return Err(ServiceError::not_found("item that is followed"));
            }
            let scope = |id| match sku {
                Some(sku) => RuleScope::Sku(id, sku),
                None => RuleScope::Tracked(id),
            };
            tracked.iter().map(|it| scope(it.id)).collect()
        }
    };
    are_known(&app, &adding.channels).await?;
    let now = Moment::from(app.clock.now());
    let rule = rule.to_string();
    let mut ids = Vec::new();
    for scope in scopes {
        ids.push(app.store.add_rule(&rule, &scope, &adding.channels, now).await?.0);
    }
    json(&headers, &Added { rule, ids })
}

/// What of a rule is to be otherwise; what is not said stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RuleChange)]
pub(super) struct Change {
    /// Whether it is in force.
    enabled: Option<bool>,
    /// What it says from now on. Where its condition is another one, it begins as a new rule
    /// does, and knows what was seen until now.
    #[schema(example = "sale_price drops 20%")]
    rule: Option<String>,
    /// Whom to tell from now on: names of channels.
    channels: Option<Vec<String>>,
}

/// Changes a rule, or puts it in force or out of it. What it told stays.
#[utoipa::path(patch, path = "/v1/alerts/rules/{id}", operation_id = "change_rule", tag = "alerts",
    params(("id" = i64, Path, description = "its number")),
    request_body = Change,
    responses((status = 204, description = "it is as wished"),
        (status = 404, description = "there is no such rule", body = ErrorBody),
        (status = 409, description = "another rule says this of the same", body = ErrorBody)))]
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Body(change): Body<Change>,
) -> Result<StatusCode, ServiceError> {
    let Change { enabled, rule, channels } = change;
    if enabled.is_none() && rule.is_none() && channels.is_none() {
        let detail = "nothing is said that is to be otherwise";
        return Err(ServiceError::bad_request(detail));
    }
    let rule = rule.as_deref().map(str::parse::<Rule>).transpose();
    let rule = rule.map_err(ServiceError::bad_request)?;
    are_known(&app, channels.as_deref().unwrap_or_default()).await?;
    let rule = rule.map(|rule| rule.to_string());
    let wish = RuleChange { rule, channels, enabled };
    match app.store.change_rule(number(&id)?, &wish).await? {
        RuleChanged::Done => Ok(StatusCode::NO_CONTENT),
        RuleChanged::Gone => Err(ServiceError::not_found("rule")),
        RuleChanged::Taken(other) => Err(ServiceError::rule_is_there(other.0)),
    }
}

/// Takes a rule away. What it told stays.
#[utoipa::path(delete, path = "/v1/alerts/rules/{id}", operation_id = "remove_rule", tag = "alerts",
    params(("id" = i64, Path, description = "its number")),
    responses((status = 204, description = "it is gone"),
        (status = 404, description = "there is no such rule", body = ErrorBody)))]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, ServiceError> {
    found(app.store.remove_rule(number(&id)?).await?)
}

/// Refuses channels that there are not.
async fn are_known(app: &App, channels: &[String]) -> Result<(), ServiceError> {
    if channels.is_empty() {
        return Ok(());
    }
    let known = app.store.channels().await?;
    match channels.iter().find(|name| known.iter().all(|(it, _)| it != *name)) {
        Some(name) => {
            let name: String = name.chars().take(40).collect();
            Err(ServiceError::bad_request(format!("there is no channel `{name}`")))
        }
        None => Ok(()),
    }
}

fn number(text: &str) -> Result<RuleId, ServiceError> {
    text.parse().map(RuleId).map_err(ServiceError::bad_request)
}

fn found(found: bool) -> Result<StatusCode, ServiceError> {
    match found {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ServiceError::not_found("rule")),
    }
}
