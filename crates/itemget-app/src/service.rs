//! The service: pages for people and answers for programs, over one store, in one process
//! with the scheduler. Handlers translate and do not decide: what they show is computed in
//! the core, and their router is on this screen.

mod error;
mod health;
mod listen;
mod v1;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use itemget::limit::RateLimiter;
use itemget::{Client, Clock, View};
use itemget_store::Store;

use crate::database::World;
use crate::lang::Lang;

pub(crate) use error::ServiceError;
pub(crate) use listen::serve;

/// What every handler can reach.
pub(crate) struct App {
    pub(crate) store: Store,
    /// Whose data the store holds.
    pub(crate) world: World,
    pub(crate) client: Client,
    /// The app that calls are made for.
    pub(crate) app_key: String,
    pub(crate) limiter: RateLimiter,
    pub(crate) clock: Arc<dyn Clock>,
    /// Seen from where, where nothing else was asked for.
    pub(crate) view: View,
    /// The language of who does not ask for one.
    pub(crate) lang: Lang,
}

/// All that is served.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(v1::router())
        .merge(crate::web::router())
        .with_state(app)
}
