//! A consent as people and programs see it: everything but the token itself.

use itemget::{Dialect, Token, TokenAccount};
use jiff::Timestamp;
use serde::Serialize;

use super::super::Context;
use super::super::table::{Side, harmless, padded, width};
use super::Place;
use crate::auth::{Standing, consent_ends, standing};
use crate::moments::moment;
use crate::records::SCHEMA_VERSION;

/// A consent, for programs.
#[derive(Debug, Serialize)]
pub(super) struct ConsentRecord {
    schema_version: u32,
    /// `good`, `ends_soon`, `ended` or `none`.
    standing: &'static str,
    app_key: String,
    profile: Option<String>,
    /// None is the platform itself.
    endpoint: Option<String>,
    dialect: &'static str,
    kept_in: String,
    account: Option<TokenAccount>,
    access_expires_at: Option<Timestamp>,
    /// Whether an access token that has expired is renewed without the user.
    renewable: bool,
    consent_ends_at: Option<Timestamp>,
    consent_days_left: Option<i64>,
    /// The place of an access token that is used instead of this one.
    overridden_by: Option<String>,
}

impl ConsentRecord {
    pub(super) fn of(place: &Place, token: Option<&Token>, now: Timestamp) -> Self {
        let end = token.and_then(consent_ends);
        let days_left =
            |end: Timestamp| (end.as_second() - now.as_second()).div_euclid(86_400);
        let settings = &place.settings;
        Self {
            schema_version: SCHEMA_VERSION,
            standing: token.map_or("none", |token| standing(token, now).code()),
            app_key: place.app_key.clone(),
            profile: settings.profile.clone(),
            endpoint: settings.endpoint.as_ref().map(|it| it.value.clone()),
            dialect: dialect(place.dialect),
            kept_in: place.store.place(),
            account: token.map(|token| token.account.clone()),
            access_expires_at: token.map(|token| token.access_expires_at),
            renewable: token.is_some_and(|token| is_renewable(token, now)),
            consent_ends_at: end,
            consent_days_left: end.map(days_left),
            overridden_by: settings.access_token.as_ref().map(|it| it.origin.to_string()),
        }
    }
}

/// A consent, for people.
pub(super) fn lines(
    place: &Place,
    token: &Token,
    now: Timestamp,
    context: &Context<'_>,
) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let stands = standing(token, now);
    let access = moment(token.access_expires_at, now, lang);
    let is_over = token.access_expires_at <= now;
    let access = match (is_over, is_renewable(token, now)) {
        (false, true) => {
            format!("{access}{}", lang.pick("; renewed by itself", "，会自动刷新"))
        }
        (true, true) => {
            format!(
                "{access}{}",
                lang.pick("; renewed by the next call", "，下次调用时刷新")
            )
        }
        (_, false) => access,
    };
    let consent = match consent_ends(token) {
        None => lang.pick("not told", "平台未说明").to_owned(),
        Some(end) => {
            let end = moment(end, now, lang);
            match stands {
                Standing::Good => end,
                Standing::EndsSoon => paint.warning(&end),
                Standing::Ended => paint.bad(&end),
            }
        }
    };
    let mut rows = vec![
        (lang.pick("User", "用户"), paint.strong(&user(&token.account, context))),
        (lang.pick("App", "应用"), place.app_key.clone()),
        (lang.pick("Endpoint", "接口地址"), endpoint(place, context)),
        (lang.pick("Access token until", "访问令牌有效至"), access),
        (lang.pick("Consent until", "授权有效至"), consent),
        (lang.pick("Kept in", "保存位置"), place.store.place()),
    ];
    if let Some(profile) = &place.settings.profile {
        rows.insert(2, (lang.pick("Profile", "配置组"), profile.clone()));
    }
    let label = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    rows.into_iter()
        .map(|(name, text)| {
            format!("{}  {text}", paint.faint(&padded(name, label, Side::Left)))
        })
        .collect()
}

fn is_renewable(token: &Token, now: Timestamp) -> bool {
    token.refresh.is_some() && token.refresh_expires_at.is_none_or(|end| end > now)
}

fn user(account: &TokenAccount, context: &Context<'_>) -> String {
    let name =
        account.login.as_ref().or(account.nick.as_ref()).or(account.user_id.as_ref());
    let name = name.map(|name| harmless(name));
    match (name, &account.platform) {
        (Some(name), Some(platform)) => {
            let platform = harmless(platform);
            context
                .lang
                .pick(format!("{name} ({platform})"), format!("{name}（{platform}）"))
        }
        (Some(name), None) => name,
        (None, _) => context.lang.pick("not told", "平台未说明").to_owned(),
    }
}

pub(super) fn endpoint(place: &Place, context: &Context<'_>) -> String {
    let platform = || context.lang.pick("the platform's own", "平台官方").to_owned();
    place.settings.endpoint.as_ref().map_or_else(platform, |it| it.value.clone())
}

fn dialect(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::ItemGet => "item-get",
        _ => "iop",
    }
}
