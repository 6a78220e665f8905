//! The service: pages for people and answers for programs, over one store, in one process
//! with the scheduler. Handlers translate and do not decide: what they show is computed in
//! the core, and their router is on this screen.

mod access;
mod answer;
mod around;
mod asking;
mod carried;
mod doors;
mod error;
mod files;
mod guard;
mod guesses;
mod health;
mod held;
mod hot;
pub(crate) mod jobs;
mod lanes;
mod listen;
mod logs;
mod metrics;
mod naming;
mod openapi;
mod packed;
mod patient;
mod sent;
mod short;
mod timer;
mod v1;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use itemget::limit::RateLimiter;
use itemget::{Client, Clock, View};
use itemget_store::Store;
use tokio::sync::Semaphore;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

use crate::asked::Asked;
use crate::auth::Account;
use crate::database::World;
use crate::lang::Lang;
use crate::mcp::{Budgets, Desk};
use crate::pictures::Pictures;
use crate::source::SourceName;

pub(crate) use access::{COOKIE, Door, Local};
pub(crate) use answer::after;
pub(crate) use around::POLICY;
pub(crate) use error::{ErrorBody, Logged, ServiceError};
pub(crate) use guard::{Hosts, is_for_programs};
pub(crate) use guesses::Guesses;
pub(crate) use hot::Hot;
pub(crate) use jobs::{Bench, Tools};
pub(crate) use listen::{Bounds, serve};
pub(crate) use logs::{LogForm, begin as log, flush as flush_log};
pub(crate) use metrics::Metrics;
pub(crate) use naming::Requests;
pub(crate) use openapi::document;
pub(crate) use sent::Answers;
pub(crate) use v1::jobs::{NewBatch, begin as begin_job, end as end_job};
pub(crate) use v1::wanted::{Usual, Wanted};

/// Whether what is tracked is looked at in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheduler {
    Here,
    Elsewhere,
}

/// What every handler can reach.
pub(crate) struct App {
    pub(crate) store: Store,
    /// Whose data the store holds.
    pub(crate) world: World,
    pub(crate) client: Client,
    /// In whose name it calls.
    pub(crate) account: Account,
    pub(crate) scheduler: Scheduler,
    /// The API that is asked where an item names none.
    pub(crate) source: SourceName,
    pub(crate) limiter: RateLimiter,
    pub(crate) pictures: Pictures,
    /// What was said of deliveries.
    pub(crate) asked: Asked,
    pub(crate) clock: Arc<dyn Clock>,
    /// Seen from where, where nothing else was asked for.
    pub(crate) view: View,
    /// The language of who does not ask for one.
    pub(crate) lang: Lang,
    /// The names that it goes by.
    pub(crate) hosts: Hosts,
    /// For how many requests there is room at once, until their answers are sent.
    pub(crate) room: Arc<Semaphore>,
    /// And for how many of them that have a body, which may be long in coming: who only
    /// asks is not held up by those.
    pub(crate) bodies: Semaphore,
    /// How much these bodies may be together, in KiB, until they are understood.
    pub(crate) weight: Semaphore,
    /// For how many answers that are long and made while they are read.
    pub(crate) long: Arc<Semaphore>,
    /// How many pages are made at once: each is work for a processor, and many together
    /// would all be late.
    pub(crate) pages: Semaphore,
    /// And how many rules are tried on the past.
    pub(crate) previews: Semaphore,
    pub(crate) requests: Requests,
    pub(crate) metrics: Metrics,
    /// Who may ask.
    pub(crate) door: Door,
    /// Who was wrong about a key too often.
    pub(crate) guesses: Guesses,
    /// Answers that are ready.
    pub(crate) hot: Hot,
    /// Where jobs are worked on.
    pub(crate) bench: Arc<Bench>,
}

/// How many calls of tools somebody has in an hour.
const TOOL_CALLS: u32 = 200;

impl App {
    /// What holds where a request does not say it.
    fn usual(&self) -> Usual {
        Usual { view: self.view, source: self.source }
    }

    /// Where assistants ask.
    fn desk(&self) -> Desk {
        Desk {
            store: self.store.clone(),
            world: self.world,
            client: self.client.clone(),
            app_key: self.account.app_key.clone(),
            limiter: self.limiter.clone(),
            clock: Arc::clone(&self.clock),
            view: self.view,
            source: self.source,
            budgets: Budgets::hourly(TOOL_CALLS),
        }
    }
}

/// Answers shorter than this are not worth packing, in bytes.
const PACKED_FROM: u64 = 1024;

fn packed_from() -> SizeAbove {
    SizeAbove::new(PACKED_FROM)
}

/// All paths, those of programs and those of people.
fn resources() -> Router<Arc<App>> {
    Router::new()
        .merge(openapi::router())
        .merge(doors::router())
        .merge(crate::web::router())
}

/// All that is served. What stands further down is further out: every answer has its
/// headers and its line in the log, whoever gave it.
fn router(app: Arc<App>) -> Router {
    let packed = CompressionLayer::new().compress_when(packed_from());
    resources()
        .merge(crate::mcp::over_http(app.desk()))
        .fallback(around::nothing_here)
        .method_not_allowed_fallback(around::wrong_method)
        .layer(packed)
        .layer(from_fn_with_state(Arc::clone(&app), access::admitted))
        .layer(from_fn_with_state(Arc::clone(&app), guard::guard))
        .layer(from_fn_with_state(Arc::clone(&app), around::bounded))
        .layer(from_fn_with_state(Arc::clone(&app), around::watched))
        .layer(from_fn_with_state(Arc::clone(&app), crate::web::as_page))
        .layer(from_fn(around::secured))
        .with_state(app)
}
