//! `/settings/tokens`: a token is made, told once, and revoked.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use itemget_history::Moment;
use itemget_store::{ApiToken, ApiTokenId};

use super::{Made, Notice, Said, page};
use crate::api_tokens::{self, Scope, Scopes};
use crate::plain::harmless;
use crate::service::App;
use crate::tracking::group_name;
use crate::web::answer::{PageError, go};
use crate::web::forms::Posted;
use crate::web::shown::Age;
use crate::web::visit::Visit;

/// A token that is in force.
#[derive(Debug)]
pub(super) struct TokenShown {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) scopes: String,
    pub(super) since: Age,
    /// Whether it is the one that this browser signed in with.
    pub(super) is_own: bool,
}

/// What is in the form.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) scopes: Scopes,
}

impl Default for Draft {
    fn default() -> Self {
        Self { name: String::new(), scopes: Scopes::of([Scope::Read]) }
    }
}

impl Draft {
    /// Whether the box of this scope is ticked.
    pub(super) fn has(&self, word: &str) -> bool {
        self.scopes.to_string().split(' ').any(|it| it == word)
    }
}

impl TokenShown {
    /// How a token is shown; none where it was revoked.
    pub(super) fn of(token: &ApiToken, now: Moment, visit: &Visit) -> Option<Self> {
        token.revoked_at.is_none().then(|| Self {
            id: token.id.0,
            name: harmless(&token.name),
            scopes: token.scopes.clone(),
            since: Age::of(token.created_at, now, visit.lang),
            is_own: visit.signed_in == Some(token.id),
        })
    }
}

/// `POST /settings/tokens`.
pub(in crate::web) async fn change(
    State(app): State<Arc<App>>,
    visit: Visit,
    posted: Posted,
) -> Response {
    visit.answer(changed(&app, &visit, &posted).await)
}

async fn changed(
    app: &App,
    visit: &Visit,
    posted: &Posted,
) -> Result<Response, PageError> {
    match posted.one("do") {
        "create" => create(app, visit, posted).await,
        "revoke" => {
            let id = ApiTokenId(posted.number("id")?);
            let now = app.clock.now().into();
            let was_in_force = app.store.revoke_api_token(id, now).await?;
            app.door.forget();
            match was_in_force {
                true => go("/settings"),
                false => Err(PageError::NotFound),
            }
        }
        _ => Err(PageError::NotFound),
    }
}

async fn create(
    app: &App,
    visit: &Visit,
    posted: &Posted,
) -> Result<Response, PageError> {
    let scopes = posted.all("scope").filter_map(|word| word.parse::<Scope>().ok());
    let draft =
        Draft { name: posted.one("name").trim().to_owned(), scopes: Scopes::of(scopes) };
    let wrong = |text: String| Notice { is_good: false, text };
    let notice = match group_name(&draft.name) {
        Err(error) => Some(wrong(crate::messages::error(&error, visit.lang))),
        Ok(_) if draft.scopes == Scopes::default() => Some(wrong(
            visit.t("Tick what the token is to allow.", "请选择令牌的权限。").to_owned(),
        )),
        Ok(_) => None,
    };
    if notice.is_some() {
        return page(app, visit, Said { draft, notice, ..Said::default() }).await;
    }
    let mut chance = [0; 32];
    getrandom::fill(&mut chance).map_err(PageError::NoChance)?;
    let now = app.clock.now().into();
    let (_, text) =
        api_tokens::create(&app.store, &draft.name, &draft.scopes, chance, now).await?;
    let made = Made { name: harmless(&draft.name), text: text.expose().to_owned() };
    page(app, visit, Said { made: Some(made), ..Said::default() }).await
}
