//! The account with the platform: how its consent stands, and the way to another one. The
//! consent page is the platform's; its answer comes back to `/settings/authorised`.

use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use itemget::{Token, TokenAccount, TokenStoreError};
use itemget_history::Moment;
use url::form_urlencoded::parse;

use super::{Notice, Said, page, policy_with};
use crate::auth::{Account, Callback, Standing, consent_ends, standing};
use crate::lang::Lang;
use crate::plain::harmless;
use crate::service::{App, Logged};
use crate::web::answer::{PageError, go};
use crate::web::forms::Posted;
use crate::web::shown::Age;
use crate::web::sign::is_behind_tls;
use crate::web::visit::Visit;

/// Where the consent page's answer comes to.
pub(in crate::web) const CALLBACK: &str = "/settings/authorised";

/// The account, as the page shows it.
#[derive(Debug)]
pub(super) struct AccountShown<'a> {
    pub(super) app_key: &'a str,
    pub(super) profile: Option<&'a str>,
    /// None is the platform itself.
    pub(super) endpoint: Option<&'a str>,
    /// None where the sandbox in the program answers.
    pub(super) kept_in: Option<String>,
    pub(super) consent: Option<ConsentShown>,
    /// Why it is not known whether there is one.
    pub(super) trouble: Option<String>,
    /// Where a token was set that goes before any consent.
    pub(super) overridden_by: Option<String>,
    /// Where the consent page leads to, if not here.
    pub(super) redirect_uri: Option<&'a str>,
    pub(super) is_waiting: bool,
    /// The origin of the consent page.
    whither: Option<String>,
}

/// A consent: everything but the token itself.
#[derive(Debug)]
pub(super) struct ConsentShown {
    pub(super) user: Option<String>,
    pub(super) access: Age,
    /// Whether the access token is renewed without the user.
    pub(super) is_renewable: bool,
    pub(super) ends: Option<Age>,
    /// `good`, `high` or `bad`.
    pub(super) class: &'static str,
    pub(super) word: &'static str,
}

impl<'a> AccountShown<'a> {
    pub(super) async fn of(
        account: &'a Account,
        at: Instant,
        now: Moment,
        lang: Lang,
    ) -> Self {
        let (consent, trouble) = match account.consent().await {
            Ok(token) => (token.map(|it| ConsentShown::of(&it, now, lang)), None),
            Err(error) => (None, Some(store_trouble(&error, lang))),
        };
        let endpoint = account.endpoint.as_deref();
        let page = url::Url::parse(endpoint.unwrap_or("https://api-sg.aliexpress.com"));
        Self {
            app_key: &account.app_key,
            profile: account.profile.as_deref(),
            endpoint,
            kept_in: account.store.as_ref().map(|store| store.place()),
            consent,
            trouble,
            overridden_by: account.overriding(lang),
            redirect_uri: account.redirect_uri.as_deref(),
            is_waiting: account.is_waiting(at),
            whither: page.ok().map(|page| page.origin().ascii_serialization()),
        }
    }

    /// The policy of the page that it is on: its form leads to the consent page.
    pub(super) fn policy(&self) -> String {
        policy_with(self.whither.as_deref().filter(|_| self.kept_in.is_some()))
    }
}

impl ConsentShown {
    fn of(token: &Token, now: Moment, lang: Lang) -> Self {
        let at = now.into();
        let (class, word) = match standing(token, at) {
            Standing::Good => ("good", lang.pick("in force", "有效")),
            Standing::EndsSoon => ("high", lang.pick("ends soon", "即将到期")),
            Standing::Ended => ("bad", lang.pick("ended", "已到期")),
        };
        let age = |moment: jiff::Timestamp| Age::of(moment.into(), now, lang);
        Self {
            user: user(&token.account),
            access: age(token.access_expires_at),
            is_renewable: token.refresh.is_some()
                && token.refresh_expires_at.is_none_or(|end| end > at),
            ends: consent_ends(token).map(age),
            class,
            word,
        }
    }
}

fn user(account: &TokenAccount) -> Option<String> {
    let name = account.login.as_ref().or(account.nick.as_ref());
    let name = harmless(name.or(account.user_id.as_ref())?);
    Some(match &account.platform {
        Some(platform) => format!("{name} ({})", harmless(platform)),
        None => name,
    })
}

fn store_trouble(error: &TokenStoreError, lang: Lang) -> String {
    crate::messages::in_full(error, lang)
}

/// `POST /settings/account`.
pub(in crate::web) async fn change(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    visit.answer(changed(&app, &visit, &headers, &posted).await)
}

async fn changed(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    posted: &Posted,
) -> Result<Response, PageError> {
    let (account, now) = (&app.account, Instant::now());
    if account.store.is_none() {
        return Err(PageError::NotFound);
    }
    match posted.one("do") {
        "login" => match account.begin(here(headers), visit.lang, now) {
            Ok(page) => go(page.as_str()),
            Err(error) => {
                let text = crate::messages::error(&error, visit.lang);
                let notice = Some(Notice { is_good: false, text });
                page(app, visit, Said { notice, ..Said::default() }).await
            }
        },
        "paste" => {
            let notice = pasted(app, visit, posted.one("answer")).await;
            page(app, visit, Said { notice: Some(notice), ..Said::default() }).await
        }
        _ => Err(PageError::NotFound),
    }
}

/// The address of the callback, as the browser reaches this service. The name in it is one
/// of the service's: others are not heard.
fn here(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let scheme = if is_behind_tls(headers) { "https" } else { "http" };
    format!("{scheme}://{host}{CALLBACK}")
}

async fn pasted(app: &App, visit: &Visit, text: &str) -> Notice {
    let wrong = |en, zh| Notice { is_good: false, text: visit.t(en, zh).to_owned() };
    match app.account.pasted(text, Instant::now()) {
        None => wrong(
            "No login is under way: begin one first.",
            "当前没有进行中的授权，请先开始授权。",
        ),
        Some((_, Callback::Nothing)) => wrong(
            "This is neither a code nor an address with one in it.",
            "这既不是授权码，也不是带授权码的地址。",
        ),
        Some((_, Callback::WrongState)) => {
            wrong("This answer belongs to another login.", "该结果不属于本次授权。")
        }
        Some((begun, callback)) => {
            match app.account.complete(&app.client, begun, callback).await {
                Ok(_) => {
                    Notice { is_good: true, text: authorised(visit.lang).to_owned() }
                }
                Err(error) => {
                    let text = crate::messages::in_full(error.itself(), visit.lang);
                    Notice { is_good: false, text }
                }
            }
        }
    }
}

fn authorised(lang: Lang) -> &'static str {
    lang.pick("The platform's consent is kept.", "已获得平台授权。")
}

/// What is said to the browser that brought an answer.
#[derive(Debug, Template)]
#[template(path = "authorised.html")]
struct Brought<'a> {
    visit: &'a Visit,
    /// `good`, `bad`, or nothing where a person said no: that is no fault of anybody's.
    class: &'static str,
    text: String,
    hint: String,
}

/// `GET /settings/authorised`: the consent page's answer. It comes from another site, and so
/// without our cookies: the state in it says whose it is.
pub(in crate::web) async fn receive(
    State(app): State<Arc<App>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let state = parse(query.as_bytes()).find(|(name, _)| name == "state");
    let begun = state.and_then(|(_, state)| app.account.take(&state, Instant::now()));
    // The visitor's own cookies were held back: they keep them.
    let mut visit = Visit { is_new: false, ..visit };
    // Nothing on the page leads back to an address with a code in it.
    visit.here = "/settings".to_owned();
    let Some(begun) = begun else {
        let text = visit.t(
            "This answer belongs to no login that is under way here.",
            "该结果不属于此处进行中的授权。",
        );
        let hint = visit.t("Begin it on the settings page.", "请在设置页面开始授权。");
        return brought(
            &visit,
            StatusCode::BAD_REQUEST,
            text.to_owned(),
            hint.to_owned(),
        );
    };
    visit.lang = begun.lang;
    let lang = begun.lang;
    let callback = Callback::of_query(&query, &begun.asking.state);
    if let Callback::Denied { reason } = &callback {
        return denied(&visit, reason);
    }
    match app.account.complete(&app.client, begun, callback).await {
        Ok(_) => {
            brought(&visit, StatusCode::OK, authorised(lang).to_owned(), String::new())
        }
        Err(error) => {
            let text = crate::messages::in_full(error.itself(), lang);
            let mut response =
                brought(&visit, StatusCode::BAD_GATEWAY, text, String::new());
            response.extensions_mut().insert(Logged::of("login_failed", error.itself()));
            response
        }
    }
}

/// The person said no, which is an answer like any other: nothing failed, and nothing is
/// otherwise than before.
fn denied(visit: &Visit, reason: &str) -> Response {
    let reason = harmless(reason);
    let text = visit.lang.pick(
        format!("The consent was not given: {reason}. Nothing was changed."),
        format!("未获得授权：{reason}。原有设置未改变。"),
    );
    let hint = visit.t(
        "It can be asked for anew on the settings page.",
        "可在设置页面重新申请授权。",
    );
    let hint = hint.to_owned();
    visit.answer(visit.page(&Brought { visit, class: "", text, hint }))
}

fn brought(visit: &Visit, status: StatusCode, text: String, hint: String) -> Response {
    let class = if status == StatusCode::OK { "good" } else { "bad" };
    let page = visit.page(&Brought { visit, class, text, hint });
    let mut response = visit.answer(page);
    *response.status_mut() = status;
    response
}
