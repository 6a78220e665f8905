//! What the process counts, as Prometheus reads it: requests as they are answered, and
//! what the store, the cache and the quota come to when they are asked for.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::response::IntoResponse;
use itemget::limit::{LimitScope, QuotaReport};
use itemget_history::Moment;
use itemget_store::Standing;
use metrics::{Counter, Histogram, counter, gauge, histogram};
use metrics_exporter_prometheus::{
    BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};

use super::{App, ServiceError};

/// The counters of this service. They are its own and not the process's: two services in
/// one process, as in tests, do not count for each other.
pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    /// What has been answered, by route and then by method and status: looked up with what
    /// a request has, and without making its labels again.
    answered: RwLock<BTreeMap<String, OfRoute>>,
    /// Answers that were ready and were given on the long way, and on the short one.
    long: AtomicU64,
    short: AtomicU64,
    /// How many times were taken.
    times: AtomicU32,
}

type OfRoute = BTreeMap<(&'static str, u16), Answered>;

/// The counters of a route, for a method and a status.
#[derive(Clone)]
struct Answered {
    count: Counter,
    times: Histogram,
}

/// Times are kept one by one until they are gathered: by whoever reads them, or after so
/// many, where nobody does.
const GATHERED_AFTER: u32 = 1 << 16;

const REQUESTS: &str = "itemget_http_requests_total";
const TIMES: &str = "itemget_http_request_seconds";
const BUCKETS: [f64; 10] = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];

impl Metrics {
    /// Nothing counted yet.
    pub(crate) fn new() -> Result<Self, BuildError> {
        let times = Matcher::Full(TIMES.to_owned());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(times, &BUCKETS)?;
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        let (answered, times) = (RwLock::default(), AtomicU32::new(0));
        let (long, short) = (AtomicU64::new(0), AtomicU64::new(0));
        Ok(Self { recorder, handle, answered, long, short, times })
    }

    /// Counts an answered request.
    pub(super) fn request(
        &self,
        method: &Method,
        route: &str,
        status: StatusCode,
        took: Duration,
    ) {
        // A method can be any word, and each would be a counter of its own.
        let method = match *method {
            Method::GET => "GET",
            Method::HEAD => "HEAD",
            Method::POST => "POST",
            Method::PUT => "PUT",
            Method::PATCH => "PATCH",
            Method::DELETE => "DELETE",
            _ => "other",
        };
        let count = |answered: &Answered| {
            answered.count.increment(1);
            answered.times.record(took.as_secs_f64());
        };
        let which = (method, status.as_u16());
        let all = self.answered.read().unwrap_or_else(PoisonError::into_inner);
        match all.get(route).and_then(|it| it.get(&which)) {
            Some(answered) => count(answered),
            None => {
                drop(all);
                count(&self.first(which, route));
            }
        }
        if self.times.fetch_add(1, Ordering::Relaxed) % GATHERED_AFTER
            == GATHERED_AFTER - 1
        {
            self.handle.run_upkeep();
        }
    }

    /// The counters of what is answered for the first time.
    fn first(&self, which: (&'static str, u16), route: &str) -> Answered {
        let (method, status) = which;
        let of_route = [("route", route.to_owned())];
        let answered = metrics::with_local_recorder(&self.recorder, || Answered {
            count: counter!(
                REQUESTS,
                "method" => method, "route" => route.to_owned(),
                "status" => status.to_string()
            ),
            times: histogram!(TIMES, &of_route),
        });
        let mut all = self.answered.write().unwrap_or_else(PoisonError::into_inner);
        all.entry(route.to_owned()).or_default().insert(which, answered.clone());
        answered
    }

    /// Counts an answer that was ready.
    pub(super) fn hit(&self) {
        self.long.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts one that went the short way.
    pub(super) fn short(&self) {
        self.short.fetch_add(1, Ordering::Relaxed);
    }

    fn render(
        &self,
        standing: &Standing,
        quota: &QuotaReport,
        app: &App,
        now: Moment,
    ) -> String {
        metrics::with_local_recorder(&self.recorder, || {
            counter!("itemget_calls_total").absolute(app.limiter.calls());
            let short = self.short.load(Ordering::Relaxed);
            let ready = short + self.long.load(Ordering::Relaxed);
            counter!("itemget_ready_answers_total").absolute(ready);
            counter!("itemget_short_answers_total").absolute(short);
            of_quota(quota);
            of_standing(standing, now);
            let stats = app.client.cache_stats();
            for (what, count) in [
                ("kept", stats.kept),
                ("stale", stats.stale),
                ("called", stats.called),
                ("shared", stats.shared),
                ("trouble", stats.troubles),
            ] {
                counter!("itemget_cache_answers_total", "from" => what).absolute(count);
            }
        });
        self.handle.run_upkeep();
        self.handle.render()
    }
}

fn of_quota(quota: &QuotaReport) {
    for scope in &quota.scopes {
        let (name, method) = match &scope.scope {
            LimitScope::App => ("app", String::new()),
            LimitScope::Api(method) => ("api", method.clone()),
            LimitScope::AppApi(method) => ("app_api", method.clone()),
        };
        let labels = [("scope", name.to_owned()), ("method", method)];
        gauge!("itemget_quota_spent_today", &labels).set(number(scope.spent.value));
        // What is not known is no number, and not zero.
        if let Some(left) = scope.left {
            gauge!("itemget_quota_left_today", &labels).set(number(left));
        }
        let closed = f64::from(u8::from(scope.closed.is_some()));
        gauge!("itemget_quota_closed", &labels).set(closed);
    }
}

fn of_standing(standing: &Standing, now: Moment) {
    gauge!("itemget_tracked").set(number(standing.tracked));
    gauge!("itemget_tracked_paused").set(number(standing.paused));
    gauge!("itemget_queue_due").set(number(standing.due));
    gauge!("itemget_tracked_never_looked_at").set(number(standing.never_looked_at));
    if let Some(oldest) = standing.oldest_look {
        gauge!("itemget_oldest_look_age_seconds").set(now.since(oldest).as_secs_f64());
    }
    for (outcome, count) in &standing.outcomes {
        gauge!("itemget_last_outcome", "outcome" => outcome.clone()).set(number(*count));
    }
}

/// A count as Prometheus has it; beyond 2^53 the last digits are not exact.
#[expect(clippy::cast_precision_loss, reason = "Prometheus has floats alone")]
fn number(count: u64) -> f64 {
    count as f64
}

/// What the process counts, for Prometheus.
#[utoipa::path(get, path = "/metrics", operation_id = "show_metrics", tag = "service",
    responses((status = 200, description = "the counters", body = String, content_type = "text/plain")))]
pub(super) async fn show(
    State(app): State<Arc<App>>,
) -> Result<impl IntoResponse, ServiceError> {
    let now = Moment::from(app.clock.now());
    let standing = app.store.standing(now).await?;
    let quota = app.limiter.report().await?;
    let text = app.metrics.render(&standing, &quota, &app, now);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text))
}
