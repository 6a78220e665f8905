//! `/v1/openapi.json`: what programs can ask and what they are answered, as a document of
//! OpenAPI 3.1. It is made from the types and the routes themselves; what these cannot say
//! (errors that everything has, what is always there) is added by [`mend`], and what
//! the generators of clients do not understand is said otherwise by [`flat`].

mod flat;
mod mend;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, Method};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Ready;
use super::{App, ErrorBody, ServiceError, health, metrics, v1};

/// What stands above all paths.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "itemget",
        description = "Product data from AliExpress's official API: items, their history and what it says, what is followed and told. How requests and answers look in general is in docs/API-DESIGN.md.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    components(schemas(ErrorBody)),
    tags(
        (name = "items", description = "Items by their ids or by words."),
        (name = "jobs", description = "Batches of up to 100,000 ids, worked on in the service."),
        (name = "history", description = "What was seen of an item, and what that says."),
        (name = "tracking", description = "What is followed."),
        (name = "alerts", description = "What was told, and by which rules."),
        (name = "tokens", description = "Who may ask."),
        (name = "service", description = "Who answers, and how it stands."),
    )
)]
struct Head;

/// All that programs ask for, with what the document says of it.
fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Head::openapi())
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(metrics::show))
        .routes(routes!(show))
        .merge(v1::routes())
}

/// The router of it. A parameter that the document does not name is refused here, for
/// every path of the API alike; whoever looks after the process may ask as they are used
/// to.
pub(super) fn router() -> Router<Arc<App>> {
    let (router, _) = routes().split_for_parts();
    router.route_layer(from_fn(known))
}

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let document = routes().into_openapi();
    let document = serde_json::to_value(document).expect("a document is plain data");
    let mut document = mend::mended(document);
    flat::flattened(&mut document);
    document
});

/// The parameters of each path and method, by their names.
static PARAMETERS: LazyLock<BTreeMap<String, BTreeSet<String>>> =
    LazyLock::new(|| mend::parameters(&DOCUMENT));

/// The document.
pub(crate) fn document() -> &'static Value {
    &DOCUMENT
}

/// This document.
#[utoipa::path(get, path = "/v1/openapi.json", operation_id = "show_openapi", tag = "service",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
async fn show(headers: HeaderMap) -> Result<Response, ServiceError> {
    static READY: LazyLock<Result<Ready, ServiceError>> =
        LazyLock::new(|| Ready::of(document()));
    match &*READY {
        Ok(ready) => Ok(ready.clone().answer(&headers)),
        Err(error) => Err(ServiceError::internal(error.to_string())),
    }
}

async fn known(request: Request, next: Next) -> Result<Response, ServiceError> {
    if let Some(query) = request.uri().query().filter(|query| !query.is_empty()) {
        let route = request.extensions().get::<MatchedPath>();
        let route = route.map_or("", MatchedPath::as_str);
        // What is answered to HEAD is what GET would be.
        let method = match request.method() {
            &Method::HEAD => &Method::GET,
            other => other,
        };
        let known = PARAMETERS.get(&mend::operation(method.as_str(), route));
        let known = known.filter(|_| route.starts_with("/v1"));
        for (name, _) in url::form_urlencoded::parse(query.as_bytes()) {
            if known.is_some_and(|known| !known.contains(&*name)) {
                let name: String = name.chars().take(40).collect();
                let detail = format!("this path has no parameter `{name}`");
                return Err(ServiceError::bad_request(detail));
            }
        }
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests;
