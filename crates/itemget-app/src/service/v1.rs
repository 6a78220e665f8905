//! `/v1`: answers for programs, a file a resource. What is asked how, and what comes back,
//! is written down in docs/API-DESIGN.md.

#![expect(unused_qualifications, reason = "what is derived of the document has them")]

mod about;
mod alerts;
mod asked;
mod freight;
mod history;
mod items;
pub(super) mod jobs;
mod quota;
mod search;
mod tokens;
mod tracked;
pub(super) mod wanted;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::App;

pub(super) use items::aged;

/// The longest body, in bytes: 100,000 ids or links.
pub(super) const LONGEST: usize = 12 * 1024 * 1024;

/// All resources, each with what the document says of it.
pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    let many = routes!(items::many).layer(DefaultBodyLimit::max(LONGEST));
    let jobs = routes!(jobs::list, jobs::create).layer(DefaultBodyLimit::max(LONGEST));
    OpenApiRouter::new()
        .routes(routes!(about::show))
        .routes(routes!(quota::show))
        .routes(many)
        .routes(routes!(items::one))
        .routes(routes!(freight::ways))
        .routes(routes!(history::steps))
        .routes(routes!(history::stats))
        .routes(routes!(search::find))
        .routes(jobs)
        .routes(routes!(jobs::show, jobs::cancel))
        .routes(routes!(jobs::result::show))
        .routes(routes!(tracked::list, tracked::add))
        .routes(routes!(tracked::change, tracked::remove))
        .routes(routes!(tracked::lists))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(alerts::log))
        .routes(routes!(alerts::rules, alerts::add))
        .routes(routes!(alerts::change, alerts::remove))
}
